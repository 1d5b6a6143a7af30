"""Questions asked by many at once."""

import asyncio
import threading

import pytest
from django.db import OperationalError

from mooc.mailin.queueing import Queue

pytestmark = pytest.mark.django_db(transaction=True)


def asked(answer_all, questions, **limits):
    """Ask the first, and all others while it is being answered."""
    groups, goes_on = [], threading.Event()

    def answer(group):
        groups.append([*group])
        goes_on.wait(10)
        return answer_all(group)

    async def ask():
        queue = Queue("test", answer, "in trouble", **{"most": 100, **limits})
        asking = [asyncio.ensure_future(queue.ask(one)) for one in questions]
        await asyncio.sleep(0)
        goes_on.set()
        answers = await asyncio.gather(*asking)
        queue.close()
        return answers

    return asyncio.run(ask()), groups


def test_who_asks_meanwhile_is_answered_together_and_the_first_at_once():
    answers, groups = asked(lambda group: [one * 10 for one in group], [1, 2, 3, 4])
    assert answers == [10, 20, 30, 40]
    assert groups == [[1], [2, 3, 4]]


def test_a_group_has_a_limit_in_number_and_in_weight():
    _, groups = asked(lambda group: group, [1, 2, 3, 4, 5], most=3)
    assert groups == [[1], [2, 3, 4], [5]]
    limits = {"weight": lambda one: one, "most_weight": 10}
    _, groups = asked(lambda group: group, [99, 99, 4, 5, 6], **limits)
    assert groups == [[99], [99], [4, 5], [6]]


def test_who_trips_the_others_up_is_answered_alone():
    def divided(group):
        return [10 // one for one in group]

    answers, groups = asked(divided, [5, 2, 0, 1])
    assert answers == [2, 5, "in trouble", 10]
    assert groups == [[5], [2, 0, 1], [2], [0], [1]]


def test_where_the_database_does_not_answer_nobody_waits_for_it_one_by_one():
    def locked(group):
        raise OperationalError("locked")

    answers, groups = asked(locked, [1, 2, 3])
    assert answers == ["in trouble"] * 3
    assert groups == [[1], [2, 3]]


def test_who_is_gone_keeps_nobody_waiting():
    async def ask():
        queue = Queue("test", lambda group: group, "in trouble", most=1)
        gone, stays = (asyncio.ensure_future(queue.ask(one)) for one in (1, 2))
        await asyncio.sleep(0)
        gone.cancel()
        answer = await stays
        queue.close()
        return answer

    assert asyncio.run(ask()) == 2
