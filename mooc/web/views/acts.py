"""One sentence, one button: what links in a learner's mail lead to.

GET and HEAD change nothing, since mail scanners follow every link. A press answers with a redirect to the same page,
which then says how things stand; so a second press, or a link opened next week, is a friendly no-op.
"""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mooc.errors import MoocError
from mooc.groups import actions as groups
from mooc.groups.living.policies import UNDER_WAY
from mooc.groups.queries import group_of
from mooc.people import actions as people
from mooc.people import tokens as person_tokens
from mooc.people.errors import BadToken, PeopleError
from mooc.people.models import AddressChange
from mooc.runs import actions as runs
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment, Run

from ..forms.leaving import LeaveForm
from ..links import bad_link, opened_by, private
from ..one_click import is_one_click, one_click_answer

State = Enrolment.State
MAY_JOIN = (State.CONFIRMED, State.READY, State.LEARNING)
GOES_ON = (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING)


@opened_by("confirm")
def confirm(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Give a place to who holds the address."""
    if request.method == "POST":
        return _press(request, runs.confirm_sign_up, enrolment)
    is_waiting = enrolment.state in (State.PENDING, State.EXPIRED)
    return _page(request, "confirm", enrolment, is_waiting=is_waiting)


@opened_by("ready")
def ready(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Take the word of who says "I am in"."""
    if request.method == "POST":
        return _press(request, runs.say_ready, enrolment)
    is_asked = enrolment.state in (State.CONFIRMED, State.PENDING, State.EXPIRED)
    return _page(request, "ready", enrolment, is_asked=is_asked, group=group_of(enrolment))


@opened_by("join")
def join(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Put a soloist into a group with an open seat, or in line for one."""
    if request.method == "POST":
        return _press(request, groups.join_a_group, enrolment)
    return _page(
        request,
        "join",
        enrolment,
        group=group_of(enrolment),
        may_join=enrolment.state in MAY_JOIN and enrolment.run.state in GOES_ON,
        is_waiting=enrolment.waiting_since is not None,
        groups_come=enrolment.run.state in (Run.State.OPEN, Run.State.MATCHING),
    )


@opened_by("leave")
def leave(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Leave the run and the group; come back by the button of the same page."""
    if request.method == "POST" and "undo" in request.POST:
        return _press(request, groups.undo_leave, enrolment)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _press(request, partial(groups.leave, reason=form.reason), enrolment)
    may_change = enrolment.run.state in UNDER_WAY
    return _page(request, "leave", enrolment, group=group_of(enrolment), form=form, may_change=may_change)


@csrf_exempt
@opened_by("stop")
def stop(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Stop the mail of this run at once (RFC 8058) or by the button; start it again by the same page."""
    if is_one_click(request):
        runs.stop_mail(enrolment, now=timezone.now())
        return one_click_answer(f"I will not write about {enrolment.run.name} any more.")
    if request.method == "POST":
        return _press(request, runs.start_mail if "again" in request.POST else runs.stop_mail, enrolment)
    return _page(request, "stop", enrolment)


@csrf_exempt
def test_link(request: HttpRequest) -> HttpResponse:
    """Say that a link came from a test of a mailing; nothing is done, whoever presses what."""
    if request.method == "POST":
        return one_click_answer("This was a test of a message. Nothing has changed.")
    return render(request, "web/acts/test_link.html")


@private
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """Use a new address, once its owner presses the button sent there."""
    return _change_address(request, "new_address", token, people.confirm_address_change)


@private
def old_address(request: HttpRequest, token: str) -> HttpResponse:
    """Use the old address again, once who reads it presses the button sent there."""
    return _change_address(request, "old_address", token, people.undo_address_change)


def _change_address(request: HttpRequest, name: str, token: str, act: Callable[..., object]) -> HttpResponse:
    """Do with a change of address what the button says, or say why it cannot be."""
    try:
        change_id = person_tokens.read(name.replace("_", "-"), token)
        change = AddressChange.objects.select_related("person").get(pk=change_id)
    except (BadToken, AddressChange.DoesNotExist):
        return bad_link(
            request, BadToken("This link leads to no change of address. Open it from the mail itself.")
        )
    context: dict[str, object] = {"change": change}
    if request.method == "POST":
        try:
            act(change.pk, now=timezone.now())
        except PeopleError as error:
            return render(request, f"web/acts/{name}.html", context | {"problem": str(error)}, status=409)
        return redirect(request.path)
    return render(request, f"web/acts/{name}.html", context)


def _press(request: HttpRequest, act: Callable[..., object], enrolment: Enrolment) -> HttpResponse:
    """Do what the button says and come back to the page, which tells how things stand; or why it could not be."""
    try:
        act(enrolment, now=timezone.now())
    except MoocError as error:
        messages.error(request, str(error))
    return redirect(request.path)


def _page(request: HttpRequest, name: str, enrolment: Enrolment, **context: object) -> HttpResponse:
    """Draw one act's page, with the ways on from there."""
    run: Run = enrolment.run
    ways = {
        "home_url": link("home", enrolment.pk),
        "join_url": link("join", enrolment.pk),
        "stop_url": link("stop", enrolment.pk),
        "leave_url": link("leave", enrolment.pk),
        "change_url": link("change", enrolment.pk),
        "organisers": run_address(run.slug),
    }
    shown = {"enrolment": enrolment, "run": run} | ways | context
    form = context.get("form")
    return render(
        request, f"web/acts/{name}.html", shown, status=422 if getattr(form, "errors", None) else 200
    )
