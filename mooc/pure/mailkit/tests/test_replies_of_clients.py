"""How mail programs quote, by program and language: each adds what it adds to the same new words."""

import pytest

from mooc.pure.mailkit import REPLY_MARKER, new_words, split_reply

NEW = "Mine wins too.\n\nOn Sunday?"
QUOTE = "> Good day, all.\n>\n> Ana\n"

ANNOUNCED = {
    "gmail english": "On Mon, Nov 23, 2026 at 12:00 PM Ana via Brass Lantern <\nbrass@mooc.example> wrote:",
    "gmail spanish": "El lun, 23 nov 2026 a las 12:00, Ana (<ana@mooc.example>)\nescribió:",
    "gmail portuguese": "Em seg., 23 de nov. de 2026 às 12:00, Ana <ana@mooc.example>\nescreveu:",
    "gmail french": "Le lun. 23 nov. 2026 à 12:00, Ana <ana@mooc.example> a écrit\u00a0:",
    "gmail german": "Am Mo., 23. Nov. 2026 um 12:00 Uhr schrieb Ana <ana@mooc.example>:",
    "gmail german name first": "Ana <ana@mooc.example> schrieb am Mo., 23. Nov. 2026,\n12:00:",
    "gmail italian": "Il giorno lun 23 nov 2026 alle ore 12:00 Ana <ana@mooc.example>\nha scritto:",
    "gmail dutch": "Op ma 23 nov 2026 om 12:00 schreef Ana <ana@mooc.example>:",
    "gmail polish": "pon., 23 lis 2026 o 12:00 Ana <ana@mooc.example> napisał(a):",
    "gmail russian": "пн, 23 нояб. 2026 г. в 12:00, Ана <ana@mooc.example>:",
    "gmail swedish": "Den mån 23 nov. 2026 kl 12:00 skrev Ana <ana@mooc.example>:",
    "gmail chinese": "Ana <ana@mooc.example> 于2026年11月23日周一 12:00写道：",
    "gmail taiwanese": "Ana <ana@mooc.example> 於 2026年11月23日 週一 下午12:00寫道：",
    "gmail japanese": "2026年11月23日(月) 12:00 Ana <ana@mooc.example>:",
    "gmail korean": "2026년 11월 23일 (월) 오후 12:00, Ana <ana@mooc.example>님이 작성:",
    "gmail arabic": "\u200fفي الاثنين، 23 نوفمبر 2026 في 12:00 م تمت كتابة ما يلي بواسطة \u202aAna\u202c\u200f <\n"
    "\u202aana@mooc.example\u202c\u200f>:",
    "gmail turkish": "Ana <ana@mooc.example>, 23 Kas 2026 Pzt, 12:00 tarihinde şunu yazdı:",
    "gmail ukrainian": "пн, 23 лист. 2026 р. о 12:00 Ана <ana@mooc.example> пише:",
    "gmail norwegian": "man. 23. nov. 2026 kl. 12:00 skrev Ana <ana@mooc.example>:",
    "apple english": "On 23 Nov 2026, at 12:00, Ana <ana@mooc.example> wrote:\n",
    "apple spanish": "El 23 nov 2026, a las 12:00, Ana <ana@mooc.example> escribió:\n",
    "apple portuguese": "No dia 23 de nov. de 2026, às 12:00, Ana <ana@mooc.example> escreveu:\n",
    "apple french": "Le 23 nov. 2026 à 12:00, Ana <ana@mooc.example> a écrit :\n",
    "apple german": "Am 23.11.2026 um 12:00 schrieb Ana <ana@mooc.example>:\n",
    "apple italian": "Il giorno 23 nov 2026, alle ore 12:00, Ana <ana@mooc.example> ha scritto:\n",
    "apple dutch": "Op 23 nov. 2026 om 12:00 heeft Ana <ana@mooc.example> het volgende geschreven:\n",
    "apple polish": "Wiadomość napisana przez Ana <ana@mooc.example> w dniu 23 lis 2026, o godz. 12:00:\n",
    "apple russian": "23 нояб. 2026 г., в 12:00, Ана <ana@mooc.example> написал(а):\n",
    "apple swedish": "23 nov. 2026 kl. 12:00 skrev Ana <ana@mooc.example>:\n",
    "apple chinese": "在 2026年11月23日，12:00，Ana <ana@mooc.example> 写道：\n",
    "apple taiwanese": "Ana <ana@mooc.example> 於 2026年11月23日 下午12:00 寫道：\n",
    "apple japanese": "2026/11/23 12:00、Ana <ana@mooc.example>のメール:\n",
    "apple arabic": "في ٢٣ نوفمبر ٢٠٢٦، الساعة ١٢:٠٠ م، كتب Ana <ana@mooc.example>:\n",
    "thunderbird english": "On 11/23/26 12:00, Ana wrote:",
    "thunderbird spanish": "El 23/11/26 a las 12:00, Ana escribió:",
    "thunderbird portuguese": "Em 23/11/2026 12:00, Ana escreveu:",
    "thunderbird french": "Le 23/11/2026 à 12:00, Ana a écrit :",
    "thunderbird german": "Am 23.11.26 um 12:00 schrieb Ana:",
    "thunderbird italian": "Il 23/11/26 12:00, Ana ha scritto:",
    "thunderbird dutch": "Op 23-11-2026 om 12:00 schreef Ana:",
    "thunderbird polish": "W dniu 23.11.2026 o 12:00, Ana pisze:",
    "thunderbird russian": "23.11.2026 12:00, Ана пишет:",
    "thunderbird swedish": "Den 2026-11-23 kl. 12:00, skrev Ana:",
    "thunderbird chinese": "在 2026/11/23 12:00, Ana 写道:",
    "thunderbird japanese": "On 2026/11/23 12:00, Ana さんは書きました:",
    "thunderbird old": "Ana wrote:",
    "yahoo": "On Monday, November 23, 2026 at 12:00:00 PM GMT+1, Ana <ana@mooc.example> wrote:\n\n",
    "yahoo german": "Am Montag, 23. November 2026 um 12:00:00 MEZ hat Ana <ana@mooc.example> Folgendes geschrieben:\n",
    "proton": "On Monday, November 23rd, 2026 at 12:00 PM, Ana <ana@mooc.example> wrote:\n",
    "proton old": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\n"
    "On Monday, November 23rd, 2026 at 12:00, Ana <ana@mooc.example> wrote:\n",
    "k-9": "-------- Original Message --------\n"
    "On 23 November 2026 12:00:00 CET, Ana <ana@mooc.example> wrote:",
    "zoho": "---- On Mon, 23 Nov 2026 12:00:00 +0100 Ana<ana@mooc.example> wrote ----\n",
    "fastmail": "On Mon, Nov 23, 2026, at 12:00 PM, Ana wrote:",
    "eudora": "At 12:00 PM 11/23/2026, you wrote:",
    "mutt": "* Ana <ana@mooc.example> [2026-11-23 12:00 +0100]:\n",
    "gnus": "Ana <ana@mooc.example> writes:\n",
    "evolution": "On Mon, 2026-11-23 at 12:00 +0100, Ana wrote:",
    "outlook mac": 'On 11/23/26, 12:00 PM, "Ana" <ana@mooc.example> wrote:\n\n',
    "unknown language": f"Ngày 23 thg 11, 2026 lúc 12:00 Ana <ana@mooc.example> qelxyz:\n\n> {REPLY_MARKER}",
}
HEADED = {
    "outlook": "From: Ana <ana@mooc.example>\nSent: Monday, 23 November 2026 12:00\nTo: Brass Lantern\n"
    "Subject: Nim\n",
    "outlook web": "________________________________\nFrom: Ana <ana@mooc.example>\nSent: Monday\nTo: G\n"
    "Subject: Nim\n",
    "outlook mobile": "Get Outlook for iOS<https://aka.ms/x>\n________________________________\nFrom: Ana\n"
    "Sent: Monday\n",
    "outlook bold": "*From:* Ana\n*Sent:* Monday, 23 November 2026\n*To:* Brass Lantern\n*Subject:* Nim\n",
    "outlook long": "From: Ana <ana@mooc.example>\nSent: Monday\nTo: Bob <bob@mooc.example>;\n Dora <d@mooc.example>\n"
    "Subject: Nim\n",
    "outlook spanish": "De: Ana <ana@mooc.example>\nEnviado: lunes, 23 de noviembre de 2026 12:00\nPara: Bob\n"
    "Asunto: Nim\n",
    "outlook portuguese": "De: Ana\nEnviada em: segunda-feira, 23 de novembro de 2026\nPara: Bob\n"
    "Assunto: Nim\n",
    "outlook french": "De : Ana <ana@mooc.example>\nEnvoyé : lundi 23 novembre 2026 12:00\nÀ : Bob\n"
    "Objet : Nim\n",
    "outlook german": "Von: Ana\nGesendet: Montag, 23. November 2026 12:00\nAn: Bob\nBetreff: Nim\n",
    "outlook italian": "Da: Ana\nInviato: lunedì 23 novembre 2026 12:00\nA: Bob\nOggetto: Nim\n",
    "outlook dutch": "Van: Ana\nVerzonden: maandag 23 november 2026 12:00\nAan: Bob\nOnderwerp: Nim\n",
    "outlook polish": "Od: Ana\nWysłano: poniedziałek, 23 listopada 2026 12:00\nDo: Bob\nTemat: Nim\n",
    "outlook russian": "От: Ана\nОтправлено: 23 ноября 2026 г. 12:00\nКому: Bob\nТема: Nim\n",
    "outlook swedish": "Från: Ana\nSkickat: den 23 november 2026 12:00\nTill: Bob\nÄmne: Nim\n",
    "outlook chinese": "发件人: Ana\n发送时间: 2026年11月23日 12:00\n收件人: Bob\n主题: Nim\n",
    "outlook taiwanese": "寄件者： Ana\n寄件日期： 2026年11月23日 12:00\n收件者： Bob\n主旨： Nim\n",
    "outlook japanese": "差出人: Ana\n送信日時: 2026年11月23日 12:00\n宛先: Bob\n件名: Nim\n",
    "outlook arabic": "من: Ana\nتم الإرسال: ٢٣ نوفمبر ٢٠٢٦\nإلى: Bob\nالموضوع: Nim\n",
    "outlook korean": "보낸 사람: Ana\n보낸 날짜: 2026년 11월 23일\n받는 사람: Bob\n제목: Nim\n",
    "gmx": "Gesendet: Montag, 23. November 2026 um 12:00 Uhr\nVon: Ana <ana@mooc.example>\nAn: bob@mooc.example\n"
    "Betreff: Nim\n",
    "web.de": "-----Ursprüngliche Nachricht-----\nVon: Ana\nGesendet: 23.11.2026\n",
    "zimbra": '----- Mail original -----\nDe: "Ana" <ana@mooc.example>\nÀ: "Bob"\nEnvoyé: Lundi\nObjet: Nim\n',
    "lotus": "-----Original Message-----\n\nFrom: Ana\n\nTo: Bob\n\nSubject: Nim\n",
    "our line": f"{REPLY_MARKER}\n",
    "our line in stars": f"*{REPLY_MARKER}*\n",
    "our line, unknown language": f"Nga: Ana\nDërguar: e hënë\nPër: Bob\nLënda: Nim\n\n{REPLY_MARKER}\n",
    "yahoo unquoted": "On Monday, November 23, 2026 at 12:00:00 PM GMT+1, Ana <ana@mooc.example> wrote:\n",
    "gmail forward": "---------- Forwarded message ---------\nFrom: Ana <ana@mooc.example>\nDate: Mon\n"
    "Subject: Nim\n",
    "apple forward": "Begin forwarded message:\n\nFrom: Ana\nSubject: Nim\nDate: Monday\n",
    "apple forward german": "Anfang der weitergeleiteten Nachricht:\n\nVon: Ana\nBetreff: Nim\n"
    "Datum: Montag\n",
}
SEPARATORS = """
-----Original Message-----
----- Mensaje original -----
-----Mensagem original-----
-----Message d'origine-----
-----Ursprüngliche Nachricht-----
-----Messaggio originale-----
-----Oorspronkelijk bericht-----
-----Oryginalna wiadomość-----
-----Исходное сообщение-----
-----Ursprungligt meddelande-----
-----原始邮件-----
------------------ 原始邮件 ------------------
-----元のメッセージ-----
-----الرسالة الأصلية-----
*-------- Original Message --------*
---------- Mensaje reenviado ----------
---------- Weitergeleitete Nachricht ----------
---------- Doorgestuurd bericht ---------
---------- 转发邮件 ----------
""".strip().splitlines()
SIGNED = """
Sent from my iPhone
Sent from my Samsung Galaxy smartphone.
Sent from Yahoo Mail on Android
Sent with Proton Mail secure email.
Sent from Outlook for iOS<https://aka.ms/x>
Get Outlook for Android
Enviado desde mi iPhone
Enviado do meu iPhone
Envoyé de mon iPhone
Von meinem iPhone gesendet
Gesendet von Outlook für iOS
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Inviato da iPhone
Verstuurd vanaf mijn iPhone
Wysłane z iPhone'a
Отправлено с iPhone
Отправлено из мобильной Почты Mail.ru
Skickat från min iPhone
Sendt fra min iPhone
发自我的 iPhone
從我的 iPhone 傳送
iPhoneから送信
أُرسلت من الـ iPhone الخاص بي
나의 iPhone에서 보냄
Надіслано з iPhone
""".strip().splitlines()


