"""Opens the doors, keeps them open until told to stop, and lets nobody out in the middle of a message."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from .door import Door, LmtpDoor
from .errors import DoorError, PlaceTaken
from .places import Place, place
from .porter import Porter

try:
    from uvloop import run as run_loop
except ImportError:  # Windows has none
    from asyncio import run as run_loop  # type: ignore[assignment]

log = logging.getLogger("mooc.mailin")
MOST_GUESTS = 100
PATIENCE_SECONDS = 10.0
FULL = b"421 4.3.2 Too many connections; come again\r\n"
CLOSING = "421 4.3.2 I am closing; come again"


class _Full(asyncio.Protocol):
    """For whom there is no room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        wire = cast(asyncio.Transport, transport)  # of uvloop, which has a class of its own
        wire.write(FULL)
        wire.close()


@dataclass
class Hall:
    """An open door: who is in, and the porter who answers for it."""

    kind: type[Door]
    where: Place
    porter: Porter
    idle_seconds: float
    guests: set[Door] = field(default_factory=set)
    server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen. Raises PlaceTaken."""
        loop = asyncio.get_running_loop()
        try:
            self.server = await loop.create_server(self._let_in, self.where.host, self.where.port)
        except OSError as error:
            raise PlaceTaken(
                f"{self.kind.protocol} cannot listen at {self.where}: {_reason(error)}. Is another "
                f"`mooc receive` or `mooc serve` running? Choose another place with --{self.kind.protocol.lower()}."
            ) from None
        host, port = self.server.sockets[0].getsockname()[:2]
        self.where = Place(host, port)

    def _let_in(self) -> asyncio.BaseProtocol:
        if len(self.guests) >= MOST_GUESTS:
            return _Full()
        return self.kind(self.porter, self.guests, idle_seconds=self.idle_seconds)

    async def close(self) -> None:
        """Take nobody in any more, let those in the middle of a message finish, send the others away."""
        if self.server:
            self.server.close()
        for guest in [guest for guest in self.guests if not guest.is_busy]:
            guest.dismiss(CLOSING)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while any(guest.is_busy for guest in self.guests):
                    await asyncio.sleep(0.05)
        for guest in list(self.guests):
            guest.dismiss(CLOSING)
        await asyncio.to_thread(self.porter.close)


@dataclass
class Receiver:
    """The doors together."""

    halls: Sequence[Hall]

    async def open(self) -> None:
        """Open all doors, or none."""
        opened: list[Hall] = []
        try:
            for hall in self.halls:
                await hall.open()
                opened.append(hall)
        except DoorError:
            for hall in self.halls:
                await hall.close()
            raise

    async def close(self) -> None:
        """Close all doors."""
        await asyncio.gather(*(hall.close() for hall in self.halls))

    def places(self) -> list[tuple[str, Place]]:
        """Return where each door listens."""
        return [(hall.kind.protocol, hall.where) for hall in self.halls]


def receiver(*, lmtp: str, smtp: str, idle_seconds: float = 300) -> Receiver:
    """Make the doors that are asked for. Raises BadPlace, DoorError where none is."""
    wanted: list[tuple[type[Door], Place | None]] = [
        (LmtpDoor, place(lmtp, setting="MOOC_LMTP")),
        (Door, place(smtp, setting="MOOC_SMTP")),
    ]
    halls = [
        Hall(kind, where, Porter(kind.protocol.lower()), idle_seconds) for kind, where in wanted if where
    ]
    if not halls:
        raise DoorError(
            "Neither MOOC_LMTP nor MOOC_SMTP says where to listen; give one, such as 127.0.0.1:8024."
        )
    return Receiver(halls)


def insist_on_free_doors(*, lmtp: str, smtp: str) -> None:
    """Open the doors and close them again, so that who starts them knows at once. Raises DoorError."""
    asyncio.run(_open_and_close(receiver(lmtp=lmtp, smtp=smtp)))


def receive(*, lmtp: str, smtp: str, say: Callable[[str], None]) -> None:
    """Receive mail until SIGTERM or Ctrl-C. Raises DoorError when a door cannot open."""
    run_loop(_receive(receiver(lmtp=lmtp, smtp=smtp), say))


def _reason(error: OSError) -> str:
    """Return the system's own word; asyncio wraps it into a sentence that says the place again."""
    return os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)


async def _open_and_close(doors: Receiver) -> None:
    await doors.open()
    await doors.close()


async def _receive(doors: Receiver, say: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await doors.open()
    for protocol, where in doors.places():
        say(f"{protocol} listens at {where}.")
    await stop.wait()
    await doors.close()
    log.info("closed")
