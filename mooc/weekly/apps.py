"""Registers the weekly message with delivery."""

from django.apps import AppConfig


class WeeklyConfig(AppConfig):
    """The rhythm of a run."""

    name = "mooc.weekly"

    def ready(self) -> None:
        """Answer for mailings that name the filler "weekly"."""
        from mooc.delivery import fillers

        from .filler import WeeklyFiller

        fillers.register("weekly", WeeklyFiller(), withdrawable=True)
