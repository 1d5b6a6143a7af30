"""What mail servers say of an address that is gone, by how much it proves."""

from .phrases import said

# Words that need no proof that they answered RCPT: the system that writes them looks after these addresses itself.
SURELY_GONE = (
    said(
        "notaccept",
        r"no smtp service|null ?mx|host does not accept mail|domain (?:\S+ )?does not accept mail",
        r"no mx record found for domain|recipient address has a null mx",
        r"smtp protocol returned a permanent error: host does not accept",
    ),
    said(
        "hostunknown",
        r"host (?:or domain name )?not found|host unknown|unknown host|no such (?:host|domain)",
        r"domain (?:name )?(?:\S+ )?(?:does|did)(?: not|n't) exist|find any host named|domain must exist",
        r"illegal host/domain name|unrouteable (?:address|mail domain)",
        r"all relevant mx records point to non-existent|host address lookups failed permanently",
        r"remote domain doesn'?t exist|domain mentioned in email address is unknown",
        r"account or domain may not exist|unknown domain|non-existent (?:domain|host)",
        r"domain (?:\S+ )?(?:could|can) ?not be found|infodomainnonexistent|name or service not known",
        r"bad destination system|because the domain is not reachable|domain name not found",
        r"dns server returned answer with no data|nxdomain",
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
        r"vdeliver: invalid or unknown virtual user",
    ),
)

# Words that a filter likes to say as well: proof only where they answered RCPT.
SAID_TO_BE_GONE = said(
    "userunknown",
    r"user (?:is )?(?:unknown|not (?:known|found|exist|local)|does(?: not|n't) exist)",
    r"unknown (?:user|recipient|local[ -]?part|address|account|mailbox|destination)",
    r"(?:user|recipient|mailbox|account|address|alias|addressee|destinataire)(?: \S+){0,3} (?:unknown|not"
    r" found|(?:does|do|did)(?: not|n't) exist|not exist|not known|is invalid|not recogni[sz]ed"
    r"|non-existent)",
    r"no such (?:\S+ )?(?:user|recipient|mailbox|address|account|person|alias|local user|id|name)",
    r"no (?:mailbox|account|user) (?:here|by|for|with|named|exists?|found)",
    r"not (?:a )?(?:valid|known|local) (?:user|mailbox|recipient|address|account)",
    r"invalid (?:recipient|user|mailbox|address|userid|account|local)",
    r"(?:isn't|is not) (?:a |our |in (?:our|the) )?(?:\w+ )?(?:customer|user|directory|valid|known)",
    r"doesn't have an? \S+ account|(?:mailbox|user|recipient) (?:is )?unavailable",
    r"mailbox not (?:found|available)|bad destination (?:mailbox|address)",
    r"there is no (?:one|user|account|mailbox|such)|user [^ ]{1,200} (?:not found|does not exist)",
    r"address (?:does not exist|rejected: undeliverable|error|lookup)|not our customer|destinataire inconnu",
    r"empf[äa]nger (?:\S+ )?(?:unbekannt|existiert)|utente sconosciuto|usuario desconocido|недоступен",
    r"не существует|recipient (?:no longer|rejected|address rejected: unknown)|badrcptto",
    r"this (?:address|user|account) no longer|does not exist(?: here|$)|not exist\b|нет такого",
    r"unrecogni[sz]ed (?:recipient|user)",
)
