"""Why somebody leaves, if he wants to say it."""

from django import forms

from mooc.runs.reasons import LONGEST_WORDS, Why, packed

from .house import HouseForm, Picks


class LeaveForm(HouseForm):
    """A few choices and one line; neither is asked for twice."""

    why = forms.ChoiceField(required=False, choices=Why.choices, widget=Picks, label="Why? You need not say")
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label="In a line of your own",
        help_text="The organisers read it without your name, among those of all who left.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    @property
    def reason(self) -> str:
        """The reason as it is kept; empty where none was given."""
        return packed(self.cleaned_data["why"], self.cleaned_data["words"])
