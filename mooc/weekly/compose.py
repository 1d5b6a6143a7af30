"""What a weekly message says: the course's words, the group's news, and the machine's few own lines.

    Hello ... -> first step (twenty minutes) -> your group: who wrote what, the task for the group -> note -> materials
    -> tasks -> what will you do? -> check-in -> no score is kept

Text and HTML say the same; what differs from reader to reader is a slot, what differs by variant is an edition.
"""

from functools import cache
from html import escape

from mooc.delivery.layout import Draft
from mooc.progress.models import CheckIn
from mooc.pure import coursebook
from mooc.pure.coursebook import Course, Piece
from mooc.pure.mailkit import Rich, section, slot

from .news import GroupNews

GROUP, QUIET = "group", "quiet"
CHECK_INS = tuple((answer.value, str(answer.label)) for answer in CheckIn.Answer)
NO_SCORE = "No score is kept, and it is fine to be behind."


@cache
def variant_of(*, has_group: bool, is_quiet: bool, is_behind: bool) -> str:
    """Return the edition for a reader: "group", "soloist", joined by "+" with "quiet" and "behind" where they apply."""
    words = [GROUP if has_group else "soloist"]
    words += [QUIET] if has_group and is_quiet else []
    words += ["behind"] if is_behind else []
    return "+".join(words)


def draft(course: Course, week: int, variant: str, *, public: bool = False) -> Draft:
    """Write one edition of a week's message, with slots (see `filler` for their values).

    The public one has nothing that is one reader's own: no hello, no strip of the group, no check-in.
    """
    values = {name: slot(name) for name in coursebook.VARIABLES if name != "week_title"}
    pieces = coursebook.week_pieces(course, course.weeks[week], variant=variant, values=values)
    has_group = GROUP in variant.split("+")
    course_parts = (pieces.group_task, pieces.note, pieces.resources, pieces.tasks)
    own_parts = (_question(has_group=has_group), _check_in_row(), _in_browser())
    if public:
        parts = (pieces.first_step, *course_parts)
    else:
        strip = (_group_strip(),) if has_group else ()
        parts = (_hello(), pieces.first_step, *strip, *course_parts, *own_parts)
    present = [part for part in parts if part]
    return Draft(
        subject=pieces.subject,
        preheader=pieces.preheader,
        text="\n\n".join(part.text for part in present),
        html="\n".join(part.html for part in present),
    )


def _hello() -> Piece:
    hello = f"Hello {slot('first_name')},"
    return Piece(hello, f"<p>{hello}</p>")


def _group_strip() -> Piece:
    lines = (
        f"Your group is {slot('group_name')}: {slot('group_members')}. Write to {slot('group_address')}, or answer "
        "this mail, and all of them get it."
    )
    address = f'<a href="mailto:{slot("group_address")}">{slot("group_address")}</a>'
    html = (
        f"<p>Your group is <strong>{slot('group_name')}</strong>: {slot('group_members')}. "
        f"Write to {address}, or answer this mail, and all of them get it.</p>{slot('group_news')}"
    )
    return Piece(f"{lines}{slot('group_news')}", html)


def news(of: GroupNews, *, members: int) -> Rich:
    """Say how many wrote and quote the latest post; silence is said kindly and only by the quiet variant.

    Without a post to quote the reader is the only one who wrote.
    """
    if not of.posts:
        return Rich("", "")
    if not of.latest_author:
        alone = "You wrote this week, and nobody else so far."
        return Rich(f"\n\n{alone}", f"<p>{alone}</p>")
    others = "" if of.writers == members else f" of {members}"
    count = f"{of.writers}{others} wrote this week."
    text = f"\n\n{count} {of.latest_author} wrote: “{of.latest_words}”"
    html = (
        f"<p>{escape(count)}</p>"
        f'<blockquote class="post"><p><strong>{escape(of.latest_author)}</strong>: {escape(of.latest_words)}</p>'
        "</blockquote>"
    )
    return Rich(text, html)


def _question(*, has_group: bool) -> Piece:
    to = "your group reads it" if has_group else "the organisers of this run read it"
    text = f"What will you do this week? Answer this mail with one line; {to}."
    return Piece(
        text, f"<p><strong>What will you do this week?</strong> Answer this mail with one line; {to}.</p>"
    )


def _check_in_row() -> Piece:
    ask = (
        "When you have been at it, tell me how it went: two taps and no sign-in, or answer this mail with one word"
        f" ({', '.join(answer for answer, _ in CHECK_INS)}), which goes to me alone."
    )
    text = "\n".join([ask, *(f"  {label}: {slot('check_in_' + answer)}" for answer, label in CHECK_INS)])
    links = " ".join(
        f'<a href="{slot("check_in_" + answer)}">{escape(label)}</a>' for answer, label in CHECK_INS
    )
    html = f'<p>{ask}</p><p class="check-ins">{links}</p><p class="meta">{NO_SCORE}</p>'
    return Piece(f"{text}\n{NO_SCORE}", html)


def _in_browser() -> Piece:
    text = f"This message in the browser: {slot('web_url')}"
    html = f'<p class="meta"><a href="{slot("web_url")}">This message in the browser</a></p>'
    return Piece(section("web_url", text), section("web_url", html))
