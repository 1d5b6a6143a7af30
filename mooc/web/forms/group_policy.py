"""What the machine may do to the groups of a run by itself."""

from typing import Any

from django import forms

from mooc.groups.models import Policy

from .house import HouseForm

_WAYS = (("off", "Never"), ("propose", "Propose it"), ("automatic", "Do it"))


def _way(label: str, help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=_WAYS, label=label, help_text=help_text)


class PolicyForm(HouseForm):
    """Five questions with the same three answers, and two numbers."""

    seats = _way("Late joiners", "The best open seat, within the hour.")
    wishes = _way("“Change my group”", "A learner asks and gets a seat in another group that fits.")
    merges = _way("Quiet groups", "Joined with the group with which they fit best.")
    splits = _way("Groups that grew too large", "Made into parts, friends together.")
    regroups = _way("Regroup the run", "Once: active people with active people. Groups that are well stay.")
    regroup_week = forms.IntegerField(min_value=1, max_value=52, label="Regroup after so many weeks")
    fewest_active = forms.IntegerField(
        min_value=1,
        max_value=10,
        label="Quiet: fewer active members than",
        help_text="Active is who wrote, checked in or took a seat within two weeks.",
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        """Begin with what holds now."""
        names = ("seats", "wishes", "merges", "splits", "regroups", "regroup_week", "fewest_active")
        super().__init__(*args, initial={name: getattr(policy, name) for name in names}, **kwargs)
