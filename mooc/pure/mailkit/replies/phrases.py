"""What mail programs write around a quoted mail, in the languages of their users.

Gathered from the programs themselves and from mails; a language is added by its words here, not by a rule elsewhere.
"""

# The verb of "Ana wrote:"; some languages put the date or the name behind it.
WROTE = (
    r"wrote|writes|schrieb|geschrieben|schreef|geschreven|schreven|a écrit|écrit|a ecrit|escribió|escribio"
    r"|escrigué|va escriure"
    r"|escreveu|ha scritto|scrisse|napisana przez|napisał(?:/?\(?a\)?)?|pisze|skrev|skreiv|kirjoitti|написала?|писала?"
    r"|пишет|пише"
    r"|написав(?:ла)?|написа|a scris|napsala?|napísala?|napsal\(a\)|írta|ezt írta|yazdı|şunu yazdı"
    r"|je napisao|je napisala"
    r"|έγραψε|đã viết|menulis|写道|写到|寫道|寫了|写了|來信|さんは書きました|書きました|のメール"
    r"|님이 작성|작성|كتب|كتبت|כתב|כתבה|כתב/ה"
    r"|เขียนว่า|نوشت|नेलिखा|ने लिखा|napisao je|napisala je|rašė|rakstīja|je napisal[ao]?|napisala"
    r"|је написао(?:/ла)?|је написала"
    r"|escribiu|ha escrit|kirjutas|писали|написали|írtad|wrote on|schrieb am|schreef op|şunları yazdı"
)
# "Quoting Ana:", which only stands above a quote.
QUOTING = r"quoting|zitat von|zitiere|citando|citant|citation de|cytowanie|excerpts from|in article <"
# How "On Monday, ..." begins.
ON = (
    r"in a message dated|on|at|às|le|el|em|en|il|am|op|den|on the|dnia|w dniu|dne|dňa|la"
    r"|missatge de|in data|pe|el día|в|от|tarihinde"
    r"|στις|vào|pada|a les"
    r"|på|kl|於|在|於|في|ב|בתאריך|date"
)

# Fields of a mail by what they say, in the words of the programs' translations.
_FIELDS = {
    "from": "nadawca šalje saatja nuo từ dari از จาก де "
    "from von de da di van fra från od от от_кого від expéditeur absender afzender mittente"
    " remitente remetente"
    " de_la lähettäjä feladó kimden gönderen από 发件人 寄件者 寄件人 發件人 差出人 送信者 보낸_사람"
    " 보낸사람 من המאת מאת",
    "date": "изпратено poslano enviat enviat_el đã_gửi dikirim gönderme gönderilme"
    " saadetud išsiųsta تاريخ_الإرسال ส่ง ημ/νία "
    "date sent datum gesendet envoyé envoyé_le date_d'envoi fecha enviado enviado_el enviado_em"
    " enviada enviada_em"
    " data inviato data_invio verzonden skickat sendt dato wysłano wysłane data_wysłania дата"
    " отправлено дата_отправки"
    " надіслано odesláno odoslané lähetetty päivämäärä küldve elküldve dátum gönderildi tarih"
    " gönderme_tarihi trimis στάλθηκε"
    " ημερομηνία 发送时间 发送日期 日期 时间 時間 寄件日期 傳送日期 送信日時 日付 送信日 日時 보낸_날짜"
    " 날짜 보낸날짜 أرسلت أُرسلت تم_الإرسال"
    " تاريخ التاريخ נשלח תאריך",
    "to": "către до prima za per_a đến kepada adresat pour adressaat kam به ถึง "
    "to an à a para naar aan till til do кому către komu pro vastaanottaja címzett kime alıcı"
    " προς destinataire"
    " destinatario destinatário empfänger 收件人 收件者 宛先 받는_사람 받는사람 إلى الى אל",
    "subject": "tema относно zadeva chủ_đề subjek sujet ogg teema باب موضوع ชื่อเรื่อง "
    "subject betreff objet asunto assunto oggetto onderwerp ämne emne temat тема předmět"
    " predmet aihe tárgy konu"
    " subiect θέμα 主题 主題 主旨 件名 제목 الموضوع موضوع נושא",
    "cc": "cc bcc kopie kopia kopi kopio copie copia cópia dw копия копія másolat bilgi 抄送 副本 참조 نسخة",
    "reply": "reply-to antwort_an répondre_à responder_a rispondi_a risposta antwoord_aan svar_till"
    " svara_till odpowiedź_do"
    " обратный_адрес 回复 回覆 返信先 الرد_على",
    "other": "attachments anlagen anhänge pièces_jointes adjuntos anexos allegati bijlagen bilagor"
    " importance priority"
    " wichtigkeit list-id organization organisation newsgroups message-id x-mailer",
}
FIELDS = {name.replace("_", " "): role for role, names in _FIELDS.items() for name in names.split()}

