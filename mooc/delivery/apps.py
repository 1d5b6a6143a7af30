"""Stops the start when the relay or the keys that sign are named wrongly."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class DeliveryConfig(AppConfig):
    """Delivery as Django knows it."""

    name = "mooc.delivery"

    def ready(self) -> None:
        """Read EMAIL_URL and the DKIM keys once, so that a fault is told now and not when the first mail is due."""
        from . import check_mail, fillers
        from .errors import WrongDkimSetting, WrongEmailUrl
        from .signing import dkim_keys
        from .transports.vendors import insist_on_good_urls

        fillers.register(check_mail.NAME, check_mail.CheckFiller())
        try:
            insist_on_good_urls()
            dkim_keys()
        except (WrongEmailUrl, WrongDkimSetting) as error:
            raise ImproperlyConfigured(str(error)) from error
        _make_trials_known()


def _make_trials_known() -> None:
    from .trials import register_trials

    register_trials()