@pytest.mark.parametrize("head", ANNOUNCED.values(), ids=ANNOUNCED)
def test_what_an_announced_quote_follows_is_new(head):
    assert new_words(f"{NEW}\n\n{head}\n{QUOTE}") == NEW
    assert new_words(f"{NEW}\n{head}\r\n\r\n{QUOTE}") == NEW


@pytest.mark.parametrize("head", ANNOUNCED.values(), ids=ANNOUNCED)
def test_what_follows_an_announced_quote_is_new(head):
    assert new_words(f"{head}\n{QUOTE}\n{NEW}\n\n") == NEW


@pytest.mark.parametrize("head", HEADED.values(), ids=HEADED)
def test_what_stands_above_a_mail_without_marks_is_new(head):
    reply = split_reply(f"{NEW}\n\n\n{head}\n\nGood day, all.\n\n-- \nAna\n")
    assert reply.new == NEW
    assert reply.elided.startswith(head.split("\n")[0])
    assert reply.elided.endswith("Ana")


@pytest.mark.parametrize("line", SEPARATORS)
def test_what_stands_above_original_message_is_new(line):
    assert new_words(f"{NEW}\n\n{line}\n\nGood day, all.\n") == NEW
    assert new_words(f"{NEW}\n\n{line}\n{QUOTE}") == NEW


@pytest.mark.parametrize("line", SIGNED)
def test_what_a_telephone_adds_is_not_new(line):
    assert new_words(f"{NEW}\n\n{line}\n") == NEW
    assert new_words(f"{NEW}\n\n{line}\n\nOn Mon, 23 Nov 2026 at 12:00, Ana wrote:\n{QUOTE}") == NEW
    assert new_words(line) == ""
