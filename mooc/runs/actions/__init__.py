"""The verbs about runs and enrolments; the only writers of their rows."""

from .clock import keep_time
from .following import confirm_follow, follow_course, stop_following
from .importing import import_learners
from .opening import adopt_version, cancel_run, edit_run, open_run
from .organising import add_run_organiser, remove_run_organiser
from .ready import ask_ready, say_ready
from .signing_up import confirm_sign_up, expire_unconfirmed, resend_confirmation, sign_up
from .staying import (
    KEEP,
    edit_enrolment,
    leave_run,
    move_learner,
    remove_learner,
    start_mail,
    stop_mail,
    undo_leave_run,
)

__all__ = [
    "KEEP",
    "add_run_organiser",
    "adopt_version",
    "ask_ready",
    "cancel_run",
    "confirm_follow",
    "confirm_sign_up",
    "edit_enrolment",
    "edit_run",
    "expire_unconfirmed",
    "follow_course",
    "import_learners",
    "keep_time",
    "leave_run",
    "move_learner",
    "open_run",
    "remove_learner",
    "remove_run_organiser",
    "resend_confirmation",
    "say_ready",
    "sign_up",
    "start_mail",
    "stop_following",
    "stop_mail",
    "undo_leave_run",
]
