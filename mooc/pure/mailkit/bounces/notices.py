"""Amazon SES tells by SNS, as one JSON object in the text of a mail."""

import json
from typing import Any

from .opened import Opened
from .report import BounceReport, Recipient, Told
from .verdict import judge


def read_notice(opened: Opened) -> BounceReport | None:
    """Read a notification of SES; None where it is none."""
    text = opened.said.strip()
    if not text.startswith("{") or '"notificationType"' not in text:
        return None
    try:
        notice, _ = json.JSONDecoder().raw_decode(text.replace("\n", ""))
        return _notice(notice)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _notice(notice: dict[str, Any]) -> BounceReport | None:
    mail = notice.get("mail", {})
    about = next(
        (f"{head['value']}" for head in mail.get("headers", ()) if head["name"].lower() == "message-id"), ""
    )
    match notice["notificationType"]:
        case "Bounce":
            told = [_told(one) for one in notice["bounce"]["bouncedRecipients"]]
            return BounceReport("bounce", tuple(map(judge, told)), about)
        case "Complaint":
            named = [str(one["emailAddress"]) for one in notice["complaint"]["complainedRecipients"]]
            return BounceReport("complaint", tuple(Recipient(one, reason="feedback") for one in named), about)
        case "Delivery":
            words = str(notice["delivery"].get("smtpResponse", ""))
            named = [str(one) for one in notice["delivery"]["recipients"]]
            return BounceReport(
                "bounce", tuple(judge(Told(one, words, action="delivered")) for one in named), about
            )
    return None


def _told(one: dict[str, Any]) -> Told:
    words = str(one.get("diagnosticCode", "")).partition(";")[2] or str(one.get("diagnosticCode", ""))
    return Told(
        str(one["emailAddress"]),
        words.strip(),
        str(one.get("status", "")),
        str(one.get("action", "failed")).lower(),
    )
