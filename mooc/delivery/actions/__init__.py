"""Delivery's verbs: plan what is to be sent, send what is due, stop, repeat, forget."""

from ..passing import SendReport
from .bouncing import record_bounce, record_complaint
from .doubts import accept_uncertain, repeat_uncertain
from .keeping import forget_old_copies
from .planning import cancel, hold, plan, plan_select, release, resend
from .planning_each import Occasion, plan_each
from .recovering import Recovered, recover_claimed
from .sending import Sending, send_due
from .suppressing import is_suppressed, lift_suppression, suppress
from .trying import CannotTry, may_try, trial_variants, try_mailing
from .withdrawing import BY_HAND, may_reopen, reopen, undo_withdraw, withdraw

__all__ = [
    "BY_HAND",
    "CannotTry",
    "Occasion",
    "Recovered",
    "SendReport",
    "Sending",
    "accept_uncertain",
    "cancel",
    "forget_old_copies",
    "hold",
    "is_suppressed",
    "lift_suppression",
    "may_reopen",
    "may_try",
    "plan",
    "plan_each",
    "plan_select",
    "record_bounce",
    "record_complaint",
    "recover_claimed",
    "release",
    "reopen",
    "repeat_uncertain",
    "resend",
    "send_due",
    "suppress",
    "trial_variants",
    "try_mailing",
    "undo_withdraw",
    "withdraw",
]
