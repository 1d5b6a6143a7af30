"""A compiled mail in which what all readers of a batch share is filled: per copy, a few values are put between.

The quick way is for words, in any script. What is odd (a value in two forms, one that ends in a line end, one that is
None here and found below) goes the obvious way, `_fill_plainly`, which gives the same message; a test compares them.
"""

from collections.abc import Sequence
from typing import Any

from .body import plain_values, values_one_by_one
from .fields import FieldTemplate, Values, Writer, value_of
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

    __slots__ = (
        "_body",
        "_by_name",
        "_common",
        "_fields",
        "_known",
        "_plans",
        "_plans_by_names",
        "_sections",
    )

    def __init__(
        self, fields: Sequence[FieldTemplate], body: Sequence[BodyPiece], common: tuple[Values, ...]
    ) -> None:
        self._fields, self._body, self._common = fields, body, common
        self._by_name = {one.name: one for one in fields}
        self._sections = {piece.name for piece in body if isinstance(piece, Opening)}
        self._known: dict[int, _Known] = {}
        self._plans: dict[Kind, Plan] = {}
        self._plans_by_names: dict[Any, Plan] = {}

    def fill(self, values: Values, shared: Values = NOTHING) -> bytes:
        """Return the whole message of one reader; `shared` is one object for all who share it.

        Raises MissingSlot for a value that is in none of the mappings.
        """
        plan, pieces = self._prepared(values, shared)
        own = plan.take(values)
        texts = plain_values(own)
        encoded = values_one_by_one(own) if texts is None else texts + texts
        if encoded is None:
            return self._fill_with_care(self._known[id(shared)], values)
        written = [writer.one(values, shared) for writer in plan.writers]
        return b"".join(plan.in_order([*pieces, *written, *encoded]))

    def fill_all(self, readers: Sequence[tuple[Values, Values]]) -> list[bytes]:
        """Return the message of each reader, (values, shared), as `fill` does; a third of its time for ten or more."""
        if len({(*values,) for values, _ in readers}) != 1:
            return [self.fill(values, shared) for values, shared in readers]
        prepared = [self._prepared(values, shared) for values, shared in readers]
        plan = prepared[0][0]
        own = [plan.take(values) for values, _ in readers]
        texts = plain_values([value for values in own for value in values])
        if texts is None or any(other is not plan for other, _ in prepared):
            return [self.fill(values, shared) for values, shared in readers]
        columns = [self._written(writer, readers) for writer in plan.writers]
        width = len(own[0])
        encoded = [texts[place::width] for place in range(width)] if width else []
        rows = zip(*columns, *encoded, *encoded, strict=True) if columns or encoded else [()] * len(readers)
        in_order, join = plan.in_order, b"".join
        return [join(in_order((*pieces, *row))) for (_, pieces), row in zip(prepared, rows, strict=True)]

    def _prepared(self, values: Values, shared: Values) -> _Prepared:
        known = self._known.get(id(shared)) or self._learn(shared)
        return known.prepared.get(tuple(values)) or self._prepare(known, values, _NONE)

    def _written(self, writer: Writer, readers: Sequence[tuple[Values, Values]]) -> Sequence[bytes]:
        many = writer.many([values for values, _ in readers])
        return many if many is not None else [writer.one(values, shared) for values, shared in readers]

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
        written = [writer.one(values, known.shared) for writer in plan.writers]
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
        there = tuple(
            [(name, value is None or not str(value), value is None) for name, value in shared.items()]
        )
        key = (tuple(values), empty, there)
        plan = self._plans_by_names.get(key)
        if plan is None:
            if len(self._plans_by_names) >= _MOST_PLANS:
                self._plans_by_names.clear()
            plan = self._plans_by_names[key] = self._plan_for(shared, frozenset(values), empty)
        pieces = [*plan.fixed, *[encode(shared) for encode in plan.of_shared]]
        known.prepared[_key(values, empty)] = plan, pieces
        return plan, pieces

    def _plan_for(self, shared: Values, own: frozenset[str], empty: frozenset[str]) -> Plan:
        given = frozenset(name for name, value in shared.items() if value is not None) - own
        hiding = frozenset(name for name in self._sections & given if not str(shared[name]))
        return self._plan(Kind(own, empty, given, hiding))

    def _plan(self, kind: Kind) -> Plan:
        plan = self._plans.get(kind)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[kind] = plan_of(self._fields, self._body, self._common, kind)
        return plan


def _key(values: Values, empty: frozenset[str]) -> Any:
    return (tuple(values), empty) if empty else tuple(values)
