"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mooc.people.models import Person

from .access import organises_something

LOOKS = (("light", "Light"), ("dark", "Dark"), ("auto", "As my device"))


def house(request: HttpRequest) -> dict[str, object]:
    """Name the installation, say whether the mailbox is open to all, and which look the reader chose."""
    look = request.COOKIES.get("look", "auto")
    return {
        "house_name": settings.MOOC_NAME,
        "mailbox_is_open": settings.MOOC_OPEN_MAILBOX,
        "looks": LOOKS,
        "look": look if look in dict(LOOKS) else "auto",
        "organises": SimpleLazyObject(lambda: _organises(request)),
    }


def _organises(request: HttpRequest) -> bool:
    person = request.user
    return isinstance(person, Person) and organises_something(person)
