"""The organisers' first page and the page of a run."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mooc.inbound.queries import inbound_numbers

from ..access import organisers_only, person_of, run_for, runs_of
from ..boards.attention import calls
from ..boards.calendar import OVER, next_steps, steps_of, track_of
from ..boards.history import check_ins, posts_a_week, sign_ups_a_day
from ..boards.numbers import run_boards
from ..boards.proposals import waiting_proposal
from ..boards.reasons import reasons_of


@require_safe
@organisers_only
def home(request: HttpRequest) -> HttpResponse:
    """What needs you, what comes next, and how each run is."""
    person, now = person_of(request), timezone.now()
    runs = list(runs_of(person))
    current = [run for run in runs if run.state not in OVER]
    boards = run_boards(current)
    context = {
        "person": person,
        "cards": [(run, boards[run.pk], track_of(run, today=now.date())) for run in current],
        "over": [run for run in runs if run.state in OVER],
        "calls": calls(runs, boards, house=person.is_organiser, now=now, reader=person),
        "steps": next_steps(current, today=now.date()),
        "inbound": inbound_numbers() if person.is_organiser else {},
        "example_date": next_monday(now.date() + timedelta(days=14)),
    }
    return render(request, "web/organise/home.html", context)


@require_safe
@organisers_only
def run(request: HttpRequest, slug: str) -> HttpResponse:
    """How one run is: numbers, dates, mail, and what needs its organiser."""
    found, now = run_for(request, slug), timezone.now()
    boards = run_boards([found])
    context = {
        "run": found,
        "board": boards[found.pk],
        "track": track_of(found, today=now.date()),
        "steps": steps_of(found, today=now.date()),
        "calls": calls([found], boards, house=False, now=now, reader=person_of(request)),
        "proposal": waiting_proposal(found),
        "sign_ups": sign_ups_a_day(found),
        "posts": posts_a_week(found),
        "check_ins": check_ins(found),
        "reasons": reasons_of(found) if boards[found.pk].people.left else None,
        "here": "run",
    }
    return render(request, "web/organise/run.html", context)


def next_monday(day: date) -> date:
    """Return the Monday on or after a day: what most runs begin on."""
    return day + timedelta(days=-day.weekday() % 7)
