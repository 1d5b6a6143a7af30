"""Header fields with slots: the obvious way to write one, and quick ways for the fields that every copy has anew."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from .header import (
    field,
    is_field_name,
    is_of_text,
    is_of_tokens,
    mailbox_field,
    mailbox_fields,
    plain_text_field,
    plain_text_fields,
    takes_mailbox,
)
from .slots import Closing, Opening, Place, pieces
from .source import Address, MissingSlot, Rich, Value

Values = Mapping[str, Value]

# What is left of a template for one kind of reader: words, and places of his own values, none of which is empty.
Rest = list[str | Place]
_VISIBLE = re.compile(r"[!-+\--~]+")
_WORDS = re.compile(r"[!-~]+(?: [!-~]+)*")
_BETWEEN = "\0"
_MOST_LAYOUTS = 64


class Writer(NamedTuple):
    """Writes a field from a reader's values and those he shares with some, or for many readers at once.

    `many` gives nothing where one of them needs a closer look: then each is written by `one`.
    """

    one: Callable[[Values, Values], bytes]
    many: Callable[[Sequence[Values]], list[bytes] | None]


class FieldTemplate:
    """A header field as written, with the names of its slots and sections."""

    __slots__ = ("_fixed", "name", "names", "sections", "template")

    def __init__(self, name: str, value: str) -> None:
        if not is_field_name(name):
            raise ValueError(f"{name!r} cannot be the name of a header field")
        self.name = name
        self.template = pieces(value)
        self.names = frozenset(piece.name for piece in self.template if isinstance(piece, Place | Opening))
        self.sections = frozenset(piece.name for piece in self.template if isinstance(piece, Opening))
        self._fixed = None if self.names else field(name, value)

    def encoded(self, layers: Sequence[Values]) -> bytes:
        """Return the field, its values from the first of `layers` that has each."""
        if self._fixed is not None:
            return self._fixed
        if len(self.template) == 1 and takes_mailbox(self.name) and isinstance(self.template[0], Place):
            value = value_of(self.template[0].name, layers)
            if isinstance(value, Address):
                return mailbox_field(self.name, value.name, value.addr)
        return field(self.name, self.words(layers))

    def words(self, layers: Sequence[Values]) -> str:
        """Return what the field says, before it is made fit for a header."""
        said = []
        hidden = False
        for piece in self.template:
            if isinstance(piece, Closing):
                hidden = False
            elif isinstance(piece, Opening):
                hidden = not str(value_of(piece.name, layers))
            elif hidden:
                continue
            else:
                said.append(piece if isinstance(piece, str) else _word(value_of(piece.name, layers)))
        return "".join(said)

    def rest(self, own: frozenset[str], layers: Sequence[Values]) -> Rest:
        """Put in the values that are nobody's own; sections of own values are open."""
        found: Rest = []
        hidden = False
        for piece in self.template:
            if isinstance(piece, Closing):
                hidden = False
            elif isinstance(piece, Opening):
                hidden = piece.name not in own and not str(value_of(piece.name, layers))
            elif hidden:
                continue
            elif isinstance(piece, Place) and piece.name not in own:
                found.append(_word(value_of(piece.name, layers)))
            else:
                found.append(piece)
        return found

    def obvious(self, common: Sequence[Values]) -> Callable[[Values, Values], bytes]:
        """Return what writes the field for any reader."""

        def write(values: Values, shared: Values) -> bytes:
            return self.encoded((values, shared, *common))

        return write

    def writer(self, rest: Rest | None, common: Sequence[Values]) -> Writer:
        """Return what writes the field for readers whose own values have places in `rest`; None: anywhere."""
        obvious = self.obvious(common)
        if rest is None:
            return Writer(obvious, _not_at_once)

        if len(rest) == 1 and isinstance(rest[0], Place) and takes_mailbox(self.name):
            return _mailbox_writer(self.name, rest[0].name, obvious)
        if is_of_tokens(self.name) and _is_plain(rest):
            return _token_writer(self.name, rest, obvious)
        if is_of_text(self.name):
            return _text_writer(self.name, rest, obvious)
        return Writer(obvious, _not_at_once)


def value_of(name: str, layers: Sequence[Values]) -> Value:
    """Return the value from the first mapping that has it. Raises MissingSlot."""
    for layer in layers:
        value = layer.get(name)
        if value is not None:
            return value
    raise MissingSlot(name)


