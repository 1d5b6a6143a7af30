"""The ways in and out that the settings name."""

from django.conf import settings

from ...errors import WrongEmailUrl
from ..relay import read_email_url
from .address import ServiceAddress, service_from_url


def insist_on_good_urls() -> None:
    """Read EMAIL_URL and MOOC_MAIL_SERVICE. Raises WrongEmailUrl."""
    way_out()
    service_of_webhooks()


def way_out() -> str:
    """Say in words what our mail leaves by, without any key. Raises WrongEmailUrl."""
    if not settings.EMAIL_URL:
        return "the built-in mailbox"
    service = service_from_url(settings.EMAIL_URL)
    return f"the mail service {service}" if service else f"the relay {read_email_url(settings.EMAIL_URL)}"


def service_of_webhooks() -> ServiceAddress | None:
    """Return the mail service that may tell us what came back and came in. Raises WrongEmailUrl."""
    if not settings.MOOC_MAIL_SERVICE:
        return service_from_url(settings.EMAIL_URL)
    try:
        service = service_from_url(settings.MOOC_MAIL_SERVICE)
    except WrongEmailUrl as error:
        raise WrongEmailUrl(str(error).replace("EMAIL_URL", "MOOC_MAIL_SERVICE")) from None
    if service is None:
        raise WrongEmailUrl(
            "MOOC_MAIL_SERVICE names no mail service that I know; write it like mailgun://API-KEY@mooc.example.org."
        )
    return service
