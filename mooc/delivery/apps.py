"""Stops the start when the relay or the keys that sign are named wrongly."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class DeliveryConfig(AppConfig):
    """Delivery as Django knows it."""

    name = "mooc.delivery"

    def ready(self) -> None:
        """Read EMAIL_URL and the DKIM keys once, so that a fault is told now and not when the first mail is due."""
        from django.conf import settings

        from .errors import WrongDkimSetting, WrongEmailUrl
        from .signing import dkim_keys
        from .transports.relay import read_email_url

        try:
            if settings.EMAIL_URL:
                read_email_url(settings.EMAIL_URL)
            dkim_keys()
        except (WrongEmailUrl, WrongDkimSetting) as error:
            raise ImproperlyConfigured(str(error)) from error
        _make_trials_known()


def _make_trials_known() -> None:
    from .trials import register_trials

    register_trials()
