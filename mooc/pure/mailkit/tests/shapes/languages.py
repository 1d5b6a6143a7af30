"""Forms in other languages than English."""

from .shape import Shape

LANGUAGES = (
    Shape(
        "mail in German",
        """Diese E-Mail wurde automatisch vom Mailsystem erzeugt.

Ihre Nachricht konnte an folgende Empfänger nicht zugestellt werden:

ADDR

Der Server HOST antwortete auf RCPT TO:
SAID
""",
        proves=True,
        sender="Mailsystem <noreply@relay.example.org>",
        subject="Unzustellbar: Woche 2",
        extra="Return-Path: <>\nAuto-Submitted: auto-replied\n",
    ),
    Shape(
        "mail in French",
        """Ceci est un message automatique.

Votre message n'a pas pu être remis au destinataire suivant :

  <ADDR>

Réponse du serveur HOST : SAID
""",
        sender="Postmaster <postmaster@relay.example.org>",
        subject="Échec de la remise : Semaine 2",
    ),
    Shape(
        "mail in Spanish",
        """Su mensaje no pudo ser entregado a los siguientes destinatarios:

- ADDR (SAID)
""",
        sender="Administrador <administrador@relay.example.org>",
        subject="No se puede entregar: Semana 2",
        extra="Auto-Submitted: auto-generated\n",
    ),
    Shape(
        "mail in Portuguese",
        """A sua mensagem não pôde ser entregue aos seguintes destinatários:

ADDR: SAID
""",
        subject="Falha na entrega da mensagem",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Italian",
        """Impossibile recapitare il messaggio ai seguenti destinatari:

<ADDR>
    Il server remoto ha risposto: SAID
""",
        subject="Mancata consegna",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Dutch",
        """Uw bericht kon niet worden bezorgd bij de volgende ontvangers:

ADDR
   SAID
""",
        subject="Niet te bezorgen: Week 2",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Polish",
        """Nie można dostarczyć wiadomości do następujących odbiorców:

ADDR
   SAID
""",
        subject="Nie można dostarczyć: Tydzień 2",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Swedish",
        """Ditt meddelande kunde inte levereras till följande mottagare:

ADDR
   SAID
""",
        subject="Kan inte levereras: Vecka 2",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Russian",
        """Это письмо создано автоматически сервером.

Ваше сообщение не может быть доставлено следующим получателям:

  ADDR
    SMTP error from remote mail server after RCPT TO:<ADDR>:
    host HOST [192.0.2.7]: SAID
""",
        proves=True,
        subject="Ваше сообщение не доставлено",
        sender="mailer-daemon@relay.example.org",
    ),
    Shape(
        "mail in Japanese",
        """次の宛先へのメッセージはエラーのため送信できませんでした。

<ADDR>
  SAID
""",
        subject="配信不能通知",
        sender="postmaster@relay.example.org",
    ),
    Shape(
        "mail in Chinese",
        """您的邮件无法投递到以下收件人：

ADDR
退信原因：SAID
""",
        subject="系统退信",
        sender="PostMaster@relay.example.org",
    ),
)
