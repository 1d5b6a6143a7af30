"""What goes into a compiled mail: the text with slots, and the kinds of values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A mail as written. Header values, text and html may hold slots; html may be empty (a plain text mail)."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Rich:
    """A value that differs by part. `html` is trusted and goes in as it is; headers get `text`."""

    text: str
    html: str


@dataclass(slots=True)
class Address:
    """A value for From, To and their like; in a text it reads `Name <addr>`.

    Not frozen, because one is made for each copy, and freezing costs more than all its text.
    """

    name: str
    addr: str

    def __str__(self) -> str:
        return f"{self.name} <{self.addr}>" if self.name else self.addr


Value = str | Rich | Address


class MissingSlot(LookupError):
    """A slot of the mail got no value."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the mail has a slot {name!r} for which no value was given")
        self.name = name
