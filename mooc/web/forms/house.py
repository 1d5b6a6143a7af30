"""The look of every form: one field element, one list of problems, and controls of our own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList

TIMES_OF_DAY = (
    ("morning", "Morning", "8-12"),
    ("afternoon", "Afternoon", "13-17"),
    ("evening", "Evening", "18-22"),
)
PARTS_OF_WEEK = (("weekday", "Mon-Fri"), ("weekend", "Sat, Sun"))
OWN_WORDS = {
    "required": "I need this one.",
    "invalid_choice": "%(value)s is none of the choices here. Take one of those offered.",
}
_DJANGOS_WORDS = {
    words
    for field in (forms.Field, forms.ChoiceField, forms.MultipleChoiceField)
    for words in field.default_error_messages.values()
}


class HouseRenderer(DjangoTemplates):
    """Draw fields by our own element."""

    field_template_name = "web/elements/field.html"


class Problems(ErrorList):
    """What was wrong with a field, in sentences."""

    template_name = "web/elements/problems.html"


class HouseForm(forms.Form):
    """A form in the house's look: `{{ form.name.as_field_group }}`.

    A field may carry `place` (CSS classes, such as "across"). `marks` says what stands beside labels: "optional",
    "needed", or nothing.
    """

    default_renderer = HouseRenderer
    marks = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings: dict[str, Any] = {"error_class": Problems, "label_suffix": ""}
        super().__init__(*args, **settings | kwargs)

    def full_clean(self) -> None:
        """Check everything; what is wrong is said in the machine's own voice, unless the field has its own words."""
        for field in self.fields.values():
            for code, said in field.error_messages.items():
                if code in OWN_WORDS and said in _DJANGOS_WORDS:
                    field.error_messages[code] = OWN_WORDS[code]
        super().full_clean()


class Segments(forms.RadioSelect):
    """A few choices in one row; still radios, so the keyboard and the screen reader know them."""

    template_name = "web/elements/segments.html"


class Tick(forms.CheckboxInput):
    """One box with its sentence beside it; the sentence may hold links."""

    template_name = "web/elements/tick.html"

    def __init__(self, words: str, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}))
        self.words = words

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        context["widget"]["words"] = self.words
        return context


class Picks(forms.RadioSelect):
    """Radios one below the other, each with its sentence."""

    template_name = "web/elements/ticks.html"


class Ticks(forms.CheckboxSelectMultiple):
    """Several boxes, one below the other, each with its sentence."""

    template_name = "web/elements/ticks.html"


class TickTable(forms.CheckboxSelectMultiple):
    """Parts of the week by times of the day: six boxes, values such as "weekday-evening"."""

    template_name = "web/elements/tick_table.html"

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        ticked: Sequence[str] = value or ()
        context["widget"]["columns"] = [(label, hours) for _, label, hours in TIMES_OF_DAY]
        context["widget"]["rows"] = [
            (
                part_label,
                [
                    {
                        "value": f"{part}-{time}",
                        "label": label,
                        "id": f"id_{name}_{part}_{time}",
                        "ticked": f"{part}-{time}" in ticked,
                    }
                    for time, label, _ in TIMES_OF_DAY
                ],
            )
            for part, part_label in PARTS_OF_WEEK
        ]
        return context
