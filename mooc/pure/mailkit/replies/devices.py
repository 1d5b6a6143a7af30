"""The line that a telephone or a program adds below a mail: "Sent from my iPhone", in many languages.

It is told by being made of nothing else: how such lines begin, a thing that sends, and small words between. One word
beside these and it is somebody's sentence.
"""

import re

_MOST_CHARACTERS = 90
_MOST_WORDS = 14

_OPENINGS = re.compile(
    r"(?:this (?:e-?mail|message|mail) was )?sent (?:from|via|using|with|by)\b|from my\b|(?:\w+ )?from mobile$"
    r"|(?:get|download) (?:outlook|bluemail|proton)|yahoo mail:"
    r"|(?:diese |die )?(?:nachricht |e-?mail |mail )?(?:wurde )?(?:von|mit|über)"
    r"(?=.{1,70}(?:gesendet|verschickt|versendet|geschickt)\W*$)"
    r"|(?:gesendet|versendet|verschickt|geschickt) (?:von|mit|über|via|aus)\b"
    r"|(?:holen sie sich|hol dir|laden sie|outlook für|outlook voor|outlook for)\b"
    r"|envoyé (?:de\b|depuis\b|à partir (?:de\b|d['’])|avec\b|via\b|par\b)"
    r"|(?:obtenez|obtenir|télécharger|téléchargez) outlook"
    r"|(?:enviad[oa]|mandado) (?:desde|do|da|a partir d[eo]|de|via|por|pelo|pela|con|com|através)\b"
    r"|(?:obtener|obtenha|obtén|obter|baixar|baixe|descargar|transferir)(?: o)? outlook"
    r"|(?:inviat[oa]) (?:da|dal|dalla|dall|con|tramite)\b|(?:ottieni|scarica) outlook"
    r"|(?:verstuurd|verzonden|gestuurd) (?:vanaf|van|via|met|vanuit)\b|(?:haal|download) outlook"
    r"|(?:wysłan[eo]) (?:z|ze|za pomocą|przez|w)\b|(?:pobierz|uzyskaj)\b"
    r"|отправлен[оаы]? (?:с|со|из|от|через)\b|надіслано (?:з|із|зі|через)\b"
    r"|(?:skickat|skickades|sänt|sendt|sendes) (?:från|fra|via|med)\b|(?:hämta|hent|skaffa|få|last ned) outlook"
    r"|lähetetty\b|(?:odesláno|odoslané|poslano|poslané) (?:z|ze|zo|s|iz)\b|trimis (?:de pe|din|cu)\b"
    r"|elküldve\b|(?:διαβάστηκε και )?στάλθηκε από\b|(?:đã )?gửi từ\b|dikirim (?:dari|melalui|dengan)\b"
    r"|enviat des\b",
    re.IGNORECASE,
)
_THING = (
    r"i-?(?:phon|pad|pod)\w*|android\w*|galaxy\w*|samsung\w*|huawei\w*|honor|xiaomi|redmi|oneplus|pixel|nokia"
    r"|htc|alcatel|xperia|motorola|moto|blackberry|lumia|fairphone|oppo|realme|vivo|windows"
    r"|smart-?(?:phone|fon)\w*|mobile|mobil\w*|phone|cell|pc|handy|telefon\w*|téléphone|teléfono|telemóvel|móvil|celular"
    r"|cellulare|telefoon|mobieltje|tablet\w*|portable|\w*gerät\w*|dispositivo|appareil|toestel|apparaat|devices?"
    r"|laitteesta|puhelimesta|phonesta|padista|телефон\w*|смартфон\w*|устройств\w*|яндекс[\w.]*|почт\w*|пошт\w*"
    r"|outlook\w*|yahoo|\w*mail(?:box|spring|bird)?|proton|k-9|thunderbird|spark|aol|gmx|web\.de|zoho|tutanota"
    r"|tuta|superhuman|mail\.ru|mimestream|edison|canary|missive|correo|courrier|posta|poczt\w*|epost|e-post"
)
_SMALL = frozenset(
    "my the an a all-new app application for on in of using with via wireless handheld secure smart 5g 4g lte at&t"
    " pro max mini plus ultra se ios ipados mac macos desktop client get it verizon t-mobile sprint vodafone orange"
    " libero this message was sent from free encrypted email e-mail"
    " search organize conquer mit für von aus der dem auf über meinem meiner meinem/meiner meines mein gesendet"
    " verschickt"
    " geschickt versendet sichere sicherer e-mails diese die nachricht wurde hol dir"
    " holen sie sich laden herunter jetzt mi meu minha desde do da de el la los o os no na para con com por pelo"
    " electrónico seguro segura aplicación aplicativo aplicação"
    " mon ma le l' d' avec partir à pour messagerie sécurisée depuis l’application application un une"
    " mio mia dal dalla per il sicura sicuro mijn vanaf voor downloaden een de systeem veilige"
    " z ze mojego mojej aplikacji systemu dla aplikację"
    " aplikacja przez iz mojega zo môjho mého s со с из от моего моей мобильной"
    " мобильного приложения для через з із мого мобільної додатка"
    " min mitt min fra från för til till med hjälp av appen pe meu meul lui meu- μου το cua của tôi saya dari"
    " i app. sur sul work".split()
)
_EXCUSE = re.compile(
    r"[,.;!(–-]\s*(?:please |so |pls )?(?:excuse|pardon|forgive|sorry|apolog|expect|disculp|perdon|desculp"
    r"|excusez|désol|entschuldig|tippfehler|bitte entsch|bitte um|scus|excuseer|przepraszam|извин)",
    re.IGNORECASE,
)
_NAMED_LINK = re.compile(r"\[([^\[\]]{1,80})\](?:\([^()]{0,300}\)|<[^<>]{0,300}>)")
_LINK = re.compile(r"[<(\[]\s?https?://[^\s<>]*[>)\]]?|https?://\S+|\(\s*\)")
_WORD = re.compile(r"[\w.'’&/+-]+")
_IS_THING = re.compile(rf"(?:{_THING})(?:['’-]\w*)?", re.IGNORECASE)
_MODEL = re.compile(r"[a-z]{0,3}\d{1,4}[a-z+]{0,3}", re.IGNORECASE)
_CASED = re.compile(r"[Ss]ent from my (?:[A-Z0-9][A-Za-z0-9+-]{0,20} ?){1,3}\.?$")
_THING_OF_ASIA = (
    r"(?:i-?(?:phone|pad|pod)|android|galaxy|samsung|huawei|honor|xiaomi|outlook|yahoo|gmail|mail|手机|手機"
    r"|电话|平板|邮箱|郵件|邮件|邮|小米|华为|荣耀|vivo|oppo|三星|スマートフォン|スマホ|携帯|xperia|タブレット"
    r"|docomo|휴대폰|스마트폰|갤럭시|아이폰|네이버|메일|windows|spark|هاتف|جهاز|بريد|آيفون|samsung)"
)
_ASIAN = re.compile(
    rf"(?:发自|發自|寄自|发送自|來自|来自|从|從|由)[^，。！？,.?!]{{0,15}}{_THING_OF_ASIA}[^，。！？?!]{{0,20}}$"
    rf"|(?:获取|取得|下载|下載) ?{_THING_OF_ASIA}[^，。！？?!]{{0,20}}$"
    rf"|[^、。！？?!]{{0,10}}{_THING_OF_ASIA}[^、。！？?!]{{0,10}}から(?:の)?送信(?:されました)?。?$"
    rf"|{_THING_OF_ASIA}[^、。]{{0,15}}を(?:入手|取得)$"
    rf"|[^.?!]{{0,10}}{_THING_OF_ASIA}[^.?!]{{0,15}}에서 보(?:냄|낸 메일)$|(?:ios|android)용 outlook.{{0,12}}$"
    rf"|(?:أ?ُ?رسلت|أرسلت|تم الإرسال|أرسل|مرسل|تم الارسال|الحصول على)[^،.؟!]{{0,20}}{_THING_OF_ASIA}[^،.؟!]{{0,20}}$"
    rf"|נשלח מ[^,.?!]{{0,15}}(?:{_THING_OF_ASIA}|טלפון|נייד)[^,.?!]{{0,15}}$"
    rf"|{_THING_OF_ASIA}.{{0,12}} gönderildi\.?$",
    re.IGNORECASE,
)


