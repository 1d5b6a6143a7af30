"""How mail systems head and tell, in further languages, that a mail could not be delivered."""

# Danish, Norwegian, Finnish, Czech, Slovak, Turkish, Hungarian, Romanian, Ukrainian, Greek, Catalan, Indonesian,
# Vietnamese, Korean, Arabic, Hebrew.
UNDELIVERED = (
    r"(?:kunne|kan) ikke (?:leveres|sendes)|ikke (?:blevet )?leveret|ble ikke levert"
    r"|ei voitu (?:toimittaa|lähettää)|toimitus epäonnistui|ei toimitettu"
    r"|nedoručiteľ?n|(?:nelze|nebylo možné|se nepodařilo) doručit|nepodarilo doručiť|nebolo možné doručiť"
    r"|nebyla? doručen|teslim edilemedi|iletilemedi|gönderilemedi"
    r"|kézbesíthetetlen|(?:nem sikerült|nem lehetett) kézbesíteni|nem kézbesíthető"
    r"|nelivrabil|nu a (?:putut fi|fost) (?:livrat|trimis)|не ?доставлено|не вдалося доставити"
    r"|αδυναμία παράδοσης|δεν παραδόθηκε|δεν ήταν δυνατή η παράδοση|no s'ha pogut (?:lliurar|entregar)"
    r"|tidak (?:terkirim|dapat (?:dikirim|terkirim))|gagal (?:dikirim|mengirim)|không (?:thể gửi|gửi được)"
    r"|(?:전송|발송|전달|배달)[^\n]{0,6}(?:실패|하지 못|되지 (?:않|못)|할 수 없)|반송"
    r"|تعذ[ّ]?ر (?:تسليم|إرسال)|لم يتم (?:تسليم|إرسال)|فشل (?:تسليم|إرسال)|לא ניתן (?:למסור|לשלוח)|לא נמסרה"
)
