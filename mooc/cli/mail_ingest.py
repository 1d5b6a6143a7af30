"""`mooc mail ingest`: the door for pipes, such as Postfix's pipe transport, procmail or a test."""

import sys
from functools import cache
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from mooc.inbound import actions
from mooc.inbound.queries import Refuse, verdict

from .saying import AsJson, harmless, say_json
from .sysexits import DATA_ERROR, code_of

SOURCE = "pipe"
KEPT = "250 2.0.0 Kept"
# How Postfix names the null sender to commands.
NULL_SENDER = "MAILER-DAEMON"

Froms = Annotated[str, typer.Option("--from", help="The envelope sender; '' for the null sender.")]
Tos = Annotated[list[str], typer.Option("--to", help="A recipient; may be given several times.")]
Proof = Annotated[
    str, typer.Option(help="What is known of the writer, as the text of an Authentication-Results header.")
]


def ingest(sender: Froms, to: Tos, authentication: Proof = "", as_json: AsJson = False) -> None:
    """Keep a mail that comes on standard input; exit codes are those of sysexits.h (0 kept, 75 come again, ...).

    Each recipient is asked for first; where one is refused, nothing is kept for any.
    """
    sender = "" if sender.upper() == NULL_SENDER else sender
    for address in to:
        refusal = verdict(address)
        if isinstance(refusal, Refuse):
            actions.note_refusal(
                mail_from=sender, rcpt_to=address, refusal=refusal, source=SOURCE, now=timezone.now()
            )
            _refuse(refusal, address, code_of(refusal.code, refusal.text), as_json)
    raw = _standard_input()
    if not raw:
        _refuse(Refuse(554, "5.6.0 There is no mail on standard input"), "", DATA_ERROR, as_json)
    if len(raw) > settings.MOOC_MAX_INBOUND_BYTES:
        most = settings.MOOC_MAX_INBOUND_BYTES
        _refuse(Refuse(552, f"5.3.4 Larger than {most:,} bytes"), "", DATA_ERROR, as_json)
    mails = actions.ingest(
        raw=raw,
        mail_from=sender,
        rcpt_to=to,
        source=SOURCE,
        now=timezone.now(),
        authentication=authentication,
    )
    if as_json:
        kept = [{"number": mail.pk, "to": mail.rcpt_to, "state": mail.state} for mail in mails]
        say_json({"line": KEPT, "exit_code": 0, "mails": kept})
        return
    for mail in mails:
        print(f"{KEPT} as mail {mail.pk} for {harmless(mail.rcpt_to)}")


def _refuse(refusal: Refuse, address: str, exit_code: int, as_json: bool) -> None:
    about = f" <{harmless(address)}>" if address else ""
    if as_json:
        say_json({"line": str(refusal), "exit_code": exit_code, "to": harmless(address), "mails": []})
    else:
        print(f"{refusal}{about}")
    raise typer.Exit(exit_code)


@cache
def _standard_input() -> bytes:
    """Read once, and no more than we take: a command is run anew where it finds a database without tables.

    procmail and mbox files put a line "From ..." before the headers, which is none.
    """
    raw = sys.stdin.buffer.read(settings.MOOC_MAX_INBOUND_BYTES + 1)
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
