"""What goes through the pipes: frames with their length before them, and dataclasses of mailkit as bytes.

An answer is JSON; the bytes in it stand behind it as they are. Nothing in it is run: whatever the other end says, a
name leads only to a dataclass of ours.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from struct import Struct
from typing import TYPE_CHECKING, Any

from mooc.pure.mailkit import Letter

if TYPE_CHECKING:
    from mooc.pure.mailkit.bounces import BounceReport

# A request: whether it is to be read as a bounce too, seconds that it may take, length of the mail that follows.
REQUEST = Struct("!?dQ")
# An answer: its length; then the length of its JSON.
LENGTH = Struct("!Q")
_ROOMS = ("mooc.pure.mailkit.", "mooc.inbound.reader.")


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read of a mail; the report where one was asked for."""

    letter: Letter
    report: "BounceReport | None" = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a mail could not be read, in the words that follow "I could not read it: "."""

    reason: str


def pack(value: object) -> bytes:
    """Return a dataclass of strings, numbers, bytes, tuples and such dataclasses as bytes, whatever its fields are."""
    blobs: list[bytes] = []
    size = 0

    def plain(found: Any) -> dict[str, Any]:
        nonlocal size
        if isinstance(found, bytes):
            blobs.append(found)
            size += len(found)
            return {"from": size - len(found), "to": size}
        if not is_dataclass(found):
            raise TypeError(f"{type(found)} cannot be handed over")
        kind = type(found)
        return {
            "is": f"{kind.__module__}:{kind.__name__}",
            "has": {one.name: getattr(found, one.name) for one in fields(found)},
        }

    head = json.dumps(value, default=plain).encode("ascii")
    return b"".join([LENGTH.pack(len(head)), head, *blobs])


def unpack(frame: bytes) -> Any:
    """Return what was packed. Raises ValueError for anything else."""
    try:
        (length,) = LENGTH.unpack_from(frame)
        start = LENGTH.size + length
        blobs = memoryview(frame)[start:]

        def made(found: dict[str, Any]) -> Any:
            if "from" in found:
                return bytes(blobs[found["from"] : found["to"]])
            if "is" in found:
                return _kind(found["is"])(**found["has"])
            return {name: _frozen(value) for name, value in found.items()}

        return json.loads(frame[LENGTH.size : start], object_hook=made)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"no frame of the reader: {error!r:.100}") from error


def _kind(name: str) -> type:
    """Return the dataclass of a name, of a module that is loaded or can be, in one of our two rooms."""
    room, _, word = name.partition(":")
    if not room.startswith(_ROOMS):
        raise ValueError(f"{name} is none of ours")
    found = getattr(import_module(room), word)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise ValueError(f"{name} is no dataclass")
    return found


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
