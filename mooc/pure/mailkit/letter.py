"""Read whatever came in by mail, without ever raising.

The standard library reads it, within caps on size, parts and depth that are checked before; where it stumbles, the
headers alone are read, and what was wrong is told in `defects`.
"""

import re
from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from .bulk import lift, put_back
from .contents import MAX_TEXT as MAX_TEXT
from .contents import Contents, contents_of
from .parts import MAX_HEADER, AttachedFile, cut_off, decoded, parts_of
from .reports import MESSAGE_ID, Reported, read_report

# As many as the mail door lets in, so that files come whole; who has no process to kill may want to read less.
MAX_BYTES = 25 * 1024 * 1024
MAX_CONTAINERS = 40
MAX_HEADERS = 500

_CONTAINER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
# The parser needs time that grows with the square of how many parameters a field has, and with that of all fields.
_STRUCTURED = re.compile(rb"^content-[a-z-]{4,20}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_LONGEST_FIELD = 4_000
_GAP = re.compile(rb"\r?\n\r?\n")
_MOST_HEADER_LINES = 5_000
_PARSER = BytesParser(policy=policy.compat32)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as read. Ids keep their angle brackets; absent fields are empty; header names are lower-case."""

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    from_addr: str = ""
    from_name: str = ""
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    received_count: int = 0
    # The plain text part, or what the html part says; before quoted text is cut off (see `new_words`).
    text: str = ""
    # File names, or content types where there is none, of what is not the text.
    attachments: tuple[str, ...] = ()
    # The html part as it came, empty where there is none; and the files themselves.
    html: str = ""
    files: tuple[AttachedFile, ...] = ()
    is_delivery_report: bool = False
    is_complaint: bool = False
    reported: tuple[Reported, ...] = ()
    # The id of our mail that a report is about.
    reported_message_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """Return the first field of that name, decoded; empty when there is none."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all_of(self, name: str) -> tuple[str, ...]:
        """Return all fields of that name, from the top."""
        return tuple(value for key, value in self.headers if key == name.lower())


def read_letter(raw: bytes) -> Letter:
    """Read a message from any bytes; never raises."""
    defects: list[str] = []
    raw, bulks = lift(raw)
    is_cut = len(raw) > MAX_BYTES
    if is_cut:
        defects.append(f"{len(raw):,} bytes: read only the first {MAX_BYTES:,}")
        raw = raw[:MAX_BYTES]
    message = parse(raw, defects)
    headers = _headers(message, defects)
    try:
        put_back(message, bulks)
        parts = list(parts_of(message, defects))
        contents = contents_of(parts, with_files=message.get_content_type() != "multipart/report")
        reported, reported_id = read_report(parts)
    except Exception as error:  # noqa: BLE001  (hostile input: whatever breaks, the letter is still read)
        defects.append(f"its parts cannot be read: {error!r:.120}")
        contents, reported, reported_id = Contents(), (), ""
    letter = _letter(headers, message, contents, reported, reported_id, defects)
    return of_a_cut_mail(letter) if is_cut else letter


def of_a_cut_mail(letter: Letter) -> Letter:
    """Return what was read of a mail that was cut: nobody knows whether the last file is whole, so it is only named."""
    return replace(letter, files=cut_off(letter.files))


def _letter(
    headers: tuple[tuple[str, str], ...],
    message: Message,
    contents: Contents,
    reported: tuple[Reported, ...],
    reported_id: str,
    defects: list[str],
) -> Letter:
    first = dict(reversed(headers))
    name, addr = _sender(message)
    kind, report_type = _report_kind(message)
    ids = MESSAGE_ID.findall(first.get("message-id", ""))
    answered = MESSAGE_ID.findall(first.get("in-reply-to", ""))
    return Letter(
        message_id=ids[0] if ids else "",
        in_reply_to=answered[0] if answered else "",
        references=tuple(MESSAGE_ID.findall(first.get("references", "")))[-50:],
        subject=" ".join(first.get("subject", "").split()),
        from_addr=addr,
        from_name=name,
        auto_submitted=first.get("auto-submitted", "").strip().lower(),
        precedence=first.get("precedence", "").strip().lower(),
        list_id=first.get("list-id", "").strip(),
        received_count=sum(key == "received" for key, _ in headers),
        text=contents.text,
        attachments=tuple(file.name for file in contents.files),
        html=contents.html,
        files=contents.files,
        is_delivery_report=kind == "multipart/report" and report_type in ("", "delivery-status"),
        is_complaint=kind == "multipart/report" and report_type == "feedback-report",
        reported=reported,
        reported_message_id=reported_id,
        headers=headers,
        defects=tuple(defects),
    )


def parse(raw: bytes, defects: list[str]) -> Message:
    """Parse a mail, or its headers alone where it is nested without end."""
    raw = _cut_headers(_STRUCTURED.sub(lambda field: _cut_field(field[0]), raw), defects)
    containers = sum(1 for _ in _CONTAINER.finditer(raw))
    try:
        if containers > MAX_CONTAINERS:
            defects.append(f"{containers} parts within parts: read only its headers")
            return _PARSER.parsebytes(raw, headersonly=True)
        return _PARSER.parsebytes(raw)
    except Exception as error:  # noqa: BLE001  (the parser raises more than it documents)
        defects.append(f"it cannot be parsed: {error!r:.120}")
        return Message()


def _cut_field(field: bytes) -> bytes:
    return field if len(field) <= _LONGEST_FIELD else field[: _LONGEST_FIELD // 2].replace(b"\n", b" ")


def _cut_headers(raw: bytes, defects: list[str]) -> bytes:
    """Leave out the lines of headers beyond the cap; the text is kept."""
    gap = _GAP.search(raw)
    head, rest = (raw[: gap.start()], raw[gap.start() :]) if gap else (raw, b"")
    if head.count(b"\n") <= _MOST_HEADER_LINES:
        return raw
    defects.append(f"more than {_MOST_HEADER_LINES:,} lines of headers: the rest is not read")
    lines = head.split(b"\n", _MOST_HEADER_LINES)[:-1]
    return b"\n".join(lines) + (rest or b"\n\n")


def _headers(message: Message, defects: list[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, value in message.raw_items():
        if len(found) == MAX_HEADERS:
            defects.append(f"more than {MAX_HEADERS} header fields: the rest is not read")
            break
        found.append((str(name).lower(), decoded(value)))
    return tuple(found)


def _sender(message: Message) -> tuple[str, str]:
    """Return who says that he wrote it; nobody where the mail names two addresses, or none.

    The address is looked for before encoded words are decoded: a display name that decodes to an address must not pass
    for the one that the mail server has checked (DMARC).
    """
    values = [str(value) for name, value in message.raw_items() if str(name).lower() == "from"]
    if len(values) != 1 or len(values[0]) > MAX_HEADER:
        return "", ""
    try:
        found = [(name, addr.strip()) for name, addr in getaddresses(values) if "@" in addr]
        if len({addr.lower() for _, addr in found}) != 1:
            return "", ""
        name, addr = found[0]
        return " ".join(decoded(name).split()), addr.encode("utf-8", "surrogateescape").decode(
            errors="replace"
        )
    except Exception:  # noqa: BLE001
        return "", ""


def _report_kind(message: Message) -> tuple[str, str]:
    try:
        return message.get_content_type(), str(message.get_param("report-type", "") or "").lower()
    except Exception:  # noqa: BLE001
        return "", ""
