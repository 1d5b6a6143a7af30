"""What a batch of weekly copies is filled from, by plain SQL: five statements, whatever its size.

A copy is to cost some microseconds, and rows of four tables would cost more than that as objects.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from mooc.groups.queries import GroupCard, called
from mooc.runs.models import Run

from .models import Opening

_SOURCE = """
    SELECT opening.id, opening.version_id, run.version_id, run.name, run.slug, course.slug
    FROM weekly_opening opening
    JOIN runs_run run ON run.id = opening.run_id
    JOIN courses_course course ON course.id = run.course_id
    WHERE opening.mailing_id = %s
"""
_READERS = """
    SELECT enrolment.id, enrolment.state, enrolment.mail_stopped_at IS NOT NULL, person.email, person.name,
           membership.group_id, check_in.answer, person.zone, wish.away_until
    FROM ({numbers}) AS wanted
    JOIN runs_enrolment enrolment ON enrolment.id = wanted.number
    JOIN people_person person ON person.id = enrolment.person_id
    LEFT JOIN groups_membership membership ON membership.enrolment_id = enrolment.id AND membership.left_at IS NULL
    LEFT JOIN progress_checkin check_in ON check_in.enrolment_id = enrolment.id AND check_in.week = %s
    LEFT JOIN groups_mailwish wish ON wish.enrolment_id = enrolment.id AND wish.away_until IS NOT NULL
"""
_GROUPS = """
    SELECT grp.id, grp.number, grp.name, grp.local_part, grp.mode
    FROM ({numbers}) AS wanted
    JOIN groups_group grp ON grp.id = wanted.number
"""
_MEMBERS = """
    SELECT membership.group_id, person.name
    FROM ({numbers}) AS wanted
    JOIN groups_membership membership ON membership.group_id = wanted.number AND membership.left_at IS NULL
    JOIN runs_enrolment enrolment ON enrolment.id = membership.enrolment_id
    JOIN people_person person ON person.id = enrolment.person_id
    ORDER BY membership.joined_at, membership.id
"""
# id, state, has stopped the mail, address, name, group or None, answer for the week before or None, zone, and until
# when he is away or None: a date, or (SQLite) its text
ReaderRow = tuple[int, str, bool, str, str, int | None, str | None, str, date | str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a week's message comes from."""

    opening_id: int
    version_id: int
    run_name: str
    run_slug: str
    course_slug: str


def source_of(mailing_id: int) -> Source:
    """Return what a mailing is written from, pinning the run's present version when this is the first copy."""
    ((opening_id, pinned, present, *names),) = rows_of(_SOURCE, mailing_id)
    if pinned is None:
        Opening.objects.filter(pk=opening_id, version=None).update(version_id=present)
        ((_, pinned, *_),) = rows_of(_SOURCE, mailing_id)
    return Source(opening_id, pinned, *names)


def source_as_it_is(opening: Opening, run: Run) -> Source:
    """Return the same of rows at hand, pinning nothing."""
    version_id = opening.version_id or run.version_id
    return Source(opening.pk, version_id, run.name, run.slug, run.course.slug)


def readers_of(recipients: Collection[int], *, week: int) -> list[ReaderRow]:
    """Return the readers there are, in no order; the answer is that for the week before `week`."""
    return rows_of(_READERS.format(numbers=numbers()), as_numbers(recipients), week - 1)


def cards_of(group_ids: Collection[int]) -> dict[int, GroupCard]:
    """Return groups with the first names of who is in them now, in the order in which they came."""
    members: dict[int, list[str]] = {}
    for pk, name in rows_of(_MEMBERS.format(numbers=numbers()), as_numbers(group_ids)):
        members.setdefault(pk, []).append(called((name.split(None, 1) or [""])[0]))
    return {
        pk: GroupCard(pk, number, name, f"{local_part}@{settings.MOOC_MAIL_DOMAIN}", mode, tuple(members[pk]))
        for pk, number, name, local_part, mode in rows_of(
            _GROUPS.format(numbers=numbers()), as_numbers(group_ids)
        )
        if pk in members
    }


def rows_of(statement: str, *params: Any) -> list[Any]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def numbers() -> str:
    """Return a select that gives `number` for each of one parameter, `as_numbers`: the statement stays the same."""
    if connection.vendor == "postgresql":
        return "SELECT unnest(%s::bigint[]) AS number"
    return "SELECT value AS number FROM json_each(%s)"


def as_numbers(ids: Collection[int]) -> Any:
    """Return ids as the parameter of `numbers`."""
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))
