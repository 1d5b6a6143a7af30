"""Which transport serves, by EMAIL_URL."""

from django.conf import settings

from .base import Carrier
from .relay import read_email_url
from .vendors import Service, service_from_url
from .wire import Wire


def chosen_carrier() -> Carrier | None:
    """Return what carries to the relay or mail service that EMAIL_URL names; None for the built-in mailbox."""
    if not settings.EMAIL_URL:
        return None
    service = service_from_url(settings.EMAIL_URL)
    if service:
        return Service(service)
    return Wire(read_email_url(settings.EMAIL_URL), our_name=settings.MOOC_MAIL_DOMAIN)
