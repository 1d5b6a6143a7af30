"""Plain words of a mail laid out for a page: paragraphs as they were broken, quotes, and programs with their indents.

What a member typed is never rewritten: `__init__`, `*args` and two spaces stay what they are. So this is no Markdown;
only fences, prompts, indents and the marks of quotes tell how something is shown.
"""

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

# Deeper quotes are shown as quotes of this depth.
DEEPEST = 4
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PROMPT = re.compile(r"(>>>|\.\.\.)(?: |$)")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_INDENT = re.compile(r" {4,}\S| {2,}(?:return|yield|pass|raise|break|continue)\b")


def laid_out(text: str) -> SafeString:
    """Return the words as safe HTML without a style of its own."""
    lines = text.replace("\r\n", "\n").expandtabs(4).strip("\n").split("\n")
    return mark_safe("\n".join(_blocks(lines, 0)))  # noqa: S308  (each block escapes what it holds)


def _blocks(lines: list[str], depth: int) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif fence := _FENCE.match(line):
            inside = list(takewhile(lambda row: not row.lstrip().startswith(fence[1]), lines[at + 1 :]))
            yield _program(inside)
            at += len(inside) + 2
        elif depth < DEEPEST and _is_quote(line):
            inside = list(takewhile(_is_quote, lines[at:]))
            unmarked = [_QUOTE.sub("", row, count=1) for row in inside]
            yield f"<blockquote>{''.join(_blocks(unmarked, depth + 1))}</blockquote>"
            at += len(inside)
        else:
            inside = list(takewhile(lambda row: _goes_on(row, depth), lines[at + 1 :]))
            inside.insert(0, line)
            if _is_program(inside):
                inside += _rest_of_program(lines[at + len(inside) :])
                yield _program(inside)
            else:
                yield _paragraph(inside)
            at += len(inside)


def _goes_on(line: str, depth: int) -> bool:
    return bool(line.strip()) and not _FENCE.match(line) and not (depth < DEEPEST and _is_quote(line))


def _is_quote(line: str) -> bool:
    return bool(_QUOTE.match(line)) and not _PROMPT.match(line)


def _is_program(lines: list[str]) -> bool:
    if _ITEM.match(lines[0]):
        return False
    return bool(_PROMPT.match(lines[0])) or any(_INDENT.match(line) for line in lines)


def _rest_of_program(lines: list[str]) -> list[str]:
    """Return what follows an empty line and still belongs to the program: the blocks that begin with an indent."""
    rest: list[str] = []
    for is_blank, rows in groupby(lines, key=lambda line: not line.strip()):
        block = list(rows)
        if not is_blank and not (rest and block[0].startswith("  ") and not _ITEM.match(block[0])):
            break
        rest += block
    while rest and not rest[-1].strip():
        rest.pop()
    return rest


def _program(lines: list[str]) -> str:
    words = escape("\n".join(lines).strip("\n"))
    return f'<pre tabindex="0" dir="ltr"><code>{words}</code></pre>'


def _paragraph(lines: list[str]) -> str:
    words = urlize("\n".join(line.rstrip() for line in lines), nofollow=True, autoescape=True)
    return f'<p dir="auto">{words}</p>'
