"""A mail to a group before it is a post, with all that the rules want to know about it."""

from dataclasses import dataclass, field, replace

from mooc.groups.models import Group, Membership
from mooc.runs.models import Enrolment

from .reading import Incoming


@dataclass(slots=True)
class Lately:
    """What the groups of a batch have already; grows as posts are let through.

    `known`: (group, Message-ID). `by_author`: posts within an hour, by enrolment. `by_group`: within ten minutes.
    `places`: to how many of our addresses bytes came, by the id of the raw mail.
    """

    known: set[tuple[int, str]] = field(default_factory=set)
    by_author: dict[int, int] = field(default_factory=dict)
    by_group: dict[int, int] = field(default_factory=dict)
    places: dict[int, set[str]] = field(default_factory=dict)

    def add(self, group_id: int, author_id: int, message_id: str) -> None:
        """Count a post of this moment."""
        self.known.add((group_id, message_id))
        self.by_author[author_id] = self.by_author.get(author_id, 0) + 1
        self.by_group[group_id] = self.by_group.get(group_id, 0) + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mail to one group. A seat is a member's place there; it has `left_at` where he is gone."""

    incoming: Incoming
    group: Group
    message_id: str
    lately: Lately
    # From in its normal form; empty where it is none that could be a person's.
    address: str = ""
    # Whose personal reply address it came to.
    owner: Membership | None = None
    # Whose address it comes from.
    sender: Membership | None = None
    # Somebody of the group's run whose address it is, though he has no seat there.
    outsider: Enrolment | None = None
    # Whether the address in From is anybody's here, and whether `sender` or `outsider` has shown that it is his.
    is_known: bool = False
    address_is_proven: bool = False

    @property
    def is_owners(self) -> bool:
        """Say whether it came to a personal reply address from an address of whom that belongs to."""
        if self.owner is None or self.sender is None:
            return False
        return self.sender.enrolment.person_id == self.owner.enrolment.person_id

    @property
    def seat(self) -> Membership | None:
        """Return the place of who wrote it, as far as the mail says."""
        return self.owner if self.is_owners else self.sender

    @property
    def writer(self) -> Enrolment | None:
        """Return who wrote it, as far as the mail says: prove it before you believe it."""
        return self.seat.enrolment if self.seat else self.outsider

    def confirmed_by(self, seat: Membership) -> "Candidate":
        """Return the same mail as that of a member who says that he wrote it."""
        return replace(self, owner=seat, sender=seat, address_is_proven=True)
