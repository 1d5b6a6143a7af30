"""The held mail as who decides about it reads it: oldest first, with its first lines and what can be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from mooc.groups.discussion.post_words import relayable_words
from mooc.people.models import Person

from .answer_words import named_files, place_of
from .errors import HostileMail
from .models import Decision, InboundMail, Question
from .offers import Offer, offers
from .reading import Reads, open_mail, read_mails

State = InboundMail.State
Runs = Collection[int] | None
PAGE = 20
_MOST_LINES, _MOST_READ = 420, 20_000
# What is held as this, in words for organisers: of one, and of many.
_KINDS = {
    "stranger": "from people I do not know",
    "not-a-member": "from outside the group",
    "unproven": "from addresses nobody has confirmed",
    "other-address": "from a member's other address",
    "forged?": "perhaps forged",
    "no-proof": "without proof of the sender",
    "many-froms": "with several senders",
    "too-many": "one of very many",
    "burst": "one of very many at once",
    "many-groups": "to several groups at once",
    "first-post": "first posts with links",
    "attachments": "with odd files",
    "too-big": "too big",
    "empty": "without words",
    "auto-reply": "perhaps automatic answers",
    "unreadable": "unreadable",
    "closed": "for a group that is closed",
    "to-organisers": "for you, forwarded",
    "to-operator": "for the postmaster",
    "unknown": "to addresses that lead nowhere",
    "bounce": "bounces I cannot read",
    "complaint": "complaints",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held mail. `lines`: how it begins, or why that cannot be shown."""

    mail: InboundMail
    place: str
    lines: str
    offer: Offer
    question: Question | None
    decisions: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class HeldKind:
    """How many mails are held as one kind."""

    kind: str
    words: str
    count: int


def held_mails(run_ids: Runs, *, kind: str = "", after_id: int = 0) -> QuerySet[InboundMail]:
    """Return held mails, oldest first: of some runs, or of the whole house, mail of no run included."""
    mails = InboundMail.objects.filter(state=State.HELD, pk__gt=after_id).order_by("id")
    if run_ids is not None:
        mails = mails.filter(run_id__in=run_ids)
    return mails.filter(kind=kind) if kind else mails


def held_kinds(run_ids: Runs) -> list[HeldKind]:
    """Count held mails by kind, the most frequent first."""
    counted = held_mails(run_ids).order_by().values_list("kind").annotate(count=Count("id"))
    return [HeldKind(kind, kind_words(kind), count) for kind, count in counted.order_by("-count", "kind")]


def kind_words(kind: str) -> str:
    """Return what mails of a kind are."""
    return _KINDS.get(kind, kind)


def waiting(mails: QuerySet[InboundMail], *, limit: int = PAGE + 1) -> list[Waiting]:
    """Read held mails as the queue shows them: some ten queries, and a millisecond or so for each."""
    with_rows = mails.select_related("raw", "question__person").prefetch_related(
        Prefetch("decisions", Decision.objects.select_related("by").order_by("id"))
    )
    rows = list(with_rows[:limit])
    reads, can = read_mails(rows, in_all=5.0), offers(rows)
    return [
        Waiting(
            mail=mail,
            place=_place(mail, can[mail.pk]),
            lines=_lines(mail, reads),
            offer=can[mail.pk],
            question=getattr(mail, "question", None),
            decisions=list(mail.decisions.all()),
        )
        for mail in rows
    ]


def usual_reasons(person: Person | None, *, most: int = 8) -> list[str]:
    """Return the reasons that somebody gave last, each once; what a field offers to choose from."""
    given = Decision.objects.exclude(reason="").order_by("-id").values_list("reason", flat=True)
    if person is not None:
        given = given.filter(by=person)
    return [*dict.fromkeys(given[:200])][:most]


def _place(mail: InboundMail, offer: Offer) -> str:
    return offer.group.name if offer.group else place_of(mail)


def _lines(mail: InboundMail, reads: Reads) -> str:
    if mail.raw_id is None:
        return "(Its words are kept no longer.)"
    try:
        letter = open_mail(mail, reads).letter
    except HostileMail as error:
        return f"(I could not read it: {error}.)"
    words = " ".join(relayable_words(letter.text[:_MOST_READ]).split())
    if len(words) > _MOST_LINES:
        words = words[:_MOST_LINES].rsplit(" ", 1)[0] + " …"
    return " ".join(filter(None, (words or "(There are no words in it.)", named_files(letter.attachments))))
