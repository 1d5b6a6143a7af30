"""Groups of a run: what matching proposes, the organiser's yes, and the groups that came of it."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.models import Group, Proposal
from mooc.groups.queries import unplaced
from mooc.runs.models import Run

from ..access import organisers_only, person_of, run_for
from ..boards import groups as board
from ..boards.pages import number_of, split_page


@require_safe
@organisers_only
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """List the groups with their members and how much they write."""
    run = run_for(request, slug)
    after = number_of(request.GET.get("after"))
    found, more = split_page(board.groups_of(run, after=after or 0), board.PAGE)
    context = {
        "run": run,
        "rows": board.group_rows(found),
        "next_after": found[-1].number if more else None,
        "after": after,
        "proposal": board.waiting_proposal(run),
        "confirmed": run.proposals.filter(state=Proposal.State.CONFIRMED).order_by("id").first(),
        "nothing_words": f"No groups yet. On {run.groups_formed_date:%A, %-d %B} I propose them to you, from those who "
        "said “I am in”. To see what they would be today: mooc group propose " + run.slug,
        "here": "groups",
    }
    return render(request, "web/organise/groups.html", context)


@require_safe
@organisers_only
def group(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one group: who is in it since when and why, and its latest posts."""
    run = run_for(request, slug)
    found = Group.objects.select_related("source").filter(run=run, number=number).first()
    if found is None:
        raise Http404
    seats = found.memberships.select_related("enrolment__person").order_by(
        F("left_at").asc(nulls_first=True), "joined_at", "id"
    )
    posts = found.posts.select_related("author__person").order_by("-posted_at", "-id")[:20]
    row = board.group_rows([found])[0]
    context = {"run": run, "row": row, "group": found, "seats": seats, "posts": posts, "here": "groups"}
    return render(request, "web/organise/group.html", context)


@require_safe
@organisers_only
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a proposal: each group with its score and why, each unplaced learner with the reason."""
    run = run_for(request, slug)
    found = _proposal(run, number)
    after = number_of(request.GET.get("after"))
    rows, more = split_page(board.proposed_rows(found, after=after or 0), board.PAGE)
    context = {
        "run": run,
        "proposal": found,
        "numbers": board.numbers_of(found),
        "rows": rows,
        "next_after": rows[-1].group.number if more else None,
        "after": after,
        "left": unplaced(found),
        "here": "groups",
    }
    return render(request, "web/organise/proposal.html", context)


@require_POST
@organisers_only
def confirm_proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say yes: groups, addresses and welcome mails come of it; a second yes changes nothing."""
    run = run_for(request, slug)
    found = _proposal(run, number)
    try:
        actions.confirm_proposal(proposal=found, now=timezone.now(), by=person_of(request))
    except MoocError as error:
        messages.error(request, str(error))
        return redirect("web:organise_proposal", slug=slug, number=number)
    messages.info(
        request, "The groups are made. I write to their members now: who is in it, and its address."
    )
    return redirect("web:organise_groups", slug=slug)


def _proposal(run: Run, number: int) -> Proposal:
    found = run.proposals.select_related("confirmed_by").filter(number=number).first()
    if found is None:
        raise Http404
    return found
