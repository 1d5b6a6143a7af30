"""Who organises, and how the first one comes in."""

import secrets
from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from mooc.delivery.links import act, page
from mooc.journal.actions import note

from ..addresses import normal_address
from ..errors import AnOrganiserExists, LinkIsUsed, NoSuchOrganiser
from ..models import FirstOrganiserLink, Person
from ..queries import first_organiser_link, hash_of, organisers
from .persons import meet


@transaction.atomic
def add_organiser(*, email: str, name: str = "", now: datetime, by: Person | None = None) -> Person:
    """Let the owner of this address organise every run of this server. Twice is as good as once."""
    person = meet(email=email, name=name, now=now)
    if Person.objects.filter(pk=person.pk, is_organiser=False).update(is_organiser=True):
        note("organiser added", at=now, person_id=person.pk, by=by.pk if by else None)
    person.is_organiser = True
    return person


@transaction.atomic
def remove_organiser(*, email: str, now: datetime, by: Person | None = None) -> Person:
    """Take the right back; the person and what he learns stays. Raises NoSuchOrganiser."""
    address = normal_address(email)
    person = organisers().filter(email=address).first()
    if person is None:
        raise NoSuchOrganiser(
            f"Nobody with the address {address} organises here. `mooc organiser list` shows who does."
        )
    Person.objects.filter(pk=person.pk).update(is_organiser=False)
    note("organiser removed", at=now, person_id=person.pk, by=by.pk if by else None)
    person.is_organiser = False
    return person


def make_sign_in_link(*, email: str) -> str:
    """Return a link that signs this organiser in, for whoever sits at the server when no mail can leave it.

    Good for an hour and for one sign-in: any sign-in of this person ends it. Raises NoSuchOrganiser.
    """
    address = normal_address(email)
    person = Person.objects.filter(email=address, is_active=True).first()
    if person is None:
        raise NoSuchOrganiser(
            f"Nobody has the address {address} here. `mooc organiser list` shows who organises."
        )
    return page("web:sign_in_link", person.pk, default_token_generator.make_token(person))


@transaction.atomic
def make_first_organiser_link(*, now: datetime) -> str:
    """Return a one-time link for a server that nobody organises; the one made before stops working.

    Only its hash is kept. Raises AnOrganiserExists.
    """
    if organisers().exists():
        raise AnOrganiserExists(
            "This server has an organiser already, who can add you with `mooc organiser add`."
        )
    token = secrets.token_urlsafe(32)
    FirstOrganiserLink.objects.filter(used_at=None).delete()
    FirstOrganiserLink.objects.create(token_hash=hash_of(token), made_at=now)
    return act("web:first_organiser", token=token)


@transaction.atomic
def use_first_organiser_link(*, token: str, email: str, now: datetime) -> Person:
    """Make the owner of the address the first organiser. Raises LinkIsUsed, BadAddress."""
    normal_address(email)
    link = first_organiser_link(token, now=now)
    taken = link and FirstOrganiserLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
    if not taken:
        raise LinkIsUsed(
            "This link did its work already, or a newer one was made. `mooc serve` prints the newest."
        )
    return add_organiser(email=email, now=now)
