"""Which transport serves, by EMAIL_URL."""

from datetime import datetime

from django.conf import settings

from .base import Transport
from .mailbox import Mailbox
from .relay import read_email_url
from .smtp import Smtp


def chosen_transport(*, now: datetime) -> Transport:
    """Return the relay that EMAIL_URL names, or the built-in mailbox."""
    if settings.EMAIL_URL:
        return Smtp(read_email_url(settings.EMAIL_URL), our_name=settings.MOOC_MAIL_DOMAIN)
    return Mailbox(now=now)
