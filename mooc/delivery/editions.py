"""Editions: a mailing as written for one variant and language, compiled, and kept as it went out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from mooc.pure.mailkit import Compiled, compile  # noqa: A004  (a mail is compiled)

from .layout import Draft, dress
from .models import Edition, Mailing
from .transports.base import Frame

# Mailings with more copies than this keep a frame of their own in the mailbox; others share one a layout.
_WORTH_A_FRAME = 40

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Print:
    """An edition as compiled."""

    draft: Draft
    compiled: Compiled
    frame: Frame

    @property
    def names_itself(self) -> bool:
        """Say whether the copies carry a Message-ID that is not derived from their rows: a member's own."""
        return any(name.lower() == "message-id" for name, _ in self.draft.headers)


def print_edition(draft: Draft, mailing: Mailing, language: str) -> Print:
    """Compile a draft; the same draft again costs nothing."""
    return _printed(draft, mailing.kind, language, mailing.audience > _WORTH_A_FRAME)


@lru_cache(maxsize=32)
def _printed(draft: Draft, kind: str, language: str, has_own_frame: bool) -> Print:
    compiled = compile(dress(draft, kind=kind, language=language))
    if has_own_frame:
        return Print(draft, compiled, _frame(compiled))
    return Print(
        draft, compiled, _shared_frame(language, draft.stops, draft.button is not None, draft.machine)
    )


@lru_cache(maxsize=64)
def _shared_frame(language: str, stops: bool, button: bool, machine: bool) -> Frame:
    empty = Draft("x", "x", "<p>x</p>", button=("x", "x") if button else None, stops=stops, machine=machine)
    return _frame(compile(dress(empty, kind="x", language=language)))


def _frame(compiled: Compiled) -> Frame:
    body = compiled.fill(dict.fromkeys(compiled.slots, "x"))
    return Frame(blake2b(body, digest_size=16).hexdigest(), body)


def keep_editions(prints: Mapping[Key, Print], now: datetime) -> dict[Key, int]:
    """Keep the text of each edition as it goes out now; return the ids of their rows.

    One small query where nothing has changed since this process last looked.
    """
    found = _edition_rows({key[0] for key in prints})
    unsure = {key for key, made in prints.items() if key not in found or _kept.get(found[key]) != made.draft}
    if unsure:
        _keep({key: prints[key].draft for key in unsure}, now)
        found = _edition_rows({key[0] for key in prints})
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
        _kept.update({found[key]: prints[key].draft for key in unsure})
    return {key: found[key].id for key in prints}


class _Row(NamedTuple):
    """An edition's row; another text gives it another moment."""

    id: int
    compiled_at: datetime


# The draft that each row holds, as far as this process knows.
_kept: dict[_Row, Draft] = {}
_MOST_KEPT = 200


def _edition_rows(mailing_ids: set[int]) -> dict[Key, _Row]:
    rows = Edition.objects.filter(mailing__in=mailing_ids).values_list(
        "mailing_id", "variant", "language", "id", "compiled_at"
    )
    return {(row[0], row[1], row[2]): _Row(row[3], row[4]) for row in rows}


def _keep(drafts: Mapping[Key, Draft], now: datetime) -> None:
    """Write the texts that differ from what their rows hold."""
    rows = Edition.objects.filter(mailing__in={key[0] for key in drafts}).values_list(
        "mailing_id", "variant", "language", "subject", "text", "html"
    )
    held = {(row[0], row[1], row[2]): row[3:] for row in rows}
    changed = [
        Edition(
            mailing_id=key[0],
            variant=key[1],
            language=key[2],
            subject=draft.subject[:998],
            text=draft.text,
            html=draft.html,
            compiled_at=now,
        )
        for key, draft in drafts.items()
        if held.get(key) != (draft.subject[:998], draft.text, draft.html)
    ]
    if changed:
        Edition.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["mailing", "variant", "language"],
            update_fields=["subject", "text", "html", "compiled_at"],
        )
