"""What a message holds: its words, its HTML, and the files that came with it.

Signatures (PGP, S/MIME) are neither words nor files: they prove something about bytes that nobody gets to see. What
they sign is read like any mail. Outlook's `winmail.dat` is opened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from .html_words import words_of_html
from .invitations import invitation_words
from .parts import AttachedFile, children_of, decoded, file_name_of, words_of
from .tnef import open_tnef

MAX_TEXT = 500_000
_SIGNATURES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-encrypted",  # says only which version follows
    }
)
_WRAPPED = ("application/ms-tnef", "application/vnd.ms-tnef")
_NAMES = {"text/calendar": "invitation.ics", "message/rfc822": "message.eml"}


@dataclass(frozen=True, slots=True)
class Contents:
    """`text` is the plain text, or what the HTML says; `html` is as it came."""

    text: str = ""
    html: str = ""
    files: tuple[AttachedFile, ...] = ()


def contents_of(parts: Sequence[Message], *, with_files: bool = True) -> Contents:
    """Sort the leaves of a message. Without files only their names are read, as of a mail system's report."""
    plain: list[str] = []
    html: list[str] = []
    invited: list[str] = []
    files: list[AttachedFile] = []
    for part in parts:
        kind = part.get_content_type()
        if part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else html).append(words_of(part))
            continue
        if kind in _SIGNATURES:
            continue
        if kind == "text/calendar":
            invited.append(words_of(part))
        for text, file in _files(part, kind) if with_files else [("", AttachedFile(_name(part, kind), kind))]:
            if text:
                plain.append(text)
            if file:
                files.append(file)
    marked = "\n".join(html)
    text = "\n".join(filter(str.strip, plain)) or words_of_html(marked)
    text = text if text.strip() else "\n\n".join(filter(None, map(invitation_words, invited)))
    return Contents(text[:MAX_TEXT], marked[:MAX_TEXT], tuple(files))


def _files(part: Message, kind: str) -> Iterator[tuple[str, AttachedFile | None]]:
    """Return the file of a part; of a wrapping what is in it: the words, then the files."""
    content = _content(part)
    name = _name(part, kind)
    if kind in _WRAPPED or name.lower() == "winmail.dat":
        text, found = open_tnef(content)
        if text.strip() or found:
            yield text, None
            for inner, its_bytes in found:
                yield (
                    "",
                    AttachedFile(inner or "unnamed", "application/octet-stream", its_bytes, len(its_bytes)),
                )
            return
    yield "", AttachedFile(name, kind, content, len(content), _content_id(part))


def _name(part: Message, kind: str) -> str:
    return file_name_of(part) or _NAMES.get(kind, kind)


def _content(part: Message) -> bytes:
    """Return the bytes of a part; of a mail that was attached all of it."""
    if part.is_multipart():
        return b"\n".join(child.as_bytes() for child in children_of(part))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _content_id(part: Message) -> str:
    """Return by which name the HTML shows this (RFC 2392); empty for what was attached as a file."""
    if part.get_content_disposition() == "attachment":
        return ""
    return decoded(part.get("Content-ID", "")).strip().strip("<>")[:200]
