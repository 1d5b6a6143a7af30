"""Complaints: ARF (RFC 5965) and what came before it. The provider hides who complained as often as not."""

import re

from .addresses import addresses_in, bare
from .opened import Opened
from .report import BounceReport, Recipient

_RECIPIENT = re.compile(r"^(?:original-rcpt-to|redacted-address):(.{0,400})$", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(r"^(?:to|x-hmxmroriginalrecipient|delivered-to):(.{0,2000})$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(r"^feedback-type:[ \t]{0,9}([\w-]{1,40})", re.IGNORECASE | re.MULTILINE)
# Before there was a format, or beside it: the mail in question is attached, and the subject says why (Outlook's JMRP
# sends it so to this day).
_OLD_SUBJECT = re.compile(
    r"(?:complaint about message from|(?:e-?mail )?(?:feedback|abuse|spam) report\b|\[?(?:abuse|spam) complaint"
    r"|fw:? ?spam report|client abuse report|fbl(?: report)?:)",
    re.IGNORECASE,
)
_OLD_SENDER = re.compile(
    r"(?:staff|feedback\w*|fbl\w*|abuse|scomp|complaints?|feedbackloop|postmaster|jmrp\w*|no-?reply)@",
    re.IGNORECASE,
)


def read_feedback(opened: Opened) -> BounceReport | None:
    """Read a complaint; None where it is none. An address that is hidden is told as empty."""
    if not (opened.feedback or opened.report_type == "feedback-report" or _is_old_form(opened)):
        return None
    named = [bare(value) for value in _RECIPIENT.findall(opened.feedback) if bare(value)]
    if not named:
        named = [address for value in _TO.findall(opened.returned)[:1] for address in addresses_in(value)]
    recipients = tuple(Recipient(address, reason="feedback") for address in dict.fromkeys(named or [""]))
    kind = _TYPE.search(opened.feedback)
    return BounceReport("complaint", recipients, opened.about, kind[1].lower() if kind else "abuse")


def _is_old_form(opened: Opened) -> bool:
    subject, sender = opened.headers.get("subject", "").strip(), opened.headers.get("from", "")
    return bool(opened.inner and _OLD_SUBJECT.match(subject) and _OLD_SENDER.search(sender))
