"""All groups of a proposal made by a few statements: rows go from table to table, only names pass through Python.

seats: who was placed and still wants to be there  ->  born: groups of them that are large enough, in order
      ->  groups, memberships, facts: so many groups at a time, whole groups only
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from mooc.delivery.sql import Params
from mooc.journal.actions import note_selected
from mooc.runs.models import Run

from ..errors import AlreadyConfirmed
from ..fellows import runs_of
from ..models import Group, Proposal
from ..names import group_name, local_part
from ..placing import bulk
from ..placing.languages import Tongues, named_in, tongues_among
from ..placing.matching_rules import rules_of
from ..queries import spoken, wanting

# Fewer are no group: they go to the head of the line and are seated where others are.
FEWEST = 3
_COLUMNS = ("run_id", "number", "name", "local_part", "mode", "state", "language", "source_id", "made_at")
# Groups at a time: the first that SQLite tries, and what fits into memory within one transaction.
_FIRST, _MANY = 400, 25_000
_BORN = f"""
    WITH tally AS (
        SELECT number, spoken, COUNT(*) AS many, MIN(enrolment_id) AS eldest FROM seats GROUP BY number, spoken
    ), ranked AS (
        SELECT number, spoken, ROW_NUMBER() OVER (PARTITION BY number ORDER BY many DESC, eldest) AS place FROM tally
    ), born AS (
        SELECT seats.number, seats.source_id, ranked.spoken AS language, COUNT(*) AS size
        FROM ranked CROSS JOIN seats
        WHERE ranked.place = 1 AND seats.number = ranked.number
          AND (seats.spoken = ranked.spoken OR seats.working = ranked.spoken)
        GROUP BY seats.number, seats.source_id, ranked.spoken HAVING COUNT(*) >= {FEWEST}
    )
    SELECT ROW_NUMBER() OVER (ORDER BY born.number) AS place, born.number, born.source_id, born.language, born.size,
           source.mode, source.score
    FROM born JOIN groups_proposedgroup source ON source.id = born.source_id ORDER BY born.number
"""  # noqa: S608  (nothing but our own words is put together)
# SQLite takes the tables of a CROSS JOIN in the order in which they stand.
_SEATED = """
    FROM born CROSS JOIN groups_group made CROSS JOIN seats
    WHERE born.place > %s AND born.place <= %s AND made.source_id = born.source_id
      AND seats.number = born.number AND (seats.spoken = born.language OR seats.working = born.language)
