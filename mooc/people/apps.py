"""How Django finds this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who."""

    name = "mooc.people"

    def ready(self) -> None:
        """Tell delivery who answers for our mails."""
        from .fillers import register_all

        register_all()
