"""What is wrong, in a member's words; and what was done about it, in an organiser's."""

from django import forms

from mooc.groups.actions.reporting import LONGEST_OUTCOME, LONGEST_WORDS
from mooc.groups.models import SafetyReport

from .house import HouseForm, Picks, Tick

Kind = SafetyReport.Kind


class ReportForm(HouseForm):
    """Four choices, and words if he wants to say any."""

    kind = forms.ChoiceField(
        choices=[
            (Kind.UNKIND, "It is unkind or hurtful"),
            (Kind.SPAM, "It is spam or advertising"),
            (Kind.FRIGHTENING, "It frightens me"),
            (Kind.OTHER, "It is something else"),
        ],
        widget=Picks,
        label="What is it?",
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label="What happened? You need not say",
        help_text="Only organisers read this. Leave out what would show them who you are, if you want that.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class SettlementForm(HouseForm):
    """What was done."""

    outcome = forms.CharField(
        required=False,
        max_length=LONGEST_OUTCOME,
        label="What did you do?",
        help_text="A note for you and the other organisers. Nobody else reads it.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    thank = forms.BooleanField(
        required=False,
        initial=True,
        label="",
        widget=Tick("Write to who told that it is settled. I say no more than that, and name nobody."),
    )


class HidingForm(HouseForm):
    """Why a post goes; the group reads it in the place of the post."""

    reason = forms.CharField(
        max_length=300,
        label="Why?",
        help_text="The whole group reads this in its place. Do not let them guess that somebody told you.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
