"""A week file as a Week: its settings, its title, its sections, its resources."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .desk import Desk
from .grammar import tokens_of, walk
from .model import Resource, Week, WeekKind
from .resources import derived_id, resource_of
from .sections import SECTIONS, VARIANTS, Section, audience, cut, keep_for
from .sources import Source, clip, did_you_mean, read_source
from .text_part import to_text
from .variables import show
from .words import Words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def read_week(desk: Desk, path: str, slug: str, *, index: int, number: int) -> Week | None:
    """Read one week; `number` is its name unless it is a break. None when the file says nothing at all."""
    source = read_source(path, desk.files[path], ("kind", "subject", "preheader"), desk.ledger)
    if source is None:
        return None
    tokens = tokens_of(source.body)
    sections = cut(tokens, desk.words)
    kind = _kind(desk, source)
    title = desk.title(path, tokens)
    _inspect(desk, source, sections)
    _check_sections(desk, path, sections)
    return Week(
        index=index,
        number=None if kind == "break" else number,
        slug=slug,
        title=title,
        kind=kind,
        source=source.body,
        subject=source.setting("subject"),
        preheader=source.setting("preheader") or _first_sentence(sections, desk.words),
        resources=_resources(desk, path, sections),
        file=path,
    )


def _kind(desk: Desk, source: Source) -> WeekKind:
    kind = source.setting("kind", "week")
    if kind not in ("week", "break"):
        desk.note(source.file, source.line_of("kind"), f"kind is {clip(kind)}; use week or break")
    return "break" if kind == "break" else "week"


def _inspect(desk: Desk, source: Source, sections: Sequence[Section]) -> None:
    desk.check_settings(source)
    for section in sections:
        inspector = desk.inspector(source.file, for_group=section.name == "group_task")
        inspector.inspect(section.tokens, source.body)
        if section.name == "materials":
            _need_kinds(desk, source.file, section)


def _need_kinds(desk: Desk, path: str, section: Section) -> None:
    for token, line in walk(section.tokens):
        if token.type == "link_open" and "written" not in token.meta:
            title = clip(token.meta.get("title", ""))
            desk.note(path, line, f"the link {title} has no kind; add {{kind=reading}} right after it")


def _check_sections(desk: Desk, path: str, sections: Sequence[Section]) -> None:
    known = [str(getattr(desk.words, name)) for name in SECTIONS]
    seen: set[str] = set()
    for section in sections:
        heading = clip(section.heading)
        if section.name == "":
            if section.tokens:
                line = (section.tokens[0].map or [0])[0] + 1
                desk.note(
                    path, line, f"this stands before the first heading; put it under ## {desk.words.note}"
                )
        elif section.name is None:
            near = did_you_mean(section.heading, known)
            desk.note(path, section.line, f"the heading {heading} is unknown; {near}")
        elif section.name in seen:
            desk.note(path, section.line, f"the heading {heading} comes twice; join the two")
        else:
            seen.add(section.name)
            _check_content(desk, path, section)
    _miss(desk, path, seen)


def _miss(desk: Desk, path: str, seen: Collection[str]) -> None:
    if "first_step" not in seen:
        cure = f"add ## {desk.words.first_step}: one thing of twenty minutes"
        desk.note(path, 1, f"there is no first step; {cure}")
    if "group_task" not in seen:
        cure = f"add ## {desk.words.group_task}: one thing to do together"
        desk.note(path, 1, f"there is no task for the group; {cure}")


def _check_content(desk: Desk, path: str, section: Section) -> None:
    heading = clip(section.heading)
    if not section.tokens:
        desk.note(path, section.line, f"nothing stands under {heading}; write it or remove it")
        return
    if section.name not in ("first_step", "group_task"):
        return
    for variant in VARIANTS:
        # A soloist gets his own words or the group's: that is for the rendering to choose.
        is_his_own = section.name == "group_task" and "soloist" in variant
        if not is_his_own and not keep_for(section.tokens, audience(variant)):
            readers = "soloists" if "soloist" in variant else "those in a group"
            desk.note(
                path, section.line, f"nothing under {heading} is for {readers}; write it outside of :::"
            )
            return


def _resources(desk: Desk, path: str, sections: Sequence[Section]) -> tuple[Resource, ...]:
    found: list[Resource] = []
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    for section in sections:
        for token, line in walk(section.tokens):
            resource = resource_of(token)
            if resource is None:
                continue
            own = resource.id or f"{stem}.{derived_id(resource.title)}"
            twin = next((other for other in found if other.id == own), None)
            if twin is None:
                found.append(replace(resource, id=own, line=line))
            elif twin.url != resource.url:
                title = clip(resource.title)
                cure = "rename one, or add {#another-id ...}"
                desk.note(path, line, f"{title} is also the title of line {twin.line}; {cure}")
    return tuple(found)


def _first_sentence(sections: Sequence[Section], words: Words) -> str:
    """Return what a mail program shows next to the subject when the author wrote nothing for it."""
    first = next((section for section in sections if section.name == "first_step"), None)
    text = to_text(keep_for(first.tokens, audience("group"))[:3], words) if first else ""
    return show(_SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0])[:200]
