"""What mail servers say of an address that is gone, by how much it proves."""

import re

from .nobody import UNKNOWN, UNKNOWN_HOST, UNKNOWN_USER
from .phrases import plain_words, said

# Words that need no proof that they answered RCPT: the system that writes them looks after these addresses itself.
SURELY_GONE = (
    said(
        "notaccept",
        r"recipient (?:address|domain) has (?:a )?null ?mx|domain (?:\S+ )?(?:never )?(?:accepts"
        r"|receives) no mail",
        r"no smtp service|null ?mx|host does not accept mail|domain (?:\S+ )?does not accept mail",
        r"no mx record found for domain|recipient address has a null mx",
        r"smtp protocol returned a permanent error: host does not accept",
    ),
    said(
        "hostunknown",
        *UNKNOWN_HOST,
        r"no such (?:host|domain)|(?:find|locate) (?:any )?(?:host|domain) named|domain must exist",
        r"illegal host/domain name|unrouteable (?:address|mail domain)|unroutable (?:address|mail domain)",
        r"all relevant mx records point to non-existent|(?:host|domain) (?:address )?lookups? failed permanently",
        r"account or domain may not exist|infodomainnonexistent|name or service not known",
        r"bad destination system|domain (?:\S+ )?is not reachable|\bnxdomain\b|non-?existent ?domain",
        r"dns server returned answer with no data|couldn'?t find a mail exchanger",
        r"no (?:valid |working )?(?:dns |a |mx |mail )?(?:records?|hosts?|servers?|exchangers?)(?: \S+)? (?:for|of) "
        r"(?:the |this )?(?:destination|recipient|domain|host)",
        r"domain (?:\S+ )?(?:has no|without) (?:a |an |any |valid )*(?:mx|mail|dns)",
        r"(?:couldn't|could not|cannot|can't|unable to) (?:find|resolve|look ?up) (?:the )?(?:recipient "
        r"|destination |remote )?"
        r"(?:domain|host)",
        r"(?:recipient|destination|remote|mail) (?:host|domain|server)(?: \S+)? (?:could"
        r"|can) ?not be (?:found|resolved)",
    ),
    said(
        "hasmoved",
        r"no longer (?:on server|works? (?:here|for)|valid|employed|in use|exists?|available)|has moved",
        r"moved to|(?:address|mailbox|user) (?:was |has been )?(?:changed|replaced)|please forward to",
        r"forwarding address",
    ),
    said(
        "userunknown",
        r"not listed in (?:\w+ ){0,3}(?:domino directory|name & address book)|no encontrado en el directorio",
        r"r[ée]pertori[ée] dans l'annuaire domino|recipient name is not recogni[sz]ed|000c05a6",
        r"resolver\.adr\.(?:recip|ex)\w{0,20}notfound|recipientnotfound|recipnotfound",
        r"no mailbox here by that name|delivery error: dd this user doesn't have",
        r"does not like recipient[^|]{0,400}(?:unknown|no such)|invalid final delivery userid|^unknown user:",
        r"\((?:<>\.\.\. )?(?:unknown user|user (?:unknown|not (?:exist|found)))",
        r"unknown or illegal (?:user|alias)|no valid recipients for this mm",
        r"vdeliver: invalid or unknown virtual user|unknown local[ -]part|\(user not found\)",
        r"e-?mail account does not exist at the organi[sz]ation this message was sent to",
        # Exchange Online refuses at its edge who is in no directory, with words that it also has for others.
        r"5\.4\.1 (?:<\S*> ?:? ?)?recipient address rejected: access denied",
        r"recipient(?:'s e-?mail)? address was not found in the recipient's e-?mail system",
    ),
)

# Words that a filter likes to say as well: proof only where they answered RCPT.
SAID_TO_BE_GONE = said("userunknown", *UNKNOWN_USER, *UNKNOWN)
# What a system says of an address that it looks after itself, as a line of its own: "Unknown user: bob@example.org".
_STATED = said("userunknown", *UNKNOWN_USER)
_LABEL = re.compile(
    r"^[\s(\"'*>-]{0,8}(?:(?:error|reason|cause|grund|motif|motivo|causa|errore|erreur|fehler)[:：]\s{0,4})?",
    re.IGNORECASE,
)
# Others quote in square brackets what a server behind them said, at whichever stage of the talk.
_QUOTED = re.compile(
    r"\[|.*(?:\bsaid\b|\bremote\b|\bserver\b|\b[45]\d\d\b|repl(?:y|ied)|respon|answer)", re.I
)
_ARTICLES = re.compile(
    r"\b(?:the|this|that|your|sorry|an?|e-?mail|le|la|les|l'|der|die|das|den|el|il|lo|o|os|de|het|en)\b"
)
_MOST_LINES = 40


def states_that_nobody_is_there(words: str) -> bool:
    """Say whether a line states by itself, quoting nobody, that there is no such user."""
    lines = [_LABEL.sub("", line[:300]) for line in words.split("\n")[:_MOST_LINES]]
    return any(
        bool(line.strip()) and not _QUOTED.match(line) and _begins_with_it(plain_words(line))
        for line in lines
    )


def _begins_with_it(line: str) -> bool:
    found = _STATED.pattern.search(line)
    return found is not None and not _ARTICLES.sub("", line[: found.start()]).strip("<> .,:(")
