"""How a learner wants the mail of his group."""

from datetime import date, timedelta
from typing import Any

from django import forms

from mooc.groups.discussion.mail_wish_queries import FOREVER, Habit, How

from .house import HouseForm, Picks, Tick

_OFFERS = (
    (How.EACH, "Each post, as it is written"),
    (How.DIGEST, "One digest a day, when something was written"),
    (How.WEEKLY, "Only the weekly message; I read the rest on the web"),
)


class HowForm(HouseForm):
    """Which mail of the group."""

    how = forms.ChoiceField(label="What the others write comes as", choices=_OFFERS, widget=Picks)
    own_copy = forms.BooleanField(
        label="Your own posts",
        required=False,
        widget=Tick("Send me a copy of what I write, as proof that it went out"),
    )

    def __init__(self, *args: Any, habit: Habit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"how": habit.how, "own_copy": habit.own_copy}, **kwargs)


class AwayForm(HouseForm):
    """Until when there is to be no mail."""

    until = forms.DateField(
        label="Write to me again on",
        required=False,
        help_text="Without a day I wait until you say so.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "That is no day that I can read. Write it like 2027-01-08."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    @property
    def day(self) -> date:
        """The day that was given, or none."""
        return self.cleaned_data["until"] or FOREVER
