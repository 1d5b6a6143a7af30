"""Fields that several forms share: zone, language, company, free time, e-mail address, name."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mooc.people.addresses import readers_address
from mooc.people.errors import BadAddress, BadName
from mooc.people.names import clean_name
from mooc.pure import timetable
from mooc.runs.models import Enrolment
from mooc.web.languages import language_names

from .house import Segments, TickTable
from .long_select import LongSelect

Choices = Sequence[tuple[str, Any]]
COMPANY = (
    (Enrolment.Company.WRITE, "in a group that writes"),
    (Enrolment.Company.MEET, "in a group that also meets"),
    (Enrolment.Company.ALONE, "on my own"),
)
HOURS = [
    ("", "I do not know yet"),
    *((str(hour), f"about {hour}") for hour in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)),
]


class EmailField(forms.CharField):
    """An address as `people` keeps it; other scripts in its domain are welcome."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        usual: dict[str, Any] = {"max_length": 254, "widget": widget, "label": "Your e-mail address"}
        super().__init__(**usual | kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return readers_address(text)
        except BadAddress as error:
            raise ValidationError(str(error)) from error


class NameField(forms.CharField):
    """What to call somebody, in any script."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
        usual: dict[str, Any] = {"max_length": 80, "widget": widget, "label": "Your name"}
        super().__init__(**usual | kwargs)

    def clean(self, value: Any) -> str:
        try:
            return clean_name(super().clean(value))
        except BadName as error:
            raise ValidationError(str(error)) from error


class ZoneField(forms.ChoiceField):
    """A time zone by its place; the browser's own is found by zone.js and may be corrected."""

    def __init__(self, **kwargs: Any) -> None:
        widget = LongSelect(attrs={"data-find-zone": ""})
        usual: dict[str, Any] = {"choices": zone_choices, "widget": widget, "label": "Your time zone"}
        super().__init__(**usual | kwargs)

    def valid_value(self, value: Any) -> bool:
        try:
            timetable.zone(str(value))
        except timetable.UnknownZone as error:
            raise ValidationError(str(error)) from error
        return True


class LanguageField(forms.ChoiceField):
    """A language by the name its speakers give it."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "choices": language_choices,
            "widget": LongSelect,
            "label": "Language for your group",
        }
        super().__init__(**usual | kwargs)


def company_field() -> forms.ChoiceField:
    """With whom: a group that writes, one that also meets, or alone."""
    return forms.ChoiceField(
        choices=COMPANY, widget=Segments, initial=Enrolment.Company.WRITE, label="I would like to learn"
    )


def free_field(**kwargs: Any) -> forms.MultipleChoiceField:
    """When somebody is usually free, in six ticks of wall time."""
    return forms.MultipleChoiceField(
        choices=[(tick, tick) for tick in timetable.TICKS],
        widget=TickTable,
        required=False,
        label="When you are usually free",
        **kwargs,
    )


def hours_field() -> forms.TypedChoiceField:
    """Hours a week; unknown is a fine answer."""
    return forms.TypedChoiceField(
        choices=HOURS, coerce=int, empty_value=None, required=False, label="Hours a week"
    )


@cache
def zone_choices() -> Choices:
    """Return UTC and then all places, grouped by area, as a person would look for them."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in timetable.zone_names():
        area, _, place = name.partition("/")
        if place:
            areas.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC (no place)"), *areas.items()]


def language_choices() -> Choices:
    """Return languages by their own names, in the order of those names."""
    return list(language_names().items())


def offer(field: forms.Field, offered: Choices) -> None:
    """Give one form's field its own choices."""
    if isinstance(field, forms.ChoiceField):
        field.choices = offered


def with_current(choices: Iterable[tuple[str, Any]], value: str) -> Choices:
    """Return choices that certainly hold what is chosen now."""
    known = list(choices)
    flat = {code for code, label in known if isinstance(label, str)}
    flat |= {code for _, group in known if isinstance(group, list) for code, _ in group}
    return known if value in flat else [(value, value), *known]
