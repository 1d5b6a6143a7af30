"""The built-in mailbox as a page reads it: newest first for all, in order of time for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mooc.delivery.fillers import confidential
from mooc.delivery.models import MailboxCopy, Mailing

PAGE = 50
NEAR = 12
SIGN_IN = "sign-in"


def hidden_kinds() -> list[str]:
    """Return the kinds that are shown in the demo only: sign-in codes, and what nobody is to know that he got."""
    return [SIGN_IN, *confidential()]


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody looks for. `with_codes`: sign-in codes may be shown too."""

    search: str = ""
    reader: str = ""
    kind: str = ""
    after: int | None = None
    with_codes: bool = False

    @property
    def kept_while_searching(self) -> tuple[str, str]:
        """What a new search keeps of the address: the reader, or else the kind."""
        return ("to", self.reader) if self.reader else ("kind", self.kind)


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """Some copies and the id after which the next page begins; None on the last page."""

    copies: list[MailboxCopy]
    next_after: int | None


def mailbox_page(look: Look) -> MailboxPage:
    """Return a page of copies without their bodies; one query.

    All mail is shown newest first; one reader's mail oldest first, so that it reads like a story.
    """
    copies = visible_copies(with_codes=look.with_codes).defer("body")
    if look.search:
        copies = copies.filter(Q(subject__icontains=look.search) | Q(rcpt_to__icontains=look.search))
    if look.kind:
        copies = copies.filter(kind=look.kind)
    copies = _in_order(copies, look)
    found = list(copies[: PAGE + 1])
    return MailboxPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _in_order(copies: QuerySet[MailboxCopy], look: Look) -> QuerySet[MailboxCopy]:
    last = MailboxCopy.objects.filter(pk=look.after).values_list("at", "pk").first() if look.after else None
    if look.reader:
        copies = copies.filter(rcpt_to=look.reader).order_by("at", "id")
        return copies.filter(_later(*last)) if last else copies
    copies = copies.order_by("-at", "-id")
    return copies.filter(_earlier(*last)) if last else copies


def _later(at: object, pk: int) -> Q:
    return Q(at__gt=at) | Q(at=at, pk__gt=pk)


def _earlier(at: object, pk: int) -> Q:
    return Q(at__lt=at) | Q(at=at, pk__lt=pk)


def visible_copies(*, with_codes: bool) -> QuerySet[MailboxCopy]:
    """Return the copies that may be shown at all."""
    copies = MailboxCopy.objects.all()
    return copies if with_codes else copies.exclude(kind__in=hidden_kinds())


def kinds(*, with_codes: bool) -> list[str]:
    """Return the kinds of message there are; asked of the mailings, which are few."""
    found = Mailing.objects.values_list("kind", flat=True).order_by("kind").distinct()
    return [kind for kind in found if with_codes or kind not in hidden_kinds()]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the same reader got around one letter, oldest first."""

    before: list[MailboxCopy]
    after: list[MailboxCopy]

    @property
    def last(self) -> MailboxCopy | None:
        """The letter before this one."""
        return self.before[-1] if self.before else None

    @property
    def next(self) -> MailboxCopy | None:
        """The letter after this one."""
        return self.after[0] if self.after else None


def neighbours(copy: MailboxCopy, *, with_codes: bool) -> Neighbours:
    """Return some mail that the same reader got before and after this one; two queries."""
    same = visible_copies(with_codes=with_codes).filter(rcpt_to=copy.rcpt_to).defer("body")
    before = same.filter(_earlier(copy.at, copy.pk)).order_by("-at", "-id")[:NEAR]
    after = same.filter(_later(copy.at, copy.pk)).order_by("at", "id")[:NEAR]
    return Neighbours(list(before)[::-1], list(after))


def letters_by_delivery(delivery_ids: Iterable[int]) -> dict[int, int]:
    """Return the letter in the mailbox for each delivery that has one; one query."""
    shown = MailboxCopy.objects.filter(delivery_id__in=list(delivery_ids)).exclude(kind__in=hidden_kinds())
    rows = shown.order_by("id")
    return {delivery_id: pk for delivery_id, pk in rows.values_list("delivery_id", "id") if delivery_id}
