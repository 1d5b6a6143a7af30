"""An event about a copy, as the mail that a mail system would have sent: a report, a complaint, a wish to stop.

So there is one set of rules for what comes back, whichever way it came, and each event can be looked at like any mail.
The same event makes the same bytes, and the same bytes are kept once.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from mooc.delivery.addresses import bounce_address, delivery_of_bounce_address, message_id
from mooc.delivery.transports.vendors.catalogue import MARK, Kind
from mooc.inbound.actions import ingest
from mooc.inbound.bounces import reader_of
from mooc.runs.links import stop_address

from .signs import code_of, words_of

log = logging.getLogger("mooc.mailin")
_FAILURES = frozenset({"bounced", "rejected", "failed"})
_LONGEST = 1_500


@dataclass(frozen=True, slots=True)
class _Note:
    """What an event becomes: to which address of ours, what kind of mail, in which words."""

    rcpt_to: str
    content_type: str
    subject: str
    parts: tuple[tuple[str, str], ...]


def keep_event(event: Any, kind: Kind, *, now: datetime) -> bool:
    """Keep what an event says of one of our copies; False for what says nothing that matters, or is of no copy."""
    copy_id = _copy_of(event)
    if copy_id is None:
        return False
    note = _note(event, kind, copy_id)
    if note is None:
        return False
    raw = _written(note, event, kind)
    mails = ingest(raw=raw, mail_from="", rcpt_to=[note.rcpt_to], source=kind.scheme, now=now)
    log.info("%s: %s, kept as inbound mail %s", kind.title, event.event_type, mails[0].pk)
    return True


def _copy_of(event: Any) -> int | None:
    """Return the copy that an event names by what went with it; None for copies of others in the same account."""
    tags = [tag for tag in event.tags or [] if isinstance(tag, str)]
    tagged = [tag.removeprefix(f"{MARK}-") for tag in tags if tag.startswith(f"{MARK}-")]
    named = (event.metadata or {}).get(MARK) or next(iter(tagged), "")
    return delivery_of_bounce_address(f"bounces+{named}@") if isinstance(named, str) else None


def _note(event: Any, kind: Kind, copy_id: int) -> _Note | None:
    reason = event.reject_reason
    if event.event_type == "complained":
        return _complaint(event, kind, copy_id)
    if event.event_type == "unsubscribed" or (event.event_type in _FAILURES and reason == "unsubscribed"):
        return _wish_to_stop(kind, copy_id)
    return _report(event, kind, copy_id) if event.event_type in _FAILURES else None


def _report(event: Any, kind: Kind, copy_id: int) -> _Note:
    """Write a delivery report (RFC 3464)."""
    said = _line(words_of(event)) or "no reason given"
    fields = (
        f"Reporting-MTA: dns; {kind.scheme}.invalid\r\n\r\n"
        f"Final-Recipient: rfc822; {_line(event.recipient or '')}\r\n"
        f"Action: failed\r\nStatus: {code_of(kind.scheme, event)}\r\nDiagnostic-Code: smtp; {said}\r\n"
    )
    return _Note(
        bounce_address(copy_id),
        "multipart/report; report-type=delivery-status",
        f"{kind.title}: a copy did not arrive",
        (
            ("text/plain; charset=utf-8", f"{kind.title} could not deliver this copy.\r\n"),
            ("message/delivery-status", fields),
            ("text/rfc822-headers", f"Message-ID: {message_id(copy_id)}\r\n"),
        ),
    )


def _complaint(event: Any, kind: Kind, copy_id: int) -> _Note:
    """Write a complaint (RFC 5965)."""
    fields = (
        f"Feedback-Type: abuse\r\nUser-Agent: {kind.title}\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: {_line(event.recipient or '')}\r\n"
    )
    return _Note(
        bounce_address(copy_id),
        "multipart/report; report-type=feedback-report",
        f"{kind.title}: a reader marked a copy as unwanted",
        (
            ("text/plain; charset=utf-8", f"{kind.title} was told that this copy is unwanted.\r\n"),
            ("message/feedback-report", fields),
            ("text/rfc822-headers", f"Message-ID: {message_id(copy_id)}\r\n"),
        ),
    )


def _wish_to_stop(kind: Kind, copy_id: int) -> _Note:
    """Write to the address that stops the mail of the run (RFC 8058); of other mail a person must think."""
    reader = reader_of(copy_id)
    text = f"The reader of copy {copy_id} wants no more mail; {kind.title} was told so.\r\n"
    return _Note(
        stop_address(reader.pk) if reader else f"postmaster@{settings.MOOC_MAIL_DOMAIN}",
        "multipart/mixed",
        f"{kind.title}: a reader wants no more mail" + ("" if reader else " that is no mail of a run"),
        (("text/plain; charset=utf-8", text),),
    )


def _written(note: _Note, event: Any, kind: Kind) -> bytes:
    said = f"{event.event_type} {_line(str(event.event_id or event.message_id or ''))}"
    body = "".join(f"{content_type}\r\n{text}" for content_type, text in note.parts)
    moment = format_datetime(event.timestamp) if event.timestamp else ""
    digest = sha256(f"{kind.scheme}\n{said}\n{moment}\n{note.rcpt_to}\n{body}".encode()).hexdigest()[:32]
    head = {
        "From": f"{kind.title} <webhook@{kind.scheme}.invalid>",
        "To": note.rcpt_to,
        "Subject": note.subject,
        "Date": moment,
        "Message-ID": f"<{digest}@{kind.scheme}.invalid>",
        "X-Mooc-Event": said,
        "MIME-Version": "1.0",
        "Content-Type": f'{note.content_type}; boundary="{digest}"',
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    parts = "".join(f"--{digest}\r\nContent-Type: {kind_}\r\n\r\n{text}\r\n" for kind_, text in note.parts)
    return f"{lines}\r\n{parts}--{digest}--\r\n".encode("utf-8", "replace")


def _line(text: str) -> str:
    """Return what may stand in a field: one line, no control characters, not without end."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:_LONGEST]