"""

_OF_RUN = "AND seats.enrolment_id IN (SELECT own.id FROM runs_enrolment own WHERE own.run_id = %s)"


def make_proposed_groups(proposal: Proposal, *, now: datetime, tell: Callable[[float], None]) -> None:
    """Make the groups of a proposal that are not made yet, and seat those who still want to be in them.

    On SQLite in short transactions, each of whole groups; who is cut off between two goes on from there. `tell` hears
    the share done. Raises AlreadyConfirmed when somebody else is at it.
    """
    runs = runs_of(proposal)
    named = named_in(*runs)
    enough = rules_of(proposal.run, "write").size.minimum
    statement, params = _still(proposal, runs, [*named], tongues_among(proposal.run, named, enough=enough))
    with (
        bulk.kept("seats", statement, params, by="number"),
        bulk.kept("born", _BORN, by="place") as total,
    ):
        for span in bulk.spans(total, first=_FIRST, most=_MANY):
            with transaction.atomic():
                _make(proposal, runs, span, now)
            tell(span.stop / total)


def _still(
    proposal: Proposal, runs: Sequence[Run], languages: list[str], tongues: Tongues
) -> tuple[str, Params]:
    """Return the select of who was placed and still wants to be there, with the languages they write in."""
    rows = (
        wanting(*runs)
        .filter(
            Q(placements__group__mode=Group.Mode.WRITE) | Q(company=Group.Mode.MEET),
            placements__proposal=proposal,
            placements__group__number__gt=proposal.made_through,
        )
        .annotate(
            enrolment_id=F("id"),
            number=F("placements__group__number"),
            source_group=F("placements__group_id"),
            named=F("person__language"),
        )
        .values("enrolment_id", "person_id", "waiting_since", "number", "source_group", "named")
    )
    still, params = bulk.compiled(rows)
    known = [value for language in languages for value in (language, spoken(language), tongues.of(language))]
    values = ", ".join(["(%s, %s, %s)"] * len(languages)) or "('', '', '')"
    return (
        f"WITH known (named, spoken, working) AS (VALUES {values}), still AS ({still}) "  # noqa: S608
        "SELECT still.number, still.source_group AS source_id, still.enrolment_id, still.person_id,"
        " still.waiting_since, known.spoken, known.working "
        "FROM still CROSS JOIN known WHERE known.named = still.named ORDER BY still.number, still.enrolment_id",
        [*known, *params],
    )


def _make(proposal: Proposal, runs: Sequence[Run], span: range, now: datetime) -> None:
    """Make these of the groups that are born, with all that belongs to them."""
    run, places = proposal.run, [span.start, span.stop]
    born = bulk.fetch(
        "SELECT number, source_id, mode, language FROM born WHERE place > %s AND place <= %s ORDER BY place",
        places,
    )
    _go_on(proposal, through=born[-1][0])
    bulk.insert_rows(Group._meta.db_table, _COLUMNS, _group_rows(run, born, _next_number(run), now))
    cause = f"proposal {proposal.number}, seed {proposal.seed}, "
    bulk.run(
        "INSERT INTO groups_membership (group_id, enrolment_id, joined_at, cause) "
        f"SELECT made.id, seats.enrolment_id, {bulk.moment()}, {_cause()} {_SEATED} "
        "ORDER BY made.number, seats.enrolment_id",
        [now, cause, *places],
    )
    bulk.run(
        "UPDATE runs_enrolment SET waiting_since = NULL WHERE id IN "  # noqa: S608
        f"(SELECT seats.enrolment_id {_SEATED} AND seats.waiting_since IS NOT NULL)",
        places,
    )
    for one in runs:
        only, own = (_OF_RUN, [one.pk]) if len(runs) > 1 else ("", [])
        _note_seats(one, cause, [*places, *own], now, only=only)
    _note_groups(run, places, now)


def _go_on(proposal: Proposal, *, through: int) -> None:
    """Say how far the groups are made, unless somebody else has been faster."""
    row = Proposal.objects.filter(pk=proposal.pk, made_through=proposal.made_through)
    if not row.update(made_through=through):
        raise AlreadyConfirmed(
            f"Proposal {proposal.number} of {proposal.run.slug} is being confirmed by somebody else this moment."
        )
    proposal.made_through = through


def _next_number(run: Run) -> int:
    return 1 + (Group.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0)


def _group_rows(run: Run, born: Sequence[Sequence[Any]], first: int, now: datetime) -> Iterator[bulk.Row]:
    made_at = bulk.moment_of(now)
    for number, (_, source_id, mode, language) in enumerate(born, start=first):
        name, local = group_name(run.pk, number), local_part(run.pk, number)
        yield run.pk, number, name, local, mode, Group.State.ALIVE.value, language, source_id, made_at


def _note_seats(run: Run, cause: str, places: Sequence[int], now: datetime, *, only: str = "") -> None:
    """Write the log of assignments."""
    seat = bulk.json_object(enrolment="seats.enrolment_id", cause=_cause())
    note_selected(
        "seated",
        at=now,
        run_id=run.pk,
        select=f"SELECT seats.person_id, made.id, {seat} {_SEATED} {only} ORDER BY made.number, seats.enrolment_id",
        params=[cause, *places],
    )


def _note_groups(run: Run, places: Sequence[int], now: datetime) -> None:
    """Write down what groups came of it."""
    group = bulk.json_object(mode="born.mode", size="born.size", score=bulk.rounded("born.score", 4))
    note_selected(
        "group made",
        at=now,
        run_id=run.pk,
        select=f"SELECT CAST(NULL AS bigint), made.id, {group} FROM born "  # noqa: S608
        "JOIN groups_group made ON made.source_id = born.source_id WHERE born.place > %s AND born.place <= %s "
        "ORDER BY made.number",
        params=places,
    )


def _cause() -> str:
    """Return the expression of a seat's cause; its parameter is how the cause begins."""
    return f"%s || born.mode || ', score ' || {bulk.decimals('born.score')}"
