"""Links with attributes: `[Lecture 1](https://...){kind=lecture provider="MIT" minutes=50 optional}`."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from .model import Resource
from .variables import show
from .words import Words

NOT_ID = re.compile(r"[^\w]+")


def resource_of(opening: Token) -> Resource | None:
    """Return the resource that a link token is, if it is one."""
    attributes = opening.meta.get("attributes")
    if opening.type != "link_open" or not attributes or "kind" not in attributes:
        return None
    minutes = attributes.get("minutes", "")
    return Resource(
        id=attributes.get("id", ""),
        title=opening.meta.get("title", ""),
        url=str(opening.attrs.get("href", "")),
        kind=attributes["kind"],
        provider=attributes.get("provider", ""),
        minutes=int(minutes) if minutes.isdecimal() and minutes.isascii() else None,
        licence=attributes.get("licence", ""),
        optional="optional" in attributes,
        alternates=tuple(attributes.get("alternate", "").split()),
    )


def links(paragraph: Token) -> Iterator[tuple[Token, str]]:
    """Yield the opening tokens of the links of a paragraph, each with the words it shows."""
    opening: Token | None = None
    shown = ""
    for token in paragraph.children or ():
        if token.type == "link_open":
            opening, shown = token, ""
        elif token.type == "link_close" and opening:
            yield opening, shown.strip()
            opening = None
        elif token.type in ("softbreak", "hardbreak"):
            shown += " "
        else:
            shown += show(token.content)


def derived_id(title: str) -> str:
    """Return the id of a resource that names none."""
    return NOT_ID.sub("-", title.casefold()).strip("-_")[:60]


def meta_words(resource: Resource, words: Words) -> list[str]:
    """Return the small print of a resource: kind, provider, minutes, licence, optional."""
    time = f"{resource.minutes} {words.minutes}" if resource.minutes else ""
    optional = words.optional if resource.optional else ""
    return [
        part
        for part in (words.kind(resource.kind), resource.provider, time, resource.licence, optional)
        if part
    ]


def with_meta(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with a `resource_meta` after each resource: at the end of a paragraph that has only one."""
    return [_with_meta(token) if token.type == "inline" else token for token in tokens]


def _with_meta(paragraph: Token) -> Token:
    found = {id(opening): resource for opening, _ in links(paragraph) if (resource := resource_of(opening))}
    if not found:
        return paragraph
    children: list[Token] = []
    waiting: Token | None = None
    for token in paragraph.children or ():
        children.append(token)
        if id(token) in found:
            waiting = Token("resource_meta", "", 0, meta={"resource": found[id(token)]})
        if waiting and token.type == "link_close" and len(found) > 1:
            children.append(waiting)
            waiting = None
    if waiting:
        children.append(waiting)
    return paragraph.copy(children=children)
