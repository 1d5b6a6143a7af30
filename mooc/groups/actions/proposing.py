"""Asking matching for groups and keeping its answer until an organiser says yes."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.matching import Grouped, Id, Mode, Report, Result, Rules, form_groups, rules_row
from mooc.runs.models import Run

from ..bulk import whole
from ..crowd import crowd_of
from ..errors import AlreadyConfirmed, RunHasEnded
from ..languages import tongues_among
from ..matching_rules import MODES, rules_of
from ..models import Proposal
from ..pins import IN_LINE, TAKEN_OUT, Pins, pins_of
from ..ties import with_ties
from .storing import Choice, ChosenGroup, Said, begin, next_number, show, store

log = logging.getLogger("mooc.groups")
Progress = Callable[[float], None]
_ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)
# Meeting takes more search than writing: the share of the progress bar that is theirs.
_SHARE_OF_READING, _SHARE_OF_MEETING = 0.05, 0.65
_SHARE_OF_MATCHING = 0.8


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
    seed = next_number(run) if seed is None else seed
    tell = progress or (lambda share: None)
    matched = _match(
        run, seed, lambda share: tell(share * _SHARE_OF_MATCHING), effort, rules_text, pins_of(based_on)
    )
    about = {"seed": seed, "rules_text": rules_text, "label": label, "based_on": based_on}
    with whole():
        proposal = _begun(run, matched, now, about)
        store(
            proposal,
            _choice(matched),
            tell=lambda share: tell(_SHARE_OF_MATCHING + share * (1 - _SHARE_OF_MATCHING)),
        )
        _finish(proposal, by)
    tell(1.0)
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
    confirmed = Proposal.objects.filter(run=run, state__in=Proposal.SETTLED).order_by("id").first()
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
    tell: Progress,
    effort: float | None,
    rules_text: str | None,
    pins: Pins,
) -> Matched:
    """Match those who want to meet first; whom that leaves over joins those who write."""
    rules: dict[Mode, Rules] = {mode: rules_of(run, mode, rules_text) for mode in MODES}
    crowd = crowd_of(run, rules.values())
    tell(_SHARE_OF_READING)
    tongues = tongues_among(run, crowd.named(), enough=rules["write"].size.minimum)
    meeting, writing, out = pins.dealt(*(crowd.learners(mode, tongues.of) for mode in MODES))
    meeting, writing = with_ties(run, meeting), with_ties(run, writing)
    meet = form_groups(
        meeting,
        rules["meet"],
        seed,
        effort=effort,
        progress=lambda share: tell(_SHARE_OF_READING + share * _SHARE_OF_MEETING),
    )
    moved = {left.id: left.reason for left in meet.unplaced}
    write = form_groups(
        [*writing, *(learner for learner in meeting if learner.id in moved)],
        rules["write"],
        seed,
        effort=effort,
        progress=lambda share: tell(1 + (share - 1) * (1 - _SHARE_OF_READING - _SHARE_OF_MEETING)),
    )
    return Matched(rules, meet, write, moved, crowd.guests(tongues.of), pins, out)


@transaction.atomic
def _begun(run: Run, matched: Matched, now: datetime, about: Mapping[str, Any]) -> Proposal:
    Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    check_run(run)
    return begin(
        run,
        now=now,
        rules={mode: rules_row(rules) for mode, rules in matched.rules.items()},
        report=report_of(matched),
        **about,
    )


@transaction.atomic
def _finish(proposal: Proposal, by: Person | None) -> None:
    """Let the proposal be seen, unless the groups of the run were made from another one meanwhile."""
    Run.objects.select_for_update(no_key=True).get(pk=proposal.run_id)
    check_run(proposal.run)
    show(proposal)
    numbers = {name: proposal.report[name] for name in ("wanted", "placed", "groups", "J")}
    note(
        "groups proposed",
        at=proposal.made_at,
        run_id=proposal.run_id,
        person_id=by.pk if by else None,
        subject_id=proposal.pk,
        seed=proposal.seed,
        **numbers,
    )


def _choice(matched: Matched) -> Choice:
    """Return what is to be stored of an answer."""
    found = [(mode, group) for mode, result in _results(matched) for group in result.groups]
    numbers = matched.pins.numbered(found)
    places = {
        int(member): place for place, (_, group) in enumerate(found) for member in group.members
    } | dict.fromkeys([int(pk) for pk in (*(item.id for item in matched.write.unplaced), *matched.out)], -1)
    said = {int(member): words for member, words in _sayings(matched, found) if words != Said()}
    enrolments = sorted(places)
    return Choice(
        groups=[
            ChosenGroup(number, mode, group.score, group.parts, group.why)
            for number, (mode, group) in zip(numbers, found, strict=True)
        ],
        enrolments=enrolments,
        places=[places[pk] for pk in enrolments],
        said=said,
    )


def _sayings(matched: Matched, found: Iterable[tuple[Mode, Grouped]]) -> Iterator[tuple[Id, Said]]:
    """Yield what each placement says, of those who sit and of those who do not."""
    for mode, group in found:
        for member in group.members:
            pinned = matched.pins.holds(member, mode)
            yield member, Said(_offered(matched, member, mode), pinned=pinned)
    for item in matched.write.unplaced:
        before = (matched.guests.get(item.id), matched.moved.get(item.id))
        yield item.id, Said(" ".join(filter(None, [*before, item.reason])), item.help)
    for member in matched.out:
        yield member, Said(TAKEN_OUT, IN_LINE, pinned=True)


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
