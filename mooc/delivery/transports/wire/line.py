"""One connection: a socket that never blocks, TLS around it, and what is still to be written."""

import selectors
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

from ..base import Outgoing
from ..relay import Relay, Tls
from .dialogue import Dialogue
from .envelope import QUIT
from .opening import Opening, Refused, Step
from .replies import Garbled
from .times import Times

_READ, _BOTH = selectors.EVENT_READ, selectors.EVENT_READ | selectors.EVENT_WRITE
_LATER = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_AT_ONCE = 65_536


class Yard(Protocol):
    """Where lines meet: what a line needs to know, and whom it tells how it stands."""

    relay: Relay
    times: Times
    our_name: str
    selector: selectors.BaseSelector
    # `time.monotonic`, as of the last time something happened; the earliest deadline of all lines.
    now: float
    next_deadline: float

    def tls(self, *, is_proof_needed: bool) -> ssl.SSLContext: ...
    def opened(self, line: "Line", opening: Opening) -> Dialogue: ...
    def refused(self, line: "Line", reason: str, *, is_ours: bool) -> None: ...
    def rests(self, line: "Line") -> None: ...
    def ended(self, line: "Line") -> None: ...


class Line:
    """A connection from its first byte to its last."""

    __slots__ = (
        "_dialogue", "_file", "_hear", "_is_leaving", "_is_shaking", "_opening", "_socket", "_unsent", "_yard",
        "deadline",
    )  # fmt: skip

    def __init__(self, yard: Yard, connected: socket.socket) -> None:
        connected.setblocking(False)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._yard = yard
        self._socket: socket.socket | None = connected
        self._file = connected.fileno()
        self._opening: Opening | None = Opening(yard.relay, yard.our_name)
        self._dialogue: Dialogue | None = None
        self._hear: Callable[[bytes], None] = self._hear_opening
        self._unsent = memoryview(b"")
        self._is_shaking = self._is_leaving = False
        self.deadline = 0.0
        self._allow(yard.times.greeting)
        yard.selector.register(self._file, _READ, self)

    @property
    def is_open(self) -> bool:
        """Its opening is behind it."""
        return self._dialogue is not None and not self._is_leaving

    def start(self) -> None:
        """Wait for the greeting, or encrypt first."""
        if self._yard.relay.tls is Tls.AT_ONCE:
            self._encrypt()

    def ready(self, mask: int) -> None:
        """Do what the socket is ready for."""
        if self._is_shaking:
            self._shake()
            return
        if self._unsent:
            self._flush()
        if mask & _READ and self._socket is not None:
            self._read()

    def begin(self) -> None:
        """Take the next copy, if there is one."""
        if self._dialogue is not None:
            self._go_on(self._dialogue, self._dialogue.begin())

    def withdraw(self) -> Outgoing | None:
        """Give back the copy that is not handed over yet."""
        if self._dialogue is None:
            return None
        copy = self._dialogue.withdraw()
        if self._dialogue.ended:
            self.close()
        return copy

    def leave(self) -> None:
        """Say QUIT and close when it is answered; a connection at work is closed at once."""
        if self._dialogue is None or not self._dialogue.is_idle or self._dialogue.ended:
            self.close()
            return
        self._is_leaving = True
        self._hear = self._hear_nothing
        self._allow(self._yard.times.goodbye)
        self._write(QUIT)

    def overdue(self) -> None:
        """The other side took too long, or there was nothing to do for too long."""
        if self._is_leaving:
            self.close()
        elif self._dialogue is not None and self._dialogue.is_idle:
            self.leave()
        else:
            self.lose("it took too long")

    def lose(self, reason: str) -> None:
        """End here: what was under way is settled."""
        if self._opening is not None:
            self._refuse(reason)
            return
        if self._dialogue is not None and not self._is_leaving:
            self._dialogue.lost(reason, len(self._unsent))
        self.close()

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._yard.selector.unregister(self._file)
            self._socket.close()
            self._socket = None
            self._yard.ended(self)

    def _read(self) -> None:
        while self._socket is not None:
            try:
                data = self._socket.recv(_AT_ONCE)
            except _LATER:
                return
            except OSError as error:
                self.lose(reason_of(error))
                return
            if not data:
                self.lose("it closed the connection")
                return
            self._hear(data)
            if not isinstance(self._socket, ssl.SSLSocket):
                return  # what TLS has read ahead no selector tells; without TLS it tells

    def _hear_copies(self, data: bytes) -> None:
        dialogue = self._dialogue
        assert dialogue is not None
        self._go_on(dialogue, dialogue.receive(data, len(self._unsent)))

    def _go_on(self, dialogue: Dialogue, said: bytes) -> None:
        if said:
            self._allow(dialogue.patience)
            self._write(said)
        if dialogue.ended:
            self.close()
        elif dialogue.is_idle:
            self._allow(self._yard.times.idle)
            self._yard.rests(self)
        elif not said and not self._unsent:
            self._allow(dialogue.patience)

    def _hear_opening(self, data: bytes) -> None:
        opening = self._opening
        assert opening is not None
        try:
            said = opening.receive(data)
        except (Refused, Garbled) as error:
            self._refuse(str(error), is_ours=isinstance(error, Refused) and error.is_ours)
            return
        if said is Step.ENCRYPT:
            self._encrypt()
        elif isinstance(said, bytes) and said:
            self._allow(self._yard.times.greeting)
            self._write(said)
        if opening.features is not None:
            self._opening = None
            self._hear = self._hear_copies
            self._dialogue = self._yard.opened(self, opening)
            self.begin()

    def _hear_nothing(self, data: bytes) -> None:
        self.close()

    def _refuse(self, reason: str, *, is_ours: bool = False) -> None:
        self._opening = None
        self.close()
        self._yard.refused(self, reason, is_ours=is_ours)

    def _encrypt(self) -> None:
        assert self._socket is not None and self._opening is not None
        context = self._yard.tls(is_proof_needed=self._opening.is_proof_needed)
        host = self._yard.relay.host
        try:
            self._socket = context.wrap_socket(
                self._socket, server_hostname=host, do_handshake_on_connect=False
            )
        except (OSError, ValueError) as error:
            self._refuse(reason_of(error))
            return
        self._is_shaking = True
        self._shake()

    def _shake(self) -> None:
        assert isinstance(self._socket, ssl.SSLSocket)
        try:
            self._socket.do_handshake()
        except ssl.SSLWantReadError:
            self._watch(_READ)
        except ssl.SSLWantWriteError:
            self._watch(_BOTH)
        except (OSError, ValueError) as error:
            self._refuse(reason_of(error))
        else:
            self._is_shaking = False
            self._watch(_READ)
            if self._yard.relay.tls is not Tls.AT_ONCE and self._opening is not None:
                self._write(self._opening.encrypted())

    def _write(self, data: bytes) -> None:
        """Write now what the socket takes, the rest when it takes more."""
        assert self._socket is not None
        try:
            sent = self._socket.send(data)
        except _LATER:
            sent = 0
        except OSError as error:
            self._broken(data, error)
            return
        if sent < len(data):
            self._unsent = memoryview(data)[sent:]
            self._allow(self._yard.times.block)
            self._watch(_BOTH)

    def _flush(self) -> None:
        assert self._socket is not None
        try:
            sent = self._socket.send(self._unsent)
        except _LATER:
            return
        except OSError as error:
            self._broken(self._unsent, error)
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._allow(self._yard.times.block)
            return
        self._watch(_READ)
        if self._dialogue is not None:
            self._allow(self._dialogue.patience or self._yard.times.goodbye)

    def _broken(self, unsent: bytes | memoryview, error: OSError) -> None:
        """Nothing can be written any more; the other side may have said why before."""
        self._unsent = memoryview(unsent)
        self._read()
        self.lose(reason_of(error))

    def _watch(self, events: int) -> None:
        self._yard.selector.modify(self._file, events, self)

    def _allow(self, seconds: float) -> None:
        yard = self._yard
        self.deadline = deadline = yard.now + seconds
        if deadline < yard.next_deadline:
            yard.next_deadline = deadline


def reason_of(error: Exception) -> str:
    """Return an error's words in one line."""
    return " ".join(str(error).split()) or type(error).__name__
