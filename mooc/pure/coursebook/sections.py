"""A week file cut at its `##` headings, and what of it is for which reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from .errors import UnknownVariant
from .grammar import AUDIENCES
from .words import Words

SECTIONS = ("first_step", "note", "materials", "tasks", "group_task")
# Whom a container speaks to, for each kind of reader; two kinds are joined by "+".
_SEES: Mapping[str, frozenset[str]] = {
    "group": frozenset({"group"}),
    "soloist": frozenset({"soloist"}),
    "behind": frozenset({"behind"}),
    "quiet": frozenset({"quiet"}),
}
VARIANTS = ("group", "soloist", "group+behind", "soloist+behind", "group+quiet", "group+quiet+behind")


@dataclass(frozen=True)
class Section:
    """The tokens under one heading; `name` is "" for what stands before the first, None for an unknown one."""

    name: str | None
    heading: str
    line: int
    tokens: Sequence[Token]


def audience(variant: str) -> frozenset[str]:
    """Return the containers a variant sees; whoever is not a soloist is in a group. Raises UnknownVariant."""
    kinds = variant.split("+")
    if not all(kind in _SEES for kind in kinds):
        raise UnknownVariant(variant, AUDIENCES)
    seen = frozenset(kinds)
    return seen if "soloist" in seen else seen | {"group"}


def cut(tokens: Sequence[Token], words: Words) -> list[Section]:
    """Cut a file at its `##` headings; the `#` title is left out."""
    names = {_plain(getattr(words, name)): name for name in SECTIONS}
    found: list[Section] = [Section("", "", 1, [])]
    current: list[Token] = []
    found[0] = Section("", "", 1, current)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2"):
            heading = tokens[index + 1].content
            if token.tag == "h2":
                current = []
                line = (token.map or [0])[0] + 1
                found.append(Section(names.get(_plain(heading)), heading, line, current))
            index += 3
            continue
        current.append(token)
        index += 1
    return found


def without_title(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the `#` title, which pages and mails show in their own way."""
    kept: list[Token] = []
    inside = False
    for token in tokens:
        is_title = token.tag == "h1" and token.level == 0
        inside = is_title if token.type == "heading_open" else inside
        if not inside:
            kept.append(token)
        inside = inside and token.type != "heading_close"
    return kept


def keep_for(tokens: Sequence[Token], seen: frozenset[str], *, only: str = "") -> list[Token]:
    """Leave out the containers of other readers; with `only`, all that is not in that container."""
    kept: list[Token] = []
    inside: list[str] = []
    for token in tokens:
        if token.type.startswith("container_"):
            _, name, side = token.type.split("_")
            inside.append(name) if side == "open" else inside.pop()
            continue
        if all(name in seen for name in inside) and (not only or only in inside):
            kept.append(token)
    return kept


def _plain(heading: str) -> str:
    return heading.strip().rstrip(":").casefold()
