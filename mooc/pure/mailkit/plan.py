"""How a message is put together for readers of one kind: those with values of their own under the same names.

All pieces stand in one list: the fixed ones, those of shared values, the header fields that are a reader's own, his
values as text, his values as html. `in_order` takes them from there as the message has them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from .body import SOFT, encode_html, encode_piece, encode_text
from .fields import FieldTemplate, Values, Writer, value_of
from .header import field
from .slots import Closing, Opening, Place
from .source import Rich, Value

TEXT, HTML = 0, 1
# Encoded words, the place of a value in a part, and the ends of a stretch that an empty value hides.
BodyPiece = bytes | tuple[str, int] | Opening | Closing
_FIXED, _SHARED, _WRITTEN, _OWN = 0, 1, 2, 3
# One of these four numbers (own values: 3 as text, 4 as html), and what the list gets there.
_Item = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Which values readers have, and which of these are empty: what a plan depends on."""

    own: frozenset[str]
    empty: frozenset[str]
    shared: frozenset[str]
    shared_empty: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """See above. Own values come without the soft line break that ends them: the piece that follows begins with it."""

    take: Callable[[Values], tuple[Value, ...]]
    fixed: list[bytes]
    of_shared: list[Callable[[Values], bytes]]
    writers: list[Writer]
    in_order: Callable[[Sequence[bytes]], tuple[bytes, ...]]


def plan_of(
    fields: Iterable[FieldTemplate], body: Iterable[BodyPiece], common: Sequence[Values], kind: Kind
) -> Plan:
    """Put in what is in `common`, and lay out the rest. Raises MissingSlot for what no reader of this kind has."""
    own = kind.own - kind.empty
    constant = (dict.fromkeys(kind.empty, ""), *common)
    items = [item for one in fields for item in _field_items(one, kind, own, constant, common)]
    names = dict.fromkeys(name for one in fields for name in sorted(one.sections & own))
    encoders: dict[tuple[str, int], Callable[[Values], bytes]] = {}
    for piece in _shown(body, kind, own, constant):
        if isinstance(piece, bytes):
            items.append((_FIXED, piece))
        elif piece[0] in own:
            names[piece[0]] = None
            items.append((_OWN + piece[1], piece[0]))
        elif piece[0] in kind.shared:
            items.append((_SHARED, encoders.setdefault(piece, _encoder(*piece))))
        else:
            items.append((_FIXED, encoded(value_of(piece[0], constant), piece[1])))
    return _laid_out(items, list(names))


def encoded(value: Value, part: int) -> bytes:
    """Return a value as it stands in the text or the html."""
    if isinstance(value, Rich):
        return encode_piece(value.html) if part else encode_text(value.text)
    text = str(value)
    return encode_html(text) if part else encode_text(text)


def _field_items(
    one: FieldTemplate, kind: Kind, own: frozenset[str], constant: Sequence[Values], common: Sequence[Values]
) -> list[_Item]:
    has_shared = not one.names.isdisjoint(kind.shared)
    if one.names.isdisjoint(own):
        if not has_shared:
            return [(_FIXED, one.encoded(constant))]
        return [(_SHARED, lambda shared: one.encoded((constant[0], shared, *common)))]
    if has_shared:
        return [(_WRITTEN, one.writer(None, common))]
    rest = one.rest(own, constant)
    if any(isinstance(piece, Place) for piece in rest):
        return [(_WRITTEN, one.writer(rest, common))]
    return [(_FIXED, field(one.name, "".join(piece for piece in rest if isinstance(piece, str))))]


def _shown(
    body: Iterable[BodyPiece], kind: Kind, own: frozenset[str], constant: Sequence[Values]
) -> Iterable[bytes | tuple[str, int]]:
    hidden = False
    for piece in body:
        if isinstance(piece, Closing):
            hidden = False
        elif isinstance(piece, Opening):
            hidden = _is_empty(piece.name, kind, own, constant)
        elif not hidden:
            yield piece


def _is_empty(name: str, kind: Kind, own: frozenset[str], constant: Sequence[Values]) -> bool:
    if name in own:
        return False
    return name in kind.shared_empty if name in kind.shared else not str(value_of(name, constant))


def _encoder(name: str, part: int) -> Callable[[Values], bytes]:
    return lambda shared: encoded(shared[name], part)


def _laid_out(items: Sequence[_Item], own: list[str]) -> Plan:
    lists: dict[int, list[Any]] = {_FIXED: [], _SHARED: [], _WRITTEN: []}
    places: list[tuple[int, int]] = []
    for kind, group in groupby(_softened(items), itemgetter(0)):
        things = [thing for _, thing in group]
        if kind == _FIXED:
            things = [b"".join(things)]
        if kind >= _OWN:
            places += [(kind, own.index(thing)) for thing in things]
            continue
        for thing in things:
            if kind == _FIXED or thing not in lists[kind]:
                lists[kind].append(thing)
            places.append((kind, len(lists[kind]) - 1 if kind == _FIXED else lists[kind].index(thing)))
    sizes = [len(lists[_FIXED]), len(lists[_SHARED]), len(lists[_WRITTEN]), len(own)]
    numbers = [sum(sizes[:kind]) + place for kind, place in places]
    return Plan(_taker(own), lists[_FIXED], lists[_SHARED], lists[_WRITTEN], _getter(numbers))


def _softened(items: Iterable[_Item]) -> Iterable[_Item]:
    """Let a soft line break follow each own value."""
    for kind, thing in items:
        yield kind, thing
        if kind >= _OWN:
            yield _FIXED, SOFT


def _taker(names: Sequence[str]) -> Callable[[Values], tuple[Value, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _getter(numbers: Sequence[int]) -> Callable[[Sequence[bytes]], tuple[bytes, ...]]:
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda pieces: tuple(pieces[number] for number in numbers)