def _word(value: Value) -> str:
    return value.text if isinstance(value, Rich) else str(value)


def _not_at_once(readers: Sequence[Values]) -> list[bytes] | None:
    return None


def _mailbox_writer(name: str, slot: str, obvious: Callable[[Values, Values], bytes]) -> Writer:
    def one(values: Values, shared: Values) -> bytes:
        value = values[slot]
        if type(value) is Address:
            return mailbox_field(name, value.name, value.addr)
        return obvious(values, shared)

    def many(readers: Sequence[Values]) -> list[bytes] | None:
        given = [values[slot] for values in readers]
        boxes = [(value.name, value.addr) for value in given if type(value) is Address]
        return mailbox_fields(name, boxes) if len(boxes) == len(given) else None

    return Writer(one, many)


def _token_writer(name: str, rest: Rest, obvious: Callable[[Values, Values], bytes]) -> Writer:
    """Where a field of ids or links is folded depends on nothing but the lengths of its values."""
    slots = [piece.name for piece in rest if isinstance(piece, Place)]
    take = itemgetter(*slots, slots[0])  # one more, so that it is a tuple in any case
    layout_of = lru_cache(maxsize=_MOST_LAYOUTS)(partial(_layout, name, rest))

    def one(values: Values, shared: Values) -> bytes:
        given = take(values)[:-1]
        try:
            if not _VISIBLE.fullmatch("".join(given)):
                return obvious(values, shared)
        except TypeError:  # an Address, or words for each part
            return obvious(values, shared)
        layout = layout_of((*map(len, given),))
        return (layout % given).encode("ascii") if layout else obvious(values, shared)

    def many(readers: Sequence[Values]) -> list[bytes] | None:
        rows = [take(values)[:-1] for values in readers]
        try:
            if not _VISIBLE.fullmatch("".join(chain.from_iterable(rows))):
                return None
        except TypeError:
            return None
        found = [layout_of((*map(len, given),)) for given in rows]
        if not all(found):
            return None
        return _in_bytes([layout % given for layout, given in zip(found, rows, strict=True)])

    return Writer(one, many)


def _text_writer(name: str, rest: Rest, obvious: Callable[[Values, Values], bytes]) -> Writer:
    """Words of one line that need neither folding nor encoding are written as they are."""
    slots = [piece.name for piece in rest if isinstance(piece, Place)]
    if not slots:
        return Writer(obvious, _not_at_once)
    take = itemgetter(*slots, slots[0])
    line = "".join(piece.replace("%", "%%") if isinstance(piece, str) else "%s" for piece in rest)

    def one(values: Values, shared: Values) -> bytes:
        given = take(values)[:-1]
        if all(type(value) is str for value in given):
            return plain_text_field(name, line % given) or obvious(values, shared)
        return obvious(values, shared)

    def many(readers: Sequence[Values]) -> list[bytes] | None:
        columns = [[values[slot] for values in readers] for slot in slots]
        if not all(type(value) is str for column in columns for value in column):
            return None
        return plain_text_fields(name, [line % given for given in zip(*columns, strict=True)])

    return Writer(one, many)


def _in_bytes(written: Sequence[str]) -> list[bytes]:
    """Encode ASCII, all at once."""
    return _BETWEEN.join(written).encode("ascii").split(b"\0")


def _is_plain(rest: Rest) -> bool:
    """Say whether the words between the values are such that folding only puts line ends before spaces."""
    return bool(_WORDS.fullmatch("".join(piece if isinstance(piece, str) else "x" for piece in rest)))


def _layout(name: str, rest: Rest, lengths: tuple[int, ...]) -> str:
    """Return the folded field with %s for values of these lengths; nothing where one does not go in whole."""
    sizes = iter(lengths)
    wanted = [piece if isinstance(piece, str) else "x" * next(sizes) for piece in rest]
    folded = field(name, "".join(wanted)).decode("ascii")
    if folded.replace("\r\n", "") != f"{name}: {''.join(wanted)}":
        return ""
    found, at = [f"{name}: "], len(name) + 2
    for piece, words in zip(rest, wanted, strict=True):
        begin, left = at, len(words)
        while left:
            if folded[at] == "\r":
                at += 2
                continue
            at, left = at + 1, left - 1
        found.append(folded[begin:at].replace("%", "%%") if isinstance(piece, str) else "%s")
    return "".join(found) + "\r\n"
