"""Compile a mail once, fill it for each reader.

The mail is cut at its slots into pieces that are encoded beforehand; filling encodes the values, puts them between and
joins. Values that many readers share (one mapping object for all members of a group) are encoded once per object.
"""

from collections.abc import Mapping
from hashlib import blake2b

from .body import encode_html, encode_piece, encode_text
from .header import field, is_field_name, one_line
from .slots import Closing, Opening, Piece, Place, pieces, slots_of
from .source import MissingSlot, Rich, Source, Value

TEXT, HTML, HEADER = 0, 1, 2
Values = Mapping[str, Value]
_Store = dict[tuple[str, int], bytes]
_KEPT_STORES = 128
_PART = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'


class _Field:
    """A header field: its bytes when nothing in it differs, else its template and the names in it."""

    __slots__ = ("fixed", "name", "names", "template")

    def __init__(self, name: str, value: str) -> None:
        if not is_field_name(name):
            raise ValueError(f"{name!r} cannot be the name of a header field")
        self.name = name
        self.template = pieces(value)
        self.names = tuple(slots_of(value))
        self.fixed = None if self.names else field(name, value)


class Compiled:
    """A mail of which only the values are missing."""

    __slots__ = ("_fields", "_hidden", "_places", "_ready", "_stores", "slots")

    def __init__(self, source: Source) -> None:
        self._fields = [_Field(name, value) for name, value in source.headers]
        # The body as pieces, the places of values in it, and the stretches that an empty value hides.
        self._ready: list[bytes] = []
        self._places: list[tuple[int, str, int]] = []
        self._hidden: list[tuple[str, int, int]] = []
        self._stores: dict[tuple[int, ...], tuple[tuple[Values, ...], _Store]] = {}
        self._write_body(source)
        names = {name for _, name, _ in self._places} | {name for name, _, _ in self._hidden}
        self.slots: frozenset[str] = frozenset(names.union(*(one.names for one in self._fields)))

    def fill(self, values: Values, *shared: Values) -> bytes:
        """Return the whole message, lines ending in CRLF, dots not stuffed.

        A value is taken from `values`, else from the first of `shared` that has it; MissingSlot when none has. A
        plain value is escaped in html and encoded in headers; a header left with nothing is left out. A mapping in
        `shared` must not change while it is in use: what it gave is remembered by the identity of the object.
        """
        layers = (values, *shared)
        store = self._store(shared)
        own: _Store = {}
        message = [
            one.fixed if one.fixed is not None else _header(one, layers, store) for one in self._fields
        ]
        body = self._ready.copy()
        for index, name, part in self._places:
            known = own if name in values else store
            encoded = known.get((name, part))
            if encoded is None:
                encoded = known[name, part] = _encode(_value(name, layers), part)
            body[index] = encoded
        for name, start, end in self._hidden:
            if not str(_value(name, layers)):
                body[start:end] = [b""] * (end - start)
        return b"".join(message) + b"".join(body)

    def header(self, name: str, values: Values, *shared: Values) -> str:
        """Return a header field as its reader sees it; empty when there is none of that name."""
        for one in self._fields:
            if one.name == name:
                return one_line(_words(one.template, (values, *shared)))
        return ""

    def _store(self, shared: tuple[Values, ...]) -> _Store:
        """Return what these shared mappings were encoded to so far."""
        key = tuple(map(id, shared))
        kept = self._stores.get(key)
        if kept is None:
            if len(self._stores) >= _KEPT_STORES:
                del self._stores[next(iter(self._stores))]
            kept = self._stores[key] = (shared, {})
        return kept[1]

    def _write_body(self, source: Source) -> None:
        if not source.html:
            self._ready.append(b"MIME-Version: 1.0\r\n" + _PART % b"plain")
            self._write_part(source.text, TEXT)
            self._ready.append(b"\r\n")
            return
        # "=_" cannot occur in quoted-printable text, so no body can end a part.
        boundary = b"=_" + _digest(source)
        self._ready.append(
            b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n--%b\r\n'
            % (boundary, boundary)
            + _PART % b"plain"
        )
        self._write_part(source.text, TEXT)
        self._ready.append(b"\r\n--%b\r\n" % boundary + _PART % b"html")
        self._write_part(source.html, HTML)
        self._ready.append(b"\r\n--%b--\r\n" % boundary)

    def _write_part(self, text: str, part: int) -> None:
        opened: tuple[str, int] | None = None
        for piece in pieces(text):
            if isinstance(piece, str):
                self._ready.append(encode_piece(piece))
            elif isinstance(piece, Place):
                self._places.append((len(self._ready), piece.name, part))
                self._ready.append(b"")
            elif isinstance(piece, Opening):
                opened = (piece.name, len(self._ready))
            elif opened:
                self._hidden.append((*opened, len(self._ready)))
                opened = None


def compile(source: Source) -> Compiled:  # noqa: A001  (a mail is compiled; the builtin is not used here)
    """Encode everything of a mail that no reader's values change."""
    return Compiled(source)


def _digest(source: Source) -> bytes:
    content = source.text + source.html
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest().encode("ascii")


def _header(one: _Field, layers: tuple[Values, ...], store: _Store) -> bytes:
    """Return a header field; encoded once for all readers who have no value of their own in it."""
    values = layers[0]
    for name in one.names:
        if name in values:
            return field(one.name, _words(one.template, layers))
    encoded = store.get((one.name, HEADER))
    if encoded is None:
        encoded = store[one.name, HEADER] = field(one.name, _words(one.template, layers))
    return encoded


def _words(template: list[Piece], layers: tuple[Values, ...]) -> str:
    if len(template) == 1 and isinstance(template[0], Place):
        return _word(_value(template[0].name, layers))
    text = []
    hidden = False
    for piece in template:
        if isinstance(piece, Closing):
            hidden = False
        elif isinstance(piece, Opening):
            hidden = not str(_value(piece.name, layers))
        elif hidden:
            continue
        elif isinstance(piece, str):
            text.append(piece)
        else:
            text.append(_word(_value(piece.name, layers)))
    return "".join(text)


def _word(value: Value) -> str:
    return value.text if isinstance(value, Rich) else str(value)


def _value(name: str, layers: tuple[Values, ...]) -> Value:
    for layer in layers:
        value = layer.get(name)
        if value is not None:
            return value
    raise MissingSlot(name)


def _encode(value: Value, part: int) -> bytes:
    if isinstance(value, Rich):
        return encode_piece(value.html) if part else encode_text(value.text)
    text = str(value)
    return encode_html(text) if part else encode_text(text)
