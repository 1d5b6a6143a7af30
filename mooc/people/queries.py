"""Questions about people."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.tokens import default_token_generator
from django.db.models import IntegerField, Q, QuerySet, Value

from .addresses import normal_address
from .models import FirstOrganiserLink, OtherAddress, Person

FIRST_LINK_LIFETIME = timedelta(days=7)
# How long a further address that is asked waits for its button.
OTHER_ADDRESS_LIFETIME = timedelta(days=3)


def organisers() -> QuerySet[Person]:
    """Return who organises every run of this server, by address."""
    return Person.objects.filter(is_organiser=True, is_active=True).order_by("email")


def person_of(address: str) -> Person | None:
    """Return who has this address, however it is written. Raises BadAddress."""
    return Person.objects.filter(email=normal_address(address)).first()


def owners_of_addresses(addresses: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Return whose each address is, the person that we write to there before those who only write from there.

    Addresses in normal form, those of nobody left out; of the further ones only those that are verified. One query.
    """
    if not addresses:
        return {}
    own = Person.objects.filter(email__in=addresses).annotate(rank=Value(0, IntegerField()))
    others = OtherAddress.objects.filter(email__in=addresses, verified_at__isnull=False)
    further = others.annotate(rank=Value(1, IntegerField())).values_list("email", "person_id", "rank")
    rows = own.order_by().values_list("email", "pk", "rank").union(further, all=True)
    found: dict[str, tuple[int, ...]] = {}
    for email, person_id, _ in sorted(rows, key=lambda row: (row[2], row[1])):
        found[email] = (*found.get(email, ()), person_id)
    return found


def writer_of(address: str) -> Person | None:
    """Return who writes from this address in normal form: whose it is, or else who has it among his further ones."""
    return (
        Person.objects.filter(email=address).first()
        or Person.objects.filter(
            other_addresses__email=address, other_addresses__verified_at__isnull=False
        ).first()
    )


def other_addresses(person: Person, *, now: datetime) -> list[OtherAddress]:
    """Return a person's further addresses, those whose button was not pressed in time left out. One query."""
    rows = person.other_addresses.filter(
        Q(verified_at__isnull=False) | Q(asked_at__gt=now - OTHER_ADDRESS_LIFETIME)
    )
    return list(rows.order_by("pk"))


def first_organiser_link(token: str, *, now: datetime) -> FirstOrganiserLink | None:
    """Return the one-time link that this token opens, if it is unused and not too old."""
    return FirstOrganiserLink.objects.filter(
        token_hash=hash_of(token), used_at=None, made_at__gt=now - FIRST_LINK_LIFETIME
    ).first()


def person_of_link(person_id: int, token: str) -> Person | None:
    """Return whom a sign-in link signs in, while it is good (see `actions.make_sign_in_link`)."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return person if person and default_token_generator.check_token(person, token) else None


def hash_of(token: str) -> str:
    """Return what we keep of a one-time token; it has 256 random bits, so one round is enough."""
    return sha256(token.encode()).hexdigest()
