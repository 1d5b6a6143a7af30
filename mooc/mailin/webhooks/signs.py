"""What services call the reason of a failure, in codes of RFC 3463; what that means for an address is judged elsewhere.

Only a word that speaks of the address says 5.1.x. What the other mail server answered goes along and is stronger: where
it speaks of the sender or of a full mailbox, the address stays alive whatever the service calls it.
"""

from collections.abc import Mapping
from typing import Any

GONE, NOWHERE, NO_ADDRESS, LISTED, FULL = "5.1.1", "5.1.2", "5.1.3", "5.2.0", "5.2.2"
LATE, PASSES, POLICY, VAGUE = "4.4.7", "4.0.0", "5.7.1", "5.0.0"

# Where the word stands in what a service sends; "*" is whatever name comes there.
_PATHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "amazon-ses": (("bounce", "bounceSubType"), ("bounce", "bounceType")),
    "brevo": (("event",),),
    "mailersend": (("data", "type"),),
    "mailgun": (("event-data", "reason"),),
    "mailjet": (("error",),),
    "mailtrap": (("event",),),
    "mandrill": (("msg", "bounce_description"), ("event",)),
    "postmark": (("Type",), ("SuppressionReason",)),
    "resend": (("data", "bounce", "subType"), ("data", "bounce", "type")),
    "sparkpost": (("msys", "*", "bounce_class"),),
    "unisender-go": (("delivery_info", "delivery_status"),),
}
_OF_AMAZON = {
    "NoEmail": GONE,
    "Suppressed": LISTED,
    "OnAccountSuppressionList": LISTED,
    "MailboxFull": FULL,
    "MessageTooLarge": "5.3.4",
    "ContentRejected": "5.6.0",
    "AttachmentRejected": "5.6.0",
    "Transient": PASSES,
}
_CODES: Mapping[str, Mapping[str, str]] = {
    "amazon-ses": _OF_AMAZON,
    "brevo": {"hard_bounce": GONE, "soft_bounce": PASSES, "invalid_email": NO_ADDRESS, "blocked": LISTED},
    "mailersend": {"hard_bounced": GONE, "soft_bounced": PASSES},
    "mailgun": {"suppress-bounce": LISTED, "suppress-complaint": POLICY, "old": LATE},
    "mailjet": {
        "user unknown": GONE,
        "mailbox inactive": GONE,
        "quota exceeded": FULL,
        "invalid domain": NOWHERE,
        "no mail host": NOWHERE,
        "typofix": NO_ADDRESS,
        "preblocked": LISTED,
        "blacklisted": POLICY,
        "spam reporter": POLICY,
        "sender blocked": POLICY,
        "content blocked": POLICY,
        "policy issue": POLICY,
        "relay/access denied": POLICY,
    },
    "mailtrap": {"reject": LISTED},
    "mandrill": {
        "bad_mailbox": GONE,
        "invalid_domain": NOWHERE,
        "mailbox_full": FULL,
        "soft_bounce": PASSES,
        "reject": LISTED,
    },
    "postmark": {
        "HardBounce": GONE,
        "BadEmailAddress": NO_ADDRESS,
        "SoftBounce": PASSES,
        "ManuallyDeactivated": LISTED,
        "Blocked": POLICY,
        "DMARCPolicy": POLICY,
        "VirusNotification": "5.6.0",
    },
    "resend": _OF_AMAZON,
    "sparkpost": {
        "10": GONE,
        "30": GONE,
        "20": PASSES,
        "21": PASSES,
        "22": FULL,
        "23": "5.3.4",
        "24": LATE,
        "25": POLICY,
        "40": PASSES,
        "50": POLICY,
        "51": POLICY,
        "52": POLICY,
        "53": POLICY,
        "54": POLICY,
        "70": PASSES,
    },
    "unisender-go": {
        "err_user_unknown": GONE,
        "err_user_inactive": GONE,
        "err_domain_inactive": NOWHERE,
        "err_mailbox_full": FULL,
        "err_unreachable": PASSES,
        "err_too_large": "5.3.4",
        "err_spam_rejected": POLICY,
        "err_blacklisted": POLICY,
    },
}
_BY_REASON = {"invalid": NO_ADDRESS, "timed_out": LATE, "blocked": POLICY, "spam": POLICY}


def code_of(scheme: str, event: Any) -> str:
    """Return the code that a service's word for a failure comes to; 5.0.0 where it says no more than no."""
    words = [_found(event.esp_event, path) for path in _PATHS.get(scheme, ())]
    known = _CODES.get(scheme, {})
    named = next((known[word] for word in words if word in known), "")
    return named or _BY_REASON.get(event.reject_reason or "", VAGUE)


def words_of(event: Any) -> str:
    """Return what the other mail server answered, else what the service says of it, on one line."""
    said = event.mta_response or event.description or event.reject_reason or ""
    code = _found(event.esp_event, ("event-data", "delivery-status", "code"))
    text = " ".join(str(said).split())
    return f"{code} {text}" if len(code) == 3 and code[0] in "45" and not text.startswith(code) else text


def _found(said: Any, path: tuple[str, ...]) -> str:
    for name in path:
        if not hasattr(said, "get"):
            return ""
        said = next(iter(said.values()), None) if name == "*" else said.get(name)
    return "" if said is None or hasattr(said, "get") else str(said)
