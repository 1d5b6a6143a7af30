"""Header fields (RFC 5322, RFC 2047) from text that may hold anything.

White space is one space, control characters are gone, lines are folded at 76 where there is a space to fold at, and
no line is longer than 998. Three kinds of fields, by name: addresses, tokens (ids, links, dates: ASCII, never encoded
words) and free text.
"""

import re
from base64 import b64encode
from collections.abc import Sequence

from .body import clean_bytes

_ADDRESSES = frozenset({"from", "sender", "to", "cc", "reply-to", "list-id"})
_TOKENS = frozenset(
    "date message-id in-reply-to references auto-submitted precedence feedback-id archived-at list-unsubscribe"
    " list-unsubscribe-post list-post list-help list-archive list-owner list-subscribe x-auto-response-suppress"
    " resent-message-id mime-version content-type content-transfer-encoding".split()
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_EASY = re.compile(r"[!-<>-~]+(?: [!-<>-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_EASY_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]+")
_MAILBOX = re.compile(r"(.*?) ?<([^<>]*)>", re.DOTALL)
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f<>(),;:\\\"\[\]\ud800-\udfff]")
_NOT_IN_TOKEN = re.compile(r"[^!-~]+")
# The same for many at once: what remains when these signs are deleted must not be there.
_BETWEEN = "\0"
_ATOM_SIGNS = dict.fromkeys(
    map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~- \0")
)
_EASY_SIGNS = dict.fromkeys([0, 0x20, *(code for code in range(0x21, 0x7F) if chr(code) != "=")])
_WIDTH = 76
_LONGEST_WORD = 900
_LONGEST_ADDRESS = 254


def field(name: str, value: str) -> bytes:
    """Return one header field with its line end, or nothing where the value is empty."""
    kind = name.lower()
    if kind in _ADDRESSES:
        return mailbox_field(name, *_split_mailbox(value))
    return _token_field(name, value) if kind in _TOKENS else _text_field(name, value)


def takes_mailbox(name: str) -> bool:
    """Say whether a field of this name holds an address."""
    return name.lower() in _ADDRESSES


def is_of_text(name: str) -> bool:
    """Say whether a field of this name holds free text."""
    return name.lower() not in _ADDRESSES | _TOKENS


def is_of_tokens(name: str) -> bool:
    """Say whether a field of this name holds ids, links or a date."""
    return name.lower() in _TOKENS


def is_field_name(name: str) -> bool:
    """Say whether a field may be called so."""
    return bool(_NAME.fullmatch(name))


def mailbox_field(name: str, display: str, addr: str) -> bytes:
    """Return a field with one address (or list id); left out where there is none, or one too long for any mail."""
    if (
        len(addr) <= _LONGEST_ADDRESS
        and _EASY_ADDRESS.fullmatch(addr)
        and _ATOMS.fullmatch(display)
        and "=?" not in display
    ):  # as it mostly is
        columns = len(name) + 2 + len(display)
        if columns <= _WIDTH:
            gap = "\r\n " if columns + len(addr) + 3 > _WIDTH else " "
            return f"{name}: {display}{gap}<{addr}>\r\n".encode("ascii")
    addr = _NOT_IN_ADDRESS.sub("", addr)
    if not addr or len(addr) > _LONGEST_ADDRESS:
        return b""
    phrase = _phrase(len(name) + 2, one_line(display))
    if not phrase:
        bracketed = f"<{addr}>" if name.lower() == "list-id" else addr
        return f"{name}: {bracketed}\r\n".encode()
    head = name.encode() + b": " + phrase
    last_line = len(head) - head.rfind(b"\n") - 1
    fold = b"\r\n <" if last_line + len(addr) + 3 > _WIDTH else b" <"
    return head + fold + clean_bytes(addr) + b">\r\n"


def mailbox_fields(name: str, boxes: Sequence[tuple[str, str]]) -> list[bytes] | None:
    """Return `mailbox_field` of each (display, addr) when all are easy; None when one needs a closer look."""
    displays, addresses = zip(*boxes, strict=True)
    names = _BETWEEN.join(displays)
    if not (
        all(addresses)
        and all(displays)
        and _EASY_ADDRESS.fullmatch("".join(addresses))
        and names.count(_BETWEEN) == len(boxes) - 1
        and _are_atoms(names)
    ):
        return None
    head = len(name) + 2
    written = []
    for display, addr in boxes:
        columns = head + len(display)
        if columns > _WIDTH or len(addr) > _LONGEST_ADDRESS:
            return None
        gap = "\r\n " if columns + len(addr) + 3 > _WIDTH else " "
        written.append(f"{name}: {display}{gap}<{addr}>\r\n")
    return _BETWEEN.join(written).encode("ascii").split(b"\0")


