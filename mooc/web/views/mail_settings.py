"""How much mail: each post, a digest, the weekly message only, nothing for a while; and back again with one button."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions as groups
from mooc.groups.discussion.mail_wish_queries import FOREVER, Habit, How, habit_of, local_date, muted_threads
from mooc.groups.models import Thread
from mooc.groups.queries import group_of
from mooc.runs.links import link
from mooc.runs.models import Enrolment
from mooc.weekly import actions as weekly

from ..boards.pages import number_of
from ..clock import in_learners_zone
from ..forms.mail_settings import AwayForm, HowForm
from ..links import opened_by


@opened_by("mail")
@in_learners_zone
def my_mail(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Show how mail comes, and keep what is chosen; what was before stands in the address for one button of undo."""
    now = timezone.now()
    habit = habit_of(enrolment, now=now)
    today = local_date(enrolment.person.zone, now)
    posted = request.POST if request.method == "POST" else None
    how = HowForm(posted if posted and "how" in posted else None, habit=habit)
    away = AwayForm(posted if posted and "until" in posted else None, today=today)
    if posted is not None:
        before = _said(habit)
        if _undone(request, enrolment, now) or _thread_turned(request, enrolment, now):
            return redirect(request.path)
        if _kept(request, how, away, enrolment, now):
            return redirect(f"{request.path}?{urlencode(before)}")
    return _page(request, enrolment, habit, how, away)


def _kept(request: HttpRequest, how: HowForm, away: AwayForm, enrolment: Enrolment, now: datetime) -> bool:
    """Do what one of the buttons says; False where a form has something to say first."""
    if "back" in request.POST:
        return weekly.come_back(enrolment, now=now) or True
    if how.is_bound and how.is_valid():
        groups.choose_mail(enrolment, how=how.cleaned_data["how"], now=now)
        groups.choose_own_copy(enrolment, wanted=how.cleaned_data["own_copy"], now=now)
        return True
    if away.is_bound and away.is_valid():
        try:
            groups.go_away(enrolment, until=away.day, now=now)
        except MoocError as error:
            away.add_error("until", str(error))
            return False
        return True
    return False


def _undone(request: HttpRequest, enrolment: Enrolment, now: datetime) -> bool:
    """Put everything back as it was before the last change."""
    if "undo" not in request.POST:
        return False
    before = _read(request)
    if before is None:
        return True
    groups.choose_mail(enrolment, how=before.how, now=now)
    groups.choose_own_copy(enrolment, wanted=before.own_copy, now=now)
    if before.away_until is None:
        weekly.come_back(enrolment, now=now)
        return True
    try:
        groups.go_away(enrolment, until=before.away_until, now=now)
    except MoocError as error:  # the day has come meanwhile
        messages.error(request, str(error))
    return True


def _thread_turned(request: HttpRequest, enrolment: Enrolment, now: datetime) -> bool:
    """Let a muted thread speak again."""
    number = number_of(request.POST.get("unmute"))
    if number is None:
        return False
    thread = Thread.objects.filter(pk=number, muted_by__enrolment=enrolment).order_by("id").first()
    if thread is not None:
        groups.unmute_thread(enrolment, thread, now=now)
        messages.success(request, f"You get mail of “{thread.subject}” again.")
    return True


def _said(habit: Habit) -> dict[str, str]:
    """Return a habit as the address of the page carries it."""
    away = habit.away_until.isoformat() if habit.away_until else ""
    return {"how": habit.how, "own": "1" if habit.own_copy else "", "away": away}


def _read(request: HttpRequest) -> Habit | None:
    """Return the habit that the page's address carries; None where there is none, or somebody wrote it himself."""
    given = request.GET if "how" in request.GET else request.POST
    if given.get("how") not in How.values:
        return None
    try:
        away = date.fromisoformat(given["away"]) if given.get("away") else None
    except ValueError:
        return None
    return Habit(str(given["how"]), bool(given.get("own")), away)


def _page(
    request: HttpRequest, enrolment: Enrolment, habit: Habit, how: HowForm, away: AwayForm
) -> HttpResponse:
    before = _read(request) if request.method == "GET" else None
    is_other = before is not None and _said(before) != _said(habit)
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "habit": habit,
        "group": group_of(enrolment),
        "muted": muted_threads(enrolment),
        "how_form": how,
        "away_form": away,
        "before": _said(before) if before and is_other else None,
        "is_away_for_good": habit.away_until == FOREVER,
        "home_url": link("home", enrolment.pk),
        "stop_url": link("stop", enrolment.pk),
        "leave_url": link("leave", enrolment.pk),
        "change_url": link("change", enrolment.pk),
    }
    return render(request, "web/my_mail.html", context, status=422 if how.errors or away.errors else 200)
