"""Decides what a report means for an address, by RFC 3463 first and by words where no code says enough.

An address is dead only where everything that was said agrees: a code that names it, or words that do; and nothing that
speaks of the sender (5.1.7, 5.1.8, all of 5.7), of a full mailbox or of something that passes (class 4). A wrong "dead"
takes the course from somebody, a wrong "alive" costs one more bounce.
"""

import re
from dataclasses import replace

from .codes import Codes, codes_in, command_in
from .dead import SAID_TO_BE_GONE, SURELY_GONE, states_that_nobody_is_there
from .excuses import FULL, NOT_THE_ADDRESS, WEAK
from .phrases import plain_words
from .report import Recipient, Told

# Enhanced codes of an address that does not exist (any more), and what to call that.
DEAD = {
    "5.1.1": "userunknown",
    "5.1.2": "hostunknown",
    "5.1.3": "userunknown",
    "5.1.6": "hasmoved",
    "5.1.10": "userunknown",
    "5.1.351": "userunknown",
    "5.2.1": "userunknown",
    "5.4.4": "hostunknown",
    "5.4.310": "hostunknown",  # Exchange Online: the domain does not exist
}
# Codes that say no more than "no": the words decide.
_VAGUE = frozenset({"", "5.0.0", "5.1.0", "5.3.0", "5.4.0", "5.5.0", "5.5.1", "5.5.4", "5.5.2"})
# "Mailbox disabled, not accepting messages": for good or for a while, the words say.
# "Unable to route": no such domain, or a name server in trouble.
_NEEDS_WORDS = ("5.2.1", "5.4.4")
_FEW = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
# No command: the system that reports looks after the address itself.
_ITSELF = "itself"
# The answer of Exchange Online for who is in no directory.
_EDGE = re.compile(r"5\.4\.1 (?:<\S*> ?:? ?)?recipient address rejected: access denied")
_BY_STATUS = {
    "1.4": "filtered",
    "1.7": "rejected",
    "1.8": "rejected",
    "2.0": "filtered",
    "2.2": "mailboxfull",
    "2.3": "mesgtoobig",
    "3.1": "systemfull",
    "3.4": "mesgtoobig",
    "4.1": "networkerror",
    "4.6": "networkerror",
    "4.7": "expired",
    "7.26": "authfailure",
}
_BY_SUBJECT = {
    "2": "filtered",
    "3": "systemerror",
    "4": "networkerror",
    "5": "syntaxerror",
    "6": "contenterror",
    "7": "policyviolation",
}
_ARRIVED = ("delivered", "relayed", "expanded")


def judge(told: Told) -> Recipient:
    """Judge what was told of one address."""
    codes = codes_in(told.words, told.status)
    if not codes.command:
        codes = replace(codes, command=command_in(f"{told.status}\n{told.heard}"))
    heard = plain_words(told.heard)
    if not codes.command and not codes.reply_code and states_that_nobody_is_there(told.words):
        codes = replace(codes, command=_ITSELF)
    reason, is_dead = _reason(codes, plain_words(told.words), heard, told.action)
    if is_dead and FULL.pattern.search(heard):
        reason, is_dead = FULL.reason, False
    return Recipient(
        address=told.address,
        status=codes.status,
        reply_code=codes.reply_code,
        reason=reason,
        hard=is_dead,
        action=told.action,
        words=" ".join(told.words.split())[:300],
    )


def _reason(codes: Codes, words: str, heard: str, action: str) -> tuple[str, bool]:
    if action in _ARRIVED:
        return "delivered", False
    gone = _gone(codes, words, heard)
    excuse = _excuse(words, is_gone=gone not in ("", "filtered"))
    if excuse or not _may_be_dead(codes, action):
        return excuse or _passing(codes, action, gone), False
    if codes.status in _NEEDS_WORDS and not gone and len(_WORD.findall(words)) > _FEW:
        return ("suspend" if codes.status == "5.2.1" else "networkerror"), False
    if codes.status in DEAD:
        return gone or DEAD[codes.status], True
    if (codes.status in _VAGUE or _EDGE.search(words)) and gone and gone != "filtered":
        return gone, True
    return _reason_of(codes, gone), False


def _excuse(words: str, *, is_gone: bool) -> str:
    """Name what speaks against an end; where the words say "gone", what is said beside that must be plain."""
    for phrase in NOT_THE_ADDRESS:
        if phrase.pattern.search(words) and not (is_gone and (phrase.reason in WEAK or _EDGE.search(words))):
            return phrase.reason
    return ""


def _gone(codes: Codes, words: str, heard: str) -> str:
    """Name how the words say that the address is dead; "filtered" where that may be a filter's word."""
    both = f"{words}\n{heard}"
    sure = next((phrase.reason for phrase in SURELY_GONE if phrase.pattern.search(both)), "")
    if sure or not SAID_TO_BE_GONE.pattern.search(words):
        return sure
    proven = codes.command in ("RCPT", _ITSELF) or codes.status in DEAD or codes.status == "5.1.0"
    return SAID_TO_BE_GONE.reason if proven else "filtered"


def _may_be_dead(codes: Codes, action: str) -> bool:
    if action == "delayed" or codes.status.startswith(("2.", "4.")):
        return False
    if codes.reply_code.startswith("4"):
        return False
    if any(status.startswith(("5.7.", "4.7.")) or status in ("5.1.7", "5.1.8") for status in codes.others):
        return False
    return codes.command not in ("MAIL", "CONN")


def _passing(codes: Codes, action: str, gone: str) -> str:
    if action == "delayed":
        return "expired"
    return _reason_of(codes, gone)


def _reason_of(codes: Codes, gone: str) -> str:
    _, _, detail = codes.status.partition(".")
    known = _BY_STATUS.get(detail) or _BY_SUBJECT.get(detail.partition(".")[0])
    if gone:
        return gone
    if known and codes.status not in _VAGUE:
        return known
    return {"CONN": "blocked", "MAIL": "rejected"}.get(
        codes.command, "undefined" if codes.reply_code else "onhold"
    )