def _are_atoms(names: str) -> bool:
    """Say whether each of these display names, joined by `_BETWEEN`, is atoms with one space between."""
    return not names.translate(_ATOM_SIGNS) and "=?" not in names and _has_single_spaces(names)


def _has_single_spaces(joined: str) -> bool:
    if joined.startswith(" ") or joined.endswith(" ") or "  " in joined:
        return False
    return " \0" not in joined and "\0 " not in joined


def one_line(text: str) -> str:
    """Return text as a header may hold it: one space for white space, no controls, no marks that turn text around."""
    return " ".join(_CONTROLS.sub("", text).split())


def _split_mailbox(value: str) -> tuple[str, str]:
    match = _MAILBOX.fullmatch(value.strip())
    return (match[1], match[2]) if match else ("", value.strip())


def plain_text_field(name: str, text: str) -> bytes:
    """Return a field of words that stand on one line as they are; nothing for any other."""
    if len(name) + 2 + len(text) > _WIDTH or not _EASY.fullmatch(text):
        return b""
    return f"{name}: {text}\r\n".encode("ascii")


def plain_text_fields(name: str, texts: Sequence[str]) -> list[bytes] | None:
    """Return `plain_text_field` of each when none needs more; None otherwise."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1 or joined.translate(_EASY_SIGNS):
        return None
    if not all(texts) or not _has_single_spaces(joined):
        return None
    if max(map(len, texts)) > _WIDTH - len(name) - 2:
        return None
    return _BETWEEN.join([f"{name}: {text}\r\n" for text in texts]).encode("ascii").split(b"\0")


def _text_field(name: str, value: str) -> bytes:
    text = one_line(value)
    if not text:
        return b""
    head = len(name) + 2
    if _EASY.fullmatch(text):
        if head + len(text) <= _WIDTH:
            return f"{name}: {text}\r\n".encode("ascii")
        if max(map(len, text.split(" "))) <= _LONGEST_WORD:
            return _folded(name, text.split(" "))
    return name.encode() + b": " + _encoded_words(head, text) + b"\r\n"


def _token_field(name: str, value: str) -> bytes:
    if len(value) + len(name) + 2 <= _WIDTH and _EASY.fullmatch(value) and not value.startswith(","):
        return f"{name}: {value}\r\n".encode("ascii")
    words = [
        word for word in _NOT_IN_TOKEN.sub(" ", value).strip(" ,").split(" ") if len(word) <= _LONGEST_WORD
    ]
    return _folded(name, words) if any(words) else b""


def _folded(name: str, words: list[str]) -> bytes:
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 1 > _WIDTH:
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _phrase(head: int, text: str) -> bytes:
    """Return a display name as atoms, a quoted string or encoded words; `head` columns are taken on the first line."""
    if not text or (_ATOMS.fullmatch(text) and "=?" not in text and head + len(text) <= _WIDTH):
        return text.encode("ascii")
    if text.isascii() and "=?" not in text and head + len(text) + 2 <= _WIDTH:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'.encode("ascii")
    return _encoded_words(head, text)


def _encoded_words(head: int, text: str) -> bytes:
    """Return RFC 2047 encoded words, one a line, none cutting a character."""
    whole = clean_bytes(text)
    if len(whole) <= _room(head):
        return b"=?utf-8?b?" + b64encode(whole) + b"?="
    words: list[bytes] = []
    chunk = b""
    room = _room(head)
    for character in text:
        encoded = clean_bytes(character)
        if len(chunk) + len(encoded) > room:
            words.append(chunk)
            chunk, room = b"", _room(1)
        chunk += encoded
    words.append(chunk)
    return b"\r\n ".join(b"=?utf-8?b?" + b64encode(word) + b"?=" for word in words)


def _room(columns_taken: int) -> int:
    return max((_WIDTH - columns_taken - 12) // 4 * 3, 6)
