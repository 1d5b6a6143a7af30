"""The forms in which mail systems tell that a mail came back, and what servers answer: the test material of two tests.

In a form, ADDR is the address, HOST the server that was asked, SAID its answer. The words are ours; what stands where,
and which words are fixed, are those of the systems named.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A form; `proves`: it shows that the answer was one to RCPT."""

    name: str
    body: str
    proves: bool = False
    sender: str = "MAILER-DAEMON@relay.example.org"
    subject: str = "Undelivered Mail Returned to Sender"
    extra: str = ""


# What was answered, and whether that makes the address dead: "yes", "no", or "rcpt" where it takes an answer to RCPT.
ANSWERS = (
    ("550 5.1.1 <ADDR>: Recipient address rejected: User unknown in local recipient table", "yes"),
    ("550 5.1.1 No such user here", "yes"),
    (
        "550-5.1.1 The account that you tried to reach does not exist here. Please look at 550 5.1.1 the name",
        "yes",
    ),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ADDR not found by SMTP address lookup", "yes"),
    ("550 5.4.1 Recipient address rejected: Access denied. [relay.mail.example.net]", "yes"),
    ("551 5.1.6 The user has moved", "yes"),
    ("553 5.1.2 unknown domain", "yes"),
    ("556 5.1.10 Recipient address has null MX", "yes"),
    ("550 5.2.1 <ADDR>... User Unknown", "yes"),
    ("550 5.1.1 User unknown; our attachment policy is at https://help.example.net/policy/spam", "yes"),
    ("550 No such user here", "rcpt"),
    ("550 <ADDR>... User unknown", "rcpt"),
    ("550 Unknown user ADDR", "rcpt"),
    ("550 Requested action not taken: mailbox unavailable", "rcpt"),
    ("550 Invalid recipient", "rcpt"),
    ("550 5.0.0 mailbox does not exist", "rcpt"),
    ("550 5.1.1 mailbox of ADDR is over its quota", "no"),
    ("552 5.2.2 Mailbox full", "no"),
    ("452 4.2.2 The mailbox is over quota", "no"),
    ("552 Requested mail action aborted: exceeded storage allocation", "no"),
    ("550 5.2.1 The account is disabled", "no"),
    ("550 5.7.1 Message rejected as spam", "no"),
    ("550 User unknown, or you are on our blacklist", "no"),
    ("550 5.7.26 This mail has no valid SPF or DKIM", "no"),
    ("554 5.7.1 <ADDR>: Relay access denied", "no"),
    ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example.com", "no"),
    ("550 5.1.8 Sender address rejected: Domain not found", "no"),
    ("550 5.1.7 sender does not exist", "no"),
    ("450 4.7.1 <ADDR>: Recipient address rejected: Greylisted, try again in 5 minutes", "no"),
    ("450 4.1.1 <ADDR>: Recipient address rejected: User unknown", "no"),
    ("421 4.3.2 Too many connections, try again later", "no"),
    ("552 5.3.4 Message size exceeds fixed limit", "no"),
    ("554 5.4.6 Too many hops", "no"),
)

