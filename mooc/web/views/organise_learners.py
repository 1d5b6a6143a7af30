"""Learners of a run: looking for one, and all that happened with him."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mooc.groups.models import Membership
from mooc.progress.queries import answers_of as check_ins_of
from mooc.runs.models import Enrolment
from mooc.runs.queries import learner_list

from ..access import may_read_mailbox, organisers_only, run_for
from ..boards import learners as board
from ..boards.mailbox import letters_by_delivery
from ..boards.mailings import copies_to
from ..boards.pages import number_of, words_of


@require_safe
@organisers_only
def learners(request: HttpRequest, slug: str) -> HttpResponse:
    """List the learners of a run; ?q= looks for names and addresses, ?state= filters."""
    run = run_for(request, slug)
    search, state = words_of(request.GET.get("q")), words_of(request.GET.get("state"))
    page = learner_list(run, search=search, state=state, page=number_of(request.GET.get("page")) or 1)
    groups = board.groups_by_learner(row.id for row in page.rows)
    context = {
        "run": run,
        "page": page,
        "rows": [(row, Enrolment.State(row.state), groups.get(row.id)) for row in page.rows],
        "states": board.states_of(run),
        "previous_page": page.page - 1,
        "next_page": page.page + 1,
        "search": search,
        "state": state,
        "here": "learners",
    }
    return render(request, "web/organise/learners.html", context)


@require_safe
@organisers_only
def learner(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Show one learner: what he said, his groups, his check-ins, and each mail with the answer it got."""
    run = run_for(request, slug)
    found = Enrolment.objects.select_related("person", "run").filter(run=run, pk=enrolment_id).first()
    if found is None:
        raise Http404
    copies = list(copies_to(found))
    context = {
        "run": run,
        "enrolment": found,
        "answers": board.answers_of(found),
        "free": board.free_times(found),
        "memberships": Membership.objects.filter(enrolment=found)
        .select_related("group")
        .order_by("joined_at", "id"),
        "check_ins": sorted(check_ins_of(found).items()),
        "copies": copies,
        "letters": letters_by_delivery(copy.pk for copy in copies) if may_read_mailbox(request) else {},
        "here": "learners",
    }
    return render(request, "web/organise/learner.html", context)
