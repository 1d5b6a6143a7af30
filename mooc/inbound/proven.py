"""Whose address is proven: something that we sent there came back, a link, a code or the button "I am in"."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mooc.people.models import Person
from mooc.runs.models import Enrolment


def proven_people() -> QuerySet[Person]:
    """Return everybody who has shown that he reads what we write to his address."""
    said_ready = Enrolment.objects.filter(person=OuterRef("pk"), ready_at__isnull=False)
    return Person.objects.filter(
        Q(email_verified_at__isnull=False) | Q(is_organiser=True) | Exists(said_ready), is_active=True
    )


def is_proven(person: Person) -> bool:
    """Say whether a person's own address is proven. One query at most."""
    if person.email_verified_at is not None:
        return person.is_active
    return proven_people().filter(pk=person.pk).exists()
