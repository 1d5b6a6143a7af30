"""Questions about people."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet

from .addresses import normal_address
from .models import FirstOrganiserLink, Person

FIRST_LINK_LIFETIME = timedelta(days=7)


def organisers() -> QuerySet[Person]:
    """Return who organises every run of this server, by address."""
    return Person.objects.filter(is_organiser=True, is_active=True).order_by("email")


def person_of(address: str) -> Person | None:
    """Return who has this address, however it is written. Raises BadAddress."""
    return Person.objects.filter(email=normal_address(address)).first()


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
