"""A mail taken apart for its reading as a report: what it says to humans, its fields for machines, what
it returns."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from email.message import Message
from quopri import decodestring

from ..decoding import decode_bytes, text_of_html
from ..letter import parse
from ..parts import children_of, decoded, parts_of, words_of

MAX_BYTES = 5_000_000
MAX_TEXT = 100_000
_RETURNED = frozenset(
    {
        "message/rfc822",
        "message/global",
        "message/global-headers",
        "message/news",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/partial",
    }
)
# The fields of a recipient as a part that is called something else, or nothing, may hold them.
_REPORT = re.compile(r"^(?:final|original)-recipient:.{1,900}$", re.I | re.M)
_OUTCOME = re.compile(r"^(?:action|status):", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Opened:
    """Header names are lower-case; `said` is the text above the mail that is returned, `returned` its
    headers."""

    headers: dict[str, str]
    content_type: str
    report_type: str
    said: str
    status: str
    feedback: str
    returned: str
    # What stands below the line that parts the words from a mail returned in the same text, that line included.
    below: str = ""
    # The mail that is returned, where it came as a part of its own.
    inner: Message | None = None

    @property
    def about(self) -> str:
        """The Message-ID of the mail that is returned."""
        found = re.search(r"^message-id:\s{0,9}(<[^<>\s]{1,250}>)", self.returned, re.I | re.M)
        return found[1] if found else ""


def open_report(raw: bytes) -> Opened:
    """Take a mail apart; parts beyond the caps are left out."""
    return open_message(parse(raw[:MAX_BYTES], []))


def open_message(message: Message) -> Opened:
    """Take a parsed mail apart."""
    read = _Read(said=[_preamble(message)])
    for part in parts_of(message, []):
        read.add(part)
    text = "\n".join(filter(str.strip, read.said)) or "\n".join(filter(str.strip, read.after))
    if "@" not in text and read.html:
        text = f"{text}\n{text_of_html(read.html)}".strip()
    above, below = _divided(text[:MAX_TEXT])
    headers = {str(name).lower(): decoded(value) for name, value in reversed(list(message.raw_items())[:500])}
    report_type = str(message.get_param("report-type", "") or "").lower()
    return Opened(
        headers,
        message.get_content_type(),
        report_type,
        above,
        read.status[:MAX_TEXT],
        read.feedback[:MAX_TEXT],
        read.returned or below,
        below,
        read.inner,
    )


@dataclass
class _Read:
    """What the parts of one mail hold."""

    said: list[str]
    # Words for humans that stand behind the mail that is returned: a footer as a rule.
    after: list[str] = field(default_factory=list)
    html: str = ""
    status: str = ""
    feedback: str = ""
    returned: str = ""
    inner: Message | None = None

    def add(self, part: Message) -> None:
        kind = part.get_content_type()
        if kind.startswith("message/") and kind.endswith("delivery-status"):
            self.status += _fields(part) + "\n\n"
        elif kind == "message/feedback-report":
            self.feedback += _fields(part) + "\n"
        elif kind in _RETURNED:
            self.returned = self.returned or _headers_of(part)
            self.inner = self.inner or next(iter(children_of(part)), None)
        elif kind == "text/html":
            self.html += words_of(part) if len(self.html) < MAX_TEXT else ""
        else:
            self._add_words(kind, part)

    def _add_words(self, kind: str, part: Message) -> None:
        is_text = kind.startswith(("text/", "multipart/"))  # a multipart without parts is text
        words = words_of(part)[:MAX_TEXT] if is_text or part.get_content_maintype() == "application" else ""
        if (
            not (is_text and not any(map(str.strip, self.said)))
            and _REPORT.search(words)
            and _OUTCOME.search(words)
        ):
            self.status += words + "\n\n"
        elif is_text:
            (self.after if self.returned else self.said).append(words)


def _preamble(message: Message) -> str:
    """Return what stands before the first part: some systems write their words there by mistake."""
    text = message.preamble or ""
    return text if isinstance(text, str) and "MIME" not in text else ""


def _fields(part: Message) -> str:
    """Return the fields of a report as text, one paragraph a recipient, whether or not it could be parsed."""
    blocks = children_of(part)
    if not blocks:
        return words_of(part)
    text = "\n\n".join(
        "\n".join(f"{name}: {decoded(value)}" for name, value in block.raw_items()) + "\n" + _rest(block)
        for block in blocks[:500]
    )
    return _decoded(text, str(part.get("content-transfer-encoding", "")).strip().lower())


def _decoded(text: str, encoding: str) -> str:
    """Undo an encoding that a message/* part must not have, and that the parser therefore takes for its
    words."""
    if encoding == "quoted-printable":
        return decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    if encoding == "base64":
        try:
            return b64decode("".join(text.split())).decode("utf-8", "replace").replace("\r\n", "\n")
        except (ValueError, binascii.Error):
            return text
    return text


def _rest(block: Message) -> str:
    payload = block.get_payload(decode=True)
    return decode_bytes(payload[: 4 * MAX_TEXT], None)[:MAX_TEXT] if isinstance(payload, bytes) else ""


def _headers_of(part: Message) -> str:
    inner = children_of(part)
    if not inner:
        return words_of(part)[:20_000]
    headers = "\n".join(f"{name}: {decoded(value)}" for name, value in list(inner[0].raw_items())[:200])
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    return headers if headers else _decoded(_rest(inner[0]), encoding)[:20_000]


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
    r"|[-=_*#|]{3,40} ?(?:(?:an? )?cop(?:y|ie)|begin|start|header|kopf|message (?:text|original)"
    r"|mensaje original"
    r"|mensagem original|messaggio original|oorspronkelijk|oryginaln|urspr[uü]ng|original-?nachricht|исходн"
    r"|元の|原始|原邮件|copia)[^\n]{0,80}"
    r"|(?:copie du message|mensaje original|mensagem original|messaggio originale|ursprüngliche nachricht"
    r"|oorspronkelijk bericht|oryginalna wiadomość|исходное сообщение|元のメッセージ|原始邮件)[^\n]{0,40}[:：]"
    r"|content-type:[ \t]{1,4}(?:message/rfc822|text/rfc822-headers).{0,80}"
    r"|(?:return-path|received):[ \t].{0,300}"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)


# Lines that are the header of a mail: fields one below the other, folded or not, from the first column on.
_HEADERS = re.compile(
    r"(?:^[A-Za-z][A-Za-z-]{1,40}:[^\n]{0,1000}\n(?:[ \t]{1,40}\S[^\n]{0,1000}\n){0,20}){3,60}", re.M
)
_NAME = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):", re.M)
_ONLY_IN_MAIL = frozenset(
    {"received", "return-path", "message-id", "mime-version", "content-type", "dkim-signature"}
)
_FEWEST_NAMES = 4


def _divided(text: str) -> tuple[str, str]:
    """Part what a mail system says from the mail that it returns in the same text."""
    match = _DIVIDER.search(text)
    start = match.start() if match else len(text)
    start = min(start, _header_block(text))
    return text[:start], text[start:]


def _header_block(text: str) -> int:
    """Return where the header of a mail stands in a text that does not say so; the end of the text if nowhere."""
    for match in _HEADERS.finditer(text):
        names = {name.lower() for name in _NAME.findall(match[0])}
        if len(names) >= _FEWEST_NAMES and names & _ONLY_IN_MAIL:
            return match.start()
    return len(text)
