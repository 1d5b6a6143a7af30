"""Stops the start when the relay is named wrongly."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class DeliveryConfig(AppConfig):
    """Delivery as Django knows it."""

    name = "mooc.delivery"

    def ready(self) -> None:
        """Read EMAIL_URL once, so that a wrong one is told now and not when the first mail is due."""
        from django.conf import settings

        from .errors import WrongEmailUrl
        from .transports.relay import read_email_url

        if not settings.EMAIL_URL:
            return
        try:
            read_email_url(settings.EMAIL_URL)
        except WrongEmailUrl as error:
            raise ImproperlyConfigured(str(error)) from error
