"""How was this week?"""

from django import forms

from mooc.progress.models import CheckIn

from .house import HouseForm, Segments


class CheckInForm(HouseForm):
    """One answer of four."""

    answer = forms.ChoiceField(choices=CheckIn.Answer.choices, widget=Segments, label="How was this week?")
