"""Learners of a run: looking for one, and all that happened with him."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mooc.delivery.actions import lift_suppression
from mooc.groups.fellows import leader_of, with_followers
from mooc.groups.models import Membership, Wish
from mooc.progress.queries import answers_of as check_ins_of
from mooc.runs.models import Enrolment, Run
from mooc.runs.queries import learner_list

from ..access import may_read_mailbox, organisers_only, person_of, run_for, runs_of
from ..boards import learners as board
from ..boards.mailbox import letters_by_delivery
from ..boards.mailings import copies_to
from ..boards.pages import number_of, words_of
from ..clock import in_own_zone
from ..silence import Silence, silence_of


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
@in_own_zone
def learner(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Show one learner: what he said, his groups, his check-ins, and each mail with the answer it got."""
    run = run_for(request, slug)
    if own := _own_run(request, run, enrolment_id):
        return redirect("web:organise_learner", own.slug, enrolment_id)
    found = _learner(run, enrolment_id)
    copies = list(copies_to(found))
    silence = silence_of(found)
    context = {
        "run": run,
        "enrolment": found,
        "answers": board.answers_of(found),
        "free": board.free_times(found),
        "memberships": Membership.objects.filter(enrolment=found)
        .select_related("group")
        .order_by("joined_at", "id"),
        "wishes": Wish.objects.filter(enrolment=found).order_by("wished_at", "id"),
        "check_ins": sorted(check_ins_of(found).items()),
        "copies": copies,
        "silence": silence,
        "may_start": silence is not None and _may_start(request, silence),
        "letters": letters_by_delivery(copy.pk for copy in copies) if may_read_mailbox(request) else {},
        "here": "learners",
    }
    return render(request, "web/organise/learner.html", context)


@require_POST
@organisers_only
def allow(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Write to an address again, where no reader has said that he wants no mail."""
    found = _learner(run_for(request, slug), enrolment_id)
    silence = silence_of(found)
    if silence is not None and not _may_start(request, silence):
        raise PermissionDenied
    if silence is not None and lift_suppression(address=found.person.email, now=timezone.now()):
        messages.success(request, f"I write to {found.person.email} again, from the next message on.")
    return redirect("web:organise_learner", slug, enrolment_id)


def _own_run(request: HttpRequest, run: Run, enrolment_id: int) -> Run | None:
    """Return the other run of a learner whom this run's groups brought here, if the reader looks after it, too."""
    if Enrolment.objects.filter(run=run, pk=enrolment_id).exists():
        return None
    near = Enrolment.objects.filter(with_followers(leader_of(run).pk), pk=enrolment_id)
    return runs_of(person_of(request)).filter(pk__in=near.values("run_id")).first()


def _learner(run: Run, enrolment_id: int) -> Enrolment:
    found = Enrolment.objects.select_related("person", "run").filter(run=run, pk=enrolment_id).first()
    if found is None:
        raise Http404
    return found


def _may_start(request: HttpRequest, silence: Silence) -> bool:
    return silence.organiser_may_start or (silence.operator_may_start and person_of(request).is_organiser)
