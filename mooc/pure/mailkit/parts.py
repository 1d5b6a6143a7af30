"""The parts of a parsed message, and what they and its headers say in text; nothing here trusts the other side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.header import decode_header
from email.message import Message

from .decoding import decode_bytes
from .flowed import unflow

MAX_PARTS = 200
MAX_HEADER = 4_000


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a mail. `content` is empty where there were too many bytes to keep; `size` is theirs."""

    name: str
    content_type: str
    content: bytes = b""
    size: int = 0
    # By which name the HTML shows it as a picture; empty where it does not.
    content_id: str = ""


def cut_off(files: tuple[AttachedFile, ...]) -> tuple[AttachedFile, ...]:
    """Return files of which the last may have lost its end: it keeps its name alone."""
    return (*files[:-1], replace(files[-1], content=b"", size=0)) if files else ()


def parts_of(message: Message, defects: list[str]) -> Iterator[Message]:
    """Walk the leaves and what is attached as a message, the latter not entered."""
    stack, count = [message], 0
    while stack:
        part = stack.pop()
        count += 1
        if count > MAX_PARTS:
            defects.append(f"more than {MAX_PARTS} parts: the rest is not read")
            return
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            stack.extend(reversed(children_of(part)))
        else:
            yield part


def children_of(part: Message) -> list[Message]:
    """Return the parts of a part; asking one that is text for its payload may raise."""
    payload = part.get_payload() if part.is_multipart() else ()
    return [child for child in payload if isinstance(child, Message)]


def words_of(part: Message) -> str:
    """Return the text of a part."""
    try:
        payload = part.get_payload(decode=True)
    except ValueError:  # a charset that is no name at all
        part.replace_header("Content-Type", part.get_content_type())
        payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_param("charset")
    text = decode_bytes(payload, charset if isinstance(charset, str) else None)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return unflow(text, delsp=_says(part, "delsp", "yes")) if _is_flowed(part) else text


def _is_flowed(part: Message) -> bool:
    return part.get_content_type() == "text/plain" and _says(part, "format", "flowed")


def _says(part: Message, name: str, value: str) -> bool:
    said = part.get_param(name)
    return isinstance(said, str) and said.strip().lower() == value


def file_name_of(part: Message) -> str:
    """Return what an attached file is called; empty when it has no name."""
    try:
        return decoded(part.get_filename() or "")[:200]
    except Exception:  # noqa: BLE001
        return ""


def decoded(value: object) -> str:
    """Return a header value as text: encoded words decoded, raw bytes guessed, unfolded."""
    text = str(value)[:MAX_HEADER].replace("\r", "").replace("\n", "")
    try:
        words = decode_header(text)
    except Exception:  # noqa: BLE001  (broken base64 and worse)
        words = [(text, None)]
    return "".join(
        decode_bytes(word, charset) if isinstance(word, bytes) else _raw(word) for word, charset in words
    ).replace("\0", "")


def _raw(text: str) -> str:
    return decode_bytes(text.encode("utf-8", "surrogateescape"), None)
