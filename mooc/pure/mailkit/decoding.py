"""Bytes of unknown honesty to text."""

import codecs
import re
from html import unescape

import nh3

# Codecs that are no charsets of mail, or slow on purpose-made input.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_BREAK = re.compile(r"<(?:br|hr|/p|/div|/li|/tr|/h[1-6]|/blockquote|/pre)\b[^>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)[^<>]*+>", re.IGNORECASE)
_HIDDEN = frozenset({"script", "style", "head", "title"})
# A real parser needs time that grows with the square of how deep tags are nested, or of how many attributes one has.
_MOST_TAGS = 4_000
_LONGEST_TAG = re.compile(r"<[^<>]{8000}")
_MANY_BREAKS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Decode with the charset named, if it is one that fits; else as UTF-8; else as cp1252, which takes anything."""
    for name in (charset, "utf-8"):
        if name and _is_charset(name):
            try:
                return content.decode(name)
            except (UnicodeError, ValueError):
                continue
    return content.decode("cp1252", "replace")


def text_of_html(html: str) -> str:
    """Return the words of an HTML page, one line a block; scripts and styles left out."""
    if not html.strip():
        return ""
    flat = " ".join(html[:1_000_000].split())
    broken = _BREAK.sub("\n", flat)
    text = unescape(_without_tags(broken))
    lines = "\n".join(line.strip() for line in text.replace("\u00a0", " ").split("\n"))
    return _MANY_BREAKS.sub("\n\n", lines).strip()


def _without_tags(html: str) -> str:
    if html.count("<") <= _MOST_TAGS and not _LONGEST_TAG.search(html):
        return nh3.clean(html, tags=set(), clean_content_tags=set(_HIDDEN))
    shown: list[str] = []
    hidden, at = "", 0
    for tag in _TAG.finditer(html):
        closes, name = bool(tag[1]), tag[2].lower()
        if not hidden:
            shown.append(html[at : tag.start()])
            hidden = name if name in _HIDDEN and not closes else ""
        elif closes and name == hidden:
            hidden = ""
        at = tag.end()
    return "".join(shown) + ("" if hidden else html[at:])


def _is_charset(name: str) -> bool:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return False
    return info.name.replace("-", "_") not in _NO_CHARSETS and bool(getattr(info, "_is_text_encoding", True))
