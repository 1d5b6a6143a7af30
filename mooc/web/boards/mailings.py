"""Mailings with their accounts: how many copies are in which state, and what the other side answered."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from mooc.delivery.fillers import confidential, withdrawable
from mooc.delivery.models import Delivery, Edition, Mailing
from mooc.delivery.trials import KIND as KIND_OF_TESTS
from mooc.groups.fellows import with_followers, with_leader
from mooc.runs.models import Enrolment

from .accounts import Account, accounts_of_mailings

PAGE = 50
POSTS = "post"
# One a day for each zone.
DIGESTS = "digest"
# Not in the list of a run unless asked for: what groups write would bury the rest, and tests are no mail to learners.
ASIDE = (POSTS, DIGESTS, KIND_OF_TESTS)
# Whose recipients are enrolments though no reader may stop them; the others are those that one may.
TO_WHO_SIGNED_UP = ("enrolment-confirm", "enrolment-already")


def to_learners() -> list[str]:
    """Return the fillers whose recipients are enrolments of the mailing's run."""
    return [*withdrawable(), *TO_WHO_SIGNED_UP]


@dataclass(frozen=True, slots=True)
class MailingRow:
    """A mailing and its account."""

    mailing: Mailing
    mail: Account


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy, and the learner it is for where it is for one."""

    copy: Delivery
    learner: Enrolment | None

    @property
    def address(self) -> str:
        """Where it went, or would go now; empty when only its filler knows."""
        return self.copy.address or (self.learner.person.email if self.learner else "")


def mailing_rows(mailings: Iterable[Mailing]) -> list[MailingRow]:
    """Return mailings with their accounts; one query for any number of them."""
    mailings = list(mailings)
    accounts = accounts_of_mailings(mailings)
    return [MailingRow(mailing, accounts[mailing.pk]) for mailing in mailings]


def mailings_page(
    run_id: int | None, *, kind: str = "", only_rejected: bool = False, before: int | None = None
) -> QuerySet[Mailing]:
    """Return mailings of a run (None: of the house), newest first, one more than a page when there are more.

    Without a kind all are meant but what members write to their groups and tests.
    """
    mailings = Mailing.objects.filter(run_id=run_id).order_by("-id")
    if only_rejected:
        rejected = Delivery.objects.filter(mailing=OuterRef("pk"), state=Delivery.State.REJECTED)
        mailings = mailings.filter(Exists(rejected))
    elif kind:
        mailings = mailings.filter(kind=kind)
    else:
        mailings = mailings.exclude(kind__in=ASIDE)
    if before:
        mailings = mailings.filter(id__lt=before)
    return mailings[: PAGE + 1]


def kinds_of(run_id: int | None) -> list[tuple[str, int]]:
    """Return (kind, how many mailings) of a run, those with few first: posts are many."""
    rows = Mailing.objects.filter(run_id=run_id).values_list("kind").order_by("kind")
    counted: list[tuple[str, int]] = list(rows.annotate(Count("id")))
    return sorted(counted, key=lambda pair: (pair[1], pair[0]))


def copies_page(mailing: Mailing, *, search: str, state: str, after: int | None) -> QuerySet[Delivery]:
    """Return copies of a mailing, those whose address, answer or learner's name holds `search`.

    In the order of the index over (mailing, recipient), so that a page is the same work among a hundred thousand.
    None of a confidential mailing.
    """
    if mailing.filler in confidential():
        return Delivery.objects.none()
    copies = mailing.deliveries.select_related("edition").order_by("recipient")
    if search:
        found = Q(address__icontains=search) | Q(answer__icontains=search)
        copies = copies.filter(found | Q(recipient__in=_named(mailing, search)))
    if state.isascii() and state.isdecimal() and len(state) < 4:
        copies = copies.filter(state=int(state))
    if after is not None:
        copies = copies.filter(recipient__gt=after)
    return copies[: PAGE + 1]


def _named(mailing: Mailing, search: str) -> QuerySet[Enrolment]:
    """Return the learners whose name or address holds `search`, where the copies are for learners."""
    if mailing.run_id is None or mailing.filler not in to_learners():
        return Enrolment.objects.none()
    who = Q(person__name__icontains=search) | Q(person__email__icontains=search)
    return Enrolment.objects.filter(who, with_followers(mailing.run_id))


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a mailing is for, counted by what they are: (words, how many), most first."""

    companies: list[tuple[str, int]]
    languages: list[tuple[str, int]]


def audience_of(mailing: Mailing) -> Audience | None:
    """Return who gets a mailing to learners; None for other mailings. One query."""
    if mailing.run_id is None or mailing.filler not in to_learners():
        return None
    copies = Delivery.objects.filter(mailing=mailing).values("recipient")
    rows = (
        Enrolment.objects.filter(with_followers(mailing.run_id), pk__in=copies)
        .order_by()
        .values_list("company", "person__language")
        .annotate(Count("id"))
    )
    companies: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for company, language, count in rows:
        companies[str(Enrolment.Company(company).label)] += count
        languages[language or "not known"] += count
    return Audience(companies.most_common(), languages.most_common())


def tests_of(mailing: Mailing) -> list[Mailing]:
    """Return the tests of a mailing, newest first."""
    rows = Mailing.objects.filter(run_id=mailing.run_id, kind=KIND_OF_TESTS, subject_id=mailing.pk)
    return list(rows.order_by("-id"))


def with_learners(mailing: Mailing, copies: Iterable[Delivery]) -> list[CopyRow]:
    """Return copies with the learners they are for; one query."""
    copies = list(copies)
    if mailing.run_id is None or mailing.filler not in to_learners():
        return [CopyRow(copy, None) for copy in copies]
    ids = [copy.recipient for copy in copies]
    learners = Enrolment.objects.filter(with_followers(mailing.run_id), pk__in=ids)
    known = learners.select_related("person").in_bulk()
    return [CopyRow(copy, known.get(copy.recipient)) for copy in copies]


def copies_to(enrolment: Enrolment) -> QuerySet[Delivery]:
    """Return the copies for one learner in the order in which they left, those to come last."""
    return (
        Delivery.objects.filter(
            with_leader(enrolment.run_id), recipient=enrolment.pk, mailing__filler__in=to_learners()
        )
        .select_related("mailing")
        .order_by(Coalesce("settled_at", "not_before"), "id")
    )


def editions_of(mailing: Mailing, copies: Mapping[int, int]) -> list[tuple[Edition, int]]:
    """Return the texts of a mailing, one a variant and language, each with its number of `copies`."""
    return [(one, copies.get(one.pk, 0)) for one in mailing.editions.order_by("variant", "language")]
