"""The verbs about groups; the only writers of their rows."""

from ..discussion import receive_post
from .confirming import confirm_proposal
from .forming import form_due_groups
from .leaving import join_a_group, leave, undo_leave
from .proposing import propose_groups
from .seating import place_waiting

__all__ = [
    "confirm_proposal",
    "form_due_groups",
    "join_a_group",
    "leave",
    "place_waiting",
    "propose_groups",
    "receive_post",
    "undo_leave",
]
