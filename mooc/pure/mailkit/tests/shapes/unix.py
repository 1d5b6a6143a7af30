"""Forms of the mail servers of Unix and of mail services."""

from .shape import Shape

UNIX = (
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
