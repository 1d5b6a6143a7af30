"""The verbs about groups; the only writers of their rows."""

from ..discussion import receive_post
from .arranging import move_placement, pin, undo_move, unpin
from .asking import ask_for_proposal, make_asked_proposals
from .confirming import confirm_proposal
from .forming import form_due_groups
from .leaving import join_a_group, leave, undo_leave
from .proposing import propose_groups
from .seating import place_waiting
from .wishing import choose_writing, give_more_hours, go_alone, name_language

__all__ = [
    "ask_for_proposal",
    "choose_writing",
    "confirm_proposal",
    "form_due_groups",
    "give_more_hours",
    "go_alone",
    "join_a_group",
    "leave",
    "make_asked_proposals",
    "move_placement",
    "name_language",
    "pin",
    "place_waiting",
    "propose_groups",
    "receive_post",
    "undo_leave",
    "undo_move",
    "unpin",
]
