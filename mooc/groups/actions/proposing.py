"""Asking matching for groups and keeping its answer until an organiser says yes."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.matching import Mode, Rules, form_groups, rules_row
from mooc.runs.models import Run

from ..living.ties import ties_of, with_ties
from ..models import Proposal
from ..placing.bulk import whole
from ..placing.crowd import Crowd, crowd_of
from ..placing.languages import Tongues, tongues_among
from ..placing.matching_rules import MODES, rules_of
from ..placing.pins import Pins, pins_of
from .choosing import Matched, choice_of, report_of
from .joining import check_together, hold
from .storing import begin, next_number, show, store

log = logging.getLogger("mooc.groups")
Progress = Callable[[float], None]
# Meeting takes more search than writing: the share of the progress bar that is theirs.
_SHARE_OF_READING, _SHARE_OF_MEETING = 0.05, 0.65
_SHARE_OF_MATCHING = 0.8
# More are matched as columns.
_MANY = 5_000


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
    others: Sequence[Run] = (),
) -> Proposal:
    """Match everybody who wants a group and said to be in; store groups, scores, reasons, and who is left over.

    Who wants to meet and shares too few hours is offered a group that writes. Earlier proposals stay beside it until
    one is confirmed; who is pinned in the one it is `based_on` stays. `rules_text` (TOML) is in place of the run's.
    Without a seed it is the number of the proposal, so proposing again gives another choice. The learners of `others`
    are matched together with those of the run, to which the groups will belong. Matching takes seconds for thousands
    of learners and runs outside the transaction. Raises AlreadyConfirmed, RunHasEnded, NotTogether, BadMatchingRules.
    """
    check_together(run, others, by=by)
    began = time.perf_counter()
    seed = next_number(run) if seed is None else seed
    tell = progress or (lambda share: None)
    matched = _match(
        [run, *others],
        seed,
        lambda share: tell(share * _SHARE_OF_MATCHING),
        effort,
        rules_text,
        pins_of(based_on),
    )
    choice = choice_of(matched)
    about = {
        "seed": seed,
        "rules": {mode: rules_row(rules) for mode, rules in matched.rules.items()},
        "rules_text": rules_text,
        "report": report_of(matched, choice),
        "label": label,
        "based_on": based_on,
    }
    del matched
    with whole():
        proposal = _begun(run, others, now, about)
        store(
            proposal,
            choice,
            tell=lambda share: tell(_SHARE_OF_MATCHING + share * (1 - _SHARE_OF_MATCHING)),
        )
        _finish(proposal, others, by)
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


def _match(
    runs: Sequence[Run],
    seed: int,
    tell: Progress,
    effort: float | None,
    rules_text: str | None,
    pins: Pins,
) -> Matched:
    """Match those who want to meet first; whom that leaves over joins those who write."""
    run, *others = runs
    rules: dict[Mode, Rules] = {mode: rules_of(run, mode, rules_text) for mode in MODES}
    crowd = crowd_of(run, rules.values(), *others)
    tell(_SHARE_OF_READING)
    tongues = tongues_among(run, crowd.named(), enough=rules["write"].size.minimum)
    if len(crowd.ids) > _MANY and not (pins.homes or pins.out):
        return _match_many(runs, crowd, rules, tongues, seed, tell, effort)
    meeting, writing, out = pins.dealt(*(crowd.learners(mode, tongues.of) for mode in MODES))
    meeting, writing = with_ties(run, meeting, *others), with_ties(run, writing, *others)
    steps = _Steps(tell)
    meet = form_groups(meeting, rules["meet"], seed, effort=effort, progress=steps.meeting)
    moved = {left.id: left.reason for left in meet.unplaced}
    writing += (learner for learner in meeting if learner.id in moved)
    write = form_groups(writing, rules["write"], seed, effort=effort, progress=steps.writing)
    return Matched(rules, meet, write, moved, crowd.guests(tongues.of), pins, out)


def _match_many(
    runs: Sequence[Run],
    crowd: Crowd,
    rules: Mapping[Mode, Rules],
    tongues: Tongues,
    seed: int,
    tell: Progress,
    effort: float | None,
) -> Matched:
    """Match so many that an object of each would take too much space; nobody is pinned."""
    from ..placing.crowd_columns import (  # brings numpy, which a process that only sends mail does without
        columns_of,
        rows_of,
    )

    steps, (together, apart) = _Steps(tell), ties_of(*runs)

    def columns(rows: Any, mode: Mode) -> Any:
        return columns_of(crowd, rows, rules[mode], tongues.of, together=together, apart=apart)

    wishing = rows_of(crowd, "meet")
    meet = form_groups(columns(wishing, "meet"), rules["meet"], seed, effort=effort, progress=steps.meeting)
    moved = {left.id: left.reason for left in meet.unplaced}
    rows = rows_of(crowd, "write", *(row for row in wishing.tolist() if crowd.ids[row] in moved))
    write = form_groups(columns(rows, "write"), rules["write"], seed, effort=effort, progress=steps.writing)
    return Matched(rules, meet, write, moved, crowd.guests(tongues.of))


@dataclass(frozen=True, slots=True)
class _Steps:
    """How far the whole is when one of its searches has come so far."""

    tell: Progress

    def meeting(self, share: float) -> None:
        self.tell(_SHARE_OF_READING + share * _SHARE_OF_MEETING)

    def writing(self, share: float) -> None:
        self.tell(1 + (share - 1) * (1 - _SHARE_OF_READING - _SHARE_OF_MEETING))


@transaction.atomic
def _begun(run: Run, others: Sequence[Run], now: datetime, about: Mapping[str, Any]) -> Proposal:
    hold(run, *others)
    check_together(run, others)
    proposal = begin(run, now=now, **about)
    proposal.others.set(others)
    return proposal


@transaction.atomic
def _finish(proposal: Proposal, others: Sequence[Run], by: Person | None) -> None:
    """Let the proposal be seen, unless the groups of the run were made from another one meanwhile."""
    hold(proposal.run, *others)
    check_together(proposal.run, others)
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
