"""Asking matching for groups and keeping its answer until an organiser says yes."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.matching import Id, Learner, Mode, Report, Result, Rules, form_groups, rules_row
from mooc.runs.models import Run

from ..errors import AlreadyConfirmed, RunHasEnded
from ..languages import Tongues, tongues_of
from ..matching_rules import MODES, rules_of
from ..models import Placement, Proposal, ProposedGroup
from ..pins import IN_LINE, TAKEN_OUT, Pins, pins_of
from ..queries import candidates

log = logging.getLogger("mooc.groups")
Progress = Callable[[float], None]
_ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)
_BATCH = 1_000
# Meeting takes more search than writing: the share of the progress bar that is theirs.
_SHARE_OF_MEETING = 0.7


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching answered for both modes.

    `moved` wanted to meet and are put among those who write; `guests` are matched in the course's language; `out` are
    left out, because an organiser pinned them so.
    """

    rules: Mapping[Mode, Rules]
    meet: Result
    write: Result
    moved: Mapping[Id, str]
    guests: Mapping[Id, str]
    pins: Pins = field(default_factory=Pins)
    out: Sequence[Id] = ()


def propose_groups(
    *,
    run: Run,
    now: datetime,
    seed: int | None = None,
    by: Person | None = None,
    progress: Progress | None = None,
    effort: float | None = None,
    rules_text: str | None = None,
    label: str = "",
    based_on: Proposal | None = None,
) -> Proposal:
    """Match everybody who wants a group and said to be in; store groups, scores, reasons, and who is left over.

    Who wants to meet and shares too few hours is offered a group that writes. Earlier proposals stay beside it until
    one is confirmed; who is pinned in the one it is `based_on` stays. `rules_text` (TOML) is in place of the run's.
    Without a seed it is the number of the proposal, so proposing again gives another choice. Matching takes
    seconds for thousands of learners and runs outside the transaction. Raises AlreadyConfirmed, RunHasEnded,
    BadMatchingRules.
    """
    check_run(run)
    began = time.perf_counter()
    seed = _next_number(run) if seed is None else seed
    matched = _match(run, seed, progress, effort, rules_text, pins_of(based_on))
    about = {"rules_text": rules_text, "label": label, "based_on": based_on}
    proposal = _store(run, matched, seed, now, by, about)
    log.info(
        "run %s: proposal %d, %d groups, %d of %d placed, %.1f s",
        run.slug,
        proposal.number,
        proposal.report["groups"],
        proposal.report["placed"],
        proposal.report["wanted"],
        time.perf_counter() - began,
    )
    return proposal


def check_run(run: Run) -> None:
    """Raise AlreadyConfirmed or RunHasEnded where there is nothing to propose any more."""
    confirmed = Proposal.objects.filter(run=run, state=Proposal.State.CONFIRMED).order_by("id").first()
    if confirmed is not None:
        raise AlreadyConfirmed(
            f"The groups of {run.slug} were made from proposal {confirmed.number}. "
            "Who comes now gets an open seat within the hour."
        )
    if run.state in _ENDED:
        raise RunHasEnded(
            f"The run {run.slug} is {run.get_state_display()}: nobody needs a group there any more."
        )


def _match(
    run: Run,
    seed: int,
    progress: Progress | None,
    effort: float | None,
    rules_text: str | None,
    pins: Pins,
) -> Matched:
    """Match those who want to meet first; whom that leaves over joins those who write."""
    rules: dict[Mode, Rules] = {mode: rules_of(run, mode, rules_text) for mode in MODES}
    tongues = tongues_of(run, enough=rules["write"].size.minimum)
    guests: dict[Id, str] = {}
    meeting, writing, out = pins.dealt(
        *(_in_working_language(candidates(run, mode), tongues, guests) for mode in MODES)
    )
    tell = progress or (lambda share: None)
    meet = form_groups(
        meeting, rules["meet"], seed, effort=effort, progress=lambda share: tell(share * _SHARE_OF_MEETING)
    )
    moved = {left.id: left.reason for left in meet.unplaced}
    write = form_groups(
        [*writing, *(learner for learner in meeting if learner.id in moved)],
        rules["write"],
        seed,
        effort=effort,
        progress=lambda share: tell(_SHARE_OF_MEETING + share * (1 - _SHARE_OF_MEETING)),
    )
    tell(1.0)
    return Matched(rules, meet, write, moved, guests, pins, out)


def _in_working_language(
    learners: Iterable[Learner], tongues: Tongues, guests: dict[Id, str]
) -> list[Learner]:
    """Match those whose language too few share in the course's; `guests` gets the reason."""
    found = []
    for learner in learners:
        working = tongues.of(learner.language)
        if working != learner.language:
            guests[learner.id] = (
                f"Too few here named {learner.language}, so I looked for a group in {working}."
            )
            learner = replace(learner, language=working)
        found.append(learner)
    return found


