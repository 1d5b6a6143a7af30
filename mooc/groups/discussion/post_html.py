"""A post as its writer laid it out: lists, tables, programs and links of his HTML, and nothing that does anything.

The new piece of the HTML is cleaned, and kept only if it says the same words as the new text. In doubt there is none,
and the text is laid out instead.
"""

import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import nh3

from mooc.pure.mailkit import AttachedFile, Letter, new_html, scrub, words_of_html

from .post_words import REMOVED, without_personal_links

_TAGS = set(
    "a b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre s samp strong sub"
    " sup table tbody td tfoot th thead tr u ul".split()
)
_SIDES = {tag: {"dir"} for tag in ("p", "div", "li", "blockquote", "table", "td", "th", "h1", "h2", "h3")}
_ATTRIBUTES = _SIDES | {
    "a": {"href"},
    "ol": {"start"},
    "td": {"dir", "colspan", "rowspan"},
    "th": {"dir", "colspan", "rowspan"},
}
_SPANS = ("colspan", "rowspan", "start")
# A parser needs time that grows with the square of how deep tags are nested, or of how many attributes one has.
_MOST_TAGS = 3_000
_LONGEST_TAG = re.compile(r"<[^<>]{8000}")
# Pictures of mail programs that stand for a character.
_EMOJI = re.compile(r"<img\b[^<>]{0,2000}\balt=[\"']([^\"'<>\s]{1,8})[\"'][^<>]{0,2000}>", re.IGNORECASE)
_PICTURE = re.compile(r"\bcid:([^\"'\s<>)]{1,300})", re.IGNORECASE)
_EMPTY = re.compile(r"<(p|div|li|b|i|em|strong|u|a|h[1-6])(?: [^<>]*)?>\s*</\1>")
_LINK = re.compile(r"<a (?:href=\"([^\"]*)\" )?rel=\"[^\"]*\">(.*?)</a>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LAID_OUT = re.compile(
    r"<(?:a|b|strong|i|em|u|s|del|ins|sub|sup|code|kbd|samp|pre|ul|ol|dl|table|blockquote|h\d|hr)[ >]|dir=\"rtl\""
)
_WRAPPED = 60
# What text and HTML say in different ways: addresses, numbers of lists, names of pictures. Each piece has a longest
# length or begins where the one before ended, or a hostile mail would cost the square of its own.
_UNLIKE = re.compile(
    r"<?(?:https?://|www\.|mailto:)[^\s<>]*>?|(?<![\w.+-])<?[\w.+-]{1,64}@[\w.-]{1,250}\w>?"
    r"|\[(?:image|cid|inline image)[^\]\n]{0,200}\]|(?m:^[>\s]{0,12}\d{1,3}[.)]\s)",
    re.IGNORECASE,
)


def html_of(html: str, words: str) -> str:
    """Return the new words of a mail as clean HTML; empty where it holds no more than `words`, or not the same."""
    piece = new_html(html) if html and words else ""
    if not piece or piece.count("<") > _MOST_TAGS or _LONGEST_TAG.search(piece):
        return ""
    cleaned = clean(piece)
    if not _adds_something(cleaned, words) or _said(words_of_html(cleaned)) != _said(words):
        return ""
    if any(
        "<a " in found[2] for found in _LINK.finditer(cleaned)
    ):  # in a table one link may stand inside another,
        return ""  # and then the target that is shown belongs to the wrong one
    return _LINK.sub(_with_visible_target, cleaned)


