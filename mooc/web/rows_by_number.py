"""Rows of a run that an address names by number; 404 where there is none."""

from django.http import Http404

from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.groups.placing.proposal_queries import shown_proposals
from mooc.runs.models import Run


def proposal_or_404(run: Run, number: int) -> Proposal:
    """Return a proposal of the run."""
    found = (
        shown_proposals(run)
        .select_related("run", "confirmed_by", "based_on", "led_by")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def proposed_group_or_404(proposal: Proposal, number: int) -> ProposedGroup:
    """Return a group of the proposal."""
    found = proposal.groups.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def placement_or_404(proposal: Proposal, enrolment_id: int) -> Placement:
    """Return where the proposal puts a learner."""
    rows = proposal.placements.select_related("enrolment__person", "group", "proposal__run")
    found = rows.filter(enrolment=enrolment_id).first()
    if found is None:
        raise Http404
    return found
