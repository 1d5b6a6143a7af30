"""A new address: asked for by who holds the old one, used once its owner pressed the button sent there.

    asked (mail to the new) -> confirmed (mail to the old) | expired after three days, or replaced by a later wish
    confirmed -> undone by who reads the old address, for fourteen days (mail to the new)

A link to a learner's page, forwarded or stolen, is enough to ask. So who had the address before may take the change
back, with all that came after it; what is asked or waits then is refused for as long again.

Whether the new address is known to us is never told to who asks. Its owner, who reads the mail sent there, learns it at
the button: two persons with proven addresses are never merged behind their backs.
"""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mooc.journal.actions import note

from ..addresses import readers_address
from ..errors import AddressIsTaken, BadAddress, LinkIsUsed, TooManyAsked
from ..models import AddressChange, Person
from .asking import write_of

LIFETIME = timedelta(days=3)
UNDO_FOR = timedelta(days=14)
_MOST_A_DAY = 5
# To one address, whoever asks.
_MOST_TO_ONE = 5
_HELP = "Reply to any of my messages, and a human will help."


@transaction.atomic
def ask_address_change(person: Person, new_email: str, *, now: datetime) -> AddressChange:
    """Write to the new address. Raises BadAddress, TooManyAsked, LinkIsUsed where a change was taken back lately."""
    address = readers_address(new_email)
    if address == person.email:
        raise BadAddress(
            f"{address} is the address that I write to already. Give another one, or leave it as it is."
        )
    undone = person.address_changes.filter(undone_at__gt=now - UNDO_FOR).order_by("-undone_at", "-pk").first()
    if undone is not None and undone.undone_at is not None:
        raise LinkIsUsed(
            f"A change of your address was taken back on {undone.undone_at:%-d %B}, so I take no other one until"
            f" {undone.undone_at + UNDO_FOR:%-d %B}. {_HELP}"
        )
    if person.address_changes.filter(asked_at__gt=now - timedelta(days=1)).count() >= _MOST_A_DAY:
        raise TooManyAsked(f"You asked for {_MOST_A_DAY} changes of address today. Try again tomorrow.")
    named = AddressChange.objects.filter(new_email=address, asked_at__gt=now - timedelta(days=1))
    if named.count() >= _MOST_TO_ONE:
        raise TooManyAsked(
            f"{address} was named very often today, so I do not write there. Try again tomorrow."
        )
    change = AddressChange.objects.create(person=person, new_email=address, asked_at=now)
    _write("new-address", "New addresses to be confirmed", change, now)
    return change


@transaction.atomic
def confirm_address_change(change_id: int, *, now: datetime) -> bool:
    """Use the new address; False when that was done before. Raises LinkIsUsed, AddressIsTaken."""
    change = AddressChange.objects.select_for_update(of=("self",)).select_related("person").get(pk=change_id)
    if change.confirmed_at is not None:
        return False
    person = change.person
    is_latest = not person.address_changes.filter(pk__gt=change.pk).exists()
    if not is_latest or change.asked_at < now - LIFETIME:
        raise LinkIsUsed(
            "This link is too old, or you asked for another address later. Ask once more on your page."
        )
    if person.address_changes.filter(undone_at__gte=change.asked_at).exists():
        raise LinkIsUsed(f"A change of this address was taken back since you asked. {_HELP}")
    _make_room(change.new_email, but=person)
    change.old_email, change.confirmed_at = person.email, now
    change.save(update_fields=["old_email", "confirmed_at"])
    Person.objects.filter(pk=person.pk).update(email=change.new_email, email_verified_at=now)
    person.other_addresses.filter(email=change.new_email).delete()
    note("address changed", at=now, person_id=person.pk)
    _write("address-changed", "Addresses that changed", change, now)
    return True


@transaction.atomic
def undo_address_change(change_id: int, *, now: datetime) -> bool:
    """Use the old address again, by the word of who reads it; False when that was done before.

    Whatever changed after it is taken back too, further addresses among it, and who was signed in is not any more.
    Raises LinkIsUsed, AddressIsTaken.
    """
    person_id = AddressChange.objects.values_list("person_id", flat=True).get(pk=change_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    change = AddressChange.objects.get(pk=change_id)
    if change.undone_at is not None:
        return False
    if change.confirmed_at is None or now > change.confirmed_at + UNDO_FOR:
        raise LinkIsUsed(f"This could be taken back for {UNDO_FOR.days} days, which are over. {_HELP}")
    _make_room(change.old_email, but=person)
    later = person.address_changes.filter(pk__gte=change.pk, confirmed_at__isnull=False, undone_at=None)
    taken_back = list(later.order_by("pk"))
    later.update(undone_at=now)
    # Whoever changed the address may have added others from which to write.
    person.other_addresses.filter(asked_at__gte=change.asked_at).delete()
    # Sessions and sign-in links hang on what stands for a password, which nobody has.
    Person.objects.filter(pk=person.pk).update(
        email=change.old_email, email_verified_at=now, password=make_password(None)
    )
    note("address change undone", at=now, person_id=person.pk)
    for one in taken_back:
        _write("address-restored", "Addresses that were taken back", one, now)
    return True


def _make_room(address: str, *, but: Person) -> None:
    """Let the address go that somebody typed but nobody ever proved; without a consent there is nothing to lose."""
    other = Person.objects.exclude(pk=but.pk).filter(email=address).first()
    if other is None:
        return
    if other.email_verified_at or other.is_organiser or other.consents.exists():
        raise AddressIsTaken(
            f"{address} has a place of its own here, with its own sign-ups. I left both as they are. Use that one from"
            " now on, or reply to any of my messages and a human will help."
        )
    other.delete()


def _write(kind: str, title: str, change: AddressChange, now: datetime) -> None:
    write_of(change.pk, kind=kind, title=title, lifetime=LIFETIME, now=now)
