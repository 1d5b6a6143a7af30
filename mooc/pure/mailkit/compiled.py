"""Compile a mail once, fill it for each reader.

Source -> Compiled: the fixed words are encoded        once an edition
       -> Stencil: what all readers share is in        once a batch
       -> a message: one reader's words put between    once a copy
"""

from hashlib import blake2b

from .body import encode_piece
from .fields import FieldTemplate, Values
from .plan import HTML, TEXT, BodyPiece
from .slots import Closing, Place, pieces, slots_of
from .source import Source
from .stencil import Stencil

# One for this batch and one for the last: each is as long as the mail.
_KEPT_STENCILS = 2
_PART = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'


class Compiled:
    """A mail of which only the values are missing."""

    __slots__ = ("_body", "_fields", "_stencils", "slots")

    def __init__(self, source: Source) -> None:
        self._fields = [FieldTemplate(name, value) for name, value in source.headers]
        self._body = _body(source)
        self._stencils: dict[tuple[int, ...], tuple[tuple[Values, ...], Stencil]] = {}
        texts = (source.text, source.html, *(value for _, value in source.headers))
        self.slots: frozenset[str] = frozenset().union(*map(slots_of, texts))

    def fill(self, values: Values, *shared: Values) -> bytes:
        """Return the whole message, lines ending in CRLF, dots not stuffed.

        A value is taken from `values`, else from the first of `shared` that has it; MissingSlot when none has. A
        plain value is escaped in html and encoded in headers; a header left with nothing is left out. A mapping in
        `shared` must not change while it is in use: what it gave is remembered by the identity of the object.
        """
        return self.stencil(*shared[1:]).fill(values, *shared[:1])

    def header(self, name: str, values: Values, *shared: Values) -> str:
        """Return a header field as its reader sees it; empty when there is none of that name."""
        return self.stencil(*shared[1:]).header(name, values, *shared[:1])

    def stencil(self, *common: Values) -> Stencil:
        """Return this mail with the values in that all readers have in common; the same objects give the same one."""
        key = tuple(map(id, common))
        kept = self._stencils.get(key)
        if kept is None:
            if len(self._stencils) >= _KEPT_STENCILS:
                del self._stencils[next(iter(self._stencils))]
            kept = self._stencils[key] = (common, Stencil(self._fields, self._body, common))
        return kept[1]


def compile(source: Source) -> Compiled:  # noqa: A001  (a mail is compiled; the builtin is not used here)
    """Encode everything of a mail that no reader's values change."""
    return Compiled(source)


def _body(source: Source) -> list[BodyPiece]:
    if not source.html:
        head = b"MIME-Version: 1.0\r\n" + _PART % b"plain"
        return [head, *_part(source.text, TEXT), b"\r\n"]
    # "=_" cannot occur in quoted-printable text, so no body can end a part.
    boundary = b"=_" + _digest(source)
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n--%b\r\n'
        % (boundary, boundary)
        + _PART % b"plain"
    )
    between = b"\r\n--%b\r\n" % boundary + _PART % b"html"
    end = b"\r\n--%b--\r\n" % boundary
    return [head, *_part(source.text, TEXT), between, *_part(source.html, HTML), end]


def _part(text: str, part: int) -> list[BodyPiece]:
    found: list[BodyPiece] = []
    for piece in pieces(text):
        if isinstance(piece, Place):
            found.append((piece.name, part))
        else:
            found.append(encode_piece(piece) if isinstance(piece, str) else piece)
    return [*found, Closing()]  # what hides ends with its part


def _digest(source: Source) -> bytes:
    content = source.text + source.html
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest().encode("ascii")
