"""How people say in each language that a mailbox holds no more: what is full, and how that is put."""

# What may be full, with words that leave no doubt; and what else is called so, where only the plainest words count.
_BOX = (
    r"mail ?(?:box|folder|store|drop|file|dir)|in-?box|quota|disk|storage|maildir|file ?system|volume|allocation"
    r"|mail spool|message store"
)
_WHO = r"accounts?|users?|recipients?|destination|addressee|customer|address"
_IS_FULL = (
    r"full\b|over-?full|overflow\w*|exceed\w*|exhausted|reached|used up|out of|insufficient|no (?:more|free"
    r"|space|room)"
    r"|too large|too full|at capacity|at (?:its|the|their) (?:limit|maximum|quota)|limit|over (?:its |the "
    r"|his |their |"
    r"maximum |allowed |disk |storage )*(?:quota|limit|allocation|size)|over ?drawn|violation|error: 122"
)
_PLAINLY_FULL = (
    r"(?:is |mailbox |inbox |are )(?:\w+ )?full\b|over[ -]?quota|over (?:its |the |his "
    r"|their )?(?:\w+ )?quota|out of "
    r"(?:space|storage|quota)|no (?:more )?(?:space|room|storage)|exceed\w* (?:\S+ ){0,4}(?:quota|storage"
    r"|space|limit|size)"
)
_LACK = (
    r"over|exceed\w*|out of|insufficient|not enough|no (?:more|free|available|remaining)|lack of|full|beyond|above"
    r"|too (?:much|many) (?:mail|messages) in"
)
_BETWEEN = r"[^.;|!?]{0,40}?"

FULL_WORDS = (
    rf"\b(?:{_BOX})\b{_BETWEEN}(?:{_IS_FULL})",
    rf"\b(?:{_WHO})\b{_BETWEEN}(?:{_PLAINLY_FULL})",
    rf"\b(?:{_LACK}) (?:[^\s.;|]{{1,20}} ){{0,3}}?(?:{_BOX}|space)\b",
    r"\bover ?quota|\bquota (?:is )?(?:exceed|full|violation|limit|reached)|\bmbox ?full|mailbox ?full",
    # German, French, Spanish, Portuguese, Italian, Dutch.
    r"(?:postfach|mailbox|posteingang|konto|speicher)\w*\b.{0,40} (?:voll|überfüllt|überlaufen|überschritten"
    r"|erschöpft)\b"
    r"|speicherplatz|kontingent",
    r"(?:bo[iî]te|compte|messagerie|quota)\b.{0,40} (?:pleine?|satur[ée]e?|d[ée]pass[ée]e?|atteint)\b"
    r"|espace disque|quota d[ée]pass",
    r"(?:buz[oó]n|casilla|cuenta|cuota)\b.{0,40} (?:lleno|llena|excedi|superad|agotad)|cuota|sin espacio"
    r"|espacio insuficiente",
    r"(?:caixa|conta|cota|quota)\b.{0,40} (?:cheia|lotada|exced|esgotad|ultrapass)|espaço insuficiente|sem espaço",
    r"(?:casella|cassetta|spazio|quota|mailbox)\b.{0,40} (?:pien[ao]|esaurit|insufficient|superat)",
    r"(?:postvak|mailbox|brievenbus|postbus)\b.{0,40} (?:vol|overvol|overschreden)\b|opslagruimte|quotum",
    # Polish, Swedish, Danish, Norwegian, Finnish, Czech, Turkish, Russian.
    r"skrzynk\w* .{0,40}(?:pełn|przepełnion|zapełnion)|przekroczon\w+ .{0,20}(?:limit|pojemno|quota)",
    r"(?:inkorg|brevlåd|postlåd|postkass|indbakke|innboks)\w* .{0,30}(?:full|fuld|fylld)\b|lagringsutrymme",
    r"postilaatik\w* .{0,30}(?:täynnä|täyttynyt)|(?:schránk|kvót)\w* .{0,30}(?:pln|přeplněn|překročen)",
    r"posta kutusu .{0,30}(?:dolu|dolmuş)|kota\w* .{0,20}(?:aşıl|dol)",
    r"ящик\w* .{0,40}(?:переполнен|заполнен)|превыш\w+ .{0,20}(?:квот|лимит|размер)|квота|скриньк\w+ переповнен",
    # Japanese, Chinese, Korean.
    r"容量.{0,6}(?:超過|オーバー|いっぱい)|いっぱい|満杯|一杯|已满|已滿|超[过出過].{0,6}(?:容量|限额|配额)|空间不足|空間不足|爆满|爆滿",
    r"(?:메일함|용량|사서함|편지함).{0,20}(?:가득|초과|부족)",
)
