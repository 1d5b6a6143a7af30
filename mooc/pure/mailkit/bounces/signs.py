"""By what mails show that a machine wrote them: who signs, the subject, the sentences they open with."""

import re
from email.utils import parseaddr

from ..commands import read_command
from ..replies import new_words
from .opened import Opened
from .undelivered import UNDELIVERED

_MACHINE = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|post[-_.]?master|double-bounce|mdaemon|mail-?deliver\w{0,4}|mail ?system"
    r"|system administrator|mail (?:administrator|server)|microsoft exchange|mail-?marshal|interscan)\b",
    re.IGNORECASE,
)
# Nobody writes under these names but mail systems that tell of a failure.
SURELY_MACHINE = re.compile(r"mailer-?daemon|mail[. ]delivery[. ](?:sub)?system", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:undeliver|un-?deliverable|delivery (?:status|failure|has failed|failed|notification|problem"
    r"|error)|mail delivery|failure (?:notice|delivery)"
    r"|failed (?:mail )?delivery|returned (?:e-?)?mail|mail system error|could not (?:be deliver|send)"
    r"|not delivered"
    r"|non[- ]?deliver|delivery report|message delivery has failed|mail failed|mail not delivered"
    r"|nondeliverable|loop alert|smtp server: errors from|returning message to sender"
    r"|message you sent blocked"
    r"|warning: (?:message|could not)|delayed mail|delivery delayed|we had trouble|message frozen"
    r"|error\(s\) in forwarding"
    r"|mail failure|message status - undeliverable|rejected (?:e-?mail|message)"
    # German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish, Russian, Japanese, Chinese.
    r"|unzustellbar|nicht zustellbar|(?:konnte )?nicht zugestellt|zustellung\w* (?:fehlgeschlagen"
    r"|verzögert|nicht)"
    r"|non[ -]remis|échec de (?:la )?(?:remise|livraison|distribution)|courrier non|message non|échec d'envoi"
    r"|no (?:se puede |se ha podido )?entreg|error de entrega|fallo (?:de|en la) entrega|no se pudo entregar"
    r"|falha (?:na|de) entrega|não (?:foi )?(?:entregue|entregável)|não entregue|mancat[ao] (?:consegna"
    r"|recapito)"
    r"|impossibile (?:recapitare|consegnare)|non recapitabile|niet (?:te bezorgen|bezorgd|afgeleverd)"
    r"|onbestelbaar"
    r"|nie (?:można|udało się) (?:dostarczyć|doręczyć)|niedostarczon|zwrot wiadomości"
    r"|(?:kan|kunde) inte levereras|leverans\w* misslyckades|не ?доставлен|недоставленн\w+"
    r"|не удалось доставить"
    r"|配信不能|配信(?:できません|エラー)|送信エラー|未着|(?:系统)?退信|投递失败|無法(?:遞送|投遞)|无法投递|无法送达|未送达"
    rf"|{UNDELIVERED})",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"could not be (?:delivered|sent)\b|(?:was|were|been) (?:not delivered|undeliverable)"
    r"|unable to (?:deliver|send)"
    r"|(?:can ?not|couldn't|wasn't|not been|isn't) (?:be )?deliver"
    r"|did not reach (?:the following recipient|some or all)|recipients? (?:\S+ )?(?:could"
    r"|can) ?not be reached"
    r"|delivery to the following recipients? failed|following address(?:\(es\)|es)? (?:failed|had)"
    r"|failed to deliver|delivery (?:has )?failed|failed recipient|recipients? (?:were|was) affected"
    r"|qmail-send program|not deliver your message|error message below:"
    r"|permanent (?:fatal )?(?:delivery )?error"
    r"|(?:wasn't|not) able to deliver|^duplicated message-id in|was automatically rejected"
    r"|returned to (?:you|sender)"
    r"|no valid recipients|this is a delivery status notification|delivery (?:status )?(?:failure|report"
    r"|error)"
    r"|nicht (?:zugestellt|übermittelt|ausgeliefert)|zustellung .{0,60}(?:fehlgeschlagen|nicht möglich)"
    r"|unzustellbar"
    r"|n'a (?:pas )?(?:pu |été )(?:pu )?(?:être )?(?:pas )?(?:remis|délivré|distribué|livré)"
    r"|pas pu être (?:remis|délivré|livré|distribué)"
    r"|n'ont pas (?:été|pu)|échec de (?:la )?(?:remise|livraison)|impossible de (?:remettre|délivrer|livrer)"
    r"|no (?:se )?(?:ha |pudo |puede |pudo ser |ha podido |ha sido )*(?:ser )?entreg"
    r"|não (?:pôde |pode |foi |foi possível )*(?:ser )?entreg|non (?:è stato |ha potuto "
    r"|può )*(?:essere )?(?:recapitat|consegnat)"
    r"|impossibile (?:recapitare|consegnare)|niet (?:worden )?(?:bezorgd|afgeleverd)|nie (?:można"
    r"|udało się|została?) (?:\S+ )?(?:do(?:starcz|ręcz))"
    r"|(?:kunde|kan) inte levereras|(?:не может быть|не было|не удалось|не была) доставл\w+|не доставлен"
    r"|送信できません|配信できません|お届けできません|届けられません|無法(?:投遞|遞送|送達)|无法(?:投递|送达|发送)|投递失败"
    rf"|{UNDELIVERED}",
    re.IGNORECASE,
)
# What a server answered, in whatever language the rest is: "550 5.1.1", "550 No such user", "(#5.1.1)".
_ANSWERED = re.compile(
    r"(?<![\d.])5[0-7]\d[ -]\(?#?5\.\d\.\d|[:'>][ \t]{0,4}5[0-7]\d[ -](?=\S)|^[ \t>]{0,9}5[0-7]\d[ -](?=\S)"
    r"|\(#5\.\d\.\d",
    re.M,
)
_REPLY = re.compile(r"(?:re|aw|sv|antw|odp|vs|回复|答复) ?[:：]", re.IGNORECASE)
_LEAD = 400
# What is late only is no failure yet.
_LATE_SUBJECT = re.compile(
    r"(?:\[?warning\]?[:!]|.{0,80}\bdelayed\b|delayed mail|delivery (?:delay|delayed"
    r"|status notification \(delay)"
    r"|.{0,40}still being retried|.{0,60}verzögert|.{0,60}retardée?|.{0,60}retrasad|.{0,60}atrasad"
    r"|.{0,60}ritard"
    r"|.{0,60}vertraagd|.{0,60}opóźni|.{0,60}задерж|.{0,60}försen)",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"will (?:be retried|keep (?:on )?trying|continue (?:to try|trying)|try again for)"
    r"|attempts? will continue"
    r"|still (?:be(?:ing)? )?(?:tried|trying|retried|attempted)|(?:do not|don't) need to (?:re-?send"
    r"|send it again)"
    r"|this is (?:only )?a warning|warning message only|only a (?:temporary|warning)|not yet been delivered"
    r"|no action is required (?:on|by|from)|weitere zustellversuche|noch nicht zugestellt"
    r"|continuera d'essayer",
    re.IGNORECASE,
)
# What list servers and gateways call themselves where they answer under a name that is no mail system's.
_ROLE = re.compile(
    r"(?:owner-|.{1,60}-(?:owner|admin|request|bounces?|errors?|loop)@|(?:list\w*|majordomo|system|gateway|no-?reply"
    r"|mail\w{0,8}|admin\w*|daemon|error\w*|delivery\w*|bounce\w*)@)",
    re.IGNORECASE,
)
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-autogenerated",
    "x-vacation",
)
_AWAY = re.compile(
    r"(?:automatic reply|auto[- ]?(?:reply|response)|automated (?:reply|response)|out of (?:the )?office"
    r"|vacation|away from (?:my )?mail|abwesen"
    r"|automatische antwort|r[ée]ponse automatique|respuesta autom[aá]tica|risposta automatica"
    r"|resposta autom[aá]tica|automatisch antwoord|autosvar"
    r"|automatiskt svar|автоматический ответ|自动回复|自動回覆|自動応答|رد تلقائي|i am (?:currently )?(?:away"
    r"|on vacation))",
    re.IGNORECASE,
)


