"""Who gets which edition of a weekly message, and with which words, at the moment of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mooc.courses.queries import read_course
from mooc.delivery import links as delivery_links
from mooc.delivery.fillers import Filling, Skip, Values
from mooc.delivery.layout import Draft
from mooc.delivery.links import act as page
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.queries import GroupCard, groups_of
from mooc.progress.models import CheckIn
from mooc.progress.queries import latest_answers
from mooc.runs import links, tokens
from mooc.runs.models import Enrolment, Run

from . import compose
from .models import Opening
from .news import GroupNews, group_news

# A group in which nobody wrote for a week is quiet, from the second message on.
QUIET_FROM_WEEK = 2
BEHIND = frozenset({CheckIn.Answer.PARTLY.value, CheckIn.Answer.STUCK.value})
NO_GROUP: Values = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """What a copy needs to know of an enrolment."""

    id: int
    state: str
    mail_stopped_at: datetime | None
    address: str
    name: str

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return (self.name.split() or ["there"])[0]


READER_COLUMNS = ("id", "state", "mail_stopped_at", "person__email", "person__name")


class WeeklyFiller:
    """Answers for mailings of kind "weekly"; recipients are enrolments, `subject_id` is the week."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition from the version that the opening pins with its first copy."""
        return compose.draft(read_course(pinned_version(mailing)), mailing.subject_id or 0, variant)

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each learner's words; six queries a batch, whatever its size."""
        week = mailing.subject_id or 0
        run = _run_of(mailing)
        language = read_course(pinned_version(mailing)).language
        cards = groups_of(recipients)
        news = group_news({card.id for card in cards.values()}, now=now)
        behind = latest_answers(recipients, before_week=week)
        shared = {card.id: shared_values(card, news.get(card.id, GroupNews())) for card in cards.values()}
        rows = Enrolment.objects.filter(pk__in=recipients).values_list(*READER_COLUMNS)
        answers: dict[int, Filling | Skip] = {}
        for reader in (Reader(*row) for row in rows):
            card = cards.get(reader.id)
            is_quiet = card is not None and week >= QUIET_FROM_WEEK and card.id not in news
            variant = compose.variant_of(
                has_group=card is not None, is_quiet=is_quiet, is_behind=behind.get(reader.id) in BEHIND
            )
            answers[reader.id] = _skip(reader) or Filling(
                address=reader.address,
                name=reader.name,
                variant=variant,
                language=language,
                values=personal_values(reader, run, week, card=card),
                shared=shared[card.id] if card else NO_GROUP,
            )
        return answers


def _run_of(mailing: Mailing) -> Run:
    return Run.objects.select_related("course").get(openings__mailing_id=mailing.pk)


def pinned_version(mailing: Mailing) -> int:
    """Return the version a week is written from, pinning the run's present one when this is the first copy."""
    opening = Opening.objects.select_related("run").get(mailing_id=mailing.pk)
    if opening.version_id is None:
        Opening.objects.filter(pk=opening.pk, version=None).update(version_id=opening.run.version_id)
        opening.refresh_from_db(fields=["version"])
    return opening.version_id or opening.run.version_id


def _skip(reader: Reader) -> Skip | None:
    if reader.mail_stopped_at:
        return Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
    if reader.state != Enrolment.State.LEARNING:
        return Skip(Delivery.State.CANCELLED, f"the learner is {Enrolment.State(reader.state).label}")
    return None


def personal_values(reader: Reader, run: Run, week: int, *, card: GroupCard | None) -> dict[str, str]:
    """Return the values of one learner's copy: name, links, and where a reply goes."""
    token = tokens.sign("check-in", reader.id)
    return {
        **links.envelope(
            reader.id,
            why=f"You get this because you take part in {run.name}.",
            reply_note=reply_note(card),
            reply_to=card.address if card else links.run_address(run.slug),
        ),
        "first_name": reader.first_name,
        "run_name": run.name,
        "course_url": delivery_links.page("web:course", run.course.slug),
        "question_board": card.address if card else links.run_address(run.slug),
        "web_url": links.link("week", reader.id, week),
        **{
            f"check_in_{answer}": page("web:check_in", week, answer, token=token)
            for answer, _ in compose.CHECK_INS
        },
    }


def reply_note(card: GroupCard | None) -> str:
    """Say where an answer to this mail goes."""
    if card:
        return f"An answer to this mail goes to all who are in {card.name}."
    return "An answer to this mail goes to the organisers of this run."


def shared_values(card: GroupCard, news: GroupNews) -> Values:
    """Return the values that all members of a group have in common."""
    return {
        "group_name": card.name,
        "group_address": card.address,
        "group_members": listed(card.members),
        "group_news": compose.news(news, members=len(card.members)),
    }


def listed(names: Sequence[str]) -> str:
    """Join names as one says them: "Ana, Bob and Chen"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
