"""Mailings with their accounts: how many copies are in which state, and what the other side answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from mooc.delivery.models import Delivery, Edition, Mailing
from mooc.runs.models import Enrolment

from .accounts import Account, accounts_of_mailings

PAGE = 50
POSTS = "post"
# Whose recipients are not enrolments but people, codes or followers; every other filler writes to learners of a run.
NOT_TO_LEARNERS = (
    "sign-in",
    "new-address",
    "address-changed",
    "follow-confirm",
    "next-run",
    "to-organisers",
    "proposal",
)


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

    Without a kind all are meant but what members write to their groups, which would bury the rest.
    """
    mailings = Mailing.objects.filter(run_id=run_id).order_by("-id")
    if only_rejected:
        rejected = Delivery.objects.filter(mailing=OuterRef("pk"), state=Delivery.State.REJECTED)
        mailings = mailings.filter(Exists(rejected))
    elif kind:
        mailings = mailings.filter(kind=kind)
    else:
        mailings = mailings.exclude(kind=POSTS)
    if before:
        mailings = mailings.filter(id__lt=before)
    return mailings[: PAGE + 1]


def kinds_of(run_id: int | None) -> list[tuple[str, int]]:
    """Return (kind, how many mailings) of a run, those with few first: posts are many."""
    rows = Mailing.objects.filter(run_id=run_id).values_list("kind").order_by("kind")
    counted: list[tuple[str, int]] = list(rows.annotate(Count("id")))
    return sorted(counted, key=lambda pair: (pair[1], pair[0]))


def copies_page(mailing: Mailing, *, search: str, state: str, before: int | None) -> QuerySet[Delivery]:
    """Return copies of a mailing, newest first, whose address or answer holds `search`."""
    copies = mailing.deliveries.select_related("edition").order_by("-id")
    if search:
        copies = copies.filter(Q(address__icontains=search) | Q(answer__icontains=search))
    if state.isascii() and state.isdecimal():
        copies = copies.filter(state=int(state))
    if before:
        copies = copies.filter(id__lt=before)
    return copies[: PAGE + 1]


def with_learners(mailing: Mailing, copies: Iterable[Delivery]) -> list[CopyRow]:
    """Return copies with the learners they are for; one query."""
    copies = list(copies)
    if mailing.run_id is None or mailing.filler in NOT_TO_LEARNERS:
        return [CopyRow(copy, None) for copy in copies]
    ids = [copy.recipient for copy in copies]
    learners = Enrolment.objects.filter(run_id=mailing.run_id, pk__in=ids).select_related("person").in_bulk()
    return [CopyRow(copy, learners.get(copy.recipient)) for copy in copies]


def copies_to(enrolment: Enrolment) -> QuerySet[Delivery]:
    """Return the copies for one learner in the order in which they left, those to come last."""
    return (
        Delivery.objects.filter(recipient=enrolment.pk, mailing__run_id=enrolment.run_id)
        .exclude(mailing__filler__in=NOT_TO_LEARNERS)
        .select_related("mailing")
        .order_by(Coalesce("settled_at", "not_before"), "id")
    )


def editions_of(mailing: Mailing) -> QuerySet[Edition]:
    """Return the texts of a mailing, one a variant and language, with the number of copies made from each."""
    return mailing.editions.annotate(copies=Count("delivery")).order_by("variant", "language")
