"""Editions: a mailing as written for one variant and language, compiled, and kept as it went out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

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
    """Keep the text of each edition as it goes out now; return the ids of their rows."""
    found = _edition_rows({key[0] for key in prints})
    changed = [
        Edition(
            mailing_id=key[0],
            variant=key[1],
            language=key[2],
            subject=made.draft.subject[:998],
            text=made.draft.text,
            html=made.draft.html,
            compiled_at=now,
        )
        for key, made in prints.items()
        if key not in found or found[key][1:] != (made.draft.subject[:998], made.draft.text, made.draft.html)
    ]
    if changed:
        Edition.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["mailing", "variant", "language"],
            update_fields=["subject", "text", "html", "compiled_at"],
        )
        found = _edition_rows({key[0] for key in prints})
    return {key: found[key][0] for key in prints}


def _edition_rows(mailing_ids: set[int]) -> dict[Key, tuple[int, str, str, str]]:
    rows = Edition.objects.filter(mailing__in=mailing_ids).values_list(
        "mailing_id", "variant", "language", "id", "subject", "text", "html"
    )
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5], row[6]) for row in rows}
