"""What a learner may change about himself."""

from typing import Any

from django import forms

from mooc.pure import timetable
from mooc.runs.models import Enrolment

from . import choices
from .house import HouseForm


class SettingsForm(HouseForm):
    """Name, place, hour, language and company of one enrolment."""

    name = choices.NameField(
        required=False,
        label="Your name",
        help_text="In any script. Your group reads its first word; without one you are “a member”.",
    )
    zone = choices.ZoneField()
    send_hour = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label="The weekly message comes at"
    )
    language = choices.LanguageField()
    company = choices.company_field()
    free = choices.free_field()

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        person = enrolment.person
        given: dict[str, Any] = {
            "name": person.name,
            "zone": person.zone,
            "language": person.language,
            "send_hour": "" if enrolment.send_hour is None else enrolment.send_hour,
            "company": enrolment.company,
            "free": timetable.ticks_from_slots(enrolment.availability),
        }
        super().__init__(*args, initial=given, **kwargs)
        self.enrolment = enrolment
        # zone.js proposes on the sign-up form only: here the learner has chosen.
        attributes = self.fields["zone"].widget.attrs
        attributes["data-say-time"] = attributes.pop("data-find-zone", "")
        offers = {
            "zone": choices.with_current(choices.zone_choices(), person.zone),
            "language": choices.with_current(choices.language_choices(), person.language),
            "send_hour": _hours(enrolment.run.send_hour),
        }
        for name, offered in offers.items():
            choices.offer(self.fields[name], offered)

    @property
    def availability(self) -> dict[str, list[str]] | None:
        """What was ticked as hours; hours that six ticks cannot say (of an import) stay as they were."""
        ticks = self.cleaned_data["free"]
        if ticks == timetable.ticks_from_slots(self.enrolment.availability):
            kept: dict[str, list[str]] | None = self.enrolment.availability
            return kept
        return timetable.slots_from_ticks(ticks) if ticks else None


def _hours(usual: int) -> list[tuple[str, str]]:
    return [("", f"{usual:02d}:00, as for everybody"), *((str(hour), f"{hour:02d}:00") for hour in range(24))]
