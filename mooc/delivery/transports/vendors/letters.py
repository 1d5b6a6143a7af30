"""One of our copies, as django-anymail wants it: the same words, the same headers, nothing tracked."""

import re
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from anymail.message import AnymailMessage

from ...addresses import message_id
from ..base import Outgoing
from .address import ServiceAddress
from .catalogue import MARK, Kind

# What the service writes itself (a signature of ours would be over other bytes), and what goes another way than as a
# header.
_NOT_COPIED = frozenset(
    {
        "from",
        "to",
        "subject",
        "reply-to",
        "date",
        "dkim-signature",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "return-path",
    }
)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_ANGLED = re.compile(r"<[^<>]+>")


def letter(outgoing: Outgoing, address: ServiceAddress) -> AnymailMessage:
    """Return the copy as a message of the library."""
    kind = address.kind
    raw = BytesParser(policy=compat32).parsebytes(outgoing.raw)
    message = AnymailMessage(
        subject=_words(raw["Subject"]),
        from_email=_mailboxes(raw["From"])[0],
        to=[_recipient(raw["To"], outgoing.rcpt_to)],
        reply_to=_mailboxes(raw["Reply-To"]),
        headers=_headers(raw, kind, outgoing),
        **_marks(outgoing, kind),
    )
    if kind.tracks:
        message.track_opens = message.track_clicks = False
    if address.envelope:
        message.envelope_sender = outgoing.mail_from
    _put_parts(message, raw)
    return message


def repeat_key(outgoing: Outgoing) -> str:
    """Return what a service knows a copy by when it comes again: the same in every attempt, of no other copy."""
    return str(uuid5(NAMESPACE_URL, f"mid:{message_id(outgoing.delivery_id)}"))


def mark(outgoing: Outgoing) -> str:
    """Return number and seal of a copy, which nobody else can make: what its bounce address holds."""
    return outgoing.mail_from.partition("@")[0].partition("+")[2]


def _marks(outgoing: Outgoing, kind: Kind) -> dict[str, Any]:
    if kind.has_metadata:
        return {"metadata": {MARK: mark(outgoing)}}
    return {"tags": [f"{MARK}-{mark(outgoing)}"]}


def _headers(raw: Message, kind: Kind, outgoing: Outgoing) -> dict[str, str]:
    """Return all other headers, each on one line, as they stand in the copy."""
    headers = dict(kind.extra_headers)
    for name, value in raw.items():
        line = _FOLD.sub("", str(value)).strip()
        if kind.only_plain_headers and "=?" in line:
            line = " ".join(_ANGLED.findall(line))
        if line and name.lower() not in _NOT_COPIED:
            headers[name] = line
    if kind.key_of_message:
        headers[kind.key_of_message] = repeat_key(outgoing)
    return headers


def _put_parts(message: AnymailMessage, raw: Message) -> None:
    for part in raw.walk():
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True)
        content = body if isinstance(body, bytes) else b""
        kind = part.get_content_type()
        if part.get_filename() or not kind.startswith("text/"):
            message.attach(part.get_filename() or "attachment", content, kind)
        elif kind == "text/plain" and not message.body:
            message.body = _text(part, content)
        else:
            message.attach_alternative(_text(part, content), kind)


def _text(part: Message, content: bytes) -> str:
    return content.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")


def _recipient(header: str | None, address: str) -> str:
    """Return the name in the To line with the address of the envelope."""
    mailboxes = getaddresses([header or ""])
    return _mailbox(_words(mailboxes[0][0]) if mailboxes else "", address)


def _mailboxes(header: str | None) -> list[str]:
    found = getaddresses([_FOLD.sub("", header or "")])
    return [_mailbox(_words(name), address) for name, address in found if address]


def _mailbox(name: str, address: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>' if name else address


def _words(value: str | None) -> str:
    """Return a header's words, decoded, on one line."""
    return " ".join(str(make_header(decode_header(_FOLD.sub("", str(value or ""))))).split())
