"""Markdown tokens as plain text that reads well by itself: links spelled out, lists aligned, no wrapping."""

import re
from collections.abc import Sequence
from itertools import takewhile

from markdown_it.token import Token

from .addresses import scheme_of
from .resources import meta_words, resource_of, with_meta
from .variables import show
from .words import Words

# What follows an address stands on a line of its own, without the comma that was meant for the words before.
_AFTER_ADDRESS = re.compile(r"\n[ .,;:]+")
_QUOTED, _CODE = "> ", "    "


def to_text(tokens: Sequence[Token], words: Words) -> str:
    """Return the text of block tokens, paragraphs parted by one empty line, lists tight."""
    return _Writer(words).write(with_meta(tokens))


def underlined(heading: str) -> str:
    """Return a heading as text."""
    return f"{heading}\n{'-' * min(len(heading), 60)}"


class _Writer:
    """Keeps the prefix of nested lists and quotes while walking the tokens once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.blocks: list[str] = []
        self.prefix: list[str] = []
        self.bullet = ""
        self.counters: list[int | None] = []
        self.tight = False
        self.last: list[str] = []

    def write(self, tokens: Sequence[Token]) -> str:
        for index, token in enumerate(tokens):
            step = getattr(self, f"_{token.type}", None)
            if step:
                step(token)
            elif token.type == "inline":
                before = tokens[index - 1]
                text = inline_text(token, self.words)
                self._add(underlined(text) if before.type == "heading_open" else text, before.hidden)
        return "\n".join(self.blocks).strip("\n")

    def _add(self, text: str, tight: bool = False) -> None:
        indent = "".join(self.prefix)
        first = "".join(self.prefix[:-1]) + self.bullet if self.bullet else indent
        lines = text.split("\n")
        written = [first + lines[0]] + [indent + line if line else indent.rstrip() for line in lines[1:]]
        if self.blocks and not (tight and self.tight):
            around = self.prefix[:-1] if self.bullet else self.prefix
            shared = takewhile(lambda pair: pair[0] == pair[1], zip(around, self.last, strict=False))
            self.blocks.append("".join(part for part, _ in shared).rstrip())
        self.blocks.extend(written)
        self.bullet, self.tight, self.last = "", tight, list(self.prefix)

    def _bullet_list_open(self, token: Token) -> None:
        self.counters.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self.counters.append(int(token.attrs.get("start", 1)))

    def _list_close(self, token: Token) -> None:
        self.counters.pop()
        if not self.counters:
            self.tight = False

    _bullet_list_close = _ordered_list_close = _list_close

    def _list_item_open(self, token: Token) -> None:
        number = self.counters[-1]
        bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self.counters[-1] = number + 1
        if self.bullet:
            self._add("", tight=True)
        self.bullet = bullet
        self.prefix.append(" " * len(bullet))

    def _list_item_close(self, token: Token) -> None:
        if self.bullet:
            self._add("", tight=True)
        self.prefix.pop()

    def _blockquote_open(self, token: Token) -> None:
        self.prefix.append(_QUOTED)

    def _blockquote_close(self, token: Token) -> None:
        self.prefix.pop()

    def _fence(self, token: Token) -> None:
        self._add("\n".join(_CODE + line for line in show(token.content).rstrip("\n").split("\n")))

    _code_block = _fence

    def _hr(self, token: Token) -> None:
        self._add("* * *")


def inline_text(paragraph: Token, words: Words) -> str:
    """Return a paragraph as text, each link followed by its address."""
    out: list[str] = []
    link_starts: list[tuple[int, Token]] = []
    for token in paragraph.children or ():
        if token.type == "link_open":
            link_starts.append((len(out), token))
        elif token.type == "link_close":
            start, opening = link_starts.pop()
            out.append(_address("".join(out[start:]), opening))
        elif token.type == "softbreak":
            out.append(" ")
        elif token.type == "hardbreak":
            out.append("\n")
        elif token.type == "image":
            out.append(_picture(token))
        elif token.type == "resource_meta":
            out.append(_resource(token, words))
        elif token.type == "code_inline":
            out.append(show(token.content))
        else:
            out.append(token.content)
    return _AFTER_ADDRESS.sub("\n", "".join(out)).strip()


def _address(shown: str, opening: Token) -> str:
    if resource_of(opening):
        return ""
    address = str(opening.attrs.get("href", ""))
    bare = address.removeprefix("mailto:")
    return "" if shown in (address, bare) else f" <{bare}>"


def _picture(token: Token) -> str:
    source = str(token.attrs.get("src", ""))
    return f"{token.content} <{source}>" if scheme_of(source) else f"[{token.content}]"


def _resource(token: Token, words: Words) -> str:
    resource = token.meta["resource"]
    lines = [f" ({', '.join(meta_words(resource, words))})", resource.url]
    lines += [f"{words.or_here}: {address}" for address in resource.alternates]
    return "\n".join(lines) + "\n"
