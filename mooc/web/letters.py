"""A raw mail opened for reading: headers as a person reads them, its text, its HTML. Never raises on odd bytes."""

from dataclasses import dataclass
from email.message import Message

from mooc.pure.mailkit.letter import parse
from mooc.pure.mailkit.parts import decoded, parts_of, words_of

# What a reader looks for first; the others follow in the order of the mail.
FIRST = ("from", "to", "reply-to", "subject", "date")
ENVELOPE = frozenset((*FIRST, "cc"))
# It is read where pages are drawn, so what is made to take long must not.
MOST_READ = 1_000_000


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """`envelope` are the headers a mail program shows, `headers` all the others; html is "" when there is none."""

    envelope: list[tuple[str, str]]
    headers: list[tuple[str, str]]
    text: str
    html: str


def open_letter(raw: bytes) -> OpenLetter:
    """Read a mail of our own mailbox, or any other."""
    message = parse(raw[:MOST_READ], [])
    headers = [(str(name), " ".join(decoded(value).split())) for name, value in message.raw_items()]
    envelope = [pair for pair in headers if pair[0].lower() in ENVELOPE]
    envelope.sort(key=lambda pair: FIRST.index(pair[0].lower()) if pair[0].lower() in FIRST else len(FIRST))
    parts = list(parts_of(message, []))
    return OpenLetter(
        envelope,
        [pair for pair in headers if pair[0].lower() not in ENVELOPE],
        _part(parts, "text/plain"),
        _part(parts, "text/html"),
    )


def shown_source(raw: bytes) -> str:
    """Return the bytes as text, line for line; what is not UTF-8 is shown as Latin-1 shows it."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\r\n", "\n")


def _part(parts: list[Message], kind: str) -> str:
    for part in parts:
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            return words_of(part)
    return ""
