"""The form in which a mail system tells that a mail came back.

ADDR is the address, HOST the server that was asked, SAID its answer. The words are ours; what stands where, and which
words are fixed, are those of the systems named.
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
