"""One connection of a mail server or a mail program: LMTP (RFC 2033) or SMTP (RFC 5321), spoken by aiosmtpd.

The library speaks; here stands where an honest door differs from a development server: replies carry enhanced codes
(RFC 2034), LMTP answers the data once per recipient in every case, sizes and crowds have limits, addresses that are no
addresses are refused instead of raised, and nothing is relayed.
"""

import asyncio
import logging
import re
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from mooc.inbound.addresses import our_domain
from mooc.inbound.queries import Refuse

from .porter import IN_TROUBLE, Porter

log = logging.getLogger("mooc.mailin")
# RFC 5321, 4.5.3.1.8, asks for 100.
MOST_RECIPIENTS = 1_000
# Who names so many in a row that are refused is looking for addresses; a mail server with a list that old comes again.
MOST_REFUSED = 20
# A conversation without a message may be that long: all recipients, each with an answer, and some politeness.
MOST_REPLIES = 2 * MOST_RECIPIENTS
HANGS_UP = "421 4.7.0 "
IDLE_SECONDS = 300
# Senders that do not keep to 998 characters a line are people's mail programs too; the bytes are kept as they are.
# Commands are at most 512 octets and what extensions add (4.5.3.1.4); the library sees to that.
LONGEST_LINE = 1024 * 1024
# Who goes on sending after being too big is heard out for as much again, so that he hears the answer; then cut off.
_HEARD_OUT = 2
# What nearly all envelopes hold; for the rest there is a parser of all that RFC 5321 allows, ten times as slow.
_PLAIN_ADDRESS = re.compile(
    r"<([A-Za-z0-9_=-][A-Za-z0-9_=+.-]{0,62}[A-Za-z0-9_=-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>(.*)", re.DOTALL
)
_PLAIN_REPLY = re.compile(r"([245])\d\d (?![245]\.\d+\.\d+)")
_DATA_IS_TOO_BIG = re.compile(r"552 (?!5\.)")


