"""The built-in mailbox: copies lie in our own database, to be read on the pages of this installation.

A copy is compressed against what its edition has in common, so that 12 kB become some 200 bytes, in 0.03 ms.
"""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..models import MailboxFrame
from ..sql import adapted, insert_mailbox_copies
from .base import Answer, Frame, Outgoing, Verdict, Watch

_LEVEL = 3
_RAW_DEFLATE = -15


class Mailbox:
    """Stores each copy in the transaction that settles it."""

    name = "the built-in mailbox"
    # Copies that are claimed and stored at a time.
    batch_size = 500

    def __init__(self, *, now: datetime) -> None:
        self._at = adapted([now])[0]
        self._frames: dict[str, int] = {}

    def send(self, batch: Sequence[Outgoing], watch: Watch) -> Iterator[Answer]:
        """Store the batch; call it inside a transaction."""
        wanted = [outgoing for outgoing in batch if watch.is_wanted(outgoing)]
        kept = {outgoing.delivery_id for outgoing in wanted}
        frames = self._frame_ids({outgoing.frame.digest: outgoing.frame for outgoing in wanted})
        insert_mailbox_copies([self._row(outgoing, frames[outgoing.frame.digest]) for outgoing in wanted])
        for outgoing in batch:
            if outgoing.delivery_id in kept:
                yield Answer(outgoing.delivery_id, Verdict.ACCEPTED, "250 kept in the built-in mailbox")
            else:
                yield Answer(outgoing.delivery_id, Verdict.STOPPED, "")

    def _row(self, outgoing: Outgoing, frame_id: int) -> tuple[Any, ...]:
        return (
            outgoing.delivery_id,
            outgoing.mail_from,
            outgoing.rcpt_to,
            outgoing.subject[:998],
            outgoing.kind,
            outgoing.message_id,
            self._at,
            frame_id,
            pack(outgoing.raw, outgoing.frame.body),
        )

    def _frame_ids(self, frames: dict[str, Frame]) -> dict[str, int]:
        MailboxFrame.objects.bulk_create(
            [MailboxFrame(digest=frame.digest, body=zlib.compress(frame.body)) for frame in frames.values()],
            ignore_conflicts=True,
        )
        return dict(MailboxFrame.objects.filter(digest__in=frames).values_list("digest", "id"))


def pack(raw: bytes, frame: bytes) -> bytes:
    """Compress a message against its frame."""
    packer = _packer(frame).copy()
    return packer.compress(raw) + packer.flush()


def unpack(packed: bytes, frame: bytes) -> bytes:
    """Return the message that `pack` took."""
    return zlib.decompressobj(_RAW_DEFLATE, zdict=frame).decompress(packed)


@lru_cache(maxsize=16)
def _packer(frame: bytes) -> "zlib._Compress":
    """Return a compressor that has read the frame; copying it is cheaper than reading the frame again."""
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_DEFLATE, zdict=frame)
