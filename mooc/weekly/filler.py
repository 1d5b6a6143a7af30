"""Who gets which edition of a weekly message, and with which words, at the moment of sending.

Words are given in three layers, because what many share is encoded once: all readers of the run, the members of a
group (or all who are in none), and the reader himself, who has a name and some links.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from mooc.courses.queries import read_course
from mooc.delivery.fillers import Filling, Skip, Values
from mooc.delivery.layout import Draft
from mooc.delivery.links import around, page
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.queries import GroupCard
from mooc.people.mails import envelope
from mooc.progress.models import CheckIn
from mooc.pure.coursebook import Course
from mooc.runs import links, tokens
from mooc.runs.models import Enrolment

from . import compose
from .news import GroupNews, group_news
from .reading import Source, cards_of, readers_of, source_of
from .returning import absence_of

# A group in which nobody wrote for a week is quiet, from the second message on.
QUIET_FROM_WEEK = 2
BEHIND = frozenset({CheckIn.Answer.PARTLY.value, CheckIn.Answer.STUCK.value})
_STOPPED = Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
_MOST_DRAFTS = 32


class WeeklyFiller:
    """Answers for mailings of kind "weekly"; recipients are enrolments, `subject_id` is the week."""

    def __init__(self) -> None:
        # What `fill` read last: `draft` is asked about the same mailing right after.
        self._read: tuple[Mailing, Source] | None = None

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition from the version that the opening pins with its first copy."""
        last = self._read
        source = last[1] if last and last[0] is mailing else source_of(mailing.pk)
        return _written(read_course(source.version_id), mailing.subject_id or 0, variant)

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each learner's words; five queries a batch, whatever its size."""
        week = mailing.subject_id or 0
        source = source_of(mailing.pk)
        self._read = (mailing, source)
        rows = readers_of(recipients, week=week)
        cards = cards_of({row[5] for row in rows if row[5]})
        news = group_news(cards, now=now)
        shared = {pk: shared_values(card, news.get(pk, GroupNews())) for pk, card in cards.items()}
        to_authors = {
            (of.latest_by, pk): shared_values(cards[pk], of.read_by(of.latest_by)) for pk, of in news.items()
        }
        alone, common, personal = alone_values(source), common_values(source), personal_values(week)
        language = read_course(source.version_id).language
        answers: dict[int, Filling | Skip] = {}
        answer_to = {pk: reply_addresses(card.address.rpartition("@")[0]) for pk, card in cards.items()}
        for pk, state, has_stopped, address, name, group_id, answer, zone, away in rows:
            if has_stopped or state != Enrolment.State.LEARNING:
                answers[pk] = _skip(state, has_stopped)
                continue
            if away is not None and (absence := absence_of(away, zone, now=now)):
                answers[pk] = absence
                continue
            variant = compose.variant_of(
                has_group=group_id in cards,
                is_quiet=week >= QUIET_FROM_WEEK and group_id not in news,
                is_behind=answer in BEHIND,
            )
            words = to_authors.get((pk, group_id or 0)) or shared.get(group_id or 0, alone)
            values = personal(pk, name)
            if group_id in answer_to:
                values["reply_to"] = answer_to[group_id](pk)
            answers[pk] = Filling(address, variant, language, values, words, name, common)
        return answers


def _skip(state: str, has_stopped: bool) -> Skip:
    if has_stopped:
        return _STOPPED
    return Skip(Delivery.State.CANCELLED, f"the learner is {Enrolment.State(state).label}")


# A version never changes, and `read_course` keeps its course: what was written from that object holds.
_drafts: dict[tuple[int, int, str], tuple[Course, Draft]] = {}


def _written(course: Course, week: int, variant: str) -> Draft:
    """Write an edition once for all batches."""
    key = (id(course), week, variant)
    found = _drafts.get(key)
    if found is None:
        if len(_drafts) >= _MOST_DRAFTS:
            _drafts.clear()
        found = _drafts[key] = (course, compose.draft(course, week, variant))
    return found[1]


def personal_values(week: int) -> Callable[[int, str], dict[str, str]]:
    """Return what gives the values of one learner's copy, from the enrolment's id and the name."""
    own_links, web_url, sign = links.own_links(), links.linker("week", week), tokens.signer("check-in")
    check_ins = [
        (f"check_in_{answer}", *around("web:check_in", week, answer)) for answer, _ in compose.CHECK_INS
    ]

    def of_learner(enrolment_id: int, name: str) -> dict[str, str]:
        values = own_links(enrolment_id)
        values["first_name"] = (name.split(None, 1) or ["there"])[0]
        values["web_url"] = web_url(enrolment_id)
        token = sign(enrolment_id)
        for slot, before, after in check_ins:
            values[slot] = f"{before}{token}{after}"
        return values

    return of_learner


def common_values(source: Source) -> Values:
    """Return the values that all readers of the run have in common."""
    return {
        **envelope(why=f"You get this because you take part in {source.run_name}.", reply_note=""),
        "list_id": f"{source.run_name} <run-{source.run_slug}.{settings.MOOC_MAIL_DOMAIN}>",
        "run_name": source.run_name,
        "course_url": page("web:course", source.course_slug),
    }


def shared_values(card: GroupCard, news: GroupNews) -> Values:
    """Return the values that all members of a group have in common."""
    return {
        "group_name": card.name,
        "group_address": card.address,
        "group_members": listed(card.members),
        "group_news": compose.news(news, members=len(card.members)),
        "question_board": card.address,
        "reply_to": card.address,
        "reply_note": f"An answer to this mail goes to all who are in {card.name}.",
    }


def alone_values(source: Source) -> Values:
    """Return the values that all who are in no group have in common."""
    address = links.run_address(source.run_slug)
    return {
        "question_board": address,
        "reply_to": address,
        "reply_note": "An answer to this mail goes to the organisers of this run.",
    }


def listed(names: Sequence[str]) -> str:
    """Join names as one says them: "Ana, Bob and Chen"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
