"""Forms of the large mail providers and of the services that send for others."""

from .shape import Shape

PROVIDERS = (
    Shape(
        "gmail",
        """** Address not found **

Your message wasn't delivered to ADDR because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
SAID
""",
        sender="Mail Delivery Subsystem <mailer-daemon@mail.example.com>",
        subject="Delivery Status Notification (Failure)",
        extra="X-Failed-Recipients: ADDR\nAuto-Submitted: auto-replied\n",
    ),
    Shape(
        "gmail, with its state",
        """Delivery to the following recipient failed permanently:

     ADDR

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the recipient domain. The error that the other server
returned was: SAID (state 14).
""",
        proves=True,
        sender="Mail Delivery Subsystem <mailer-daemon@mail.example.com>",
        subject="Delivery Status Notification (Failure)",
        extra="X-Failed-Recipients: ADDR\n",
    ),
    Shape(
        "yahoo, new",
        """Sorry, we were unable to deliver your message to the following address.

<ADDR>:
SAID [RCPT_TO]

--- Below this line is a copy of the message.
""",
        proves=True,
        sender="MAILER-DAEMON@provider.example",
        subject="Failure Notice",
    ),
    Shape(
        "mail.ru",
        """Это письмо создано автоматически сервером, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

ADDR
  HOST [192.0.2.7]
  SMTP error from remote mail server after RCPT TO:<ADDR>:
  SAID
""",
        proves=True,
        sender="mailer-daemon@provider.example",
        subject="=?UTF-8?B?0J/QuNGB0YzQvNC+INC90LUg0LTQvtGB0YLQsNCy0LvQtdC90L4=?=",
    ),
    Shape(
        "yandex",
        """This is the mail system at host relay.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ADDR>: host HOST[192.0.2.7] said: SAID
    (in reply to RCPT TO command)
""",
        proves=True,
        sender="MAILER-DAEMON@relay.example.org (Mail Delivery System)",
        subject="Undelivered Mail Returned to Sender",
    ),
    Shape(
        "zoho",
        """This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

ADDR, ERROR CODE :550 - RCPT TO: SAID
""",
        proves=True,
        sender="mailer-daemon@mail.example.com",
        subject="Undelivered Mail Returned to Sender",
    ),
    Shape(
        "gmx",
        """This message was created automatically by mail delivery software.
--------------------------------------------------------------------

The following address failed:

"ADDR":
SMTP error from remote server after RCPT command:
host: HOST
SAID
""",
        proves=True,
        sender='"Mail Delivery System" <mailer-daemon@provider.example>',
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "t-online",
        """Ihre Nachricht konnte nicht zugestellt werden.

Empfänger: ADDR
Antwort auf RCPT TO: SAID
""",
        proves=True,
        sender="Mail Delivery System <Mailer-Daemon@provider.example>",
        subject="Ihre Nachricht konnte nicht zugestellt werden",
    ),
    Shape(
        "libero",
        """Il tuo messaggio non è stato consegnato ai seguenti destinatari:

<ADDR>: risposta di HOST a RCPT TO: SAID
""",
        proves=True,
        sender="Postmaster <postmaster@provider.example>",
        subject="Mancato recapito",
    ),
    Shape(
        "qq",
        """很抱歉，您的邮件被退回，原因如下：

收件人邮件地址：ADDR
退信原因：
host HOST said: SAID
""",
        sender="PostMaster@provider.example",
        subject="系统退信",
    ),
    Shape(
        "netease",
        """抱歉，您的邮件被退回来了……

原邮件信息：
收件人：ADDR
退信原因：
SMTP error, RCPT TO: HOST SAID
""",
        proves=True,
        sender="Postmaster@provider.example",
        subject="系统退信/Systems bounce",
    ),
    Shape(
        "naver",
        """보내신 메일이 전달되지 못했습니다.

받는사람 : ADDR
RCPT TO 응답 : SAID
""",
        proves=True,
        sender="MAILER-DAEMON@provider.example",
        subject="[발송실패 안내] Week 2",
    ),
    Shape(
        "docomo",
        """Unknown address or mailbox:

<ADDR>
RCPT TO: SAID
""",
        proves=True,
        sender="Mail System <mail-daemon@provider.example>",
        subject="Undelivered mail",
    ),
    Shape(
        "icloud",
        """This report relates to a message you sent with the following header fields:

  Message-id: <copy-1.abcdefghijklmnop@relay.example.org>
  Date: Mon, 02 Mar 2026 10:00:00 +0000
  To: ADDR
  Subject: Week 2

Your message cannot be delivered to the following recipients:

  Recipient address: ADDR
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;SAID
  Remote system: dns;HOST
""",
        proves=True,
        sender="postmaster@provider.example",
        subject="Delivery Notification: Delivery has failed",
    ),
    Shape(
        "ses",
        """An error occurred while trying to deliver the mail to the following recipients:
ADDR
SAID
""",
        sender="MAILER-DAEMON@eu-west-1.ses.example",
        subject="Delivery Status Notification (Failure)",
    ),
    Shape(
        "sendgrid",
        """This is an automatically generated message from SendGrid.

I'm sorry to have to tell you that your message was not able to be delivered to one of its intended recipients.

For further assistance, please send mail to <support@provider.example>.

Your message could not be delivered to: ADDR
Answer to RCPT: SAID
""",
        proves=True,
        subject="Undelivered Mail Returned to Sender",
    ),
    Shape(
        "mailgun",
        """The mail system reports that your message

Subject: Week 2

could not be delivered to ADDR.

Server response to RCPT TO: SAID
""",
        proves=True,
        subject="Mail delivery failed",
        sender="mailer-daemon@mg.relay.example.org",
    ),
    Shape(
        "web.de, short",
        """Mail Delivery System

ADDR:
SMTP error from remote server for RCPT TO command, host: HOST (192.0.2.7) reason: SAID
""",
        proves=True,
        sender='"Mail Delivery System" <mailer-daemon@provider.example>',
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "orange",
        """Bonjour,

Votre message n'a pas pu être distribué.

Destinataire : ADDR
Réponse à RCPT TO : SAID
""",
        proves=True,
        sender="postmaster@provider.example",
        subject="Message non distribué",
    ),
)
