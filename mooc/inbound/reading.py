"""An inbound mail as the rules look at it: its row, and the letter that `mailkit` reads within caps."""

from dataclasses import dataclass

from mooc.pure.mailkit import Letter, read_letter

from .errors import HostileMail
from .models import InboundMail
from .queries import read_raw


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail for one of our addresses."""

    mail: InboundMail
    letter: Letter
    raw: bytes = b""

    def said(self, name: str) -> str:
        """Return the first header of a name on one line, lower case; empty where there is none."""
        return " ".join(self.letter.header(name).split()).lower()

    def all_said(self, name: str) -> list[str]:
        """Return all headers of a name, topmost first, each on one line, lower case."""
        return [" ".join(value.split()).lower() for value in self.letter.all_of(name)]


def open_mail(mail: InboundMail) -> Incoming:
    """Read one mail. Raises HostileMail where nothing can be read of it within what a mail may cost."""
    raw = read_raw(mail)
    letter = read_letter(raw)
    if letter.defects and not letter.text and not letter.reported:
        raise HostileMail(letter.defects[0])
    if not letter.headers:
        raise HostileMail("it has no headers, so nobody knows who wrote it" if raw else "it is empty")
    return Incoming(mail, letter, raw)
