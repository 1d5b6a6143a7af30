"""Mail that a service took for us, as bytes again: those that came, or the nearest to them that can be made."""

import base64
import binascii
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.encoders import encode_base64
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from email.utils import getaddresses
from hashlib import sha256
from typing import Any

from django.conf import settings

from mooc.delivery.transports.vendors import ServiceAddress
from mooc.inbound.actions import ingest, note_refusal
from mooc.inbound.addresses import cleaned, split
from mooc.inbound.queries import Refuse, verdict

log = logging.getLogger("mooc.mailin")
_CANNOT_BE_MADE = (MessageError, ValueError, KeyError, AttributeError, TypeError, LookupError, binascii.Error)
_NAMES_READERS = ("Delivered-To", "X-Original-To", "To", "Cc")


def keep_mail(event: Any, address: ServiceAddress, now: datetime) -> None:
    """Keep a mail for each of its recipients that is ours; what is for nobody leaves a refusal that can be seen."""
    scheme = address.kind.scheme
    try:
        raw = _as_it_came(event, scheme) or _made_again(event.message)
    except _CANNOT_BE_MADE as error:
        log.warning("%s: a mail cannot be made again (%s)", address.kind.title, type(error).__name__)
        keep_unread(repr(event.esp_event).encode("utf-8", "replace"), address, now)
        return
    head = BytesHeaderParser(policy=compat32).parsebytes(raw)
    mail_from = _sender(event.message, head)
    welcome: list[str] = []
    for reader in _readers(event, head, scheme):
        answer = _too_big(raw) or verdict(reader)
        if isinstance(answer, Refuse):
            log.info("refused at the door: %s", answer)
            note_refusal(mail_from=mail_from, rcpt_to=reader, refusal=answer, source=scheme, now=now)
        else:
            welcome.append(reader)
    if welcome:
        mails = ingest(
            raw=raw,
            mail_from=mail_from,
            rcpt_to=welcome,
            source=scheme,
            now=now,
            authentication=_authentication(event, scheme),
        )
        log.info("kept %d bytes as inbound mail %s", len(raw), ", ".join(str(mail.pk) for mail in mails))


def keep_unread(body: bytes, address: ServiceAddress, now: datetime) -> None:
    """Keep what a service sent and nobody can read, for the operator: better than a mail that is nowhere."""
    head = (
        f"From: {address.kind.title} <webhook@{address.kind.scheme}.invalid>\r\n"
        f"Subject: {address.kind.title} sent a mail that I cannot read\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    ingest(
        raw=head.encode() + body,
        mail_from="",
        rcpt_to=[f"postmaster@{settings.MOOC_MAIL_DOMAIN}"],
        source=address.kind.scheme,
        now=now,
    )


def _as_it_came(event: Any, scheme: str) -> bytes:
    """Return the bytes where the service hands them over; empty where it tells of the mail in parts."""
    said = event.esp_event
    if scheme == "mailgun":
        return _bytes(said.POST.get("body-mime"))
    if scheme == "postmark":
        return _bytes(said.get("RawEmail"))
    if scheme == "mailersend":
        return _bytes(said["data"].get("raw"))
    if scheme == "mandrill":
        return _bytes(said["msg"].get("raw_msg"))
    if scheme == "postal":
        return _bytes(said.get("message"), is_base64=said.get("base64") is True)
    if scheme == "sparkpost":
        content = said["msys"]["relay_message"]["content"]
        return _bytes(content.get("email_rfc822"), is_base64=bool(content.get("email_rfc822_is_base64")))
    if scheme == "amazon-ses":
        encoding = said.get("receipt", {}).get("action", {}).get("encoding")
        return _bytes(said.get("content"), is_base64=encoding == "BASE64")
    return b""


def _bytes(found: str | None, *, is_base64: bool = False) -> bytes:
    if not found:
        return b""
    return base64.b64decode(found) if is_base64 else found.encode("utf-8", "replace")


def _made_again(message: Any) -> bytes:
    """Write a mail of which we have the parts; the same parts always make the same bytes."""
    inner = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    seen = b"\0".join([headers.encode("utf-8", "replace"), *(bytes(one) for one in inner if one)])
    digest = sha256(seen).hexdigest()[:32]
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart" and part.get_boundary() is None:
            part.set_boundary(f"{digest}-{number}")
        elif not part.is_multipart() and part["Content-Transfer-Encoding"] is None:
            encode_base64(part)
    made: bytes = message.as_bytes(policy=SMTP)
    return made


def _sender(message: Any, head: Message) -> str:
    """Return the envelope sender. Where a service does not say, who writes sends, unless the mail says nobody."""
    if message.envelope_sender is not None:
        return str(message.envelope_sender)
    for name in ("Return-Path", "From"):
        if value := str(head[name] or "").strip():
            return "" if value == "<>" else next(_addresses([value]), "")
    return ""


def _readers(event: Any, head: Message, scheme: str) -> list[str]:
    """Return for whom it came, by the envelope; where a service does not say, those of ours whom the mail names."""
    said = event.esp_event
    named: list[str] = []
    if scheme == "amazon-ses":
        named = said.get("receipt", {}).get("recipients") or []
    elif scheme == "mailersend":
        named = [one.get("email", "") for one in said["data"].get("recipients", {}).get("rcptTo", [])]
    elif event.message.envelope_recipient:
        named = [event.message.envelope_recipient]
    if not any(named):
        values = [str(value) for name in _NAMES_READERS for value in head.get_all(name, [])]
        named = [found for found in _addresses(values) if split(found).is_ours]
    found = list(dict.fromkeys(cleaned(one) for one in named if one))
    return found or [f"postmaster@{settings.MOOC_MAIL_DOMAIN}"]


def _addresses(values: Iterable[str]) -> Iterator[str]:
    return (cleaned(found) for _, found in getaddresses(list(values)) if "@" in found)


def _too_big(raw: bytes) -> Refuse | None:
    limit = settings.MOOC_MAX_INBOUND_BYTES
    return Refuse(552, f"5.3.4 Too big: I take messages up to {limit} bytes") if len(raw) > limit else None


def _authentication(event: Any, scheme: str) -> str:
    """Return what a service found out about the writer, where it tells beside the mail."""
    if scheme != "amazon-ses":
        return ""
    status = str(event.esp_event.get("receipt", {}).get("dmarcVerdict", {}).get("status", "")).lower()
    return f"amazon-ses; dmarc={status}" if status in ("pass", "fail") else ""