@transaction.atomic
def _store(
    run: Run, matched: Matched, seed: int, now: datetime, by: Person | None, about: Mapping[str, Any]
) -> Proposal:
    Run.objects.select_for_update().get(pk=run.pk)
    check_run(run)
    proposal = Proposal.objects.create(
        run=run,
        number=_next_number(run),
        seed=seed,
        rules={mode: rules_row(rules) for mode, rules in matched.rules.items()},
        report=report_of(matched),
        made_at=now,
        **about,
    )
    _store_groups(proposal, matched)
    numbers = {name: proposal.report[name] for name in ("wanted", "placed", "groups", "J")}
    note(
        "groups proposed",
        at=now,
        run_id=run.pk,
        person_id=by.pk if by else None,
        subject_id=proposal.pk,
        seed=seed,
        **numbers,
    )
    return proposal


def _store_groups(proposal: Proposal, matched: Matched) -> None:
    found = [(mode, group) for mode, result in _results(matched) for group in result.groups]
    rows = [
        ProposedGroup(
            proposal=proposal,
            number=number,
            mode=mode,
            score=group.score,
            parts=dict(group.parts),
            why=group.why,
        )
        for number, (mode, group) in zip(matched.pins.numbered(found), found, strict=True)
    ]
    ProposedGroup.objects.bulk_create(rows, batch_size=_BATCH)
    placed = [
        Placement(
            proposal=proposal,
            enrolment_id=int(member),
            group=row,
            reason=_offered(matched, member, mode),
            pinned=matched.pins.holds(member, mode),
        )
        for row, (mode, group) in zip(rows, found, strict=True)
        for member in group.members
    ]
    left = [
        Placement(
            proposal=proposal,
            enrolment_id=int(item.id),
            reason=" ".join(
                filter(None, [matched.guests.get(item.id), matched.moved.get(item.id), item.reason])
            ),
            help=item.help,
        )
        for item in matched.write.unplaced
    ]
    out = [
        Placement(proposal=proposal, enrolment_id=int(member), reason=TAKEN_OUT, help=IN_LINE, pinned=True)
        for member in matched.out
    ]
    Placement.objects.bulk_create([*placed, *left, *out], batch_size=_BATCH)


def _offered(matched: Matched, member: Id, mode: Mode) -> str:
    """Return why somebody is in a group of another mode or language than he asked for; empty for all others."""
    if matched.pins.holds(member, mode):
        return matched.pins.homes[member].reason
    reason = matched.moved.get(member)
    moved = f"{reason} So this is a group that writes." if reason else ""
    return " ".join(filter(None, [matched.guests.get(member), moved]))


def _results(matched: Matched) -> tuple[tuple[Mode, Result], ...]:
    return ("meet", matched.meet), ("write", matched.write)


def report_of(matched: Matched) -> dict[str, Any]:
    """Return the numbers of both modes together, those who were moved counted once; and of each mode."""
    meet, write = matched.meet.report, matched.write.report
    wanted = meet.wanted + write.wanted - len(matched.moved) + len(matched.out)
    scores = sorted(group.score for _, result in _results(matched) for group in result.groups)
    worth = meet.objective * meet.wanted + write.objective * write.wanted
    return {
        "learners": wanted,
        "wanted": wanted,
        "placed": meet.placed + write.placed,
        "groups": meet.groups + write.groups,
        "J": round(worth / max(1, wanted), 4),
        "p5": round(scores[len(scores) // 20], 4) if scores else 0,
        "min": round(scores[0], 4) if scores else 0,
        "parts": _parts(meet, write),
        "moved": len(matched.moved),
        "modes": {mode: _mode_report(result.report) for mode, result in _results(matched)},
    }


def _parts(*reports: Report) -> dict[str, float]:
    names = {name: None for report in reports for name in report.parts}
    having = {
        name: [report for report in reports if name in report.parts and report.placed] for name in names
    }
    return {
        name: round(
            sum(report.parts[name] * report.placed for report in found)
            / sum(report.placed for report in found),
            4,
        )
        for name, found in having.items()
        if found
    }


def _mode_report(report: Report) -> dict[str, Any]:
    return {
        "wanted": report.wanted,
        "placed": report.placed,
        "groups": report.groups,
        "J": round(report.objective, 4),
        "bound": round(report.bound, 4),
        "parts": {name: round(value, 4) for name, value in report.parts.items()},
    }


def _next_number(run: Run) -> int:
    latest = Proposal.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0
    return int(latest) + 1
