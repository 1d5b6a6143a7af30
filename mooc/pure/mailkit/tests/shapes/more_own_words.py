"""More systems that look after the address themselves; the second says what is to be read, the third the reason."""

from .shape import Shape


def _own(
    name: str,
    body: str,
    end: str,
    *,
    subject: str = "Undeliverable mail",
    sender: str = "postmaster@relay.example.org",
):
    return Shape(name, body, sender=sender, subject=subject), end


MORE_OWN_WORDS = (
    _own("imail", "Unknown user: ADDR\n\n\nOriginal message follows.\n\n", "yes"),
    _own("imail, full", "User mailbox exceeds allowed size: ADDR\n\n\nOriginal message follows.\n\n", "no"),
    _own(
        "notes",
        "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nADDR\n\n"
        "------- Returned Message --------\n",
        "yes",
    ),
    _own(
        "domino, in German",
        "Ihre Nachricht\n\n  Betreff: Woche 2\n\nwurde nicht zugestellt an:\n\n  ADDR\n\nGrund:\n\n"
        "  Benutzer bob ist nicht im Domino-Verzeichnis\n".replace("ist nicht im", "nicht gefunden im"),
        "yes",
    ),
    _own(
        "groupwise, full",
        "The message that you sent was undeliverable to the following:\n\tADDR (disk space quota exceeded)\n",
        "no",
        subject="Message status - undeliverable",
    ),
    _own(
        "groupwise, expired",
        "The message that you sent was undeliverable to the following:\n\tADDR (connection timed out)\n",
        "no",
    ),
    _own(
        "exchange 2003, full",
        "Your message did not reach some or all of the intended recipients.\n\n"
        "The following recipient(s) could not be reached:\n\n      ADDR on 3/2/2026 10:01 AM\n"
        "            The message could not be delivered because the recipient's mailbox is full.\n"
        "            < #5.2.2>\n",
        "no",
    ),
    _own(
        "exchange 2003, routing",
        "Your message did not reach some or all of the intended recipients.\n\n"
        "The following recipient(s) could not be reached:\n\n      ADDR on 3/2/2026 10:01 AM\n"
        "            You do not have permission to send to this recipient. For assistance, contact your system "
        "administrator.\n            < #5.7.1>\n",
        "no",
    ),
    _own(
        "vpopmail",
        "Hi. This is the qmail-send program at relay.example.org.\n\n<ADDR>:\nthis account is locked.\n",
        "no",
        subject="failure notice",
    ),
    _own(
        "vpopmail, full",
        "Hi. This is the qmail-send program at relay.example.org.\n\n<ADDR>:\nuser is over quota\n",
        "no",
        subject="failure notice",
    ),
    _own(
        "qmail, too long",
        "Hi. This is the qmail-send program at relay.example.org.\n\n<ADDR>:\n"
        "I'm not going to try again; this message has been in the queue too long.\n",
        "no",
        subject="failure notice",
    ),
    _own(
        "qmail, no exchanger",
        "Hi. This is the qmail-send program at relay.example.org.\n\n<ADDR>:\n"
        "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)\n",
        "yes",
        subject="failure notice",
    ),
    _own(
        "qmail, cannot connect",
        "Hi. This is the qmail-send program at relay.example.org.\n\n<ADDR>:\n"
        "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n",
        "no",
        subject="failure notice",
    ),
    _own(
        "exim, unknown user",
        'The following address(es) failed:\n\n  ADDR\n    unknown local-part "bob" in domain "example.net"\n',
        "yes",
    ),
    _own(
        "exim, no mail service",
        "The following address(es) failed:\n\n  ADDR\n    an MX or SRV record indicated no SMTP service\n",
        "yes",
    ),
    _own(
        "exim, lookups failed",
        "The following address(es) failed:\n\n  ADDR\n    all host address lookups failed permanently\n",
        "yes",
    ),
    _own(
        "exim, quota",
        "The following address(es) failed:\n\n  ADDR\n"
        "    mailbox is full (MTA-imposed quota exceeded while writing to file /var/mail/bob)\n",
        "no",
    ),
    _own(
        "exim, retry",
        "The following address(es) failed:\n\n  ADDR\n"
        "    all hosts for 'example.net' have been failing for a long time (and retry time not reached)\n",
        "no",
    ),
    _own(
        "exim, pipe",
        "The following address(es) failed:\n\n  ADDR\n"
        "    Child process of virtual_pipe transport returned 127 from command: /usr/bin/deliver\n",
        "no",
    ),
    _own(
        "exim, loop",
        'The following address(es) failed:\n\n  ADDR\n    Too many "Received" headers - suspected mail loop\n',
        "no",
    ),
    _own(
        "postfix, unknown user",
        'This is the mail system at host relay.example.org.\n\n<ADDR>: unknown user: "bob"\n',
        "yes",
    ),
    _own(
        "postfix, null MX",
        "This is the mail system at host relay.example.org.\n\n"
        "<ADDR>: Domain example.net does not accept mail (nullMX)\n",
        "yes",
    ),
    _own(
        "postfix, timeout",
        "This is the mail system at host relay.example.org.\n\n"
        "<ADDR>: connect to mx1.example.net[192.0.2.7]:25: Connection timed out\n",
        "no",
    ),
    _own(
        "postfix, loop",
        "This is the mail system at host relay.example.org.\n\n<ADDR>: mail forwarding loop for ADDR\n",
        "no",
    ),
    _own(
        "postfix, local quota",
        "This is the mail system at host relay.example.org.\n\n"
        "<ADDR>: cannot update mailbox /var/mail/bob for user bob. error writing message: Disk quota exceeded\n",
        "no",
    ),
    _own(
        "postfix, procmail",
        "This is the mail system at host relay.example.org.\n\n"
        "<ADDR>: can't create user output file. Command output: procmail: Couldn't create \"/var/mail/bob\"\n",
        "no",
    ),
    _own(
        "lmtp",
        "This is the mail system at host relay.example.org.\n\n"
        "<ADDR>: host relay[private/dovecot-lmtp] said: 550 5.1.1 <ADDR> User doesn't exist: ADDR (in reply to "
        "RCPT TO command)\n",
        "yes",
    ),
    _own(
        "a phone",
        "Message could not be delivered to mobile.\nError: Unknown subscriber\n\nRecipient: ADDR\n",
        "yes",
    ),
    _own(
        "a mail shop in French",
        "Votre message n'a pas pu être remis.\n\nADDR : utilisateur inconnu\n",
        "yes",
        subject="Message non remis",
    ),
    _own(
        "a mail shop in Spanish",
        "No se pudo entregar su mensaje a:\n\nADDR: el usuario no existe\n",
        "yes",
        subject="No se pudo entregar",
    ),
    _own(
        "a mail shop in German",
        "Ihre Nachricht konnte nicht zugestellt werden an:\n\nADDR: Empfänger unbekannt\n",
        "yes",
        subject="Unzustellbar",
    ),
    _own(
        "full in German",
        "Ihre Nachricht konnte nicht zugestellt werden an:\n\nADDR: Das Postfach ist voll\n",
        "no",
        subject="Unzustellbar",
    ),
    _own(
        "full in Italian",
        "Impossibile recapitare il messaggio a:\n\nADDR: la casella del destinatario è piena\n",
        "no",
        subject="Mancata consegna",
    ),
    _own(
        "full in Polish",
        "Nie można dostarczyć wiadomości do:\n\nADDR: skrzynka odbiorcy jest pełna\n",
        "no",
        subject="Nie można dostarczyć",
    ),
    _own(
        "full in Japanese",
        "次の宛先へのメッセージはエラーのため送信できませんでした。\n\n<ADDR>\nメールボックスの容量が超過しています\n",
        "no",
        subject="配信不能",
    ),
    _own(
        "moved",
        "Your message could not be delivered to ADDR: this user has moved to another company, address no longer "
        "valid\n",
        "yes",
    ),
    _own("dns", "Your message could not be delivered.\n\nADDR: DNS Error: Domain name not found\n", "yes"),
    _own(
        "dns, for now",
        "Your message could not be delivered.\n\nADDR: DNS Error: temporary lookup failure, try again later\n",
        "no",
    ),
)
