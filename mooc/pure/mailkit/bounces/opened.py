"""A mail taken apart for its reading as a report: what it says to humans, its fields for machines, what it returns."""

import re
from dataclasses import dataclass
from email.message import Message

from ..decoding import text_of_html
from ..letter import parse
from ..parts import children_of, decoded, parts_of, words_of

MAX_BYTES = 5_000_000
MAX_TEXT = 100_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass(frozen=True, slots=True)
class Opened:
    """Header names are lower-case; `said` is the text above the mail that is returned, `returned` its headers."""

    headers: dict[str, str]
    content_type: str
    report_type: str
    said: str
    status: str
    feedback: str
    returned: str
    # The mail that is returned, where it came as a part of its own.
    inner: Message | None = None

    @property
    def about(self) -> str:
        """The Message-ID of the mail that is returned."""
        field = re.search(r"^message-id:\s{0,9}(<[^<>\s]{1,250}>)", self.returned, re.I | re.M)
        return field[1] if field else ""


def open_report(raw: bytes) -> Opened:
    """Take a mail apart; parts beyond the caps are left out."""
    return open_message(parse(raw[:MAX_BYTES], []))


def open_message(message: Message) -> Opened:
    """Take a parsed mail apart."""
    parts = list(parts_of(message, []))
    said: list[str] = [_preamble(message)]
    html, status, feedback, returned = "", "", "", ""
    inner: Message | None = None
    for part in parts:
        kind = part.get_content_type()
        if kind.startswith("message/") and kind.endswith("delivery-status"):
            status += _fields(part) + "\n\n"
        elif kind == "message/feedback-report":
            feedback += _fields(part) + "\n"
        elif kind in (
            "message/rfc822",
            "message/global",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/partial",
        ):
            returned = returned or _headers_of(part)
            inner = inner or next(iter(children_of(part)), None)
        elif (
            kind.startswith(("text/plain", "multipart/")) and not returned
        ):  # a multipart without parts is text
            said.append(words_of(part))
        elif kind == "text/html" and not returned:
            html += words_of(part)
    text = "\n".join(filter(str.strip, said)) or text_of_html(html)
    above, below = _divided(text[:MAX_TEXT])
    headers = {str(name).lower(): decoded(value) for name, value in reversed(list(message.raw_items())[:500])}
    report_type = str(message.get_param("report-type", "") or "").lower()
    return Opened(
        headers,
        message.get_content_type(),
        report_type,
        above,
        status[:MAX_TEXT],
        feedback[:MAX_TEXT],
        returned or below,
        inner,
    )


def _preamble(message: Message) -> str:
    """Return what stands before the first part: some systems write their words there by mistake."""
    text = message.preamble or ""
    return text if isinstance(text, str) and "MIME" not in text else ""


def _fields(part: Message) -> str:
    """Return the fields of a report as text, one paragraph a recipient, whether or not it could be parsed."""
    blocks = children_of(part)
    if not blocks:
        return words_of(part)
    return "\n\n".join(
        "\n".join(f"{name}: {decoded(value)}" for name, value in block.raw_items()) + "\n" + _rest(block)
        for block in blocks[:500]
    )


def _rest(block: Message) -> str:
    payload = block.get_payload()
    return payload[:MAX_TEXT] if isinstance(payload, str) else ""


def _headers_of(part: Message) -> str:
    inner = children_of(part)
    if not inner:
        return words_of(part)[:20_000]
    return "\n".join(f"{name}: {decoded(value)}" for name, value in list(inner[0].raw_items())[:200])


_DIVIDER = re.compile(
    r"^[ \t>]{0,8}(?:"
    r"-{2,20} ?(?:this is a copy of|below this line is|enclosed is|original|unsent|returned|the header"
    r"|message header|undelivered"
    r"|the original|included is)\b.{0,80}"
    r"|(?:original message (?:follows|headers)|message headers? follow|below is a copy of the original"
    r"|included is a copy of"
    r"|the original message follows|--- the (?:header|message)|here is a copy of|your original message"
    r"|original (?:message|headers?):)(?!\w).{0,80}"
    r"|\*{3,} ?(?:original|message).{0,60}"
    r"|content-type:[ \t]{1,4}(?:message/rfc822|text/rfc822-headers).{0,80}"
    r"|(?:return-path|received):[ \t].{0,300}"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)


def _divided(text: str) -> tuple[str, str]:
    """Part what a mail system says from the mail that it returns in the same text."""
    match = _DIVIDER.search(text)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")
