"""How Django finds this room."""

from django.apps import AppConfig


class InboundConfig(AppConfig):
    """What came in by mail."""

    name = "mooc.inbound"

    def ready(self) -> None:
        """Tell delivery who answers for our mails."""
        from .answer_mails import register_answers
        from .mails import register_letters

        register_letters()
        register_answers()
