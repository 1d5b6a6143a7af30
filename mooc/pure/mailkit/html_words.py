"""The words of an HTML mail as plain text, laid out as mail programs do: quotes behind `>`, rules drawn, code indented.

One pass over the tags, in time linear in the length; nesting that makes no sense is borne.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from .replies.announcements import announces
from .replies.splitting import new_words

_MOST_CHARACTERS = 250_000
_MOST_OPEN = 200
_MOST_MARKS = 20
_MOST_SIGNATURES = 4
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)([^<>]*+)>|<[!?][^<>]*+>", re.IGNORECASE)
# What is no word and begins no quote or signature.
_TAGS_ALONE = re.compile(
    r"(?:\s*<(?!/?(?:blockquote|hr|table)\b)(?![^<>]*(?:quote|signature|gmail_attr))[^<>]{0,2000}>)*",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MANY_BREAKS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_RULE = "_" * 32
_SIGNATURE = "-- "

_BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html li"
    " main ol p pre section table tbody tr ul".split()
)
_WIDE = frozenset("p h1 h2 h3 h4 h5 h6".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN = frozenset("script style head title template noscript".split())
# Only these are remembered while they are open: what is said of them holds for what is in them.
_REMEMBERED = frozenset("blockquote body div p pre section span table td".split()) | _HIDDEN

_QUOTES = re.compile(
    r"(?:id|class|name)\s*=\s*[\"']?[^\"'>]*\b(?:yahoo_quoted|protonmail_quote|tutanota_quote|isreplycontent"
    r"|zmail_extra|gmx_quote|quote(?=[\"' ]|$))|border-left\s*:[^;\"']{0,40}solid",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"class\s*=\s*[\"']?[^\"'>]*\b(?:gmail_attr|moz-cite-prefix|yahoo-quoted-begin)\b", re.I
)
_DIVIDES = re.compile(
    r"id\s*=\s*[\"']?[^\"'>]*(?:divrplyfwdmsg|appendonsend|mail-editor-reference-message-container)"
    r"|border-top\s*:\s*(?:solid\b|[\d.]+p[tx] solid|#\w+ [\d.]+p[tx] solid)",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"(?:id|class)\s*=\s*[\"']?(?:[^\"'>]*\s)?(?:gmail_signature|moz-signature|signature"
    r"|ms-outlook-mobile-signature)(?=[\"' >]|$)",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_NO_MARGIN = re.compile(r"msonormal|margin(?:-top)?\s*:\s*0", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    name: str
    quotes: bool = False
    hides: bool = False
    is_pre: bool = False
    # The line on which what it announces or signs begins; -1 where it does neither.
    announced_at: int = -1
    signed_at: int = -1


@dataclass(slots=True)
class _Page:
    """What was written so far, and what is open."""

    lines: list[str] = field(default_factory=list)
    # Where in the source each line ends, and how far the source was read.
    ends: list[int] = field(default_factory=list)
    said_to: int = 0
    line: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    depth: int = 0
    hidden: int = 0
    pre: int = 0
    signatures: list[tuple[int, int]] = field(default_factory=list)

    def say(self, text: str) -> None:
        if self.hidden or not text:
            return
        text = unescape(text)
        if not self.pre:
            self.line.append(_SPACE.sub(" ", text))
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self.line.append(first)
        for other in others:
            self.end_line(forced=True)
            self.line.append(other)

    def end_line(self, *, forced: bool = False) -> None:
        said = "".join(self.line)
        self.line.clear()
        if not self.pre:
            said = _SPACE.sub(" ", said).strip(" ")
        is_blank_line = forced or "\u00a0" in said
        said = said.replace("\u00a0", " ").rstrip(" ")
        if said or is_blank_line:
            self.lines.append(
                f"{'>' * min(self.depth, _MOST_MARKS)}{' ' * bool(self.depth)}{said}".rstrip(" ")
            )
            self.ends.append(self.said_to)

    def draw(self) -> None:
        """Draw a rule, one where two follow each other."""
        self.end_line()
        last = next((line for line in reversed(self.lines[-3:]) if line.strip("> ")), "")
        if not self.hidden and _RULE not in last:
            self.line.append(_RULE)
            self.end_line()


def words_of_html(html: str) -> str:
    """Return the words of an HTML mail; scripts, styles and what is not shown are left out."""
    page = _read(_without_comments(html[:_MOST_CHARACTERS]))
    return _MANY_BREAKS.sub("\n\n", "\n".join(page.lines)).strip("\n")


def new_html(html: str) -> str:
    """Return the piece of an HTML mail that says what is new in it, as it came.

    Tags may be left open, or closed that were not opened. Empty where what is new is not in one piece, or where the
    page is longer than anybody writes.
    """
    if len(html) > _MOST_CHARACTERS:
        return ""
    html = _without_comments(html)
    page = _read(html)
    new = new_words("\n".join(page.lines)).split("\n")
    begins = [at for at in range(len(page.lines)) if page.lines[at] == new[0]] if any(new) else []
    start = next(
        (at for at in begins if [line.rstrip() for line in page.lines[at : at + len(new)]] == new), -1
    )
    if start < 0:
        return ""
    end = page.ends[start + len(new) - 1]
    return html[page.ends[start - 1] if start else 0 : end] + _pictures_after(html[end : end + 10_000])


def _pictures_after(html: str) -> str:
    """Return the tags up to the last picture that stands between words and whatever comes next."""
    tags = _TAGS_ALONE.match(html)
    run = tags[0] if tags else ""
    last = run.lower().rfind("<img")
    return run[: run.find(">", last) + 1] if last >= 0 else ""


def _read(html: str) -> _Page:
    page = _Page()
    at = 0
    for tag in _TAG.finditer(html):
        page.said_to = tag.start() if html[at : tag.start()].strip() else page.said_to
        page.say(html[at : tag.start()])
        at = tag.end()
        if tag[2] and tag[1]:
            _close(page, tag[2].lower())
        elif tag[2]:
            _open(page, tag[2].lower(), tag[3])
    page.said_to = len(html)
    page.say(html[at:])
    page.end_line()
    _delimit(page)
    return page


def _without_comments(html: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join(kept) + html[at:]


def _open(page: _Page, name: str, rest: str) -> None:
    if name == "br":
        page.end_line(forced=True)
    elif name == "hr":
        page.draw()
    elif name in ("td", "th"):
        page.line.append(" ")
    elif name in _BLOCKS:
        page.end_line()
        if name in _WIDE and page.lines and page.lines[-1].strip("> ") and not _NO_MARGIN.search(rest):
            page.end_line(forced=True)
    if name in _VOID or name not in _REMEMBERED or len(page.opened) >= _MOST_OPEN:
        return
    opened = _Open(name, hides=name in _HIDDEN or (bool(rest) and _INVISIBLE.search(rest) is not None))
    if rest:
        _look_at(page, opened, rest)
    opened.quotes = opened.quotes or name == "blockquote"
    opened.is_pre = name == "pre"
    page.opened.append(opened)
    page.depth += opened.quotes
    page.hidden += opened.hides
    page.pre += opened.is_pre


def _look_at(page: _Page, opened: _Open, rest: str) -> None:
    rest = rest[:1_000]
    if opened.name != "span" and _DIVIDES.search(rest):
        page.draw()
    opened.quotes = opened.name in ("div", "table", "td") and _QUOTES.search(rest) is not None
    if _ANNOUNCES.search(rest):
        opened.announced_at = len(page.lines)
    elif _SIGNS.search(rest):
        opened.signed_at = len(page.lines)


def _close(page: _Page, name: str) -> None:
    if name in _BLOCKS:
        page.end_line()
    if name not in _REMEMBERED or all(one.name != name for one in page.opened):
        return
    while True:
        closed = page.opened.pop()
        if closed.announced_at >= 0:
            page.end_line()
            _quote_what_nobody_knows(page, closed.announced_at)
        if closed.signed_at >= 0:
            page.end_line()
            page.signatures.append((closed.signed_at, len(page.lines)))
        page.depth -= closed.quotes
        page.hidden -= closed.hides
        page.pre -= closed.is_pre
        if closed.name == name:
            break
    if name in _WIDE and page.lines and page.lines[-1].strip("> "):
        page.end_line(forced=name != "p")


def _quote_what_nobody_knows(page: _Page, start: int) -> None:
    """Quote an announcement in an unknown language: that it is one, the page has said."""
    said = " ".join(line.strip() for line in page.lines[start:])
    if said.strip("> ") and not announces(said.strip()):
        page.lines[start:] = [f"> {line}".rstrip() for line in page.lines[start:]]


def _delimit(page: _Page) -> None:
    """Put `-- ` above what the page calls a signature, if nothing new follows it."""
    for start, end in reversed(page.signatures[-_MOST_SIGNATURES:]):
        below = next((line for line in page.lines[end:] if line.strip()), ">")
        above = next((line for line in reversed(page.lines[:start]) if line.strip()), "")
        is_last = below.startswith((">", _RULE)) or announces(below.strip())
        signed = [line.strip() for line in page.lines[start:end] if line.strip()]
        if is_last and signed and "--" not in (above.strip(), signed[0]):
            page.lines.insert(start, _SIGNATURE)
            page.ends.insert(start, page.ends[start - 1] if start else 0)
