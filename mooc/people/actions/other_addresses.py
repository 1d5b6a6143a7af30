"""Further addresses from which somebody writes: asked for on his page, his once the button sent there was pressed.

    asked (mail to the address) -> verified (mail to the account's own address) -> removed
    verified at once, by his word: he said at his own address that a mail from there was his

We write to none of them but to ask. Whether an address is known to us is never told to who asks: the mail goes out
either way, and whoever reads the address decides. Who reads it outranks who only says that it is his, so an address is
taken over by the button pressed there, never by a word.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mooc.journal.actions import note
from mooc.journal.models import Fact

from ..addresses import readers_address
from ..errors import BadAddress, LinkIsUsed, TooManyAsked
from ..models import OtherAddress, Person
from ..queries import OTHER_ADDRESS_LIFETIME as LIFETIME
from .asking import write_of

MOST_ADDRESSES = 10
_MOST_A_DAY = 5
# So many persons may name one address in a day: whoever has many places here could bury a stranger in questions.
_MOST_NAMING_ONE = 3
_ASKED, _ADDED, _REMOVED = "further address asked", "further address added", "further address removed"


@transaction.atomic
def ask_other_address(person: Person, email: str, *, now: datetime) -> OtherAddress:
    """Write to an address of which somebody says that it is his too. Raises BadAddress, TooManyAsked."""
    address = readers_address(email)
    Person.objects.select_for_update().get(pk=person.pk)
    own = person.other_addresses
    if address == person.email or own.filter(email=address, verified_at__isnull=False).exists():
        raise BadAddress(f"I know that {address} is yours: mail that you send from there is taken for yours.")
    own.filter(email=address).delete()
    own.filter(verified_at=None, asked_at__lt=now - LIFETIME).delete()
    if own.count() >= MOST_ADDRESSES:
        raise TooManyAsked(
            f"You have {MOST_ADDRESSES} further addresses, and more are not kept. Remove one, then add this one."
        )
    today = Fact.objects.filter(kind=_ASKED, person_id=person.pk, at__gt=now - timedelta(days=1))
    if today.count() >= _MOST_A_DAY:
        raise TooManyAsked(f"You named {_MOST_A_DAY} addresses today. Try again tomorrow.")
    named = OtherAddress.objects.filter(email=address, asked_at__gt=now - timedelta(days=1))
    if named.count() >= _MOST_NAMING_ONE:
        raise TooManyAsked(
            f"{address} was named very often today, so I do not write there. Try again tomorrow."
        )
    row = own.create(email=address, asked_at=now)
    note(_ASKED, at=now, person_id=person.pk)
    _write("other-address", "Further addresses to be confirmed", row, now)
    return row


@transaction.atomic
def confirm_other_address(row_id: int, *, now: datetime) -> bool:
    """Take mail from the address for its owner's; False when that was done before. Raises LinkIsUsed."""
    email = OtherAddress.objects.filter(pk=row_id).values_list("email", flat=True).first()
    rows = {row.pk: row for row in _locked(email)} if email else {}
    if row_id not in rows:
        raise LinkIsUsed(
            "This address was removed, or asked for once more. Open the link of the latest mail."
        )
    row = rows[row_id]
    if row.verified_at is not None:
        return False
    if row.asked_at < now - LIFETIME:
        raise LinkIsUsed("This link is too old. Ask for the address once more on your page.")
    for other in rows.values():
        if other.verified_at is not None:
            _remove(other, now)
    OtherAddress.objects.filter(pk=row.pk).update(verified_at=now)
    note(_ADDED, at=now, person_id=row.person_id, by="button")
    _write("address-added", "Further addresses that were added", row, now)
    return True


@transaction.atomic
def add_address_by_word(person: Person, email: str, *, now: datetime) -> bool:
    """Add an address because its owner says, at his own, that it is his; False where it stays as it was.

    That is so where it is another's by the button, where he has it already, or has too many.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    rows = _locked(email)
    if email == person.email or any(row.verified_at for row in rows):
        return False
    if person.other_addresses.exclude(email=email).count() >= MOST_ADDRESSES:
        return False
    try:
        with transaction.atomic():
            defaults = {"verified_at": now}
            person.other_addresses.update_or_create(
                email=email, defaults=defaults, create_defaults=defaults | {"asked_at": now}
            )
    except IntegrityError:  # another verified it at this moment
        return False
    note(_ADDED, at=now, person_id=person.pk, by="word")
    return True


@transaction.atomic
def remove_other_address(row_id: int, *, now: datetime) -> bool:
    """Take mail from the address for a stranger's again; False when it was gone already."""
    row = OtherAddress.objects.select_for_update().filter(pk=row_id).order_by("pk").first()
    if row is None:
        return False
    _remove(row, now)
    return True


def forget_unanswered_addresses(*, now: datetime) -> int:
    """Delete the addresses at which nobody pressed the button in time; returns how many."""
    old = OtherAddress.objects.filter(verified_at=None, asked_at__lt=now - LIFETIME)
    return old.delete()[0]


def _remove(row: OtherAddress, now: datetime) -> None:
    OtherAddress.objects.filter(pk=row.pk).delete()
    note(_REMOVED, at=now, person_id=row.person_id)


def _locked(email: str) -> QuerySet[OtherAddress]:
    """Take all rows of an address: of two who would have it at once, one is first."""
    return OtherAddress.objects.select_for_update().filter(email=email).order_by("pk")


def _write(kind: str, title: str, row: OtherAddress, now: datetime) -> None:
    write_of(row.pk, kind=kind, title=title, lifetime=LIFETIME, now=now)