REMOTE = (
    Shape(
        "postfix",
        """This is the mail system at host relay.example.org.

Your message could not be delivered to one or more recipients.

<ADDR>: host HOST[192.0.2.7] said: SAID (in reply to
    RCPT TO command)
""",
        proves=True,
    ),
    Shape(
        "postfix, an alias, nothing of a command",
        """This is the Postfix program at host relay.example.org.

I am sorry to have to tell you that your message was not delivered to one or more destinations.

<ADDR> (expanded from <list@relay.example.org>): host
    HOST[192.0.2.7] said: SAID
""",
    ),
    Shape(
        "qmail",
        """Hi. This is the qmail-send program at relay.example.org.
I'm afraid that I could not deliver your message to these addresses.
I have given up on it.

<ADDR>:
192.0.2.7 does not like recipient.
Remote host said: SAID
Giving up on 192.0.2.7.
""",
        proves=True,
        subject="failure notice",
    ),
    Shape(
        "exim",
        """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to all of its recipients. The following address(es) failed:

  ADDR
    host HOST [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<ADDR>:
    SAID
""",
        proves=True,
        sender="Mail Delivery System <Mailer-Daemon@relay.example.org>",
        subject="Mail delivery failed: returning message to sender",
        extra="X-Failed-Recipients: ADDR\n",
    ),
    Shape(
        "exim, older",
        """This message was created automatically by mail delivery software.

The following address(es) failed:

  ADDR
    SMTP error from remote mailer after RCPT TO:<ADDR>:
    host HOST [192.0.2.7]: SAID
""",
        proves=True,
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "sendmail",
        """The original message was received at Mon, 2 Mar 2026 10:00:00 GMT
from relay.example.org [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<ADDR>
    (reason: SAID)

   ----- Transcript of session follows -----
... while talking to HOST.:
>>> RCPT To:<ADDR>
<<< SAID
550 5.1.1 <ADDR>... User unknown
""".replace("550 5.1.1 <ADDR>... User unknown", "501 <ADDR>... that was all"),
        proves=True,
        sender="Mail Delivery Subsystem <MAILER-DAEMON@relay.example.org>",
        subject="Returned mail: see transcript for details",
    ),
    Shape(
        "gmail, older",
        """Delivery to the following recipient failed permanently:

     ADDR

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain by HOST. [192.0.2.7].

The error that the other server returned was:
SAID
""",
        sender="Mail Delivery Subsystem <mailer-daemon@mail.example.com>",
        subject="Delivery Status Notification (Failure)",
        extra="X-Failed-Recipients: ADDR\n",
    ),
    Shape(
        "yahoo",
        """Sorry, we were unable to deliver your message to the following address.

<ADDR>:
Remote host said:
SAID
 [RCPT_TO]
""",
        proves=True,
        subject="Failure Notice",
    ),
    Shape(
        "courier",
        """This is a delivery status notification from relay.example.org,
running the Courier mail server, version 0.65.2.

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<ADDR>:
     HOST [192.0.2.7]:
>>> RCPT TO:<ADDR>
<<< SAID

---------------------------------------------------------------------------
""",
        proves=True,
        sender='"Courier mail server at relay.example.org" <@>',
        subject="NOTICE: mail delivery status.",
        extra="Return-Path: <>\n",
    ),
    Shape(
        "mdaemon",
        """The following message had permanent fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has been removed from the queue.

Failed address: ADDR

--- Session Transcript ---
 Mon 2026-03-02 10:00:01: [4711] Connection established
 Mon 2026-03-02 10:00:01: [4711] --> RCPT To:<ADDR>
 Mon 2026-03-02 10:00:01: [4711] <-- SAID
--- End Transcript ---
""",
        proves=True,
        sender="MDaemon at relay.example.org <MDaemon@relay.example.org>",
        subject="Permanent Delivery Failure",
    ),
    Shape(
        "communigate",
        """Failed to deliver to 'ADDR'
SMTP module(domain @HOST:example.net) reports:
 HOST: SAID
""",
        sender="Mail Delivery Subsystem <MAILER-DAEMON@relay.example.org>",
        subject="Undeliverable mail",
    ),
    Shape(
        "hmailserver",
        """Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Mar 2026 10:00:00 +0000
   Subject: Week 2

The following recipient(s) could not be reached:

ADDR
   Error Type: SMTP
   Remote server (192.0.2.7) issued an error.
   hMailServer sent: RCPT TO:<ADDR>
   Remote server replied: SAID

hMailServer
""",
        proves=True,
        sender="mailer-daemon@relay.example.org",
        subject="Message undeliverable: Week 2",
    ),
    Shape(
        "mailenable",
        """MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

	Recipient: [SMTP:ADDR]
	Reason: Remote SMTP Server Returned: SAID

Message headers follow:
Received: from relay.example.org
""",
        sender='"Postmaster" <postmaster@relay.example.org>',
        subject="Message Delivery Failure",
    ),
    Shape(
        "smartermail",
        """Could not deliver message to the following recipient(s):

Failed Recipient: ADDR
Reason: Remote host said: SAID

   -- The header and top 20 lines of the message follows --
""",
        sender="System Administrator <postmaster@relay.example.org>",
        subject="Delivery Failure",
    ),
    Shape(
        "james",
        """Hi. This is the James mail server at relay.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

Failed recipient(s):
ADDR

Error message:
SAID
""",
        sender="postmaster@relay.example.org",
        subject="Re:Week 2",
    ),
    Shape(
        "interscan",
        """Message from InterScan Messaging Security Suite

     Sent <<< RCPT TO:<ADDR>
 Received >>> SAID

Unable to deliver message to <ADDR>.

************************     Message from InterScan
""",
        proves=True,
        sender='"InterScan MSS for SMTP" <postmaster@relay.example.org>',
        subject="Mail could not be delivered",
    ),
    Shape(
        "mailmarshal",
        """Your message:
   From:    list@relay.example.org
   Subject: Week 2

Could not be delivered because of

SAID

The following recipients were affected:
    ADDR

Additional Information
======================
""",
        sender="MailMarshal <postmaster@relay.example.org>",
        subject='Undeliverable Mail: "Week 2"',
    ),
    Shape(
        "iplanet",
        """This report relates to a message you sent with the following header fields:

  Message-id: <copy-1.abcdefghijklmnop@relay.example.org>
  Subject: Week 2

Your message cannot be delivered to the following recipients:

  Recipient address: ADDR
  Reason: Server rejected RCPT TO: command
  Diagnostic code: smtp;SAID
  Remote system: dns;HOST (TCP|192.0.2.1|40000|192.0.2.7|25)
""",
        proves=True,
        sender="Internet Mail Delivery <postmaster@relay.example.org>",
        subject="Delivery Notification: Delivery has failed",
    ),
    Shape(
        "one and one",
        """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. The following addresses failed:

ADDR:
SMTP error from remote server for RCPT TO command, host: HOST (192.0.2.7) reason: SAID
""",
        proves=True,
        sender='"Mail Delivery System" <mailer-daemon@relay.example.org>',
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "exchange 2007",
        """Delivery has failed to these recipients or distribution lists:

Bob<mailto:ADDR>
A problem occurred during the delivery of this message. Please try to resend it later.

________________________________
Sent by Microsoft Exchange Server 2007

Diagnostic information for administrators:

Generating server: HOST

ADDR
HOST #SAID ##

Original message headers:

Received: from relay.example.org
""",
        sender="Microsoft Exchange <postmaster@relay.example.org>",
        subject="Undeliverable: Week 2",
        extra="X-MS-Exchange-Message-Is-Ndr:\n",
    ),
    Shape(
        "office 365",
        """Your message to ADDR couldn't be delivered.

bob wasn't found at example.net.

Error Details
Reported error: SAID
DSN generated by: HOST
Remote server: HOST
""",
        sender="postmaster@relay.example.org",
        subject="Undeliverable: Week 2",
        extra="Return-Path: <>\n",
    ),
    Shape(
        "haraka",
        """Hi. This is the Haraka Mailer program at relay.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

Intended Recipients: <ADDR>
Failure Reason: Error: SAID
""",
        sender="MAILER-DAEMON@relay.example.org",
        subject="failed delivery",
    ),
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
    Shape(
        "one line",
        "Your message to <ADDR> could not be delivered: SAID\n",
        sender="postmaster@relay.example.org",
        subject="Mail delivery problem",
    ),
    Shape(
        "a table",
        """Delivery report
+----------------------------+
| Recipient | ADDR
| Server    | HOST
| Answer to | RCPT TO
| Error     | SAID
+----------------------------+
""",
        proves=True,
        sender="mail-daemon@relay.example.org",
        subject="Delivery failure",
    ),
)

