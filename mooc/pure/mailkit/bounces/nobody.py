"""How people say in each language that nobody is there: what is addressed, and what is not so about it.

Servers choose their words freely, but they all speak of a user, a mailbox or an address and say that it is unknown,
not found or gone; so the table holds nouns and what is said of them, not sentences. A few words may stand between.
"""

# What stands between the noun and what is said of it: an address (already taken out), a name, "is", "of this server".
_BETWEEN = r"[^.;|!?]{0,60}?"


def _said_of(nouns: str, after: str, before: str = "", *, gap: str = _BETWEEN) -> tuple[str, ...]:
    """Join nouns with what is said after them, and with what is said before them."""
    ways = [rf"\b(?:{nouns})\b{gap}(?:{after})"]
    if before:
        ways.append(rf"\b(?:{before}) (?:[^\s.;|]{{1,30}} ){{0,3}}?(?:{nouns})\b")
    return tuple(ways)


_ENGLISH = (
    r"(?:e-?mail |mail )?(?:users?|recipients?|receivers?|receipients?|mail ?box(?:es)?|accounts?|address(?:es)?|addressee"
    r"|alias|persons?|customer|subscriber|member|in ?box|user ?id|user ?names?|local[ -]?part|mail ?drop|login|destination"
    r"|employee|individual|ids?|host name|spectator)"
)
_NOT_THERE = (
    r"unknown|undefined|unresolvable|non-?exist(?:ent|ing|ant)|not exists?\b|no exist\b|does(?:n't| ?not) (?:currently )?"
    r"(?:exist|match)|do(?:n't| not) exist|did(?:n't| not) exist|not (?:be )?(?:found|known|recogni[sz]ed|registered|defined"
    r"|present|resolved|identified|located|verified)|not (?:a )?valid|\binvalid\b|not (?:yet )?(?:on|in) (?:our|this|the) "
    r"(?:system|server|directory)|no longer (?:exists?|here|valid|with|works?|at|has|registered|a valid|a customer|supported"
    r"|maintained|accepts)"
    r"|(?:been|was|is|were) (?:deleted|removed|erased|purged|deprovisioned)|not (?:ok|local|listed)\b|never existed"
    r"|(?:is|are|address) (?:wrong|incorrect|misspelled|bad)\b|(?:cannot|can ?not|can't|could not|couldn't|unable to) (?:be "
    r"(?:found|resolved|located|verified|identified|matched)|find|resolve)|not (?:a member|one of (?:our|my))|lookup failed"
    r"|lookup in domain map failed|has left|unrouteable|unroutable|undeliverable|not deliverable|missing home directory"
)
_NO_SUCH = (
    r"unknown(?: or (?:illegal|invalid))?|no such|no known|invalid|illegal|incorrect|wrong|bad|undefined|unrecogni[sz]ed"
    r"|non-?exist(?:ent|ing|ant)|unresolvable|not a (?:valid|known|local|registered|current)|no valid|no|no active|obsolete"
    r"|deleted|nonlocal|cannot find|can't find|couldn't find|could not find|cannot accept|can't accept|not an? (?:active)"
)
_ROUND_IT = (
    r"nobody (?:here )?by (?:this|that)|there is no ?(?:one|such|body)|no (?:one|body) (?:here |with |by |at )"
    r"|(?:does not|doesn't) have an? (?:\S+ )?(?:account|mailbox)|not our (?:customer|user|client)|\bbad ?rcpt ?to\b"
    r"|badrecipientto|validrcptto|\bhas no (?:such )?(?:mailbox|account|user)|not (?:at|on) this (?:host|server|system)"
    r"|(?:isn't|is not) (?:a |an |our |in (?:our|the|my) )?(?:\w+ )?(?:customer|user|directory|valid|known|mailbox|recipient)"
    r"|does(?:n't| not) exist(?: here|$)|\bnot exist\b|recipient not accepted|user ?unknown|unknown ?user|nosuchuser"
    r"|address (?:rejected: undeliverable|error|lookup)|mailbox (?:is )?un?avail?able|(?:user|recipient) (?:is )?unavailable"
    r"|mailbox not available|recipient (?:address )?rejected(?:: (?:unknown|undeliverable|invalid|no such)|$|[. ]*\()"
    r"|destination (?:server rejected recipients|addresses were unknown)|not (?:listed|present) in|no such\b"
    r"|user (?:path|home) no(?:t)? exist|who\?"
)

