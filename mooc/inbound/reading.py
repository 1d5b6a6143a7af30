"""An inbound mail as the rules look at it: its row, and the letter that `mailkit` reads, in a process of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from mooc.pure.mailkit import Letter, new_words, of_a_cut_mail
from mooc.pure.mailkit.bounces import BounceReport

from .addresses import split
from .errors import HostileMail
from .models import InboundMail
from .queries import BOUNCES, read_raw
from .reader.asking import read_apart
from .reader.frames import Read, Unread

# What was read of the bytes of a RawMail, by its id: mails to several of our addresses share it.
Reads = Mapping[int, Read | Unread]
NOTHING = Unread("it is empty")
NO_REPORT = BounceReport("unknown")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail for one of our addresses; the report is read of what came to the sender of a copy."""

    mail: InboundMail
    letter: Letter
    report: BounceReport = NO_REPORT

    @property
    def words(self) -> str:
        """What its writer has written himself: the rules ask one after the other, and it is looked for once."""
        return _words_of(self.letter.text)

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return read_raw(self.mail)

    def said(self, name: str) -> str:
        """Return the first header of a name on one line, lower case; empty where there is none."""
        return " ".join(self.letter.header(name).split()).lower()

    def all_said(self, name: str) -> list[str]:
        """Return all headers of a name, topmost first, each on one line, lower case."""
        return [" ".join(value.split()).lower() for value in self.letter.all_of(name)]


@lru_cache(maxsize=4)  # as long as one mail is judged: a text may have half a megabyte
def _words_of(text: str) -> str:
    return new_words(text)


def read_mails(mails: Sequence[InboundMail], *, in_all: float | None = None) -> Reads:
    """Read the bytes of many mails, each once; those for which `in_all` seconds leave no time are missing.

    Raises ReaderFails.
    """
    most = settings.MOOC_MAX_INBOUND_BYTES  # what is longer will not be posted, but one may know who wrote it
    raws = {mail.raw_id: read_raw(mail)[:most] for mail in mails if mail.raw_id is not None}
    came_back = {mail.raw_id for mail in mails if split(mail.rcpt_to).local == BOUNCES}
    asked = [(raw, raw_id in came_back) for raw_id, raw in raws.items()]
    return dict(zip(raws, read_apart(asked, in_all=in_all), strict=False))


def open_mail(mail: InboundMail, reads: Reads | None = None) -> Incoming:
    """Return one mail as it was read; read it where `reads` are not given.

    Raises HostileMail where nothing can be read of it, and ReaderFails.
    """
    found = (read_mails([mail]) if reads is None else reads).get(mail.raw_id or 0, NOTHING)
    if isinstance(found, Unread):
        raise HostileMail(found.reason)
    is_cut = mail.raw is not None and mail.raw.size > settings.MOOC_MAX_INBOUND_BYTES
    letter = of_a_cut_mail(found.letter) if is_cut else found.letter
    if letter.defects and not letter.text and not letter.reported:
        raise HostileMail(letter.defects[0])
    if not letter.headers:
        raise HostileMail("it has no headers, so nobody knows who wrote it")
    return Incoming(mail, letter, found.report or NO_REPORT)