def tells_of_failure(opened: Opened) -> bool:
    """Say whether a machine tells of a failure in it; what answers a mail in a thread was written by a person."""
    headers = opened.headers
    if headers.get("x-failed-recipients") or opened.report_type == "delivery-status":
        return True
    subject = headers.get("subject", "").strip()
    if _AWAY.match(subject):
        return False
    if SURELY_MACHINE.search(headers.get("from", "")):
        return True
    says_so = bool(_SAYS_SO.search(opened.said[:3_000]))
    if "x-ms-exchange-message-is-ndr" in headers or _is_from_machine(headers):
        says_so = says_so or bool(_SUBJECT.search(subject[:300])) or where_it_says_so(opened.below) >= 0
        return says_so or (not _REPLY.match(subject) and _quotes_answer(opened))
    return _tells_under_another_name(opened, says_so=says_so, names_it=bool(_SUBJECT.match(subject)))


def _tells_under_another_name(opened: Opened, *, says_so: bool, names_it: bool) -> bool:
    """Say so of a mail whose sender is no mail system by its name: it must prove more."""
    headers = opened.headers
    if not says_so and not (names_it and where_it_says_so(opened.below) >= 0):
        return False
    text = opened.said.lower()
    if "error message below:" in text and "rcpt to:" in text:  # Apache James signs as it likes
        return not is_automatic(opened)
    if "list-unsubscribe" in headers or not (opened.returned or _quotes_answer(opened)):
        return False
    if is_automatic(opened):
        return names_it
    if "in-reply-to" in headers or "references" in headers:
        return says_so and names_it and bool(_ROLE.match(parseaddr(headers.get("from", ""))[1]))
    return names_it or bool(opened.returned)


