"""Our Markdown: CommonMark without HTML, with attributes after links, containers for readers, and exact lines.

Inline tokens of markdown-it carry no position. Here each construct notes where it begins and ends in its paragraph
(`meta["at"]`, `meta["end"]`), so that a problem can be told with the line it stands on.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, escape, image, link, newline
from markdown_it.token import Token
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.container import container_plugin

from .variables import MARK, hide

AUDIENCES = ("group", "soloist", "behind", "quiet")
_MARKED = re.compile(f"({MARK.pattern.replace('(', '(?:')})")
_BARE = re.compile(r'"[^"]*"|(?<![\w=:#.-])optional(?![\w=:-])')
_KEYS = re.compile(r'([\w:-]+)=(?:"[^"]*"|[\w:-]*)')

Rule = Callable[[StateInline, bool], bool]


class _Markdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802  (the library's name)
        """Percent-encode an address as usual, but leave variables in it alone."""
        return "".join(
            part if MARK.fullmatch(part) else super(_Markdown, self).normalizeLink(part)
            for part in _MARKED.split(url)
        )

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Let every address be a link, so that the check can name a bad one; nh3 drops what it must."""
        return True


@cache
def markdown() -> MarkdownIt:
    """Return the one parser."""
    md = _Markdown("commonmark", {"html": False}).enable("table")
    rules: dict[str, Rule] = {
        "link": link,
        "image": image,
        "autolink": autolink,
        "newline": newline,
        "escape": escape,
        "backticks": backtick,
    }
    for name, rule in rules.items():
        md.inline.ruler.at(name, _placed(rule))
    md.inline.ruler.push("attributes", _attributes)
    for audience in AUDIENCES:
        container_plugin(md, audience, validate=partial(_names, audience))
    return md


def _names(audience: str, words: str, _markup: str) -> bool:
    return words.strip() == audience


def tokens_of(source: str) -> list[Token]:
    """Parse Markdown with variables hidden as marks."""
    return markdown().parse(hide(source))


def walk(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Yield every token, inline ones after their paragraph, with the line (from 1) on which it begins."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        yield token, line + 1
        if token.type == "inline":
            yield from _walk_inline(token, line)


def _walk_inline(paragraph: Token, first: int) -> Iterator[tuple[Token, int]]:
    at = 0
    for child in paragraph.children or ():
        at = max(at, child.meta.get("at", 0))
        yield child, first + 1 + paragraph.content.count("\n", 0, at)
        at = max(at, child.meta.get("end", 0))


def _placed(rule: Rule) -> Rule:
    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and not silent:
            for token in state.tokens[before:]:
                token.meta.setdefault("at", start)
            if len(state.tokens) > before:
                state.tokens[-1].meta["end"] = state.pos
        return done

    return placed


def _attributes(state: StateInline, silent: bool) -> bool:
    """Read `{kind=lecture minutes=50 optional}` right after a link into the `attributes` of the link's token."""
    if silent or state.pending or not state.tokens or state.src[state.pos] != "{":
        return False
    last = state.tokens[-1]
    if last.type not in ("link_close", "image"):
        return False
    start, line_end = state.pos, state.src.find("\n", state.pos)
    close = state.src.find("}", start)
    end = close + 1 or (line_end if line_end >= 0 else state.posMax)
    written = state.src[start:end]
    opening = last if last.type == "image" else _opening(state.tokens)
    opening.meta["attributes"], opening.meta["broken"] = read_attributes(written)
    opening.meta["written"] = written
    last.meta["end"] = state.pos = end
    return True


def _opening(tokens: Sequence[Token]) -> Token:
    level = tokens[-1].level
    return next(token for token in reversed(tokens) if token.type == "link_open" and token.level == level)


def read_attributes(written: str) -> tuple[dict[str, str], str]:
    """Return the attributes between braces, and what is wrong with them ("" when nothing is)."""
    plain = _BARE.sub(lambda found: found[0] if found[0][0] == '"' else "optional=yes", written)
    if not plain.endswith("}"):
        return {}, "the closing } is missing"
    if plain.count('"') % 2:
        return {}, 'a quotation mark " is missing'
    names = _KEYS.findall(plain)
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return {}, f"{twice} is given twice"
    try:
        used, attributes = parse(plain)
    except ParseError as error:
        return {}, f"it cannot be read from {plain[error.pos : error.pos + 20]!r} on"
    if used != len(plain) - 1:
        return {}, "the closing } is in the wrong place"
    return {name: str(value) for name, value in attributes.items()}, ""
