"""What somebody without a group reads: why he has none, what would help, and where another language would lead."""

from collections.abc import Sequence
from dataclasses import dataclass

from mooc.runs.models import Enrolment

from ..fellows import leader_of
from ..models import Group, Membership, Placement, Proposal, Wish
from ..queries import spoken

_GONE = (Group.State.MERGED, Group.State.CLOSED)
_LATE = "You came after the groups were made, and no open seat fits you yet."


@dataclass(frozen=True, slots=True)
class LeftOver:
    """The reason and what would help, in words; `languages` are those of other groups; `wish` is his last choice."""

    is_seated: bool
    groups_are_made: bool
    reason: str
    help: str
    languages: Sequence[str]
    wish: Wish | None


def left_over(enrolment: Enrolment) -> LeftOver:
    """Return what to say to somebody without a group. Seven queries at most."""
    confirmed = Proposal.objects.filter(run=enrolment.run_id, state__in=Proposal.SETTLED)
    proposal = confirmed.select_related("led_by").order_by("id").first()
    placement = _placement(proposal.led_by or proposal, enrolment) if proposal else None
    groups = Group.objects.filter(run=leader_of(enrolment.run)).exclude(state__in=_GONE)
    named = groups.order_by("language").values_list("language", flat=True).distinct()
    own = spoken(enrolment.person.language)
    wish = Wish.objects.filter(enrolment=enrolment).order_by("-wished_at", "-id").first()
    late = _LATE if proposal else ""
    return LeftOver(
        is_seated=Membership.objects.filter(enrolment=enrolment, left_at=None).exists(),
        groups_are_made=proposal is not None,
        reason=placement.reason if placement else late,
        help=placement.help if placement else "",
        languages=[language for language in named if language != own],
        wish=wish,
    )


def _placement(proposal: Proposal, enrolment: Enrolment) -> Placement | None:
    rows = Placement.objects.filter(proposal=proposal, enrolment=enrolment, group=None)
    return rows.order_by("id").first()
