"""A compiled mail in which what all readers of a batch share is filled: per copy, a few values are put between.

The quick way is for words, in any script. What is odd (a value in two forms, one that ends in a line end, one that is
None here and found below) goes the obvious way, `_fill_plainly`, which gives the same message; a test compares them.
"""

from collections.abc import Sequence
from typing import Any

from .body import plain_values, values_one_by_one
from .fields import FieldTemplate, Values, value_of
from .header import one_line
from .plan import BodyPiece, Kind, Plan, encoded, plan_of
from .slots import Closing, Opening

NOTHING: Values = {}
_NONE: frozenset[str] = frozenset()
# Groups whose encoded words are kept, and kinds of readers whose plans are.
_MOST_KNOWN, _MOST_PLANS = 500, 64
_Prepared = tuple[Plan, list[bytes]]


class _Known:
    """What the values that some readers share were encoded to, by the names of those readers' own values."""

    __slots__ = ("headers", "prepared", "shared")

    def __init__(self, shared: Values) -> None:
        self.shared = shared
        self.prepared: dict[Any, _Prepared] = {}
        self.headers: dict[str, str] = {}


class Stencil:
    """See above. `common` are the values that all have in common, the first mapping that has one gives it."""

    __slots__ = ("_body", "_by_name", "_common", "_fields", "_known", "_plans", "_sections")

    def __init__(
        self, fields: Sequence[FieldTemplate], body: Sequence[BodyPiece], common: tuple[Values, ...]
    ) -> None:
        self._fields, self._body, self._common = fields, body, common
        self._by_name = {one.name: one for one in fields}
        self._sections = {piece.name for piece in body if isinstance(piece, Opening)}
        self._known: dict[int, _Known] = {}
        self._plans: dict[Kind, Plan] = {}

    def fill(self, values: Values, shared: Values = NOTHING) -> bytes:
        """Return the whole message of one reader; `shared` is one object for all who share it.

        Raises MissingSlot for a value that is in none of the mappings.
        """
        known = self._known.get(id(shared)) or self._learn(shared)
        plan, pieces = known.prepared.get(tuple(values)) or self._prepare(known, values, _NONE)
        own = plan.take(values)
        texts = plain_values(own)
        encoded = values_one_by_one(own) if texts is None else texts + texts
        if encoded is None:
            return self._fill_with_care(known, values)
        written = [write(values, shared) for write in plan.writers]
        return b"".join(plan.in_order([*pieces, *written, *encoded]))

    def header(self, name: str, values: Values, shared: Values = NOTHING) -> str:
        """Return a header field as its reader sees it; empty when there is none of that name."""
        one = self._by_name.get(name)
        if one is None:
            return ""
        if not one.names.isdisjoint(values):
            return one_line(one.words((values, shared, *self._common)))
        known = self._known.get(id(shared)) or self._learn(shared)
        said = known.headers.get(name)
        if said is None:
            said = known.headers[name] = one_line(one.words((shared, *self._common)))
        return said

    def _fill_with_care(self, known: _Known, values: Values) -> bytes:
        """Fill in values of which some are empty, or are no plain words."""
        empty = frozenset([name for name, value in values.items() if value == ""])
        plan, pieces = known.prepared.get(_key(values, empty)) or self._prepare(known, values, empty)
        encoded = values_one_by_one(plan.take(values))
        if encoded is None:
            return self._fill_plainly((values, known.shared, *self._common))
        written = [write(values, known.shared) for write in plan.writers]
        return b"".join(plan.in_order([*pieces, *written, *encoded]))

    def _fill_plainly(self, layers: Sequence[Values]) -> bytes:
        message = [one.encoded(layers) for one in self._fields]
        hidden = False
        for piece in self._body:
            if isinstance(piece, Closing):
                hidden = False
            elif isinstance(piece, Opening):
                hidden = not str(value_of(piece.name, layers))
            elif not hidden:
                message.append(
                    piece if isinstance(piece, bytes) else encoded(value_of(piece[0], layers), piece[1])
                )
        return b"".join(message)

    def _learn(self, shared: Values) -> _Known:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        known = self._known[id(shared)] = _Known(shared)
        return known

    def _prepare(self, known: _Known, values: Values, empty: frozenset[str]) -> _Prepared:
        shared = known.shared
        own = frozenset(values)
        given = frozenset(name for name, value in shared.items() if value is not None) - own
        hiding = frozenset(name for name in self._sections & given if not str(shared[name]))
        plan = self._plan(Kind(own, empty, given, hiding))
        pieces = [*plan.fixed, *[encode(shared) for encode in plan.of_shared]]
        known.prepared[_key(values, empty)] = plan, pieces
        return plan, pieces

    def _plan(self, kind: Kind) -> Plan:
        plan = self._plans.get(kind)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[kind] = plan_of(self._fields, self._body, self._common, kind)
        return plan


def _key(values: Values, empty: frozenset[str]) -> Any:
    return (tuple(values), empty) if empty else tuple(values)
