"""Complaints: ARF (RFC 5965) and what came before it. The provider hides who complained as often as not."""

import re

from .addresses import addresses_in, bare
from .opened import Opened
from .report import BounceReport, Recipient

_RECIPIENT = re.compile(r"^(?:original-rcpt-to|redacted-address):(.{0,400})$", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(r"^(?:to|x-hmxmroriginalrecipient|delivered-to):(.{0,2000})$", re.IGNORECASE | re.MULTILINE)
_OLD_SUBJECT = re.compile(r"^complaint about message from [\d.:a-f]{3,45}$", re.IGNORECASE)


def read_feedback(opened: Opened) -> BounceReport | None:
    """Read a complaint; None where it is none. An address that is hidden is told as empty."""
    is_old = _OLD_SUBJECT.match(opened.headers.get("subject", "").strip()) and opened.returned
    if not (opened.feedback or is_old or opened.report_type == "feedback-report"):
        return None
    named = [bare(value) for value in _RECIPIENT.findall(opened.feedback) if bare(value)]
    if not named:
        named = [address for value in _TO.findall(opened.returned)[:1] for address in addresses_in(value)]
    recipients = tuple(Recipient(address, reason="feedback") for address in dict.fromkeys(named or [""]))
    return BounceReport("complaint", recipients, opened.about)
