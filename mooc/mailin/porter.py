"""What the door asks of the rooms behind it, each question in a thread, so that no slow disk keeps guests waiting."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from mooc.inbound.actions import ingest, note_refusal
from mooc.inbound.queries import Refuse, verdict

log = logging.getLogger("mooc.mailin")
# SQLite writes one at a time anyway; on PostgreSQL each thread holds one connection.
THREADS = 4
IN_TROUBLE = "451 4.3.0 I cannot keep mail just now; please try again later"
KEPT = "250 2.0.0 Kept"


class Porter:
    """Asks who may come in and keeps what they bring. Every answer is a reply line of RFC 5321."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._connections: list[BaseDatabaseWrapper] = []
        self._threads = ThreadPoolExecutor(
            THREADS,
            thread_name_prefix=f"mail-{source}",
            initializer=lambda: self._connections.append(connections["default"]),
        )

    async def may_come(self, mail_from: str, rcpt_to: str) -> str:
        """Answer one RCPT TO; an empty answer is yes."""
        return await self._ask(partial(self._verdict, mail_from, rcpt_to))

    async def keep(self, raw: bytes, mail_from: str, rcpt_to: Sequence[str]) -> str:
        """Keep one message, committed before the answer is given; all recipients share its fate."""
        return await self._ask(partial(self._ingest, raw, mail_from, rcpt_to))

    async def note(self, mail_from: str, rcpt_to: Sequence[str], refusal: Refuse) -> None:
        """Make a refusal visible; whether that works does not change the answer."""
        for address in rcpt_to:
            await self._ask(partial(self._note, mail_from, address, refusal))

    def close(self) -> None:
        """Wait for what is being written, and let go of the database."""
        self._threads.shutdown(wait=True)
        for connection in self._connections:
            connection.inc_thread_sharing()  # its thread is gone; somebody must close it
            connection.close()

    async def _ask(self, question: Callable[[], str]) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _answered, question)

    def _verdict(self, mail_from: str, rcpt_to: str) -> str:
        answer = verdict(rcpt_to)
        if not isinstance(answer, Refuse):
            return ""
        self._note(mail_from, rcpt_to, answer)
        return str(answer)

    def _ingest(self, raw: bytes, mail_from: str, rcpt_to: Sequence[str]) -> str:
        mails = ingest(raw=raw, mail_from=mail_from, rcpt_to=rcpt_to, source=self.source, now=timezone.now())
        log.info("kept %d bytes as inbound mail %s", len(raw), ", ".join(str(mail.pk) for mail in mails))
        return KEPT

    def _note(self, mail_from: str, rcpt_to: str, refusal: Refuse) -> str:
        log.info("refused at the door: %s", refusal)
        note_refusal(
            mail_from=mail_from, rcpt_to=rcpt_to, refusal=refusal, source=self.source, now=timezone.now()
        )
        return ""


def _answered(question: Callable[[], str]) -> str:
    close_old_connections()
    try:
        return question()
    except Exception:  # whatever it is, the sender keeps the mail and comes again
        log.exception("a question of the mail door failed")
        return IN_TROUBLE