def _quotes_answer(opened: Opened) -> bool:
    return bool(_ANSWERED.search(opened.said[:20_000]))


def where_it_says_so(text: str) -> int:
    """Return where a system begins to say that it could not deliver, with a few lines before that; or -1."""
    match = _SAYS_SO.search(text[:100_000])
    return text.rfind("\n", 0, max(0, match.start() - _LEAD)) + 1 if match else -1


def tells_of_delay(opened: Opened) -> bool:
    """Say whether the words for humans tell that a mail is late, and still tried."""
    return bool(
        _LATE_SUBJECT.match(opened.headers.get("subject", "").strip()[:200])
        or _LATE.search(opened.said[:20_000])
    )


def _is_from_machine(headers: dict[str, str]) -> bool:
    path = headers.get("return-path", "").strip()
    return path in ("<>", "<MAILER-DAEMON>") or bool(
        _MACHINE.search(headers.get("from", "").partition("@")[0])
    )


def is_automatic(opened: Opened) -> bool:
    """RFC 3834, and what vacation programs wrote before it."""
    headers = opened.headers
    said = headers.get("auto-submitted", "").partition(";")[0].strip().lower()
    if said.startswith("auto-") or opened.report_type == "disposition-notification":
        return True
    if any(headers.get(name, "no").strip().lower() != "no" for name in _AUTO_HEADERS):
        return True
    if headers.get("precedence", "").strip().lower() == "auto_reply":
        return True
    return bool(_AWAY.match(headers.get("subject", "").strip()))


def is_command(opened: Opened) -> bool:
    """Say whether it is nothing but a wish to the machine. What is said to people too, in answer to somebody, is not;
    a check-in always is, since a file does not tell what its mail answers."""
    command = read_command(new_words(opened.said), opened.headers.get("subject", ""))
    if command is None:
        return False
    return command.is_check_in or not (command.is_said_to_people and opened.headers.get("in-reply-to"))
