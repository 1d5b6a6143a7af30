"""The one form of a run."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from mooc.pure import timetable
from mooc.pure.coursebook import Course, Question
from mooc.runs.models import Run

from . import choices
from .house import HouseForm, Segments, Tick


class SignUpForm(HouseForm):
    """Who, where, when, with whom, and what the course itself wants to know."""

    marks = "needed"
    email = choices.EmailField()
    name = choices.NameField(label="What shall we call you?")
    zone = choices.ZoneField(initial="UTC")
    language = choices.LanguageField()
    company = choices.company_field()
    hours_a_week = choices.hours_field()
    free = choices.free_field()
    # People do not see this one; programs that fill in everything do.
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, run: Run, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = course.questions
        self.fields["language"].initial = course.language
        offered = choices.with_current(choices.language_choices(), course.language)
        choices.offer(self.fields["language"], offered)
        for question in self.questions:
            self.fields[_key(question)] = _question_field(question)
        self.fields["consent"] = _consent_field(run)

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The course's own questions, as fields to draw."""
        return [self[_key(question)] for question in self.questions]

    @property
    def is_from_a_program(self) -> bool:
        """Say whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def sign_up(self) -> Mapping[str, Any]:
        """Return what `runs.actions.sign_up` wants to know."""
        given = self.cleaned_data
        kept = ("email", "name", "zone", "language", "company", "hours_a_week")
        return {key: given[key] for key in kept} | {
            "availability": timetable.slots_from_ticks(given["free"]) if given["free"] else None,
            "answers": self._answers(),
        }

    def _answers(self) -> dict[str, str]:
        given = {question.id: self.cleaned_data.get(_key(question)) for question in self.questions}
        return {question_id: answer for question_id, answer in given.items() if answer}


def _key(question: Question) -> str:
    return f"q_{question.id}"


def _question_field(question: Question) -> forms.Field:
    if question.kind == "choice":
        field: forms.Field = forms.ChoiceField(
            choices=[(level.id, level.label) for level in question.levels], widget=Segments
        )
    else:
        field = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 1, "dir": "auto"}))
    field.label, field.help_text, field.required = question.label, question.help, question.required
    field.place = "half"  # type: ignore[attr-defined]  # read by the element that draws it
    return field


def _consent_field(run: Run) -> forms.BooleanField:
    words = format_html(
        'I am {} or older, I agree to the <a href="{}">code of conduct</a>, and to '
        '<a href="{}">what you keep about me</a> so that you can run this course.',
        run.minimum_age,
        reverse("web:code_of_conduct"),
        reverse("web:privacy"),
    )
    missing = "I need this tick: without it I may not keep your address or put you in a group."
    return forms.BooleanField(widget=Tick(words), label="", error_messages={"required": missing})
