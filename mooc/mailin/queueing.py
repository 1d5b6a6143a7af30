"""Questions that many ask at once, answered group by group in one thread with one connection to the database."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger("mooc.mailin")
Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Queue(Generic[Question, Answer]):
    """Who waits for an answer. `answer_all` answers a group: all in their order, or none by raising.

    Where it raises, each is asked alone, so that only those get `in_trouble` who cause it; where the database does not
    answer, all do. A group has at most `most` questions and weighs at most `most_weight`, unless it is a single one.
    """

    def __init__(
        self,
        name: str,
        answer_all: Callable[[Sequence[Question]], Sequence[Answer]],
        in_trouble: Answer,
        *,
        most: int,
        weight: Callable[[Question], int] = lambda question: 0,
        most_weight: int = 0,
    ) -> None:
        self._answer_all, self._in_trouble = answer_all, in_trouble
        self._most, self._weight, self._most_weight = most, weight, most_weight
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._is_busy = False
        self._connections: list[BaseDatabaseWrapper] = []
        self._thread = ThreadPoolExecutor(
            1,
            thread_name_prefix=name,
            initializer=lambda: self._connections.append(connections["default"]),
        )

    async def ask(self, question: Question) -> Answer:
        """Wait for the answer."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        self._go_on()
        return await answer

    def close(self) -> None:
        """Wait for what is being answered, and let go of the database."""
        self._thread.shutdown(wait=True)
        for connection in self._connections:
            connection.inc_thread_sharing()  # its thread is gone; somebody must close it
            connection.close()

    def _go_on(self) -> None:
        if self._waiting and not self._is_busy:
            self._is_busy = True
            asyncio.get_running_loop().create_task(self._answer(self._next_group()))

    def _next_group(self) -> list[tuple[Question, asyncio.Future[Answer]]]:
        group = [self._waiting.popleft()]
        weight = self._weight(group[0][0])
        while self._waiting and len(group) < self._most:
            weight += self._weight(self._waiting[0][0])
            if weight > self._most_weight:
                break
            group.append(self._waiting.popleft())
        return group

    async def _answer(self, group: Sequence[tuple[Question, asyncio.Future[Answer]]]) -> None:
        questions = [question for question, _ in group]
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, self._answered, questions)
        self._is_busy = False
        for (_, waiting), answer in zip(group, found, strict=True):
            if not waiting.done():  # who asked may be gone
                waiting.set_result(answer)
        self._go_on()

    def _answered(self, questions: Sequence[Question]) -> Sequence[Answer]:
        close_old_connections()
        try:
            return self._answer_all(questions)
        except (OperationalError, InterfaceError):
            log.exception("the database does not answer the mail door")
        except Exception:
            log.exception("%d questions of the mail door failed", len(questions))
            if len(questions) > 1:
                return [self._answered([question])[0] for question in questions]
        return [self._in_trouble] * len(questions)
