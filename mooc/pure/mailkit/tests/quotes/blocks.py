"""Heads of fields above an unmarked mail, by program and language, and lines drawn above them."""
# ruff: noqa: E501 (one line is one case)

from . import cases

BLOCKS = cases("""
From: Zoë van Dam <zoe@mooc.example> | Sent: Tuesday, March 3, 2026 4:05 PM | To: Brass Lantern <group-12-r1@mooc.example> | Cc: Bob | Subject: RE: [Brass Lantern] Nim
From: "Zoë van Dam" <zoe@mooc.example> | To: bob@mooc.example | Sent: Tuesday, March 3, 2026 4:05:12 PM | Subject: Nim
From: Zoë van Dam <zoe@mooc.example> on behalf of Brass Lantern <group-12-r1@mooc.example> | Date: Tuesday, 3 March 2026 at 16:05 | To: Bob <bob@mooc.example> | Subject: Re: Nim
*From:* Zoë van Dam <zoe@mooc.example> | *Sent:* Tuesday, March 3, 2026 4:05 PM | *To:* Bob <bob@mooc.example> | *Subject:* Nim
**From:** Zoë van Dam <zoe@mooc.example> | **Sent:** Tuesday, March 3, 2026 4:05 PM | **To:** Bob | **Subject:** Nim
*From: *Zoë van Dam <zoe@mooc.example> | *Date: *Tuesday, 3 March 2026 at 16:05 | *To: *Bob | *Subject: *Nim
From:	Zoë van Dam/Dock/Lantern | To:	bob@mooc.example | Date:	03/03/2026 04:05 PM | Subject:	Nim
From:        "Zoë van Dam" <zoe@mooc.example> | To:        "Bob" <bob@mooc.example> | Date:        03/03/2026 16:05 | Subject:        Nim
Date: Tue, 3 Mar 2026 16:05:12 +0100 | From: zoe@mooc.example | To: bob@mooc.example | Subject: Nim
To: bob@mooc.example | Subject: RE: Nim | From: zoe@mooc.example | Date: Tue, 3 Mar 2026 16:05:12 +0100
________________________________ | From: Zoë van Dam <zoe@mooc.example> | Sent: 03 March 2026 16:05 | To: Bob | Subject: Nim
________________________________ |  From: Zoë van Dam <zoe@mooc.example> | To: "bob@mooc.example" <bob@mooc.example> | Sent: Tuesday, March 3, 2026 4:05 PM | Subject: Nim
From: Zoë van Dam <zoe@mooc.example> | Sent: Tuesday, March 3, 2026 4:05 PM | To: Bob <bob@mooc.example>; Charlie <charlie@mooc.example>; | Dora <dora@mooc.example>; Emil <emil@mooc.example> | Subject: Nim
From: Zoë van Dam <zoe@mooc.example> | Sent: Tuesday, March 3, 2026 4:05 PM | To: Bob <bob@mooc.example> | Subject: A long title about the game of Nim and why | the first player wins it | Importance: High
De: Zoë van Dam <zoe@mooc.example> | Enviado el: martes, 3 de marzo de 2026 16:05 | Para: Bob <bob@mooc.example> | CC: Dora | Asunto: RE: Nim
De: Zoë van Dam <zoe@mooc.example> | Fecha: martes, 3 de marzo de 2026, 16:05 | Para: Bob | Asunto: Nim
De: Zoë van Dam | Enviado: martes, 3 de marzo de 2026 4:05 p. m. | Para: Bob | Asunto: Nim
De: Zoë van Dam <zoe@mooc.example> | Enviada em: terça-feira, 3 de março de 2026 16:05 | Para: Bob <bob@mooc.example> | Assunto: RES: Nim
De: Zoë van Dam <zoe@mooc.example> | Enviado: 3 de março de 2026 16:05 | Para: Bob | Assunto: Nim
De: Zoë van Dam <zoe@mooc.example> | Data: terça-feira, 3 de março de 2026 às 16:05 | Para: Bob | Assunto: Nim
De : Zoë van Dam <zoe@mooc.example> | Envoyé : mardi 3 mars 2026 16:05 | À : Bob <bob@mooc.example> | Cc : Dora | Objet : RE: Nim
De : Zoë van Dam <zoe@mooc.example> | Date : mardi, 3 mars 2026 à 16:05 | À : Bob | Objet : Nim
*De :* Zoë van Dam <zoe@mooc.example> | *Envoyé :* mardi 3 mars 2026 16:05 | *À :* Bob | *Objet :* Nim
envoyé : 3 mars 2026 à 16:05 | de : Zoë van Dam <zoe@mooc.example> | à : bob@mooc.example | objet : Nim
De: "Zoë van Dam" <zoe@mooc.example> | À: "Bob" <bob@mooc.example> | Envoyé: Mardi 3 Mars 2026 16:05:12 | Objet: Nim
Von: Zoë van Dam <zoe@mooc.example> | Gesendet: Dienstag, 3. März 2026 16:05 | An: Bob <bob@mooc.example> | Cc: Dora | Betreff: AW: Nim
*Von:* Zoë van Dam <zoe@mooc.example> | *Gesendet:* Dienstag, 3. März 2026 16:05 | *An:* Bob | *Betreff:* Nim
Von: Zoë van Dam <zoe@mooc.example> | Datum: Dienstag, 3. März 2026 um 16:05 | An: Bob | Betreff: Nim
Gesendet: Dienstag, 03. März 2026 um 16:05 Uhr | Von: "Zoë van Dam" <zoe@mooc.example> | An: bob@mooc.example | Betreff: Nim
Von:        Zoë van Dam/Dock/Lantern | An:        bob@mooc.example | Kopie:        dora@mooc.example | Datum:        03.03.2026 16:05 | Betreff:        Nim
Da: Zoë van Dam <zoe@mooc.example> | Inviato: martedì 3 marzo 2026 16:05 | A: Bob <bob@mooc.example> | Oggetto: R: Nim
Da: Zoë van Dam <zoe@mooc.example> | Data: martedì, 3 marzo 2026 alle ore 16:05 | A: Bob | Cc: Dora | Oggetto: Nim
Van: Zoë van Dam <zoe@mooc.example> | Verzonden: dinsdag 3 maart 2026 16:05 | Aan: Bob <bob@mooc.example> | CC: Dora | Onderwerp: RE: Nim
Van: Zoë van Dam <zoe@mooc.example> | Datum: dinsdag 3 maart 2026 om 16:05 | Aan: Bob | Onderwerp: Nim
Od: Zoë van Dam <zoe@mooc.example> | Wysłano: wtorek, 3 marca 2026 16:05 | Do: Bob <bob@mooc.example> | DW: Dora | Temat: ODP: Nim
Temat: Nim | Data: 2026-03-03 16:05 | Nadawca: "Zoë van Dam" <zoe@mooc.example> | Adresat: bob@mooc.example;
Od: "Zoë van Dam" <zoe@mooc.example> | Do: "Bob" <bob@mooc.example>; | Wysłane: 16:05 Wtorek 2026-03-03 | Temat: Nim
От: Зоя Ким <zoe@mooc.example> | Отправлено: вторник, 3 марта 2026 г. 16:05 | Кому: Bob <bob@mooc.example> | Копия: Dora | Тема: RE: Nim
От кого: Зоя Ким <zoe@mooc.example> | Кому: bob@mooc.example | Дата: 3 марта 2026, 16:05 | Тема: Nim
From: Зоя Ким <zoe@mooc.example> | Дата: 3 марта 2026 г. 16:05 | Кому: Bob | Тема: Nim
Від: Зоя Кім <zoe@mooc.example> | Надіслано: 3 березня 2026 р. 16:05 | Кому: Bob | Тема: Nim
Från: Zoë van Dam <zoe@mooc.example> | Skickat: den 3 mars 2026 16:05 | Till: Bob | Kopia: Dora | Ämne: SV: Nim
Fra: Zoë van Dam <zoe@mooc.example> | Sendt: tirsdag 3. mars 2026 16:05 | Til: Bob | Emne: SV: Nim
Lähettäjä: Zoë van Dam <zoe@mooc.example> | Lähetetty: tiistai 3. maaliskuuta 2026 16.05 | Vastaanottaja: Bob | Aihe: Nim
Od: Zoë van Dam <zoe@mooc.example> | Odesláno: úterý 3. března 2026 16:05 | Komu: Bob | Předmět: Nim
Od: Zoë van Dam <zoe@mooc.example> | Odoslané: utorok 3. marca 2026 16:05 | Komu: Bob | Predmet: Nim
Feladó: Zoë van Dam <zoe@mooc.example> | Elküldve: 2026. március 3., kedd 16:05 | Címzett: Bob | Tárgy: Nim
De la: Zoë van Dam <zoe@mooc.example> | Trimis: marți, 3 martie 2026 16:05 | Către: Bob | Subiect: Nim
Από: Zoë van Dam <zoe@mooc.example> | Στάλθηκε: Τρίτη, 3 Μαρτίου 2026 4:05 μμ | Προς: Bob | Θέμα: Nim
Kimden: Zoë van Dam <zoe@mooc.example> | Gönderildi: 3 Mart 2026 Salı 16:05 | Kime: Bob | Konu: Nim
Gönderen: Zoë van Dam <zoe@mooc.example> | Tarih: 3 Mart 2026 Salı 16:05 | Kime: Bob | Konu: Nim
От: Zoë van Dam <zoe@mooc.example> | Изпратено: вторник, 3 март 2026 г. 16:05 | До: Bob | Относно: Nim
Šalje: Zoë van Dam <zoe@mooc.example> | Poslano: 3. ožujka 2026. 16:05 | Prima: Bob | Predmet: Nim
Od: Zoë van Dam <zoe@mooc.example> | Poslano: torek, 3. marec 2026 16:05 | Za: Bob | Zadeva: Nim
De: Zoë van Dam <zoe@mooc.example> | Enviat el: dimarts, 3 de març de 2026 16:05 | Per a: Bob | Tema: Nim
Từ: Zoë van Dam <zoe@mooc.example> | Đã gửi: Thứ Ba, 3 tháng 3, 2026 16:05 | Đến: Bob | Chủ đề: Nim
Dari: Zoë van Dam <zoe@mooc.example> | Dikirim: Selasa, 3 Maret 2026 16:05 | Kepada: Bob | Subjek: Nim
发件人: 林小明 <zoe@mooc.example> | 发送时间: 2026年3月3日 16:05 | 收件人: Bob <bob@mooc.example> | 抄送: Dora | 主题: 回复: Nim
发件人： 林小明 | 发送时间： 2026-03-03 16:05 | 收件人： bob@mooc.example | 主题： Nim
发件人："林小明" <zoe@mooc.example> | 发送日期：2026-03-03 16:05:12 | 收件人："Bob" <bob@mooc.example> | 主题：Nim
寄件者: 林小明 <zoe@mooc.example> | 寄件日期: 2026年3月3日 下午 04:05 | 收件者: Bob | 副本: Dora | 主旨: RE: Nim
差出人: 佐藤 空 <zoe@mooc.example> | 送信日時: 2026年3月3日 16:05 | 宛先: Bob <bob@mooc.example> | CC: Dora | 件名: RE: Nim
From: 佐藤 空 <zoe@mooc.example> | To: bob@mooc.example | Date: 2026/3/3, Tue 16:05 | Subject: Nim
보낸 사람: 김하나 <zoe@mooc.example> | 보낸 날짜: 2026년 3월 3일 화요일 오후 4:05 | 받는 사람: Bob | 제목: Nim
من: Zoë van Dam <zoe@mooc.example> | تم الإرسال: الثلاثاء، 3 مارس 2026 04:05 م | إلى: Bob | الموضوع: Nim
من: Zoë van Dam <zoe@mooc.example> | تاريخ الإرسال: 03/مارس/2026 04:05 م | إلى: Bob | الموضوع: Nim
מאת: Zoë van Dam <zoe@mooc.example> | נשלח: יום שלישי 3 מרץ 2026 16:05 | אל: Bob | נושא: Nim
""")
SEPARATED = cases("""
-----Original Message----- | From: Zoë van Dam <zoe@mooc.example> | Sent: Tuesday, March 3, 2026 4:05 PM | To: Bob | Subject: Nim
-----Original Message----- | From: Zoë van Dam <zoe@mooc.example> | To: Bob <bob@mooc.example> | Sent: Tue, Mar 3, 2026 4:05 pm | Subject: Nim
----- Original Message ----- | From: "Zoë van Dam" <zoe@mooc.example> | To: "Bob" <bob@mooc.example> | Sent: Tuesday, March 3, 2026 4:05:12 PM | Subject: Nim
-------- Original message -------- | From: Zoë van Dam <zoe@mooc.example> | Date: 03/03/2026 16:05 (GMT+01:00) | To: bob@mooc.example | Subject: Nim
------ Original Message ------ | From "Zoë van Dam" <zoe@mooc.example> | To "Bob" <bob@mooc.example> | Date 3/3/2026 4:05:12 PM | Subject Nim
------ Originalnachricht ------ | Von "Zoë van Dam" <zoe@mooc.example> | An "Bob" <bob@mooc.example> | Datum 03.03.2026 16:05:12 | Betreff Nim
------- Original Message ------- | On Tuesday, March 3rd, 2026 at 4:05 PM, Zoë van Dam <zoe@mooc.example> wrote:
-----Original-Nachricht----- | Betreff: Nim | Datum: 2026-03-03T16:05:12+0100 | Von: "Zoë van Dam" <zoe@mooc.example> | An: "Bob" <bob@mooc.example>
-------- Ursprüngliche Nachricht -------- | Von: Zoë van Dam <zoe@mooc.example> | Datum: 03.03.26 16:05 (GMT+01:00) | An: bob@mooc.example | Betreff: Nim
-------- Original-Nachricht -------- | Datum: Tue, 03 Mar 2026 16:05:12 +0100 | Von: Zoë van Dam <zoe@mooc.example> | An: bob@mooc.example | Betreff: Nim
-------- Message d'origine -------- | De : Zoë van Dam <zoe@mooc.example> | Date : 03/03/2026 16:05 (GMT+01:00) | À : bob@mooc.example | Objet : Nim
-------- Message original -------- | De : Zoë van Dam <zoe@mooc.example> | Date : 03/03/2026 16:05 (GMT+01:00) | À : bob@mooc.example | Objet : Nim
-------- Mensaje original -------- | De: Zoë van Dam <zoe@mooc.example> | Fecha: 3/3/26 16:05 (GMT+01:00) | A: bob@mooc.example | Asunto: Nim
-------- Mensagem original -------- | De: Zoë van Dam <zoe@mooc.example> | Data: 03/03/2026 16:05 (GMT-03:00) | Para: bob@mooc.example | Assunto: Nim
-------- Messaggio originale -------- | Da: Zoë van Dam <zoe@mooc.example> | Data: 03/03/26 16:05 (GMT+01:00) | A: bob@mooc.example | Oggetto: Nim
----Messaggio originale---- | Da: zoe@mooc.example | Data: 03/03/2026 16.05 | A: <bob@mooc.example> | Ogg: Nim
-------- Oorspronkelijk bericht -------- | Van: Zoë van Dam <zoe@mooc.example> | Datum: 03-03-2026 16:05 (GMT+01:00) | Aan: bob@mooc.example | Onderwerp: Nim
-------- Oryginalna wiadomość -------- | Od: Zoë van Dam <zoe@mooc.example> | Data: 03.03.2026 16:05 (GMT+01:00) | Do: bob@mooc.example | Temat: Nim
-------- Исходное сообщение -------- | От: Зоя Ким <zoe@mooc.example> | Дата: 03.03.2026 16:05 (GMT+03:00) | Кому: bob@mooc.example | Тема: Nim
---------- Původní e-mail ---------- | Od: Zoë van Dam <zoe@mooc.example> | Komu: bob@mooc.example | Datum: 3. 3. 2026 16:05:12 | Předmět: Nim
------------------ 原始邮件 ------------------ | 发件人: "林小明" <zoe@mooc.example>; | 发送时间: 2026年3月3日(星期二) 下午4:05 | 收件人: "Bob"<bob@mooc.example>; | 主题: Nim
------------------&nbsp;原始邮件&nbsp;------------------ | 发件人: "林小明" <zoe@mooc.example>; | 主题: Nim
------------------ Original ------------------ | From: "林小明" <zoe@mooc.example>; | Date: Tue, Mar 3, 2026 04:05 PM | To: "Bob"<bob@mooc.example>; | Subject: Nim
---- Replied Message ---- | ¦ From ¦ 林小明<zoe@mooc.example> ¦ | ¦ Date ¦ 03/03/2026 16:05 ¦ | ¦ To ¦ Bob<bob@mooc.example> ¦ | ¦ Subject ¦ Nim ¦
---- 回复的原邮件 ---- | ¦ 发件人 ¦ 林小明<zoe@mooc.example> ¦ | ¦ 日期 ¦ 2026年03月03日 16:05 ¦ | ¦ 收件人 ¦ Bob ¦ | ¦ 主题 ¦ Nim ¦
-----原始邮件----- | 发件人:"林小明" <zoe@mooc.example> | 发送时间:2026-03-03 16:05:12 (星期二) | 收件人: bob@mooc.example | 主题: Nim
-----Original Message----- | From: "김하나" <zoe@mooc.example> | To: <bob@mooc.example>; | Cc: | Sent: 2026-03-03 (화) 16:05:12 (GMT+09:00) | Subject: Nim
--------- 원본 메일 --------- | 보낸사람: 김하나 <zoe@mooc.example> | 받는사람: Bob | 날짜: 2026년 3월 3일 | 제목: Nim
-----邮件原件----- | 发件人: 林小明 [mailto:zoe@mooc.example] | 发送时间: 2026年3月3日 16:05 | 收件人: Bob | 主题: Nim
-----元のメッセージ----- | 差出人: 佐藤 空 | 送信日時: 2026年3月3日 16:05 | 宛先: Bob | 件名: Nim
----- Mail original ----- | De: "Zoë van Dam" <zoe@mooc.example> | À: "Bob" <bob@mooc.example> | Envoyé: Mardi 3 Mars 2026 16:05:12 | Objet: Nim
----- Ursprüngliche Mail ----- | Von: "Zoë van Dam" <zoe@mooc.example> | An: "Bob" <bob@mooc.example> | Gesendet: Dienstag, 3. März 2026 16:05:12 | Betreff: Nim
--- Исходное сообщение --- | От кого: "Зоя Кім" <zoe@mooc.example> | Дата: 3 марта 2026, 16:05:12
----- الرسالة الأصلية ----- | من: Zoë van Dam | إلى: Bob | الموضوع: Nim
----- Forwarded by Zoë van Dam/Dock/Lantern on 03/03/2026 04:05 PM ----- | From: Charlie | To: Zoë van Dam | Date: 03/03/2026 | Subject: Nim
----- Weitergeleitet von Zoë van Dam/Dock/Lantern am 03.03.2026 16:05 ----- | Von: Charlie | An: Zoë van Dam | Datum: 03.03.2026 | Betreff: Nim
---------- Forwarded message --------- | From: Zoë van Dam <zoe@mooc.example> | Date: Tue, Mar 3, 2026 at 4:05 PM | Subject: Nim | To: <bob@mooc.example>
---------- Forwarded message ---------- | From: **Zoë van Dam** <zoe@mooc.example> | Date: Tue, Mar 3, 2026 | Subject: Nim | To: bob@mooc.example
---------- Mensaje reenviado --------- | De: Zoë van Dam <zoe@mooc.example> | Fecha: mar, 3 mar 2026 a las 16:05 | Asunto: Nim | Para: <bob@mooc.example>
---------- Mensagem encaminhada --------- | De: Zoë van Dam <zoe@mooc.example> | Data: ter., 3 de mar. de 2026 | Assunto: Nim
---------- Forwarded message --------- | De : Zoë van Dam <zoe@mooc.example> | Date : mar. 3 mars 2026 à 16:05 | Sujet : Nim | À : <bob@mooc.example>
---------- Weitergeleitete Nachricht --------- | Von: Zoë van Dam <zoe@mooc.example> | Datum: Di., 3. März 2026 um 16:05 Uhr | Betreff: Nim
---------- Messaggio inoltrato --------- | Da: Zoë van Dam <zoe@mooc.example> | Data: mar 3 mar 2026 | Oggetto: Nim
---------- Пересылаемое сообщение ---------- | 03.03.2026, 16:05, "Зоя Ким" <zoe@mooc.example>:
-------- Пересылаемое сообщение -------- | От: Зоя Ким <zoe@mooc.example> | Кому: bob@mooc.example | Тема: Nim
---------- 転送メッセージ --------- | 差出人: 佐藤 空 <zoe@mooc.example> | 件名: Nim
-------- Перенаправленное сообщение -------- | Тема: Nim | Дата: Tue, 3 Mar 2026 | От: Зоя Ким <zoe@mooc.example> | Кому: bob@mooc.example
-------- Weitergeleitete Nachricht -------- | Betreff: 	Nim | Datum: 	Tue, 3 Mar 2026 16:05:12 +0100 | Von: 	Zoë van Dam <zoe@mooc.example> | An: 	bob@mooc.example
-------- Message transféré -------- | Sujet : 	Nim | Date : 	Tue, 3 Mar 2026 16:05:12 +0100 | De : 	Zoë van Dam <zoe@mooc.example> | Pour : 	bob@mooc.example
Begin forwarded message: |  | From: Zoë van Dam <zoe@mooc.example> | Subject: Nim | Date: 3 March 2026 at 16:05:12 CET | To: bob@mooc.example
Inicio del mensaje reenviado: |  | De: Zoë van Dam <zoe@mooc.example> | Asunto: Nim | Fecha: 3 de marzo de 2026
Début du message réexpédié : |  | De: Zoë van Dam <zoe@mooc.example> | Objet: Nim | Date: 3 mars 2026 à 16:05:12 UTC+1
Anfang der weitergeleiteten Nachricht: |  | Von: Zoë van Dam <zoe@mooc.example> | Betreff: Nim | Datum: 3. März 2026
""")
