"""Forms by which organisers try a mailing, or send it again."""

from collections.abc import Sequence
from typing import Any

from django import forms

from . import choices
from .house import HouseForm, Segments, Tick


class TestForm(HouseForm):
    """Which copy to show, and to whom: oneself, or another address with a word that this is meant."""

    __test__ = False  # no test of ours, whatever its name

    edition = forms.ChoiceField(label="As whom", widget=Segments)
    email = choices.EmailField(label="Send it to")
    is_sure = forms.BooleanField(
        label="",
        required=False,
        widget=Tick("Another address may read it: it names one learner, and the members of a group."),
    )

    def __init__(self, *args: Any, editions: Sequence[tuple[str, str]], own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        field = self.fields["edition"]
        field.choices = [  # type: ignore[attr-defined]
            (f"{variant} {language}", f"{variant}, language {language}") for variant, language in editions
        ]
        field.initial = field.choices[0][0] if editions else None  # type: ignore[attr-defined]
        self.fields["email"].initial = own

    def clean(self) -> dict[str, Any]:
        """Insist on a word where the address is not the organiser's own."""
        given = super().clean() or self.cleaned_data
        email = given.get("email")
        if email and email.lower() != self.own.lower() and not given.get("is_sure"):
            self.add_error("is_sure", f"{email} is not your own address. Tick this if you mean it.")
        return given