# Between two rows of dashes.
ORIGINAL = (
    r"original message|replied message|回复的原邮件|ursprüngliche mail|původní e-mail|original email"
    r"|original appointment|ursprüngliche nachricht|originalnachricht"
    r"|original-nachricht"
    r"|ursprüngliche e-mail|message d'origine|message d’origine|message original|mail original"
    r"|message initial"
    r"|courriel original|mensaje original|correo original|mensagem original|messaggio originale"
    r"|messaggio originario"
    r"|oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|oryginalna wiadomość"
    r"|wiadomość oryginalna"
    r"|pierwotna wiadomość|исходное сообщение|оригинальное сообщение|первоначальное сообщение"
    r"|пересылаемое сообщение"
    r"|вихідне повідомлення|оригінальне повідомлення|ursprungligt meddelande|originalmeddelande"
    r"|originalmelding"
    r"|opprinnelig melding|original meddelelse|oprindelig meddelelse|alkuperäinen viesti|původní zpráva"
    r"|pôvodná správa"
    r"|eredeti üzenet|orijinal mesaj|özgün ileti|mesaj original|mesajul original|αρχικό μήνυμα|原始邮件"
    r"|原邮件|原始信件|原始郵件"
    r"|邮件原件|原文|元のメッセージ|オリジナルメッセージ|元のメール|원본 메시지|원본 메일"
    r"|الرسالة الأصلية|رسالة أصلية|הודעה מקורית|missatge original"
    r"|tin nhắn gốc|pesan asli"
)
FORWARDED = (
    r"forwarded message|forwarded email|forwarded by .{1,80}|weitergeleitet von .{1,80}|transféré par .{1,80}"
    r"|inoltrato da .{1,80}"
    r"|reenviado por .{1,80}|перенаправленное сообщение|weitergeleitete nachricht|weitergeleitete e-mail"
    r"|message transféré|message réexpédié|mail transféré|message transmis|mensaje reenviado"
    r"|mensaje transferido"
    r"|mensagem encaminhada|mensagem reencaminhada|messaggio inoltrato|doorgestuurd bericht"
    r"|vidarebefordrat meddelande"
    r"|vidarebefordrat brev|videresendt melding|videresendt meddelelse|videresendt besked"
    r"|przekazana wiadomość"
    r"|wiadomość przekazana|treść przekazanej wiadomości|пересылаемое сообщение|пересланное сообщение"
    r"|переслане повідомлення"
    r"|välitetty viesti|přeposlaná zpráva|továbbított üzenet|iletilen ileti|yönlendirilen ileti"
    r"|mesaj redirecționat"
    r"|προωθημένο μήνυμα|转发邮件|已转发邮件|轉寄郵件|轉寄的郵件|转发的邮件|転送メッセージ"
    r"|転送されたメッセージ|전달된 메일|전달된 메시지|رسالة مُعاد توجيهها"
    r"|الرسالة المعاد توجيهها|رسالة معاد توجيهها|הודעה שהועברה"
)
# Apple's own line above a forwarded mail, without dashes.
FORWARDED_BELOW = (
    r"begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)"
    r"|inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)"
    r"|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht|vidarebefordrat (?:mail|brev|meddelande)|start på vid[ae]resendt e?-?mail"
    r"|videresendt (?:melding|besked|e-post)|początek przekazan(?:ej wiadomości|ego listu)"
    r"|начало переадресованного (?:сообщения|письма)|початок пересланого листа|välitetty viesti alkaa"
    r"|下面是被转发的邮件|開始轉寄郵件|以下是轉寄的郵件|転送されたメッセージ|전달된 메시지 시작"
    r"|بدء الرسالة المعاد توجيهها|بداية الرسالة المُعاد توجيهها"
)
