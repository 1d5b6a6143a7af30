"""Systems that look after the address themselves, in their own words."""

from .shape import Shape

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
