"""Proposals that are asked for on a page: small ones are made at once, large ones by a worker.

asked -> made | failed
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mooc.people.models import Person
from mooc.runs.models import Run

from ..errors import GroupError
from ..models import AskedProposal, Proposal
from ..placing.matching_rules import MODES, rules_of
from ..queries import wanting
from .joining import check_together
from .proposing import propose_groups

log = logging.getLogger("mooc.groups")
# So many people are matched while the reader waits for the page.
FEW = 600
_SECONDS_BETWEEN_WORDS = 1.0
_LONGEST_LABEL = 60


def ask_for_proposal(
    *,
    run: Run,
    now: datetime,
    by: Person | None = None,
    seed: int | None = None,
    rules_text: str | None = None,
    label: str = "",
    based_on: Proposal | None = None,
    others: Sequence[Run] = (),
) -> AskedProposal:
    """Ask for groups; it is done at once where few people are to be matched, else by the next sweep.

    Rules that cannot be used are refused now. Raises AlreadyConfirmed, RunHasEnded, NotTogether, BadMatchingRules.
    """
    check_together(run, others, by=by)
    for mode in MODES:
        rules_of(run, mode, rules_text)
    with transaction.atomic():
        asked = AskedProposal.objects.create(
            run=run,
            seed=seed,
            rules_text=rules_text,
            label=" ".join(label.split())[:_LONGEST_LABEL],
            based_on=based_on,
            asked_at=now,
            asked_by=by,
        )
        asked.others.set(others)
    if wanting(run, *others).count() <= FEW:
        _make(asked, now)
    return asked


def make_asked_proposals(*, now: datetime) -> int:
    """Make what was asked for, the oldest first; returns how many were made. What fails says why on the page."""
    waiting = AskedProposal.objects.filter(state=AskedProposal.State.ASKED)
    rows = waiting.select_related("run__course", "based_on", "asked_by").order_by("asked_at", "id")
    return sum(_make(asked, now) for asked in rows)


def _make(asked: AskedProposal, now: datetime) -> bool:
    try:
        asked.proposal = propose_groups(
            run=asked.run,
            now=now,
            seed=asked.seed,
            by=asked.asked_by,
            progress=_Told(asked),
            rules_text=asked.rules_text,
            label=asked.label,
            based_on=asked.based_on,
            others=list(asked.others.select_related("course").order_by("id")),
        )
        asked.state = AskedProposal.State.MADE
    except GroupError as error:  # one run's trouble is told on its page and keeps nobody else waiting
        log.warning("run %s: asked for groups, but %s", asked.run.slug, error)
        asked.problem, asked.state = str(error), AskedProposal.State.FAILED
    asked.share = 1.0
    asked.save(update_fields=["proposal", "state", "problem", "share"])
    return asked.state == AskedProposal.State.MADE


class _Told:
    """Writes down how far the matching is, once a second at most."""

    def __init__(self, asked: AskedProposal) -> None:
        self._asked, self._last = asked, time.monotonic()

    def __call__(self, share: float) -> None:
        if time.monotonic() - self._last >= _SECONDS_BETWEEN_WORDS:
            self._last = time.monotonic()
            AskedProposal.objects.filter(pk=self._asked.pk).update(share=share)
