"""How Django finds this room."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups and what their members write to each other."""

    name = "mooc.groups"

    def ready(self) -> None:
        """Tell delivery who answers for our mails."""
        from .discussion.digests_filler import register_digest
        from .discussion.post_mails import register_post
        from .fillers import register_all
        from .living.move_fillers import register_moves
        from .safety.report_fillers import register_reports

        register_all()
        register_moves()
        register_post()
        register_digest()
        register_reports()
