"""Changing a proposal by hand: one group of it, pins, another seat for somebody, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.models import Placement, Proposal
from mooc.groups.placing.shifting import Shift

from ..access import organisers_only, person_of, run_for
from ..boards.pages import number_of
from ..boards.proposed_group import group_sheet
from ..boards.seats import seats_for
from ..clock import in_own_zone, zone_of
from ..rows_by_number import placement_or_404, proposal_or_404, proposed_group_or_404


@require_safe
@organisers_only
@in_own_zone
def proposed_group(request: HttpRequest, slug: str, number: int, group: int) -> HttpResponse:
    """Show one proposed group: its score by parts, its people, and their common hours by each one's clock."""
    run = run_for(request, slug)
    proposal = proposal_or_404(run, number)
    found = proposed_group_or_404(proposal, group)
    context = {
        "run": run,
        "proposal": proposal,
        "sheet": group_sheet(proposal, found, zone_of(request)),
        "here": "groups",
    }
    return render(request, "web/organise/proposed_group.html", context)


@require_POST
@organisers_only
def pins(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Pin learners, or let them go: those of ?group=, or the one of ?learner=; `free` in the form lets go."""
    proposal = proposal_or_404(run_for(request, slug), number)
    rows = proposal.placements.order_by("id")
    group, learner = (number_of(request.POST.get(name)) for name in ("group", "learner"))
    rows = rows.filter(enrolment=learner or 0) if group is None else rows.filter(group__number=group)
    people = list(rows.values_list("enrolment_id", flat=True))
    act = actions.unpin if "free" in request.POST else actions.pin
    try:
        act(proposal=proposal, enrolments=people, now=timezone.now(), by=person_of(request))
    except MoocError as error:
        messages.error(request, str(error))
    return _back(request, proposal, number_of(request.POST.get("back")))


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
@in_own_zone
def seat(request: HttpRequest, slug: str, number: int, enrolment_id: int) -> HttpResponse:
    """Show where a learner could sit, and put him there."""
    run = run_for(request, slug)
    proposal = proposal_or_404(run, number)
    placement = placement_or_404(proposal, enrolment_id)
    if request.method == "POST":
        return _moved(request, proposal, placement)
    only = number_of(request.GET.get("group"))
    is_open = proposal.state == Proposal.State.PROPOSED
    context = {
        "run": run,
        "proposal": proposal,
        "placement": placement,
        "seats": seats_for(proposal, placement, only=only) if is_open else None,
        "only": only,
        "here": "groups",
    }
    return render(request, "web/organise/proposed_seat.html", context)


def _moved(request: HttpRequest, proposal: Proposal, placement: Placement) -> HttpResponse:
    number = number_of(request.POST.get("to"))
    partner = number_of(request.POST.get("instead_of"))
    try:
        shift = actions.move_placement(
            placement=placement,
            to=proposed_group_or_404(proposal, number) if number else None,
            now=timezone.now(),
            by=person_of(request),
            instead_of=placement_or_404(proposal, partner) if partner else None,
            insist="insist" in request.POST,
        )
    except MoocError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    messages.success(request, _said(shift))
    return _back(request, proposal, number or None)


@require_POST
@organisers_only
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take back the last move."""
    proposal = proposal_or_404(run_for(request, slug), number)
    try:
        move = actions.undo_move(proposal=proposal, now=timezone.now(), by=person_of(request))
        messages.success(request, f"{move.enrolment.person} sits where he sat before.")
    except MoocError as error:
        messages.error(request, str(error))
    return _back(request, proposal)


def _said(shift: Shift) -> str:
    where = f"in group {shift.to.number}" if shift.to else "in no group"
    change = f"J {'grows' if shift.gain >= 0 else 'falls'} by {abs(shift.gain):.4f}."
    swapped = (
        f", and {shift.instead_of.enrolment.person} has the seat that he had" if shift.instead_of else ""
    )
    return f"{shift.placement.enrolment.person} is {where} now{swapped}. {change}"


def _back(request: HttpRequest, proposal: Proposal, group: int | None = None) -> HttpResponse:
    slug = proposal.run.slug
    if group:
        return redirect("web:organise_proposed_group", slug=slug, number=proposal.number, group=group)
    return redirect("web:organise_proposal", slug=slug, number=proposal.number)