def clean(html: str) -> str:
    """Return HTML with nothing in it but words and how they are laid out; personal links of ours removed."""
    cleaned = nh3.clean(
        _EMOJI.sub(_emoji, scrub(html)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        clean_content_tags={"script", "style", "title", "head"},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    cleaned = without_personal_links(cleaned)
    for _ in range(3):
        cleaned = _EMPTY.sub("", cleaned)
    return cleaned.strip()


def for_mail(html: str) -> str:
    """Return a post's HTML with its styles in the tags, as mail programs want them."""
    return _STYLED.sub(lambda match: f'<{match[1]} style="{_STYLES[match[1]]}"', html)


def files_of(letter: Letter) -> list[AttachedFile]:
    """Return the files of a mail without the pictures that only the quoted mail shows, such as logos in signatures."""
    if not any(file.content_id for file in letter.files):
        return list(letter.files)
    piece = new_html(letter.html)
    quoted = _pictures(letter.html) - _pictures(piece) if piece else set()
    return [file for file in letter.files if file.content_id not in quoted]


def _pictures(html: str) -> set[str]:
    return {unquote(unescape(name)) for name in _PICTURE.findall(html)}


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":  # browsers take a backslash for a slash, so it leads elsewhere than it says
        return None if "\\" in value or without_personal_links(value) != value else value
    if name == "dir":
        return value.lower() if value.lower() in ("rtl", "ltr", "auto") else None
    if name in _SPANS:
        return value if value.isdigit() and int(value) < 1_000 else None
    return value


def _emoji(match: re.Match[str]) -> str:
    said = unescape(match[1])
    return "" if any(c.isascii() for c in said) else said


def _adds_something(html: str, words: str) -> bool:
    """Ask whether the layout says more than the words do: programs break the lines of their text, not of their HTML."""
    if _LAID_OUT.search(html):
        return True
    lines = words.split("\n")
    return "://" not in words and any(len(line) > _WRAPPED for line in lines[:-1])


def _said(words: str) -> str:
    """Return letters and digits alone: what must be the same in both."""
    return "".join(c for c in _UNLIKE.sub(" ", words.replace(REMOVED, "")) if c.isalnum()).casefold()


def _with_visible_target(match: re.Match[str]) -> str:
    """Say where a link leads, if its words do not."""
    href, inside = match[1] or "", match[2]
    target = _target(unescape(href))
    said = unescape(_ANY_TAG.sub("", inside)).lower()
    if not target:
        return inside
    if re.search(rf"(?<![\w.-])(?:www\.)?{re.escape(target)}(?![\w-]|\.\w)", said):
        return match[0]
    return f'{match[0]} <span class="meta">({escape(target)})</span>'


def _target(href: str) -> str:
    try:
        parts = urlsplit(href)
        return parts.path.lower() if parts.scheme == "mailto" else (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""


_FONT = "font-family:ui-monospace,Menlo,Consolas,monospace"
_STYLES = {
    "a": "color:#0f6460;text-decoration:underline",
    "p": "margin:0 0 14px",
    "ul": "margin:0 0 14px;padding-inline-start:24px",
    "ol": "margin:0 0 14px;padding-inline-start:24px",
    "li": "margin:0 0 6px",
    "dd": "margin:0 0 6px 24px",
    "blockquote": "margin:0 0 14px;padding:2px 16px;border-inline-start:3px solid #8f8573",
    "pre": f"margin:0 0 14px;padding:12px 14px;background-color:#fbf7ef;border-radius:6px;{_FONT};font-size:14px;"
    "line-height:1.5;white-space:pre-wrap",
    "code": f"{_FONT};font-size:15px",
    "kbd": f"{_FONT};font-size:15px",
    "samp": f"{_FONT};font-size:15px",
    "table": "border-collapse:collapse;margin:0 0 14px",
    "td": "padding:4px 10px;border:1px solid #8f8573;vertical-align:top",
    "th": "padding:4px 10px;border:1px solid #8f8573;text-align:start",
    "hr": "margin:24px 0;border:0;border-top:1px solid #d9d0bf",
    "span": "color:#645c50;font-size:14px",
    **{f"h{level}": "margin:20px 0 6px;font-size:17px;line-height:1.35" for level in range(1, 7)},
}
_STYLED = re.compile(rf"<({'|'.join(sorted(_STYLES, key=len, reverse=True))})(?=[ />])")
