"""What mail servers say where the address is not at fault, or where it may pass. The first that fits names the reason.

The reasons are those that bounce readers have in common (sisimai names them so). Where one of these fits, no code makes
the address dead: several servers say 5.1.1 to a sender that they do not like.
"""

from .full import FULL_WORDS
from .phrases import said

FULL = said("mailboxfull", *FULL_WORDS)

# Reasons whose words also stand beside a plain "no such user", as advice or as the name of a department.
WEAK = frozenset({"policyviolation", "securityerror", "notcompliantrfc", "contenterror", "syntaxerror"})

NOT_THE_ADDRESS = (
    FULL,
    said("mailboxfull", r"\bquota", r"\b(?:mail ?box|inbox)\b[^.;]{0,60}\bfull\b"),
    # The owner of the mailbox, or a machine of his, chooses whom to hear.
    said(
        "filtered",
        r"\bfilter(?:ed|s|ing)?\b|only accept(?:s|ing)|restricted sms|recipient preferences|user rules",
        r"(?:user|recipient|addressee)(?: \S+){0,3} (?:refuses?\b|refused to|does not want|doesn't want"
        r"|has blocked|blocks)",
        r"blocked by the (?:user|recipient)|challenge|is protected by|allowed list for this",
    ),
    # The ready-made words of a receipt rule at Amazon SES: a rule says so, and no mailbox was asked.
    said(
        "filtered",
        r"^550 5\.1\.1 mailbox does not exist$",
    ),
    said(
        "mesgtoobig",
        r"(?:message|mail|size|content) (?:\w+ ){0,4}(?:too (?:big|large)|exceed\w{0,3} (?:\w+"
        r" ){0,5}(?:size|limit|maximum))",
        r"size limit|recipsizelimit|maximum (?:message )?size|too large for this recipient",
        r"message size exceeds",
    ),
    said(
        "speeding",
        r"receiving (?:mail at a rate|mail too quickly|too much)|receivingrate"
        r"|rate limit(?:ed)? exceeded (?:for|by) (?:sender|user)",
        r"too many (?:recipients|messages|emails|mails)|sent to too many|throttl",
        r"(?:too many|excessive|many) (?:\w+ ){0,2}(?:unknown|invalid|bad|non-?existent|wrong)",
        r"exceeded (?:the )?(?:max\w{0,4} )?(?:number of|rate|hourly|daily|sending)|rate of messages",
        r"slow down|please try again slower|has been temporarily (?:deferred|rate)|recipient limit exceeded",
    ),
    said(
        "toomanyconn",
        r"too many (?:concurrent |smtp |simultaneous )?(?:connections|sessions|client)|connection rate",
        r"connection limit|maximum (?:number of )?(?:concurrent )?connections",
        r"all available ips are at maximum connection|aup#in",
    ),
    said(
        "suspend",
        r"(?:account|mailbox|user|recipient|address|box|email)(?: \S+){0,6} (?:is |has been |was |been "
        r"|temporarily |currently )+(?:\w+ )?(?:disabled|inactive|suspended|frozen|blocked|locked"
        r"|deactivated|limited|closed|discontinued|terminated|bloque)|(?:temporarily|currently) unavailable",
        r"(?:disabled|inactive|suspended|deactivated|dormant|frozen|expired|closed) (?:recipient|account"
        r"|mailbox|user|e?-?mail|address)",
        r"(?:account|mailbox|user|recipient)(?:\(s\))? (?:account )?(?:disabled|inactive|suspended|frozen"
        r"|deactivated|on hold|temporarily|currently)",
        r"account has been (?:\w+ )?(?:disabled|suspended)|not logged in for",
        r"\b(?:account|user|mailbox|recipient)\S*(?: \S+){0,3} (?:locked|closed|expired|not activated|archived)\b"
        r"|archived (?:recipient"
        r"|mailbox|user)|archiv[ée]e|\bdisableduser\b|not accepting (?:any )?(?:e-?mails?|mails?|messages)\b"
        r"|suspend the",
        r"compte du destinataire est bloque|suspension|is not active|out of service",
        r"mailbox currently suspended|mail ?box is frozen|(?:account|mailbox|user|recipient)\S* (?:was "
        r"|is )?dis(?:abled|continued)",
        r"(?:konto|postfach|benutzer|empfänger) .{0,30}(?:gesperrt|deaktiviert)|заблокирован|отключ[её]н"
        r"|désactivé|deshabilitad",
        r"desativad|disattivat|uitgeschakeld|geblokkeerd|wyłączon|zablokowan|avstängd|停用|禁用|无効|無効|冻结|凍結|休眠",
    ),
    said(
        "norelaying",
        r"rela(?:y|ying)(?: of)?(?: mail)?(?: to \S+)?(?: access)?(?: is| was)? (?:denied|prohibited|not"
        r" (?:permitted|allowed|authori[sz]ed)|disallowed)",
        r"not (?:permitted|allowed|authori[sz]ed|able) to relay|cannot relay|no relaying|unable to relay",
        r"relay operation rejected|we do not relay",
        r"(?:domain|host) (?:\S+ )?(?:is )?not (?:\w+ )?(?:in|on) (?:my|our|the) list of (?:allowed"
        r"|rcpthosts)",
        r"isn't in my list of allowed rcpthosts|this is not a (?:\w+ )?(?:open )?relay",
        r"mail server requires authentication|is not a registered gateway|relaying mail to",
    ),
    said(
        "authfailure",
        r"\bdmarc\b|\bspf\b|\bdkim\b|authentication (?:information|checks?) (?:failed|or fails)",
        r"unauthenticated (?:email|mail)|does not have authentication information",
        r"fail(?:s|ed) (?:to pass )?(?:authentication|the authentication)|sender policy framework",
    ),
    said(
        "badreputation",
        r"reputation|likely suspicious",
    ),
    said(
        "requireptr",
        r"\bptr\b|reverse[ -](?:dns|lookup|hostname|mapping)|cannot (?:find|resolve) your (?:reverse )?host",
        r"unverifiable sending ip|fcrdns|your (?:client )?host ?name|cannot resolve your address",
        r"no (?:matching )?rdns|ip address has no",
    ),
    said(
        "spamdetected",
        r"\bspam|\bube\b|\buce\b|unsolicited|junk|bulk e?-?mail|message (?:looks|scored)|high probability of",
        r"blacklisted url|спам|垃圾邮件|垃圾郵件|迷惑メール|indésirable|correo no deseado|unerwünscht|niechcian",
    ),
    said(
        "virusdetected",
        r"\bvirus|malware|infected|trojan|dangerous (?:attachment|content)",
    ),
    said(
        "blocked",
        r"(?<!may be )black ?-?list|block ?-?list|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracudacentral"
        r"|sorbs|\bbl\.",
        r"banned|blocked (?:using|by|for|ip|because)|^(?:[45\d.]{3,7} ){0,2}blocked\b",
        r"(?:client|sender|connecting|sending) (?:host|ip|server|mta)(?: \S+){0,5} (?:blocked|rejected"
        r"|denied|refused|banned|not allowed|listed)",
        r"client host|access denied|access (?:is )?(?:restricted|forbidden|prohibited)",
        r"connection (?:denied|rejected|dropped by)",
        r"ip (?:address )?(?:\S+ )?(?:is )?(?:blocked|listed|denied|bad)",
        r"your (?:ip|network|server|host|access|mail server|e?-?mail is redundant)",
        r"bad (?:sender )?(?:ip|sending)|service refuse|(?:mail|message|connection|session|host"
        r"|ip) (?:\S+ ){0,3}refused by|open relay|no access from",
        r"mail server (?:at |from )?\[?[\d.]+\]? (?:is|has)|host network not allowed",
        r"not accepting mail from (?:your|this)|unresolvable relay",
    ),
    # What passes, whatever else it says.
    said(
        "expired",
        r"gr[ea]y-?list|(?<!and )try(?:ing)? (?:your \w+ |this |it )?(?:again|later)|later (?:on|please)"
        r"|please retry",
        r"bitte (?:später|versuchen)|réessayer|veuillez essayer|intente|tente (?:novamente|mais)|riprova"
        r"|probeer",
        r"spróbuj|försök igen|попробуйте|повторите|稍后|稍後|しばらく|時間をおいて",
    ),
    said(
        "policyviolation",
        r"polic(?:y|ies)|potential security issue",
        r"content (?:presents|is not allowed|rejected|blocked|restrictions?)|prohibited|not acceptable",
        r"(?:mail|message) content|\burl in\b|administrative prohibition|considered (?:unsafe|illegal)"
        r"|security (?:reasons?|risk)|because its content",
    ),
    said(
        "rejected",
        r"sender(?:'s)? (?:address |domain |e?-?mail |\S+ )?(?:was |is |has been |verify |verification "
        r"|address )*(?:rejected|denied|refused|failed|invalid|blocked|unknown|not (?:allowed|accepted"
        r"|found|exist)|does not exist|required)",
        r"domain of (?:the )?sender",
        r"(?:invalid|unknown|bad|unauthori[sz]ed|forged|unverified|null|empty) (?:envelope )?sender",
        r"from: domain|sending domain|\bbad ?sender|\bsender ?(?:mx|no)|(?:unroutable|no mx for"
        r"|no a for) (?:\w+ )?sender",
        r"(?:emetteur|émetteur|exp[ée]diteur|absender|remitente|remetente|mittente)\b[^.;]{0,30}(?:invalid"
        r"|unbekannt|inconnu"
        r"|desconoc|desconhec|sconosc|refus|abgelehnt|rechaz|rejeit|rifiut)|sender not|sender (?:\S+ )?has no\b",
        r"responsible address|not owned by|returned mail not|senderfilter|dead domain"
        r"|fully qualified (?:e-?mail )?address",
        r"(?:not|n't) accept mail from you|mail from <> refused",
        r"(?:mail )?from (?:address|domain|header)(?: \S+){0,4} (?:rejected|invalid|denied|not|does|is)",
        r"you are not (?:allowed|authori[sz]ed|permitted)|not authori[sz]ed to send",
        r"rejected by (?:the )?(?:recipient(?! domain)|rule|filter|user)",
        r"message (?:was |has been )?(?:rejected|refused|denied)|access to this (?:group|list)",
        r"only (?:members|subscribers)|members[ -]only|by (?:a )?non-member|restricted (?:list|group|recipient)",
        r"you do not have (?:the )?permission|non-members|group .{0,80} may not exist|spoof|impersonat",
        r"(?:backscatter|bounce|null return|dsn)\w{0,3} (?:\w+ )?(?:rejected|not accepted|are not|disabled)",
        r"(?:your|helo|ehlo|sending|sender|client|envelope|originating"
        r"|connecting)(?: \w+){0,3}[ :]{1,2}(?:host|domain)"
        r"(?: ?name)?\b|in (?:helo|ehlo)\b|no mail from|mail ?from failed|message[ -]id not"
        r"|invalid message[ -]id|no permission|\bauth failed|for your (?:helo"
        r"|ehlo|host)",
        r"authentication required|invalid mail from|verify (?:the )?sender|callout|google groups",
    ),
    said(
        "securityerror",
        r"authentication (?:required|failed|credentials|turned on)|not authori[sz]ed|unauthori[sz]ed",
        r"requires? (?:tls|starttls|encryption|authentication)|must issue a starttls",
        r"delivery not authori[sz]ed|unauthenticated|certificate|encryption needed|\btls\b",
    ),
    said(
        "notcompliantrfc",
        r"rfc[ -]?(?:\d{3,4})?(?: \w+)? ?(?:complian|violat)|multiple addresses in from",
        r"not (?:rfc[ -]?\d* )?compliant|bare lf|duplicate header|missing (?:message-id|from|date) header",
    ),
    said(
        "contenterror",
        r"content ?(?:conversion|error|type)|header (?:size|error|too long)|8bit|smtputf8",
        r"improper (?:encoding|format)|mime (?:error|format)|attachment",
    ),
    said(
        "systemfull",
        r"disk (?:is )?full|insufficient (?:disk|system)|no space left on|out of disk",
    ),
    said(
        "expired",
        r"(?:message|mail|delivery|time|retry|retries) (?:\w+ ){0,4}(?:expired|exceeded|time[sd]? ?-?out"
        r"|timeout)",
        r"timed? ?-?out|timeout|too long|within \d+ days?|for the last \d+|giving up after|multiple retries",
        r"has not (?:yet )?been delivered|still (?:be )?trying|will (?:continue|keep) (?:trying|to try)",
        r"delivery attempts will continue|not yet been delivered|could not (?:be )?(?:contact|connect|reach)",
        r"(?:host|server|mx|system) (?:is )?not (?:reachable|responding)|temporarily deferred|\bdeferred\b",
        r"unable to (?:connect|establish)|did not accept our requests to connect|delayed \d+",
        r"retry time not reached|connection (?:refused|reset|lost|closed|interrupted|failed)|lost connection",
        r"expected to be retried",
    ),
    said(
        "networkerror",
        r"hop count|too many hops|mail (?:forwarding )?loop|routing loop|loops? back",
        r"network (?:is )?unreachable|no route to host|malformed (?:or unexpected )?(?:dns|name)",
        r"establish an smtp connection|name server (?:failure|timeout)|too many received",
        r"dns (?:soft )?(?:error|failure)(?!: (?:domain|host|<>)[^.;]{0,40}(?:not found|not exist|nxdomain))"
        r"|alias(?:ing)? loop",
        r"name service error(?! for \S+ type=\w+: host (?:or domain name )?not found)",
        r"not found[,.;:]? (?:please )?try again|host ?name lookup failure|(?:temporary|soft) (?:dns"
        r"|lookup|name)",
        r"dns (?:lookup |query )?(?:timed out|timeout|problem)|servfail",
    ),
    said(
        "systemerror",
        r"internal (?:system |server |software )?(?:error|failure|reject)",
        r"system (?:error|config|failure|is not)|configuration error",
        r"server (?:is )?(?:down|error|busy|unavailable|problem)",
        r"service (?:currently |temporarily )?unavailable|local (?:error|config)|operating system",
        r"resources? (?:\w+ )?(?:temporarily )?unavailable|try (?:again )?later",
        r"(?:cannot|can't|unable to|could not|couldn't) (?:open|create|lock|access"
        r"|write(?: to)?) (?:\w+ ){0,2}(?:mail ?box|maildir"
        r"|folder|file)|dns server (?:failure|error)|dns check failed",
        r"lock(?:ing)? (?:error|failed)|permission denied|duplicated message-id|temporar(?:y|ily)",
        r"unexpected failure|remote protocol error",
    ),
    said(
        "mailererror",
        r"mailer error|command (?:died|failed|output)|procmail|pipe to|exited with|unknown mailer",
        r"^[a-z][\w.-]{1,20}: (?:couldn't|could not|cannot|can't|unable|error|no such file|permission)",
        r"exit (?:status|code)|delivery (?:agent|pipe)|mail delivery program|can't create output",
    ),
    said(
        "syntaxerror",
        r"(?:parameter|command) (?:\w+ )?(?:not )?(?:implemented|recogni[sz]ed|unrecogni[sz]ed)",
        r"syntax error(?! in (?:\w+ )?address)|sequence of commands|improper sequence|bad sequence",
    ),
)
