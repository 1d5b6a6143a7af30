"""Groups are made because their date has come, also when no organiser is there to say yes."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from mooc.delivery import actions as delivery
from mooc.people.models import Person
from mooc.runs.dates import begins_at
from mooc.runs.models import Run

from ..errors import GroupError
from ..fellows import runs_of
from ..models import Proposal
from .confirming import confirm_proposal
from .joining import ENDED, check_together
from .proposing import propose_groups
from .storing import clear_left_behind

log = logging.getLogger("mooc.groups")
# Confirming takes a minute or two at most; what takes longer was cut off.
_PATIENCE = timedelta(minutes=10)
_FORMING = (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING)


def form_due_groups(*, now: datetime) -> int:
    """Propose on the day on which groups are formed and tell the organisers; confirm when the run begins.

    Between the two an organiser may look, propose again, confirm. A proposal made by hand before that day is made
    anew, by the same rules and with the same people pinned, because people said "I am in" since. When the run begins,
    it is the newest that counts; of one over several runs, when the first of them begins. What a crash left half
    confirmed is gone on with, what it left half stored is cleared away. Returns how many runs it did something for.
    """
    clear_left_behind(now=now)
    begun = Proposal.objects.filter(
        led_by=None, state=Proposal.State.CONFIRMING, confirmed_at__lt=now - _PATIENCE
    )
    gone_on = sum(_gone_on(proposal, now) for proposal in begun.select_related("run__course").order_by("id"))
    due = (
        Run.objects.select_related("course")
        .filter(state__in=_FORMING, groups_formed_date__lte=now.date())
        .exclude(pk__in=Proposal.objects.filter(state__in=Proposal.SETTLED).values("run_id"))
        .order_by("groups_formed_date", "id")
    )
    return gone_on + sum(_formed(run, now) for run in due)


def _gone_on(proposal: Proposal, now: datetime) -> int:
    try:
        confirm_proposal(proposal=proposal, now=now)
    except GroupError as error:  # somebody else goes on with it, or the run is over
        log.warning("run %s: %s", proposal.run.slug, error)
        return 0
    return 1


def _formed(run: Run, now: datetime) -> int:
    try:
        return _form(run, now)
    except GroupError as error:  # rules that do not fit keep one run from its groups, not all
        log.error("run %s: no groups: %s", run.slug, error)
        return 0


def _form(run: Run, now: datetime) -> int:
    named = Proposal.others.through.objects.filter(run=run).values("proposal_id")
    proposals = Proposal.objects.filter(Q(run=run) | Q(pk__in=named), state=Proposal.State.PROPOSED)
    going = proposals.exclude(run__state__in=ENDED)
    waiting = going.select_related("run__course").order_by("-made_at", "-id")
    proposal = waiting.filter(made_at__date__gte=run.groups_formed_date).first()
    begins = now >= begins_at(run)
    if proposal is None:
        before = waiting.first()
        rules_text = before.rules_text if before else None
        first, *others = runs_of(before) if before else [run]
        try:
            check_together(first, others)
        except GroupError:  # their dates have moved apart
            first, others = run, []
        proposal = propose_groups(run=first, now=now, rules_text=rules_text, based_on=before, others=others)
        if not begins:
            _tell_organisers(first, proposal, now)
    elif not begins:
        return 0
    if begins:
        confirm_proposal(proposal=proposal, now=now)
    return 1


def _tell_organisers(run: Run, proposal: Proposal, now: datetime) -> None:
    own = Person.objects.filter(is_active=True, organised_runs__run=run)
    every = Person.objects.filter(is_active=True, is_organiser=True)
    people = own if own.exists() else every
    delivery.plan(
        occasion=f"proposal/{proposal.pk}",
        kind="proposal",
        filler="proposal",
        title=f"Groups proposed for {run.name}",
        now=now,
        recipients=people.order_by("id").values_list("id", flat=True),
        run_id=run.pk,
        subject_id=proposal.pk,
        priority=3,
    )
