"""What a server says it can do, in its answer to EHLO (RFC 5321, 4.1.1.1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """The extensions we use; a server that knows only HELO has none."""

    pipelining: bool = False
    starttls: bool = False
    smtputf8: bool = False
    eight_bit: bool = False
    # SIZE is offered; `most_bytes` is 0 where it names no limit (RFC 1870).
    size: bool = False
    most_bytes: int = 0
    auth: frozenset[str] = frozenset()


def read_features(text: bytes) -> Features:
    """Read the lines of an answer to EHLO; the first is the server's name."""
    words: dict[str, list[str]] = {}
    for line in text.decode("ascii", "replace").upper().splitlines()[1:]:
        name, *rest = line.replace("AUTH=", "AUTH ").split() or [""]  # AUTH= is how very old ones say it
        words.setdefault(name, []).extend(rest)
    limit = (words.get("SIZE") or ["0"])[0]
    return Features(
        pipelining="PIPELINING" in words,
        starttls="STARTTLS" in words,
        smtputf8="SMTPUTF8" in words,
        eight_bit="8BITMIME" in words,
        size="SIZE" in words,
        most_bytes=int(limit) if limit.isdecimal() else 0,
        auth=frozenset(words.get("AUTH", ())),
    )
