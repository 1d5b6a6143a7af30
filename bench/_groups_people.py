"""A million people who want a group, by a handful of statements: zones, languages, hours and answers as in a world."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection, transaction

from mooc.courses.actions import import_course
from mooc.runs.models import Run

from .populations import PLACES, TONGUES

COURSE = Path(__file__).parents[1] / "courses" / "gentle-introduction-to-python"
NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
STARTS = date(2026, 12, 7)
# So many different weeks that people are free in, as if each had ticked and typed.
PATTERNS = 5_000
_DRAWN = 1_000
EXPERTISE = {"none": 45, "hello": 38, "app": 17}
STYLE = {"try": 42, "think": 36, "discuss": 22}
COMPANY = {"meet": 55, "write": 45}


def make_run() -> Run:
    """Make a run of the starter course that is about to form its groups."""
    version = import_course(COURSE, now=NOW)
    return Run.objects.create(
        course=version.course,
        version=version,
        slug="python-2026",
        name="A Gentle Introduction to Python, winter 2026",
        state=Run.State.MATCHING,
        starts_date=STARTS,
        sign_up_closes_date=STARTS,
        ready_asked_date=STARTS,
        groups_formed_date=STARTS,
        ends_date=date(2027, 3, 1),
        created_at=NOW,
    )


@transaction.atomic
def make_people(run: Run, count: int) -> None:
    """Let so many people be in the run and say that they are in."""
    rng = random.Random("a million people")  # noqa: S311  (people to try, no secrets)
    _table("draws", "zone, language, company, expertise, style", _draws(rng))
    _table("weeks", "availability", [(_week(rng),) for _ in range(PATTERNS)])
    at = "%s::timestamptz" if connection.vendor == "postgresql" else "%s"
    as_json = "::jsonb" if connection.vendor == "postgresql" else ""
    moment = connection.ops.adapt_datetimefield_value(NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (id, password, email, name, zone, language, email_verified_at, created_at,"  # noqa: S608
            f" is_active, is_organiser) {_COUNTED} SELECT n, '', 'reader-' || n || '@example.org', 'Reader ' || n,"
            f" zones.zone, languages.language, {at}, {at}, true, false FROM counted"
            " JOIN draws zones ON zones.place = n * 7919 / 64 %% 1000"
            " JOIN draws languages ON languages.place = n * 48271 / 256 %% 1000 ORDER BY n",
            [count, moment, moment],
        )
        cursor.execute(
            "INSERT INTO runs_enrolment (id, run_id, person_id, state, company, availability, hours_a_week, answers,"  # noqa: S608
            " said, source, signed_up_at, confirmed_at, ready_at, left_from)"
            f" {_COUNTED} SELECT n, %s, n, 'ready', companies.company,"
            f" weeks.availability{as_json}, 1 + n * 31 / 8 %% 9,"
            ' (\'{"expertise": "\' || levels.expertise || \'", "style": "\' || styles.style'
            f' || \'", "hope": "To write number \' || n || \' myself"}}\'){as_json},'
            f" '{{}}'{as_json}, 'form', {at}, {at}, {at}, '' FROM counted"
            " JOIN draws companies ON companies.place = n * 6151 / 16 %% 1000"
            " JOIN draws levels ON levels.place = n * 104729 / 128 %% 1000"
            " JOIN draws styles ON styles.place = n * 15485863 / 512 %% 1000"
            f" JOIN weeks ON weeks.place = n * 86028121 / 1024 %% {PATTERNS} ORDER BY n",
            [count, run.pk, moment, moment, moment],
        )
        for table in ("draws", "weeks"):
            cursor.execute(f"DROP TABLE {table}")


_COUNTED = "WITH RECURSIVE counted (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM counted WHERE n < %s)"


def _table(name: str, columns: str, rows: Sequence[Sequence[str]]) -> None:
    names = columns.split(", ")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {name} (place bigint PRIMARY KEY, {', '.join(f'{one} text' for one in names)})"
        )
        cursor.executemany(
            f"INSERT INTO {name} VALUES (%s{', %s' * len(names)})",  # noqa: S608
            [(place, *row) for place, row in enumerate(rows)],
        )


def _draws(rng: random.Random) -> list[tuple[str, ...]]:
    columns = (PLACES, TONGUES, COMPANY, EXPERTISE, STYLE)
    return [*zip(*(_shuffled(rng, weights) for weights in columns), strict=True)]


def _shuffled(rng: random.Random, weights: Mapping[str, int]) -> list[str]:
    return rng.choices([*weights], [*weights.values()], k=_DRAWN)


def _week(rng: random.Random) -> str:
    """Return some evenings and parts of the weekend; some people are freer than others."""
    generous, week = rng.betavariate(2, 2), {}
    for day in ("mon", "tue", "wed", "thu", "fri"):
        if rng.random() < 0.25 + 0.5 * generous:
            begin = rng.randint(18, 20)
            week[day] = [f"{begin}:00-{min(24, begin + rng.randint(2, 4))}:00"]
    for day in ("sat", "sun"):
        parts = ("09:00-12:00", "12:00-15:00", "15:00-18:00", "18:00-22:00")
        if spans := [part for part in parts if rng.random() < 0.15 + 0.4 * generous]:
            week[day] = spans
    return json.dumps(week)
