"""Forms in more languages."""

from .shape import Shape


def _in(language: str, subject: str, words: str, *, after: str = "") -> Shape:
    """Make a form of one sentence; where `after` says RCPT, that is the stage."""
    body = f"{words}\n\n  ADDR\n    {after}SAID\n"
    return Shape(f"more in {language}", body, "RCPT" in after, "postmaster@relay.example.org", subject)


MORE_LANGUAGES = (
    _in("Danish", "Kunne ikke leveres: Uge 2", "Din besked kunne ikke leveres til følgende modtagere:"),
    _in("Norwegian", "Kan ikke leveres: Uke 2", "Meldingen kunne ikke leveres til følgende mottakere:"),
    _in("Finnish", "Viestiä ei voitu toimittaa", "Viestiä ei voitu toimittaa seuraaville vastaanottajille:"),
    _in("Czech", "Nedoručitelná zpráva", "Vaši zprávu nebylo možné doručit těmto příjemcům:"),
    _in("Slovak", "Nedoručiteľná správa", "Vašu správu sa nepodarilo doručiť týmto príjemcom:"),
    _in("Turkish", "Teslim edilemedi: Hafta 2", "İletiniz şu alıcılara teslim edilemedi:"),
    _in(
        "Hungarian",
        "Kézbesíthetetlen: 2. hét",
        "Az üzenetet nem sikerült kézbesíteni a következő címzetteknek:",
    ),
    _in("Romanian", "Nelivrabil: Săptămâna 2", "Mesajul nu a putut fi livrat următorilor destinatari:"),
    _in(
        "Ukrainian",
        "Повідомлення не доставлено",
        "Повідомлення не доставлено таким одержувачам:",
        after="RCPT TO: ",
    ),
    _in("Korean", "메일 전송 실패", "다음 수신자에게 메일을 전달하지 못했습니다:"),
    _in("Greek", "Αδυναμία παράδοσης", "Το μήνυμά σας δεν παραδόθηκε στους εξής παραλήπτες:"),
    _in("Catalan", "No s'ha pogut lliurar", "El missatge no s'ha pogut lliurar als destinataris:"),
    _in("Indonesian", "Pesan tidak terkirim", "Pesan Anda tidak dapat dikirim ke penerima berikut:"),
    _in("Arabic", "تعذر تسليم الرسالة", "تعذر تسليم رسالتك إلى المستلمين التاليين:"),
    _in(
        "German, Exchange",
        "Unzustellbar: Woche 2",
        "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:",
    ),
    _in(
        "French, Exchange", "Non remis : Semaine 2", "Échec de la remise pour ces destinataires ou groupes :"
    ),
    _in(
        "Spanish, Exchange",
        "No se puede entregar: Semana 2",
        "No se pudo entregar el mensaje a estos destinatarios o grupos:",
    ),
    _in(
        "Japanese, qmail",
        "配信不能のお知らせ",
        "以下のアドレスにメールを配送できませんでした。",
        after="RCPT TO: ",
    ),
)
