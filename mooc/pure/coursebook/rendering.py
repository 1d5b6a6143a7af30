"""Weeks, texts and pages as messages and HTML: parsed once per course and variant, filled per mailing.

Nothing here is done per recipient: the caller gives marker strings as values and fills those itself.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from markdown_it.token import Token

from .grammar import AUDIENCES, tokens_of
from .html_part import to_html
from .model import Course, Page, Piece, Pieces, Rendered, Week
from .sections import SECTIONS, audience, cut, keep_for, without_title
from .text_part import to_text, underlined
from .variables import fill, hide
from .words import Words

_BOXES = {"first_step": "first-step", "note": "note", "group_task": "group-task"}


def week_pieces(course: Course, week: Week, *, variant: str = "group", values: Mapping[str, str]) -> Pieces:
    """Render the parts of a week for a variant ("group", "soloist", "group+behind", "soloist+behind", ...).

    `values` gives each variable of the text a string, such as a marker of the mail kit; it is escaped in HTML.
    Raises UnknownVariant and MissingValue.
    """
    values = {"week_title": week.title, **values}
    made = _pieces(week, course.words, variant)
    title = week.title if week.is_break else f"{course.week_label(week)}: {week.title}"
    return Pieces(
        subject=fill(hide(week.subject or title), values),
        preheader=fill(hide(week.preheader), values),
        first_step=_filled(made["first_step"], values),
        note=_filled(made["note"], values),
        resources=_filled(made["materials"], values),
        tasks=_filled(made["tasks"], values),
        group_task=_filled(made["group_task"], values),
    )


def render_week(course: Course, week: Week, *, variant: str = "group", values: Mapping[str, str]) -> Rendered:
    """Render a whole week for a variant; see `week_pieces`."""
    pieces = week_pieces(course, week, variant=variant, values=values)
    parts = [
        p for p in (pieces.first_step, pieces.note, pieces.resources, pieces.tasks, pieces.group_task) if p
    ]
    return Rendered(
        subject=pieces.subject,
        preheader=pieces.preheader,
        text="\n\n".join(part.text for part in parts) + "\n",
        html="\n".join(part.html for part in parts),
    )


def render_text(course: Course, name: str, *, variant: str = "group", values: Mapping[str, str]) -> Rendered:
    """Render a text of the course ("welcome", "group-introduction", "farewell"); raises UnknownText too."""
    text = course.text(name)
    piece = _filled(_body(text.source, course.words, variant), values)
    return Rendered(
        subject=fill(hide(text.subject), values),
        preheader=fill(hide(text.preheader), values),
        text=piece.text + "\n",
        html=piece.html,
    )


def render_page(course: Course, page: Page, *, files_url: str = "") -> Piece:
    """Render a page without its title; images of the folder are looked for under `files_url`, as `pages/x.png`."""
    return _page(page.markdown, course.words, files_url)


@lru_cache(maxsize=512)
def _pieces(week: Week, words: Words, variant: str) -> dict[str, Piece]:
    seen = audience(variant)
    pieces = dict.fromkeys(SECTIONS, Piece())
    for section in cut(tokens_of(week.source), words):
        if section.name == "group_task" and "soloist" in seen:
            pieces["group_task"] = _alone(section.tokens, seen, words)
        elif section.name:
            heading = "" if section.name == "note" else getattr(words, section.name)
            pieces[section.name] = _piece(section.name, heading, keep_for(section.tokens, seen), words)
    return pieces


def _alone(tokens: Sequence[Token], seen: frozenset[str], words: Words) -> Piece:
    """Return the group's task as it is for a soloist: what the author wrote for him, or the task with a remark."""
    own = keep_for(tokens, seen, only="soloist")
    said = [] if own else tokens_of(words.on_your_own_note)
    return _piece("group_task", words.on_your_own, [*said, *(own or keep_for(tokens, seen))], words)


def _piece(name: str, heading: str, tokens: Sequence[Token], words: Words) -> Piece:
    if not tokens:
        return Piece()
    text, html = to_text(tokens, words), to_html(tokens, words)
    if heading:
        text, html = f"{underlined(heading)}\n\n{text}", f"<h2>{escape(heading)}</h2>\n{html}"
    box = _BOXES.get(name)
    return Piece(text, f'<div class="{box}">\n{html}\n</div>' if box else html)


@lru_cache(maxsize=64)
def _body(source: str, words: Words, variant: str) -> Piece:
    tokens = keep_for(without_title(tokens_of(source)), audience(variant))
    return Piece(to_text(tokens, words), to_html(tokens, words))


@lru_cache(maxsize=128)
def _page(source: str, words: Words, files_url: str) -> Piece:
    seen = frozenset(AUDIENCES)
    tokens = keep_for(without_title(tokens_of(source)), seen)
    return Piece(to_text(tokens, words), to_html(tokens, words, page=True, files_url=files_url))


def _filled(piece: Piece, values: Mapping[str, str]) -> Piece:
    return Piece(fill(piece.text, values), fill(piece.html, values, escape))
