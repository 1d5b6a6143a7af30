"""Keeping what came, before anybody looks into it: many messages in the same few statements, whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils.functional import cached_property

from mooc.pure.mailkit import scrub

from .addresses import cleaned
from .models import InboundMail

_COLUMNS = ("raw_id", "mail_from", "rcpt_to", "source", "authentication", "received_at", "state")
# Columns that have their say later; Django fills them in, the database does not.
_EMPTY = ("kind", "reason", "from_addr", "subject", "message_id")


@dataclass(frozen=True)
class Message:
    """One message as a door has it: any bytes, and the envelope.

    `authentication` is what the door knows of the writer, as the text of an Authentication-Results header.
    """

    raw: bytes
    mail_from: str
    rcpt_to: Sequence[str]
    authentication: str = ""

    @cached_property
    def digest(self) -> str:
        """What the same bytes have in common."""
        return sha256(self.raw).hexdigest()

    @cached_property
    def recipients(self) -> list[str]:
        """Each address once, cleaned."""
        return [*dict.fromkeys(cleaned(address) for address in self.rcpt_to)]


def keep_all(messages: Sequence[Message], *, source: str, now: datetime) -> list[list[InboundMail]]:
    """Keep messages, each once per recipient; return the rows of each. The same again changes nothing.

    Four statements for all of them. Call it in a transaction.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    _insert(
        "inbound_rawmail",
        ("digest", "content", "size", "received_at"),
        [
            (one.digest, one.raw, len(one.raw), moment)
            for one in {one.digest: one for one in messages}.values()
        ],
    )
    ids = _ids_of({one.digest for one in messages})
    _insert(
        "inbound_inboundmail",
        (*_COLUMNS, *_EMPTY),
        [
            (
                ids[one.digest],
                cleaned(one.mail_from),
                address,
                source,
                scrub(one.authentication)[:300],
                moment,
                InboundMail.State.KEPT.value,
                *[""] * len(_EMPTY),
            )
            for one in messages
            for address in one.recipients
        ],
    )
    rows = InboundMail.objects.filter(raw__in=ids.values()).order_by("id")
    found = {(row.raw_id, row.rcpt_to): row for row in rows}
    return [
        sorted((found[ids[one.digest], to] for to in one.recipients), key=lambda row: row.pk)
        for one in messages
    ]


def _insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert what is not there yet."""
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608
            rows,
        )


def _ids_of(digests: Iterable[str]) -> dict[str, int]:
    wanted = [*digests]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT digest, id FROM inbound_rawmail WHERE digest IN ({', '.join(['%s'] * len(wanted))})",  # noqa: S608
            wanted,
        )
        return dict(cursor.fetchall())