class Guest:
    """What aiosmtpd asks us along the way of one message."""

    def __init__(self, porter: Porter) -> None:
        self.porter = porter

    async def handle_RCPT(  # noqa: N802  (the library names it)
        self, server: "Door", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer for one recipient while its sender is still there: never accept what would bounce."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return f"452 4.5.3 I take {MOST_RECIPIENTS} recipients at a time"
        refusal = await self.porter.may_come(_sender(envelope), address)
        if refusal:
            return server.refused(refusal)
        server.refused_in_a_row = 0
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Yes"

    async def handle_DATA(self, server: "Door", session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the bytes; only then say so."""
        raw = envelope.original_content or b""
        server.replies = 0
        return await self.porter.keep(raw, _sender(envelope), envelope.rcpt_tos)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: the sender keeps the mail and comes again."""
        log.error("the mail door stumbled", exc_info=error)
        return IN_TROUBLE


class Door(SMTP):
    """SMTP, made honest."""

    line_length_limit = LONGEST_LINE
    protocol = "SMTP"

    def __init__(self, porter: Porter, guests: "set[Door]", *, idle_seconds: float = IDLE_SECONDS) -> None:
        super().__init__(
            Guest(porter),
            data_size_limit=settings.MOOC_MAX_INBOUND_BYTES,
            enable_SMTPUTF8=True,
            hostname=our_domain(),
            ident="The Mechanical MOOC",
            timeout=idle_seconds,
            loop=asyncio.get_running_loop(),
        )
        self.porter = porter
        self.guests = guests
        self.is_busy = False
        self.refused_in_a_row = 0
        # Since it last brought a message.
        self.replies = 0
        self._greets = False
        self._answers_owed = 0
        self._heard = 0
        self._unended = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody comes in."""
        self.guests.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """He is gone."""
        self.guests.discard(self)
        super().connection_lost(error)

    def dismiss(self, reply: str) -> None:
        """Say why and close; a reply that his mail server understands."""
        transport = cast(
            "asyncio.Transport | None", self.transport
        )  # of uvloop, which has a class of its own
        if transport is not None and not transport.is_closing():
            transport.write(reply.encode("ascii") + b"\r\n")
            transport.close()

    def _timeout_cb(self) -> None:
        """RFC 5321, 4.5.3.2: who is silent for long is not kept waiting for."""
        self.dismiss("421 4.4.2 I have waited long enough; come again")

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        """Announce what we keep to: RFC 2033 asks LMTP servers for both."""
        self._greets = True
        await super().smtp_EHLO(hostname)
        self._greets = False

    def data_received(self, data: bytes) -> None:
        """Take what comes, but not without end: the library waits for the end of a line for ever."""
        self._heard += len(data)
        end = data.rfind(b"\n")
        self._unended = self._unended + len(data) if end < 0 else len(data) - end - 1
        if not self.is_busy and self._unended > LONGEST_LINE:
            self.dismiss(f"{HANGS_UP}A line without an end")
            return
        if self.is_busy and self._heard > _HEARD_OUT * (self.data_size_limit or 0) + LONGEST_LINE:
            self.dismiss("552 5.3.4 Too big, and I have heard enough")
            return
        super().data_received(data)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Answer the data: once, or once per recipient (LMTP)."""
        envelope = self.envelope
        self.is_busy = True
        self._heard = 0
        self._answers_owed = self.answers_to(envelope.rcpt_tos) if envelope else 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answers_owed = 0
            self.is_busy = False

    def refused(self, refusal: str) -> str:
        """Return the answer for one recipient more that is refused: the last one, when these were too many."""
        self.refused_in_a_row += refusal.startswith("5")
        if self.refused_in_a_row <= MOST_REFUSED:
            return refusal
        log.info("hung up on somebody after %d refused recipients in a row", MOST_REFUSED)
        return f"{HANGS_UP}Too many recipients in a row that I refuse; come again"

    def answers_to(self, rcpt_tos: list[str]) -> int:
        """Return how many answers the data get."""
        return 1

    async def push(self, status: Any) -> None:
        """Say it with an enhanced code, and as often as it is owed; after a 421 there is nothing more to say."""
        if self.transport is None or self.transport.is_closing():
            return None
        self.replies += 1
        reply = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        if self.replies > MOST_REPLIES:
            reply = f"{HANGS_UP}Too many commands without a message; come again"
        if reply.startswith("421"):
            return self.dismiss(reply)
        if self._greets:
            return await self._announce(reply)
        too_big = self._answers_owed and _DATA_IS_TOO_BIG.match(reply)
        if too_big or reply.startswith("552 Error"):
            reply = await self._refuse_size()
        reply = _PLAIN_REPLY.sub(lambda match: f"{match[0]}{match[1]}.0.0 ", reply, count=1)
        times = 1 if reply.startswith(("354", "503", "501")) else max(1, self._answers_owed)
        await super().push("\r\n".join([_speakable(reply)] * times))
        return None

    async def _announce(self, reply: str) -> None:
        if reply == "250 HELP":
            await super().push("250-PIPELINING")
            reply = "250 ENHANCEDSTATUSCODES"
        await super().push(_speakable(reply))

    async def _refuse_size(self) -> str:
        limit = settings.MOOC_MAX_INBOUND_BYTES
        refusal = Refuse(552, f"5.3.4 Too big: I take messages up to {limit} bytes")
        if self.envelope:
            await self.porter.note(_sender(self.envelope), self.envelope.rcpt_tos, refusal)
        return str(refusal)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read an address; what trips the library up is malformed, not our fault."""
        plain = _PLAIN_ADDRESS.match(arg)
        if plain and ".." not in plain[1]:
            return plain[1], plain[2]
        try:
            address, rest = super()._getaddr(arg)
        except Exception:  # noqa: BLE001  (the parser raises IndexError, AttributeError and more)
            return None, None
        return address, rest


class LmtpDoor(Door):
    """LMTP: the same, but it greets with LHLO and answers the data once per recipient."""

    protocol = "LMTP"
    show_smtp_greeting = False

    async def smtp_LHLO(self, hostname: str) -> None:  # noqa: N802
        """Greet a mail server."""
        await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        """RFC 2033, 4.1: HELO and EHLO are not spoken here."""
        await self.push("500 5.5.1 This is LMTP; greet with LHLO")

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        """RFC 2033, 4.1."""
        await self.push("500 5.5.1 This is LMTP; greet with LHLO")

    def answers_to(self, rcpt_tos: list[str]) -> int:
        """RFC 2033, 4.2: one for each recipient that was accepted, also where it is no."""
        return len(rcpt_tos)


def _sender(envelope: Envelope) -> str:
    """Return the envelope sender; empty for `<>`, which the library hands over with its brackets."""
    sender = envelope.mail_from or ""
    return "" if sender == "<>" else sender


def _speakable(reply: str) -> str:
    """Replies may quote what guests said, half characters included."""
    return reply.encode("utf-8", "replace").decode("utf-8")
