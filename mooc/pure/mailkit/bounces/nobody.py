"""How people say in each language that nobody is there: what is addressed, and what is not so about it.

Servers choose their words freely, but they all speak of a user, a mailbox or an address and say that it is unknown,
not found or gone; so the table holds nouns and what is said of them, not sentences. A few words may stand between.
"""

from dataclasses import dataclass

# Between a noun and what is said of it: an address (already taken out), a name, "is", "of this server".
_BETWEEN = r"[^.;|!?]{0,60}?"
# Between "no such" and the noun: "no such local user", and not "no permission for this user".
_NEAR = r"(?!for\b|from\b|of\b|in\b|by\b|to\b|mail\b from)[^\s.;|]{1,30}"
# The same for a host, which also speaks: "host mx said: user unknown" is nothing about the host.
_BETWEEN_HOST = (
    r"(?: (?!said|told|says|answer|repl|reject|refus|return|error|a dit|sagte)[^\s:;|]{1,60}){0,3}?"
    r" ?[\"':]? ?"
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """Names of the one addressed and of hosts, what goes after and before them, and what stands alone."""

    nouns: str
    hosts: str
    after: str
    before: str
    also: tuple[str, ...] = ()

    def of_users(self) -> tuple[str, ...]:
        """Return how it says that a user is unknown."""
        return (
            rf"\b(?:{self.nouns})\b{_BETWEEN}(?:{self.after})",
            rf"\b(?:{self.before}) (?:{_NEAR} ){{0,2}}?(?:{self.nouns})\b",
        )

    def of_hosts(self) -> tuple[str, ...]:
        """Return how it says that a domain is unknown."""
        return (
            rf"\b(?:{self.hosts})\b{_BETWEEN_HOST}(?:{self.after})",
            rf"\b(?:{self.before}) (?:(?:mail|e-?mail|recipient|destination|remote|host/) ?)?(?:{self.hosts})\b",
        )


_ENGLISH = (
    r"(?:e-?mail |mail )?(?:users?|recipients?|receivers?|receipients?|mail ?box(?:es)?|accounts?"
    r"|address(?:es)?|addressee"
    r"|alias|persons?|customer|subscriber|member|in ?box|user ?ids?|user ?names?|local[ -]?part|mail ?drop"
    r"|login|destination"
    r"|employee|individual|spectator)"
)
_HOSTS = r"domains?(?: names?)?|hosts?(?: ?names?)?|host/domain name|mail domain"
_NOT_THERE = (
    r"unknown|undefined|unresolvable|non-?exist(?:ent|ing|ant)|not exists?\b|no exist\b|does(?:n't"
    r"| ?not) (?:currently )?"
    r"(?:exist|match)|do(?:n't| not) exist|did(?:n't| not) exist|not (?:be )?(?:found|known|recogni[sz]ed"
    r"|registered|defined"
    r"|present|resolved|identified|located|verified)|not (?:a )?valid|\binvalid\b|not (?:yet )?(?:on"
    r"|in) (?:our|this|the) "
    r"(?:system|server|directory)|no longer (?:exists?|here|valid|with|works?|at|has|registered|a valid"
    r"|a customer|supported"
    r"|maintained|accepts)"
    r"|(?:been|was|is|were) (?:deleted|removed|erased|purged|deprovisioned)|not (?:ok|local|listed)\b|never existed"
    r"|(?:is|are|address) (?:wrong|incorrect|misspelled|bad)\b|(?:cannot|can ?not|can't|could not|couldn't"
    r"|unable to) (?:be "
    r"(?:found|resolved|located|verified|identified|matched)|find|resolve)|not (?:a member|one of (?:our|my))"
    r"|lookup failed"
    r"|lookup in domain map failed|has left|unrouteable|unroutable|undeliverable|not deliverable"
    r"|missing home directory"
)
_NO_SUCH = (
    r"unknown(?: or (?:illegal|invalid))?|no such|no known|invalid|illegal|incorrect|wrong|bad|undefined"
    r"|unrecogni[sz]ed"
    r"|non-?exist(?:ent|ing|ant)|unresolvable|not a (?:valid|known|local|registered|current)|no (?:valid"
    r"|active|matching|existing|local)"
    r"|obsolete"
    r"|deleted|nonlocal|cannot find|can't find|couldn't find|could not find|cannot accept|can't accept"
    r"|not an? (?:active)"
)
_ROUND_IT = (
    r"nobody (?:here )?by (?:this|that)|there is no ?(?:one|such|body)|no (?:one|body) (?:here |with |by |at )"
    r"|(?:does not|doesn't) have an? (?:\S+ )?(?:account|mailbox)|not our (?:customer|user|client)|\bbad ?rcpt ?to\b"
    r"|badrecipientto|validrcptto|\bhas no (?:such )?(?:mailbox|account|user)|not (?:at|on) this (?:host"
    r"|server|system)"
    r"|(?:isn't|is not) (?:a |an |our |in (?:our|the|my) )?(?:\w+ )?(?:customer|user|directory|valid|known"
    r"|mailbox|recipient)"
    r"|does(?:n't| not) exist(?: here|$)|\bnot exist\b|recipient (?:is )?not accepted|not in (?:the "
    r"|our )?address (?:list|book)|one of our users|(?:not|n't) have an? (?:user|mailbox|account)"
    r"|\bno (?:mail ?box|account|user|recipient|person|alias)\b(?: \S+)? (?:here|by|for|with|found|exists?"
    r"|named|available|in|at|of)\b|mail receiving disabled|unable to verify (?:the )?(?:user|recipient"
    r"|address)|address(?:es)? rejected[.]|user ?unknown|unknown ?user|nosuchuser"
    r"|address (?:rejected: undeliverable|error|lookup)|mailbox (?:is )?un?avail?able|(?:user"
    r"|recipient) (?:is )?unavailable"
    r"|mailbox not available|recipient (?:address )?rejected(?:: (?:unknown|undeliverable|invalid|no such)|$|[. ]*\()"
    r"|destination (?:server rejected recipients|addresses were unknown)|not (?:listed|present) in|no such\b"
    r"|user (?:path|home) no(?:t)? exist|who\?"
)

# By language. Nouns, what follows them, what goes before them.
TONGUES: dict[str, Tongue] = {
    "en": Tongue(_ENGLISH, _HOSTS, _NOT_THERE, _NO_SUCH, also=(_ROUND_IT,)),
    "de": Tongue(
        r"(?:e-?mail-?)?(?:benutzer|empf[äa]e?nger|postf[äa]e?ch|mailbox|adress|konto|teilnehmer|nutzer|account)\w*",
        r"domains?|dom[äa]ne|rechner(?:name)?|host|zieldomain",
        r"unbekannt|nicht (?:gefunden|bekannt|vorhanden|g[üu]e?ltig|erreichbar)|ung[üu]e?ltig"
        r"|existiert (?:hier )?nicht"
        r"|existieren nicht|gibt es nicht|gel[öo]e?scht",
        r"unbekannte\w?|ung[üu]e?ltige\w?|keine?\w? solche\w?|falsche\w?",
        also=("existiert (?:hier )?nicht",),
    ),
    "fr": Tongue(
        r"utilisateur|destinataires?|adresses?|compte|bo[iî]te|usager|abonn[ée]",
        r"domaine|h[ôo]te|serveur",
        r"inconnue?s?\b|inexistante?s?|invalides?\b|introuvables?|non (?:trouv|valide|reconnu)|n'existe|erron[ée]"
        r"|supprim[ée]|ferm[ée]e d[ée]finitivement",
        r"aucun|inconnu|mauvaise",
        also=(r"n'existe (?:pas|plus)",),
    ),
    "es": Tongue(
        r"usuario|destinatario|buz[oó]n|cuenta|direcci[oó]n|casilla|receptor",
        r"dominio|servidor|host",
        r"desconocid|inexistente|inv[aá]lid|no (?:existe|encontrad|v[aá]lid|se (?:encuentra|encontr"
        r"|ha encontrado))|err[oó]ne"
        r"|eliminad",
        r"no existe(?: (?:dicha|ese|el|la|esa))?|desconocid[oa]",
        also=("no existe",),
    ),
    "pt": Tongue(
        r"usu[aá]rio|utilizador|destinat[aá]rio|caixa|conta|endere[cç]o",
        r"dom[ií]nio|servidor|host",
        r"desconhecid|inexistente|inv[aá]lid|n[ãa]o (?:existe|encontrad|localizad|v[aá]lid|cadastrad)",
        r"nenhum|desconhecid[oa]",
        also=(r"n[ãa]o existe",),
    ),
    "it": Tongue(
        r"utente|destinatario|casella|indirizzo|mailbox",
        r"dominio|server|host",
        r"sconosciut|inesistente|non (?:esiste|trovat|valid|presente|riconosciut)|errat|simile in questo momento",
        r"nessun|sconosciut[oa]|inesistente",
        also=("non esiste",),
    ),
    "nl": Tongue(
        r"gebruiker|ontvanger|geadresseerde|postvak|mailbox|(?:e-?mail)?adres|account",
        r"domein(?:naam)?|host|server",
        r"onbekend|niet gevonden|ongeldig|bestaat (?:hier )?niet|niet bekend|niet geldig",
        r"onbekende|ongeldige?",
        also=("bestaat niet",),
    ),
    "pl": Tongue(
        r"(?:użytkownik|odbiorc|adres|skrzynk|kont)\w*",
        r"(?:domen|host|serwer)\w*",
        r"nieznan|nie istnieje|nieprawidłow|nie znaleziono|niepoprawn|usunięt",
        r"nieznan\w+|brak|nie ma takiego|nie istnieje|nieprawidłow\w+",
        also=("nie istnieje",),
    ),
    "sv da no": Tongue(
        r"(?:användar|mottagar|adress|brevlåd|bruger|brugar|modtager|mottaker|bruker|postkass|konto)\w*",
        r"(?:domän|domæne|domene|värd|server)\w*",
        r"okänd|hittades inte|finns inte|ogiltig|ukendt|findes ikke|eksisterer ikke|ugyldig|ukjent|finnes ikke"
        r"|ble ikke funnet|blev ikke fundet",
        r"okänd\w?|ukendte?|ukjent|ogiltig\w?|ugyldig\w?",
        also=(
            "finns inte",
            "findes ikke",
            "finnes ikke",
            "eksisterer ikke",
        ),
    ),
    "fi": Tongue(
        r"(?:käyttäjä|vastaanottaja|osoite|osoitet|postilaatikko|tili)\w*",
        r"(?:verkkotunnus|palvelin|toimialue)\w*",
        r"tuntematon|ei (?:ole olemassa|löydy|löytynyt|tunneta)|virheellinen",
        r"tuntematon|virheellinen",
    ),
    "cs sk": Tongue(
        r"(?:uživatel|adresát|příjemc|schránk|adres|účet|používateľ|príjemc)\w*",
        r"(?:domén|server|hostitel)\w*",
        r"neexistuje|neznám|nenalezen|neplatn|nebyl nalezen|nebola nájden",
        r"neznám\w+|neexistující|neplatn\w+",
    ),
    "tr": Tongue(
        r"(?:kullanıcı|alıcı|adres|posta kutusu|hesa[pb])\w*",
        r"(?:alan adı|etki alanı|sunucu)\w*",
        r"bulunamadı|bilinmiyor|mevcut değil|geçersiz|yok\b|tanınmıyor",
        r"bilinmeyen|geçersiz|böyle bir",
    ),
    "hu ro": Tongue(
        r"(?:felhasználó|címzett|postafiók|utilizator|destinatar|adres|căsuț)\w*",
        r"(?:tartomány|domeni)\w*",
        r"ismeretlen|nem (?:létezik|található)|necunoscut|inexistent|nu există",
        r"ismeretlen|nincs ilyen",
    ),
    "ru uk": Tongue(
        r"(?:пользовател|получател|адрес|ящик|учетн\w+ запис|аккаунт|користувач|одержувач|скриньк)\w*",
        r"(?:домен|хост|сервер)\w*",
        r"не ?(?:найден|зарегистрирован|существует|обнаружен|известен|знайден|існує)|неизвест|невідом|недейств|неверн"
        r"|недоступен|удал[её]н",
        r"неизвестн\w+|несуществующ\w+|нет так\w+|невідом\w+|немає так\w+|неверн\w+",
        also=(
            "не существует",
            "нет такого",
            "недоступен",
            "не найден",
        ),
    ),
}
# Without blanks between words.
_WITHOUT_BLANKS_USERS = (
    r"(?:宛先|ユーザー?|メールアドレス|アドレス|受信者|メールボックス|アカウント).{0,30}(?:存在し(?:ません|ない)"
    r"|見つかりません|不明|ありません|無効です|誤り)|宛先不明|存在しません|見つかりません",
    r"(?:用户|用戶|收件人|邮箱|郵箱|地址|帐号|帳號|账号|使用者|信箱).{0,20}(?:不存在|未找到|找不到|不正确|不正確|错误"
    r"|無效|无效|已(?:被)?(?:注销|删除|刪除))|无此用户|無此|查无此|不存在|找不到",
    r"(?:사용자|수신자|받는 ?사람|메일 ?주소|주소|계정|메일함|수신인)[^.]{0,30}"
    r"(?:존재하지|없(?:는|습니다|음)|찾을 수 없|잘못|올바르지|알 수 없)",
    r"(?:존재하지 않는|알 수 없는|없는|잘못된) (?:사용자|수신자|메일|주소|계정)",
)
_WITHOUT_BLANKS_HOSTS = (
    r"域名.{0,6}(?:不存在|无效|錯誤|错误)|ドメイン.{0,12}(?:存在しません|見つかりません)|도메인.{0,12}(?:존재하지|없)",
)
# With the noun, so that a line can be taken for a statement of its own; and what is said without one.
UNKNOWN_USER = (*(way for one in TONGUES.values() for way in one.of_users()), *_WITHOUT_BLANKS_USERS)
UNKNOWN = tuple(way for one in TONGUES.values() for way in one.also)
UNKNOWN_HOST = (*(way for one in TONGUES.values() for way in one.of_hosts()), *_WITHOUT_BLANKS_HOSTS)
