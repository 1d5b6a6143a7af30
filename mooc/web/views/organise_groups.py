"""Groups of a run: the list of them and of what is proposed, and one group with its people and posts."""

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mooc.groups.fellows import groups_seen_from, leader_of
from mooc.groups.models import Proposal
from mooc.groups.queries import line_of, wanting

from ..access import organisers_only, run_for
from ..boards import groups as board
from ..boards import proposals
from ..boards.pages import number_of, split_page
from ..clock import in_own_zone


@require_safe
@organisers_only
@in_own_zone
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """List the groups with their members and how much they write."""
    run = run_for(request, slug)
    after = number_of(request.GET.get("after"))
    found, more = split_page(board.groups_of(run, after=after or 0), board.PAGE)
    lines = proposals.proposal_lines(run)
    confirmed = next(
        (line.proposal for line in lines if line.proposal.state in Proposal.SETTLED),
        None,
    )
    context = {
        "run": run,
        "rows": board.group_rows(found),
        "next_after": found[-1].number if more else None,
        "after": after,
        "lines": lines,
        "waiting": [line for line in lines if line.is_waiting],
        "asked": proposals.asked_of(run),
        "confirmed": confirmed,
        "leader": leader_of(run) if confirmed and confirmed.led_by_id else run,
        "joint": proposals.joint_of(run),
        "in_line": proposals.in_line(run, line_of(run)) if confirmed else [],
        "wanting": wanting(run).count(),
        "here": "groups",
    }
    return render(request, "web/organise/groups.html", context)


@require_safe
@organisers_only
@in_own_zone
def group(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one group: who is in it since when and why, and its latest posts."""
    run = run_for(request, slug)
    found = groups_seen_from(run).select_related("source").filter(number=number).first()
    if found is None:
        raise Http404
    seats = found.memberships.select_related("enrolment__person").order_by(
        F("left_at").asc(nulls_first=True), "joined_at", "id"
    )
    context = {
        "run": run,
        "row": board.group_rows([found])[0],
        "group": found,
        "seats": seats,
        "posts": board.latest_posts(found),
        "here": "groups",
    }
    return render(request, "web/organise/group.html", context)
