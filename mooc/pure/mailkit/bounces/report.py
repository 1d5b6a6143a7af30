"""What is known of a mail that may be a bounce."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["bounce", "complaint", "auto_reply", "post", "command", "unknown"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address that a report speaks of, in the words of the report.

    `address` is as written, and empty where the report hides it; `status` is an enhanced code (RFC 3463), `reply_code`
    one of SMTP, each empty where there is none. `hard`: mail to this address will never arrive. `action` is that of
    RFC 3464: failed, delayed, delivered, relayed, expanded; empty in what is no delivery report.
    """

    address: str
    status: str = ""
    reply_code: str = ""
    reason: str = "undefined"
    hard: bool = False
    action: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class BounceReport:
    """A mail as taken for a bounce, or for what else it is; `about` is the Message-ID of the mail it
    speaks of."""

    kind: Kind
    recipients: tuple[Recipient, ...] = ()
    about: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of one address, before anybody has judged it."""

    address: str
    words: str = ""
    status: str = ""
    action: str = "failed"
    # What the same report says of it to humans, where `words` are for machines.
    heard: str = ""