# Systems that look after the address themselves, in their own words; the second says what is to be read.
OWN_WORDS = (
    (
        Shape(
            "groupwise",
            "The message that you sent was undeliverable to the following:\n\tADDR (user not found)\n",
            subject="Message status - undeliverable",
            sender="postmaster@relay.example.org",
        ),
        "yes",
    ),
    (
        Shape(
            "exchange 5.5",
            """Your message did not reach some or all of the intended recipients.

      Subject:	Week 2
      Sent:	02.03.2026 10:00

The following recipient(s) could not be reached:

      ADDR on 02.03.2026 10:01
            The recipient name is not recognized
	The MTS-ID of the original message is: c=us;a= ;p=org;l=RELAY0000
            MSEXCH:IMS:ORG:SITE:RELAY 0 (000C05A6) Unknown Recipient
""",
            sender="System Administrator <postmaster@relay.example.org>",
            subject="Undeliverable: Week 2",
        ),
        "yes",
    ),
    (
        Shape(
            "exchange 2003",
            """Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

      ADDR on 3/2/2026 10:01 AM
            The e-mail account does not exist at the organization this message was sent to.
            <HOST #5.1.1>
""",
            sender="System Administrator <postmaster@relay.example.org>",
            subject="Undeliverable: Week 2",
        ),
        "yes",
    ),
    (
        Shape(
            "domino",
            """Your message

  Subject: Week 2

was not delivered to:

  ADDR

because:

  User bob (ADDR) not listed in Domino Directory
""",
            sender="postmaster@relay.example.org",
            subject="DELIVERY FAILURE: User bob not listed in Domino Directory",
        ),
        "yes",
    ),
    (
        Shape(
            "smail",
            """|------------------------- Message log follows: -------------------------|
 no valid recipients were found for this message
|------------------------- Failed addresses follow: ---------------------|
 <ADDR> ... unknown host
|------------------------- Message text follows: ------------------------|
From: list@relay.example.org
""",
            subject="mail failed, returning to sender",
        ),
        "yes",
    ),
    (
        Shape(
            "qmail, no such host",
            """Hi. This is the qmail-send program at relay.example.org.

<ADDR>:
Sorry, I couldn't find any host named example.net. (#5.1.2)
""",
            subject="failure notice",
        ),
        "yes",
    ),
    (
        Shape(
            "qmail, no mailbox",
            """Hi. This is the qmail-send program at relay.example.org.

<ADDR>:
Sorry, no mailbox here by that name. (#5.1.1)
""",
            subject="failure notice",
        ),
        "yes",
    ),
    (
        Shape(
            "exim, unrouteable",
            """This message was created automatically by mail delivery software.

The following address(es) failed:

  ADDR
    Unrouteable address
""",
            subject="Mail delivery failed: returning message to sender",
        ),
        "yes",
    ),
    (
        Shape(
            "postfix, no such domain",
            """This is the mail system at host relay.example.org.

<ADDR>: Host or domain name not found. Name service error for
    name=example.net type=AAAA: Host not found
""",
        ),
        "yes",
    ),
    (
        Shape(
            "postfix, name server in trouble",
            """This is the mail system at host relay.example.org.

<ADDR>: Host or domain name not found. Name service error for
    name=example.net type=MX: Host not found, try again
""",
        ),
        "no",
    ),
    (
        Shape(
            "exim, too long in the queue",
            """This message was created automatically by mail delivery software.

The following address(es) failed:

  ADDR
    retry timeout exceeded
""",
            subject="Mail delivery failed: returning message to sender",
        ),
        "no",
    ),
    (
        Shape(
            "a filter",
            "Your message to: ADDR\nwas blocked by our Spam Firewall. The email you sent has not been delivered.\n",
            subject="**Message you sent blocked by our bulk email filter**",
            sender="postmaster@relay.example.org",
        ),
        "no",
    ),
)
