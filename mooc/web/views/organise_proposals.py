"""Proposals of a run: asking for them, looking at one, comparing two, the organiser's yes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.actions.joining import joinable
from mooc.groups.errors import BadMatchingRules
from mooc.groups.models import AskedProposal, Proposal
from mooc.groups.placing.comparing import compare as compare_proposals
from mooc.groups.queries import wanting
from mooc.runs.models import Enrolment, Run
from mooc.runs.queries import may_organise

from ..access import organisers_only, person_of, run_for, runs_of
from ..boards import proposals as board
from ..boards.pages import number_of, split_page
from ..clock import in_own_zone
from ..forms.proposing import ProposeForm
from ..rows_by_number import proposal_or_404

# So many people who would sit elsewhere are named.
NAMED = 200


@require_safe
@organisers_only
@in_own_zone
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a proposal: each group with its score and why, each unplaced learner with the reason."""
    run = run_for(request, slug)
    found = proposal_or_404(run, number)
    if found.led_by:
        return _led(request, run, found.led_by)
    after = number_of(request.GET.get("after"))
    rows, more = split_page(board.proposed_rows(found, after=after or 0), board.PAGE)
    numbers = board.numbers_of(found)
    together = list(found.others.order_by("id"))
    context = {
        "run": run,
        "proposal": found,
        "numbers": numbers,
        "rows": rows,
        "next_after": rows[-1].group.number if more else None,
        "after": after,
        "left": board.left_of(found) if numbers.left else [],
        "moves": board.moves_of(found),
        "others": board.others_of(found),
        "together": together,
        "begins": min(one.starts_date for one in (run, *together)),
        "here": "groups",
    }
    return render(request, "web/organise/proposal.html", context)


def _led(request: HttpRequest, run: Run, leading: Proposal) -> HttpResponse:
    """Lead to the proposal over several runs by which this one got its groups."""
    leader = runs_of(person_of(request)).filter(pk=leading.run_id).first()
    if leader:
        return redirect("web:organise_proposal", slug=leader.slug, number=leading.number)
    messages.info(
        request, f"These groups were made together with those of {leading.run.slug}, and are shown there."
    )
    return redirect("web:organise_groups", slug=run.slug)


@require_POST
@organisers_only
def confirm_proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say yes: groups, addresses and welcome mails come of it; a second yes changes nothing."""
    run = run_for(request, slug)
    found = proposal_or_404(run, number)
    try:
        actions.confirm_proposal(proposal=found, now=timezone.now(), by=person_of(request))
    except MoocError as error:
        messages.error(request, str(error))
        return redirect("web:organise_proposal", slug=slug, number=number)
    messages.info(
        request, "The groups are made. I write to their members now: who is in it, and its address."
    )
    return redirect("web:organise_groups", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for groups, by the rules and the seed that the organiser wants."""
    run = run_for(request, slug)
    lines = board.proposal_lines(run)
    base = _base(request, lines)
    near = [other for other in joinable(run) if may_organise(person_of(request), other)]
    form = ProposeForm(request.POST or None, run=run, lines=lines, base=base, near=near)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, run, form)
        except MoocError as error:
            form.add_error("rules" if isinstance(error, BadMatchingRules) else None, str(error))
    context = {"run": run, "form": form, "wanting": wanting(run).count(), "here": "groups"}
    return render(request, "web/organise/proposal_new.html", context, status=422 if form.errors else 200)


def _base(request: HttpRequest, lines: list[board.Line]) -> Proposal | None:
    """Return the proposal named by ?from=, or else the newest in which anybody is pinned."""
    waiting = [line for line in lines if line.is_waiting]
    named = number_of(request.GET.get("from"))
    if named is not None:
        return next((line.proposal for line in waiting if line.proposal.number == named), None)
    return next((line.proposal for line in waiting if line.pinned), None)


def _asked(request: HttpRequest, run: Run, form: ProposeForm) -> HttpResponse:
    asked = actions.ask_for_proposal(
        run=run,
        now=timezone.now(),
        by=person_of(request),
        seed=form.cleaned_data["seed"],
        rules_text=form.rules_text,
        label=form.cleaned_data["label"],
        based_on=form.base,
        others=form.others,
    )
    if asked.proposal is None:
        return redirect("web:organise_groups", slug=run.slug)
    return redirect("web:organise_proposal", slug=run.slug, number=asked.proposal.number)


@require_safe
@organisers_only
def being_made(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how far the matching is that was asked for: the part of the page that draws itself."""
    run = run_for(request, slug)
    latest = run.asked_proposals.select_related("proposal").order_by("-asked_at", "-id").first()
    context = {"run": run, "asked": board.asked_of(run), "latest": latest, "states": AskedProposal.State}
    return render(request, "web/organise/elements/asked.html", context)


@require_safe
@organisers_only
@in_own_zone
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show two proposals side by side: ?a= and ?b= are their numbers."""
    run = run_for(request, slug)
    a, b = (number_of(request.GET.get(name)) for name in ("a", "b"))
    if a is None or b is None or a == b:
        messages.error(request, "Choose two different proposals to compare.")
        return redirect("web:organise_groups", slug=slug)
    found = compare_proposals(proposal_or_404(run, a), proposal_or_404(run, b))
    shown = found.elsewhere[:NAMED]
    people = Enrolment.objects.select_related("person").in_bulk([item.enrolment_id for item in shown])
    context = {
        "run": run,
        "found": found,
        "both": (found.first, found.second),
        "people": [(people[item.enrolment_id], item) for item in shown if item.enrolment_id in people],
        "more": len(found.elsewhere) - len(shown),
        "here": "groups",
    }
    return render(request, "web/organise/proposal_compare.html", context)