# By language. Nouns, what follows them, what goes before them.
SAID_IN: dict[str, tuple[str, ...]] = {
    "en": (*_said_of(_ENGLISH, _NOT_THERE, _NO_SUCH), _ROUND_IT),
    "de": _said_of(
        r"(?:e-?mail-?)?(?:benutzer|empf[äa]e?nger|postf[äa]e?ch|mailbox|adress|konto|teilnehmer|nutzer|account)\w*",
        r"unbekannt|nicht (?:gefunden|bekannt|vorhanden|g[üu]e?ltig|erreichbar)|ung[üu]e?ltig|existiert (?:hier )?nicht"
        r"|existieren nicht|gibt es nicht|gel[öo]e?scht",
        r"unbekannte\w?|ung[üu]e?ltige\w?|keine?\w? solche\w?|falsche\w?",
    )
    + ("existiert (?:hier )?nicht",),
    "fr": _said_of(
        r"utilisateur|destinataires?|adresses?|compte|bo[iî]te|usager|abonn[ée]",
        r"inconnue?s?\b|inexistante?s?|invalides?\b|introuvables?|non (?:trouv|valide|reconnu)|n'existe|erron[ée]"
        r"|supprim[ée]|ferm[ée]e d[ée]finitivement",
        r"aucun|inconnu|mauvaise",
    )
    + (r"n'existe (?:pas|plus)",),
    "es": _said_of(
        r"usuario|destinatario|buz[oó]n|cuenta|direcci[oó]n|casilla|receptor",
        r"desconocid|inexistente|inv[aá]lid|no (?:existe|encontrad|v[aá]lid|se (?:encuentra|encontr|ha encontrado))|err[oó]ne"
        r"|eliminad",
        r"no existe(?: (?:dicha|ese|el|la|esa))?|desconocid[oa]",
    )
    + ("no existe",),
    "pt": _said_of(
        r"usu[aá]rio|utilizador|destinat[aá]rio|caixa|conta|endere[cç]o",
        r"desconhecid|inexistente|inv[aá]lid|n[ãa]o (?:existe|encontrad|localizad|v[aá]lid|cadastrad)",
        r"nenhum|desconhecid[oa]",
    )
    + (r"n[ãa]o existe",),
    "it": _said_of(
        r"utente|destinatario|casella|indirizzo|mailbox",
        r"sconosciut|inesistente|non (?:esiste|trovat|valid|presente|riconosciut)|errat|simile in questo momento",
        r"nessun|sconosciut[oa]|inesistente",
    )
    + ("non esiste",),
    "nl": _said_of(
        r"gebruiker|ontvanger|geadresseerde|postvak|mailbox|(?:e-?mail)?adres|account",
        r"onbekend|niet gevonden|ongeldig|bestaat (?:hier )?niet|niet bekend|niet geldig",
        r"onbekende|ongeldige?",
    )
    + ("bestaat niet",),
    "pl": _said_of(
        r"(?:użytkownik|odbiorc|adres|skrzynk|kont)\w*",
        r"nieznan|nie istnieje|nieprawidłow|nie znaleziono|niepoprawn|usunięt",
        r"nieznan\w+|brak|nie ma takiego|nie istnieje|nieprawidłow\w+",
    )
    + ("nie istnieje",),
    "sv da no": _said_of(
        r"(?:användar|mottagar|adress|brevlåd|bruger|brugar|modtager|mottaker|bruker|postkass|konto)\w*",
        r"okänd|hittades inte|finns inte|ogiltig|ukendt|findes ikke|eksisterer ikke|ugyldig|ukjent|finnes ikke"
        r"|ble ikke funnet|blev ikke fundet",
        r"okänd\w?|ukendte?|ukjent|ogiltig\w?|ugyldig\w?",
    )
    + ("finns inte", "findes ikke", "finnes ikke", "eksisterer ikke"),
    "fi": _said_of(
        r"(?:käyttäjä|vastaanottaja|osoite|osoitet|postilaatikko|tili)\w*",
        r"tuntematon|ei (?:ole olemassa|löydy|löytynyt|tunneta)|virheellinen",
        r"tuntematon|virheellinen",
    ),
    "cs sk": _said_of(
        r"(?:uživatel|adresát|příjemc|schránk|adres|účet|používateľ|príjemc)\w*",
        r"neexistuje|neznám|nenalezen|neplatn|nebyl nalezen|nebola nájden",
        r"neznám\w+|neexistující|neplatn\w+",
    ),
    "tr": _said_of(
        r"(?:kullanıcı|alıcı|adres|posta kutusu|hesa[pb])\w*",
        r"bulunamadı|bilinmiyor|mevcut değil|geçersiz|yok\b|tanınmıyor",
        r"bilinmeyen|geçersiz|böyle bir",
    ),
    "hu ro": _said_of(
        r"(?:felhasználó|címzett|postafiók|utilizator|destinatar|adres|căsuț)\w*",
        r"ismeretlen|nem (?:létezik|található)|necunoscut|inexistent|nu există",
        r"ismeretlen|nincs ilyen",
    ),
    "ru uk": _said_of(
        r"(?:пользовател|получател|адрес|ящик|учетн\w+ запис|аккаунт|користувач|одержувач|скриньк)\w*",
        r"не ?(?:найден|зарегистрирован|существует|обнаружен|известен|знайден|існує)|неизвест|невідом|недейств|неверн"
        r"|недоступен|удал[её]н",
        r"неизвестн\w+|несуществующ\w+|нет так\w+|невідом\w+|немає так\w+|неверн\w+",
    )
    + ("не существует", "нет такого", "недоступен", "не найден"),
    "ja": (
        r"(?:宛先|ユーザー?|メールアドレス|アドレス|受信者|メールボックス|アカウント).{0,30}(?:存在し(?:ません|ない)|見つかりません"
        r"|不明|ありません|無効です|誤り)",
        r"宛先不明|存在しません|見つかりません",
    ),
    "zh": (
        r"(?:用户|用戶|收件人|邮箱|郵箱|地址|帐号|帳號|账号|使用者|信箱).{0,20}(?:不存在|未找到|找不到|不正确|不正確|错误|無效|无效"
        r"|已(?:被)?(?:注销|删除|刪除))",
        r"无此用户|無此|查无此|不存在|找不到",
    ),
    "ko": (
        r"(?:사용자|수신자|받는 ?사람|메일 ?주소|주소|계정|메일함|수신인)[^.]{0,30}(?:존재하지|없(?:는|습니다|음)|찾을 수 없"
        r"|잘못|올바르지|알 수 없)",
        r"(?:존재하지 않는|알 수 없는|없는|잘못된) (?:사용자|수신자|메일|주소|계정)",
    ),
}
