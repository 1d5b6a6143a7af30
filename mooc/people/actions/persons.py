"""Meeting people and keeping what they say of themselves."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from ..addresses import normal_address
from ..models import Consent, Person
from ..names import checked_language, checked_zone, clean_name


def meet(*, email: str, name: str = "", zone: str = "UTC", language: str = "en", now: datetime) -> Person:
    """Return the person of this address; make one where we know nobody. Of a known one only an empty name is filled.

    Raises BadAddress, BadName, BadZone, BadLanguage.
    """
    said = {"name": clean_name(name), "zone": checked_zone(zone), "language": checked_language(language)}
    person, is_new = Person.objects.get_or_create(
        email=normal_address(email), defaults=said | {"created_at": now, "password": ""}
    )
    if not is_new and not person.name and said["name"]:
        person.name = said["name"]
        person.save(update_fields=["name"])
    return person


def find_or_make(*, email: str, name: str, zone: str, language: str, now: datetime) -> tuple[Person, bool]:
    """Return the person of a checked address and whether it was new; a known one stays as it is.

    One statement for a stranger, safe when two forms come at once; every sign-up passes here, so it is written out.
    """
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person"
            " (email, name, zone, language, created_at, password, is_active, is_organiser)"
            " VALUES (%s, %s, %s, %s, %s, '', TRUE, FALSE) ON CONFLICT DO NOTHING RETURNING id",
            [email, name, zone, language, at],
        )
        made = cursor.fetchone()
    if made is None:
        return Person.objects.get(email=email), False
    person = Person(pk=made[0], email=email, name=name, zone=zone, language=language, created_at=now)
    person._state.adding, person._state.db = False, "default"
    return person, True


def verify_address(person: Person, *, now: datetime) -> None:
    """Remember that a link or a code sent to the address came back."""
    if person.email_verified_at is not None:
        return
    Person.objects.filter(pk=person.pk, email_verified_at=None).update(email_verified_at=now)
    person.email_verified_at = now


def edit_person(
    person: Person, *, name: str | None = None, zone: str | None = None, language: str | None = None
) -> Person:
    """Change what is given. Raises BadName, BadZone, BadLanguage."""
    said = {
        "name": None if name is None else clean_name(name),
        "zone": None if zone is None else checked_zone(zone),
        "language": None if language is None else checked_language(language),
    }
    given = {field: value for field, value in said.items() if value is not None}
    for field, value in given.items():
        setattr(person, field, value)
    if given:
        person.save(update_fields=list(given))
    return person


def record_consent(
    person: Person, document: str, *, source: Consent.Source, now: datetime, by: Person | None = None
) -> None:
    """Keep that the person agreed to a document, such as "privacy/1"; the first time counts."""
    record_consents(person.pk, (document,), source=source, now=now, by=by)


def record_consents(
    person_id: int,
    documents: Iterable[str],
    *,
    source: Consent.Source,
    now: datetime,
    by: Person | None = None,
) -> None:
    """Keep several at once. One statement, written out because every confirmation passes here."""
    at = connection.ops.adapt_datetimefield_value(now)
    rows = [(person_id, document, at, source.value, by.pk if by else None) for document in documents]
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_consent (person_id, document, at, source, by_id) VALUES {places}"  # noqa: S608
            " ON CONFLICT DO NOTHING",
            [value for row in rows for value in row],
        )
