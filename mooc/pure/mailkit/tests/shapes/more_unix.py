"""More forms of the mail servers of Unix, older, newer and rarer ones."""

from .shape import Shape

MORE_UNIX = (
    Shape(
        "postfix, old",
        """This is the Postfix program at host relay.example.org.

I'm sorry to have to inform you that the message could not be delivered to one or more destinations.

<ADDR>: host HOST[192.0.2.7] refused
    to accept the recipient: SAID (in reply to RCPT TO command)
""",
        proves=True,
        sender="MAILER-DAEMON@relay.example.org (Mail Delivery System)",
    ),
    Shape(
        "postfix, after the text",
        """This is the mail system at host relay.example.org.

<ADDR>: host HOST[192.0.2.7] said: SAID (in
    reply to end of DATA command)
""",
    ),
    Shape(
        "exim, address and server on a line",
        """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ADDR
    (ultimately generated from crew@relay.example.org)
    host HOST [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<ADDR>: SAID
""",
        proves=True,
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "exim, after the text",
        """A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ADDR
    host HOST [192.0.2.7]
    SMTP error from remote mail server after end of data:
    SAID
""",
        subject="Mail delivery failed: returning message to sender",
    ),
    Shape(
        "qmail, one line",
        """Hi. This is the qmail-send program at relay.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ADDR>:
HOST does not like recipient. Remote host said: SAID Giving up on HOST.

--- Below this line is a copy of the message.
""",
        proves=True,
        subject="failure notice",
    ),
    Shape(
        "qmail, in other words",
        """This is the mail delivery agent at relay.example.org.
I was not able to deliver your message to the following addresses.

<ADDR>:
192.0.2.7_does_not_like_recipient./Remote_host_said: SAID
""",
        subject="failure notice",
    ),
    Shape(
        "qmail, failed after the message",
        """Hi. This is the qmail-send program at relay.example.org.

<ADDR>:
192.0.2.7 failed after I sent the message.
Remote host said: SAID
""",
        subject="failure notice",
    ),
    Shape(
        "notqmail",
        """Hi. This is the notqmail-send program at relay.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ADDR>:
Connected to 192.0.2.7 but recipient was rejected.
Remote host said: SAID
""",
        proves=True,
        subject="failure notice",
    ),
    Shape(
        "sendmail, transcript only",
        """The original message was received at Mon, 2 Mar 2026 10:00:00 GMT

   ----- The following addresses had permanent fatal errors -----
ADDR

   ----- Transcript of session follows -----
... while talking to HOST.:
>>> RCPT To:<ADDR>
<<< SAID
""",
        proves=True,
        subject="Returned mail: User unknown",
    ),
    Shape(
        "sendmail 5",
        """   ----- Transcript of session follows -----
While talking to HOST:
>>> RCPT To:<ADDR>
<<< SAID
550 <ADDR>... that was all

   ----- Unsent message follows -----
Received: by relay.example.org
From: list
""",
        proves=True,
        subject="Returned mail: unknown mailer error",
    ),
    Shape(
        "smail",
        """|------------------------- Message log follows: -------------------------|
 no valid recipients were found for this message
|------------------------- Failed addresses follow: ---------------------|
 <ADDR> ... transport smtp: RCPT TO: SAID
|------------------------- Message text follows: ------------------------|
Received: by relay.example.org
""",
        proves=True,
        subject="mail failed, returning to sender",
    ),
    Shape(
        "opensmtpd",
        """    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

ADDR: SAID

    Below is a copy of the original message:

""",
        sender="Mailer Daemon <MAILER-DAEMON@relay.example.org>",
        subject="Delivery status notification: error",
    ),
    Shape(
        "dragonfly",
        """This is the DragonFly Mail Agent v0.13 at relay.example.org.

There was an error delivering your mail to <ADDR>.

HOST [192.0.2.7] did not like our RCPT TO:
SAID

Message headers follow.
""",
        proves=True,
        subject="Mail delivery failed",
    ),
    Shape(
        "zmailer",
        """This is a collection of reports about email delivery
process concerning a message you originated.

FAILED:
  Original Recipient:
    rfc822;ADDR
  Control data:
    smtp HOST ADDR 99
  Diagnostic texts:
    <smtp HOST ADDR 99>; RCPT To: SAID
""",
        proves=True,
        sender='"The Post Office" <postmaster@relay.example.org>',
        subject="Delivery problem",
    ),
    Shape(
        "mmdf",
        """    Your message could not be delivered to
'ADDR (host: HOST) (queue: smtp)' for the following
reason:  ' RCPT TO: SAID'
""",
        proves=True,
        sender="relay.example.org Mail System (MMDF) <mmdf@relay.example.org>",
        subject="Failed mail (msg.aa04711)",
        extra="Return-Path: <>\n",
    ),
    Shape(
        "nullmailer",
        """Hi. This is the nullmailer program at relay.example.org.

I'm sorry, the message below could not be delivered.

Failed: ADDR
Answer: SAID
""",
        subject="Returned mail: Could not send message",
    ),
    Shape(
        "halon",
        """Your message could not be delivered.

Recipient: ADDR
Server: HOST (192.0.2.7)
Command: RCPT TO:<ADDR>
Response: SAID
""",
        proves=True,
        subject="Delivery failure",
    ),
    Shape(
        "momentum",
        """This message was created automatically by the mail system (ecelerity).

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

>>> ADDR (after RCPT TO): SAID
""",
        proves=True,
        subject="Mail Delivery Failure",
    ),
    Shape(
        "one line, with dash",
        "Delivery failed.\n\n* ADDR - SAID\n",
        subject="Undeliverable mail",
    ),
    Shape(
        "html table of a hoster",
        """Message not delivered
Your message was not delivered to ADDR.

Recipient:  ADDR
Stage:  RCPT TO
Reply:  SAID
""",
        proves=True,
        sender='"Hosting mail system" <mailer-daemon@relay.example.org>',
        subject="Your message could not be delivered",
    ),
)
