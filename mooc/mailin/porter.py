"""What the door asks of the rooms behind it, in threads, so that no slow disk keeps guests waiting.

    guests ask ... -> one group of questions -> one answer for all -> guests go on; meanwhile others have asked

There are two queues, for looking and for writing. Who asks while a group is being answered waits for the next one: so a
crowd of messages shares a commit, and one that comes alone has it at once.
"""

import logging
from collections.abc import Sequence

from django.utils import timezone

from mooc.inbound.actions import Message, ingest_all, note_refusal
from mooc.inbound.queries import Refuse
from mooc.inbound.verdicts import verdicts

from .queueing import Queue

log = logging.getLogger("mooc.mailin")
IN_TROUBLE = "451 4.3.0 I cannot keep mail just now; please try again later"
KEPT = "250 2.0.0 Kept"
# What is committed together: more would only make the first wait.
MOST_TOGETHER, MOST_BYTES_TOGETHER = 100, 8 * 1024 * 1024

_Refusal = tuple[str, str, Refuse]


class Porter:
    """Asks who may come in and keeps what they bring. Every answer is a reply line of RFC 5321."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._looking: Queue[str, Refuse | str] = Queue(
            f"mail-{source}-looks", _looked, IN_TROUBLE, most=MOST_TOGETHER
        )
        self._keeping: Queue[Message, str] = Queue(
            f"mail-{source}-keeps",
            self._kept,
            IN_TROUBLE,
            most=MOST_TOGETHER,
            weight=lambda message: len(message.raw),
            most_weight=MOST_BYTES_TOGETHER,
        )
        self._noting: Queue[_Refusal, str] = Queue(f"mail-{source}-notes", self._noted, "", most=1)

    async def may_come(self, mail_from: str, rcpt_to: str) -> str:
        """Answer one RCPT TO; an empty answer is yes."""
        found = await self._looking.ask(rcpt_to)
        if isinstance(found, Refuse):
            await self._noting.ask((mail_from, rcpt_to, found))
        return str(found)

    async def keep(self, raw: bytes, mail_from: str, rcpt_to: Sequence[str]) -> str:
        """Keep one message, committed before the answer is given; all recipients share its fate."""
        return await self._keeping.ask(Message(raw, mail_from, rcpt_to))

    async def note(self, mail_from: str, rcpt_to: Sequence[str], refusal: Refuse) -> None:
        """Make a refusal visible; whether that works does not change the answer."""
        for address in rcpt_to:
            await self._noting.ask((mail_from, address, refusal))

    def close(self) -> None:
        """Wait for what is being written, and let go of the database."""
        for queue in (self._looking, self._keeping, self._noting):
            queue.close()

    def _kept(self, messages: Sequence[Message]) -> list[str]:
        kept = ingest_all(messages, source=self.source, now=timezone.now())
        for message, mails in zip(messages, kept, strict=True):
            log.info(
                "kept %d bytes as inbound mail %s",
                len(message.raw),
                ", ".join(str(mail.pk) for mail in mails),
            )
        return [KEPT] * len(messages)

    def _noted(self, refusals: Sequence[_Refusal]) -> list[str]:
        for mail_from, rcpt_to, refusal in refusals:
            log.info("refused at the door: %s", refusal)
            note_refusal(
                mail_from=mail_from, rcpt_to=rcpt_to, refusal=refusal, source=self.source, now=timezone.now()
            )
        return [""] * len(refusals)


def _looked(addresses: Sequence[str]) -> list[Refuse | str]:
    """Return for each why it may not come in; an empty answer is yes."""
    return [refusal or "" for refusal in verdicts(addresses)]
