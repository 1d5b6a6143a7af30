"""What an organiser says when he asks for groups: whose pins hold, the seed, a label, the rules."""

from typing import Any

from django import forms

from mooc.groups.models import Proposal
from mooc.runs.mails import said_date
from mooc.runs.models import Run

from ..boards.proposals import Line
from .house import HouseForm, Ticks

_LARGEST_SEED = 2**31 - 1


class ProposeForm(HouseForm):
    """Everything has a sensible answer already."""

    based_on = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label="Who stays where he is"
    )
    label = forms.CharField(
        max_length=60,
        required=False,
        label="A label, to tell it from the others",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=_LARGEST_SEED,
        required=False,
        label="Seed",
        help_text="The same people, rules and seed give the same groups. Leave it empty for a choice not made yet.",
    )
    rules = forms.CharField(
        required=False,
        max_length=20_000,
        label="Rules that differ from the usual ones",
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "class": "code", "autocomplete": "off"}
        ),
        help_text="As TOML, such as size.target = 7. Empty: the usual rules. "
        "They become those of the run when you confirm this proposal.",
    )

    together = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Match together with",
        widget=Ticks,
        help_text="Learners of all these runs are matched as one; each keeps the messages and dates of his own run. "
        "The groups will belong to this run, where you look after them.",
    )

    def __init__(
        self,
        *args: Any,
        run: Run,
        lines: list[Line],
        base: Proposal | None,
        near: list[Run] | None = None,
        **kwargs: Any,
    ) -> None:
        rules = run.rules if base is None or base.rules_text is None else base.rules_text
        named = list(base.others.order_by("id").values_list("pk", flat=True)) if base else []
        initial = {"based_on": base.pk if base else "", "rules": rules, "together": named}
        super().__init__(*args, initial=initial, **kwargs)
        self.run = run
        self.proposals = {line.proposal.pk: line.proposal for line in lines if line.is_waiting}
        self.near = {other.pk: other for other in near or []}
        if self.near:
            self.fields["together"].choices = [  # type: ignore[attr-defined]
                (pk, f"{other.name}, starts on {said_date(other.starts_date)}")
                for pk, other in self.near.items()
            ]
        else:
            del self.fields["together"]
        field = self.fields["based_on"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", "nobody: all are matched anew"),
                *(_words(line) for line in lines if line.is_waiting),
            ]

    @property
    def base(self) -> Proposal | None:
        """The proposal whose pins hold."""
        return self.proposals.get(self.cleaned_data["based_on"])

    @property
    def others(self) -> list[Run]:
        """The runs that are matched together with this one."""
        return [self.near[pk] for pk in self.cleaned_data.get("together", [])]

    @property
    def rules_text(self) -> str | None:
        """What was written, or None where it is what the run has anyway."""
        text = str(self.cleaned_data["rules"]).replace("\r\n", "\n").replace("\0", "").strip()
        return None if text == self.run.rules.strip() else text


def _words(line: Line) -> tuple[int, str]:
    named = f"{line.proposal.number}, {line.proposal.label}" if line.proposal.label else line.proposal.number
    return line.proposal.pk, f"those pinned in proposal {named} ({line.pinned})"
