"""The verbs about groups; the only writers of their rows."""

from ..discussion.attachments import forget_unused_files
from ..discussion.digests import plan_due_digests
from ..discussion.posting import receive_post, write_post
from .answering import answer_wishes, ask_for_another_group, take_back_wish
from .arranging import move_placement, pin, undo_move, unpin
from .asking import ask_for_proposal, make_asked_proposals
from .changing import confirm_changes, dismiss_change
from .confirming import confirm_proposal
from .forming import form_due_groups
from .leaving import join_a_group, leave, undo_leave
from .mail_wishes import choose_mail, choose_own_copy, end_absence, go_away, mute_thread, unmute_thread
from .proposing import propose_groups
from .reporting import remove_reported, report_person, report_post, settle_report
from .seating import place_waiting
from .steering import ask_for_regroup, keep_apart, keep_together, set_policy, untie
from .tending import look_around, merge_groups, regroup, split_groups, tend_groups
from .wishing import choose_writing, give_more_hours, go_alone, name_language

__all__ = [
    "answer_wishes",
    "ask_for_another_group",
    "ask_for_proposal",
    "ask_for_regroup",
    "choose_mail",
    "choose_own_copy",
    "choose_writing",
    "confirm_changes",
    "confirm_proposal",
    "dismiss_change",
    "end_absence",
    "forget_unused_files",
    "form_due_groups",
    "give_more_hours",
    "go_alone",
    "go_away",
    "join_a_group",
    "keep_apart",
    "keep_together",
    "leave",
    "look_around",
    "make_asked_proposals",
    "merge_groups",
    "move_placement",
    "mute_thread",
    "name_language",
    "pin",
    "place_waiting",
    "plan_due_digests",
    "propose_groups",
    "receive_post",
    "regroup",
    "remove_reported",
    "report_person",
    "report_post",
    "set_policy",
    "settle_report",
    "split_groups",
    "take_back_wish",
    "tend_groups",
    "undo_leave",
    "undo_move",
    "unmute_thread",
    "unpin",
    "untie",
    "write_post",
]
