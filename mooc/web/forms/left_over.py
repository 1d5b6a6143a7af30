"""What somebody without a group may choose."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mooc.pure import timetable
from mooc.runs.models import Enrolment

from . import choices
from .house import HouseForm
from .long_select import LongSelect


class MoreHoursForm(HouseForm):
    """When else he would be free."""

    free = choices.free_field(
        help_text="Tick all that you can. It is your own time, wherever the others are."
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        ticked = timetable.ticks_from_slots(enrolment.availability)
        super().__init__(*args, initial={"free": ticked}, **kwargs)
        self.enrolment = enrolment

    @property
    def availability(self) -> dict[str, list[str]]:
        """What was ticked, and hours that six ticks cannot say (of an import) as they were."""
        week = timetable.slots_from_ticks(self.cleaned_data["free"])
        before = self.enrolment.availability or {}
        if timetable.slots_from_ticks(timetable.ticks_from_slots(before)) != before:
            for day, spans in before.items():
                week[day] = [*spans, *(span for span in week.get(day, ()) if span not in spans)]
        return week


class OtherLanguageForm(HouseForm):
    """A language in which there are groups."""

    language = forms.ChoiceField(widget=LongSelect, label="A language that you read and write well")

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.offer(self.fields["language"], offered)