def is_of_a_device(look: str) -> bool:
    """Say whether a line, marks and spaces around it taken away, is what a telephone or a program says of itself."""
    look = _NAMED_LINK.sub(r"\1 ", look).strip(" *_[]()<>").strip()
    excuse = _EXCUSE.search(look)
    said = " ".join(_LINK.sub(" ", look[: excuse.start()] if excuse else look).split())
    if len(said) > _MOST_CHARACTERS or len(look) > 3 * _MOST_CHARACTERS:
        return False
    if _ASIAN.match(said) or _CASED.match(said):
        return True
    opening = _OPENINGS.match(said)
    words = _WORD.findall(said)
    return opening is not None and len(words) <= _MOST_WORDS and _is_made_of_it(words, said[opening.end() :])


def _is_made_of_it(words: list[str], rest: str) -> bool:
    """Allow one name beside, as models have: "Sent from my Alcatel Flash2"."""
    if "?" in rest:
        return False
    things = sum(_IS_THING.fullmatch(word.strip(".")) is not None for word in words)
    after = _WORD.findall(rest)
    others = [word for word in after if not _is_known(word)]
    return things > 0 and (not others or (len(others) == 1 and not others[0][0].islower()))


def _is_known(word: str) -> bool:
    bare = word.strip(".'’-/+&").lower()
    if not bare or bare in _SMALL or _MODEL.fullmatch(bare):
        return True
    if bare[1:2] in ("'", "’"):  # l'application, d'Outlook
        bare = bare[2:]
    return bare in _SMALL or _IS_THING.fullmatch(bare) is not None
