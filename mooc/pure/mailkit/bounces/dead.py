"""What mail servers say of an address that is gone, by how much it proves."""

from .nobody import SAID_IN
from .phrases import said

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
        r"host (?:or domain name )?not found|host unknown|unknown host|no such (?:host|domain)",
        r"domain (?:name )?(?:\S+ )?(?:does|did)(?: not|n't) exist|find any host named|domain must exist",
        r"illegal host/domain name|unrouteable (?:address|mail domain)",
        r"all relevant mx records point to non-existent|host address lookups failed permanently",
        r"remote domain doesn'?t exist|domain mentioned in email address is unknown",
        r"account or domain may not exist|unknown domain|non-existent (?:domain|host)",
        r"domain (?:\S+ )?(?:could|can) ?not be found|infodomainnonexistent|name or service not known",
        r"bad destination system|domain (?:\S+ )?is not reachable|domain name not found",
        r"dns server returned answer with no data|nxdomain|couldn'?t find a mail exchanger",
        r"(?:account or )?domain may not exist, they may be blacklisted, or missing the proper dns",
        r"no (?:valid |working )?(?:dns |a |mx |mail )?(?:records?|hosts?|servers?"
        r"|exchangers?)(?: \S+)? (?:for|of) (?:the |this )?"
        r"(?:destination|recipient|domain|host)|domain (?:\S+ )?(?:has no|without) (?:a |an |any "
        r"|valid )*(?:mx|mail)",
        r"(?:host|domain|name) (?:\S+ )?(?:does|do|did)(?: not|n't) (?:exist|resolve)|unresolvable (?:host"
        r"|domain)",
        r"rechner(?:name)? (?:unbekannt|nicht gefunden)|domain (?:existiert nicht|unbekannt|inconnu"
        r"|inexistant)",
        r"domaine (?:\S+ )?(?:inconnu|inexistant|n'existe)|dominio (?:\S+ )?(?:no existe|inexistente"
        r"|sconosciuto|non esiste)",
        r"dom[ií]nio (?:\S+ )?(?:não existe|inexistente)|домен\w* .{0,30}не (?:существует|найден)|域名不存在"
        r"|ドメイン.{0,12}存在しません",
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
SAID_TO_BE_GONE = said("userunknown", *(way for ways in SAID_IN.values() for way in ways))
