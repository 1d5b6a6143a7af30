"""The codes in what mail servers say: enhanced status (RFC 3463), SMTP replies (RFC 5321), and the
command answered."""

import re
from dataclasses import dataclass

_STATUS = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\d|\.\d)")
_SIGN = r"(?:4[235]\d|5[0-7]\d)"
# "550 5.1.1", "550-5.1.1", "550-'5.7.1", "550 #5.1.0"
_PAIR = re.compile(rf"(?<![\d.])({_SIGN})[ -]{{1,2}}['#(]{{0,2}}([245]\.[0-7]\.\d{{1,3}})(?!\d|\.\d)")
_REPLY = re.compile(
    rf"(?:^|[:;\[('<>]|\bsaid|\bserver|\berror|\bcode|\bresponse)\s{{0,3}}({_SIGN})(?=[ :,;.\-\])]|$)",
    re.I | re.M,
)
_ANYWHERE = re.compile(rf"(?<![\w.\[@=/#-])({_SIGN})(?=[ -][<A-Za-z\[('\"])")
_VAGUE = re.compile(r"[245]\.0\.0")
# How a command is named: as itself wherever it stands, or by what a system calls that stage of the talk.
_COMMANDS = (
    (
        "RCPT",
        re.compile(
            r"(?<!need )\brcpt\b(?! first| \()|\brcpt_to\b|does(?: not|n't) like (?:the |your )?recipient"
            r"|reject(?:ed|s|ing)? (?:by \S+ )?(?:the |your |this |that )?(?:recipient|address)\b"
            r"|recipient (?:address )?(?:was |has been |is )?(?:rejected|refused|not accepted)"
            r"|(?:server|host) (?:has )?rejected (?:the )?address|\(state 14\)",
            re.I,
        ),
    ),
    (
        "DATA",
        re.compile(
            r"end of (?:message |mail )?data|final data|(?:>>>|<<<|-->|reply to|response to|after"
            r"|following|command:?) data\b"
            r"|\bdata (?:command|phase|stage)|^data$|failed on data|after (?:the )?(?:text|body)|\(data\)"
            r"|final dot"
            r"|failed after i sent the message|(?:for )?text command|\(state 1[578]\)",
            re.I | re.M,
        ),
    ),
    (
        "MAIL",
        re.compile(
            r"\bmail from ?:|\bmail_from\b|(?:reply to|response to|after|following"
            r"|>>>) (?:the )?mail\b(?! data)"
            r"|mail from command|sender was rejected|does(?: not|n't) like (?:the |your )?sender|\(state 6\)",
            re.I,
        ),
    ),
    (
        "CONN",
        re.compile(
            r"initial (?:connection|greeting)|\b(?:helo|ehlo|lhlo)\b"
            r"|refused to talk to me|my name was rejected|unexpected (?:connection )?response (?:from|to)"
            r"|\(state (?:8|9|1[23])\)|greeting failed",
            re.I,
        ),
    ),
)


# An envelope that is told, not a command that was answered.
_ENVELOPE = re.compile(r"^[ \t]{0,9}mail from:[^\n>]{0,300}\n[ \t]{0,9}rcpt to:", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one answer. `others` are all enhanced codes that were found."""

    status: str = ""
    reply_code: str = ""
    command: str = ""
    others: frozenset[str] = frozenset()


def codes_in(words: str, told: str = "") -> Codes:
    """Read the codes from the words of an answer; `told` is the Status field of a report.

    Gateways write a vague or their own code into that field beside the exact answer of the server they spoke to, so the
    code that stands with the reply wins; of several answers within each other the innermost, which is last.
    """
    pairs = _PAIR.findall(words)
    found = _STATUS.findall(words)
    of_field = _STATUS.findall(told)
    exact = [status for _, status in pairs if not _VAGUE.fullmatch(status)]
    candidates = [*exact[-1:], *_exact(of_field), *_exact(found), *of_field, *found]
    status = candidates[0] if candidates else ""
    reply = pairs[-1][0] if pairs else _reply(words)
    return Codes(status, reply, command_in(words), frozenset([*found, *of_field]))


def command_in(words: str) -> str:
    """Say which command of SMTP was refused: RCPT, DATA, MAIL, CONN, or empty where nobody says so."""
    words = _ENVELOPE.sub(" ", words)
    found = [
        (max(match.start() for match in matches), name)
        for name, pattern in _COMMANDS
        if (matches := list(pattern.finditer(words)))
    ]
    return max(found)[1] if found else ""


def _exact(statuses: list[str]) -> list[str]:
    return [status for status in statuses if not _VAGUE.fullmatch(status)]


def _reply(words: str) -> str:
    match = _REPLY.search(words) or _ANYWHERE.search(words)
    return match[1] if match else ""
