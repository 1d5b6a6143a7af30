import heapq
import random
from collections import Counter
from datetime import timedelta

import pytest

from mooc.delivery.models import Pace
from mooc.delivery.pacing import Slot

from .pacing_world import Time, fewest_within, limited, most_within

pytestmark = pytest.mark.django_db


def sent_by_room(time, pacers, seconds, *, step=0.05, chance=None):
    """Workers with a queue that is always full: claim what there is room for, and send it in its slots."""
    chance = chance or random.Random(7)
    sent = []
    until = time.gone + seconds
    while time.gone < until:
        pacer = chance.choice(pacers)
        room = pacer.room(1000)
        if room:
            slots = pacer.book(["example.org"] * room)
            sent += [slot.at - 1000 for slot in slots if slot.later is None]
        time.gone += step * chance.uniform(0.5, 1.5)
    return sent


class Queue:
    """Copies waiting for providers; a worker claims the due ones in order, as the core does."""

    def __init__(self, time, chance=None):
        self.time, self.rows, self.sent, self.writes = time, [], [], Counter()
        self.chance = chance or random.Random(3)
        self.numbers = iter(range(10**9))

    def add(self, provider, count, priority=5):
        for _ in range(count):
            heapq.heappush(self.rows, (self.time.gone, priority, next(self.numbers), provider))

    def claim(self, limit):
        due = []
        while self.rows and self.rows[0][0] <= self.time.gone and len(due) < limit:
            due.append(heapq.heappop(self.rows))
        return sorted(due, key=lambda row: row[1])

    def work(self, pacer, seconds, *, step=0.05, batch=400, with_priorities=False):
        until = self.time.gone + seconds
        while self.time.gone < until:
            claimed = self.claim(pacer.room(batch))
            if claimed:
                given = ([row[1] for row in claimed],) if with_priorities else ()
                slots = pacer.book([row[3] for row in claimed], *given)
                self.settle(claimed, slots or [Slot()] * len(claimed))
            self.time.gone += step

    def settle(self, claimed, slots):
        now = self.time.gone
        for row, slot in zip(claimed, slots, strict=True):
            self.writes[row[3]] += 1
            if slot.later is None:
                self.sent.append((max(slot.at - 1000, now), row[3], row[1]))
            else:
                assert timedelta(0) < slot.later <= timedelta(minutes=10)
                heapq.heappush(self.rows, (now + slot.later.total_seconds(), *row[1:]))

    def times(self, provider):
        return [at for at, to, _ in self.sent if to == provider]


def test_without_rows_everything_goes_at_once():
    pacer = Time().pacer()
    assert pacer.room(1000) == 1000
    assert pacer.book(["google"] * 1000) is None


def test_a_limit_of_somebody_else_slows_nobody():
    limited("provider:google", 600)
    limited("transport:other:25", 600)
    pacer = Time().pacer()
    assert pacer.room(1000) == 1000
    assert pacer.book(["yahoo", "example.org"]) is None
    assert pacer.book(["yahoo", "google"])[0] == Slot()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_transport_keeps_to_its_limit_in_every_minute_and_uses_it(workers):
    limited("transport:relay:25", 600)
    time = Time()
    sent = sent_by_room(time, [time.pacer() for _ in range(workers)], 200)
    assert most_within(sent) <= 600
    assert fewest_within(sent, 1, 198) >= 590


def test_a_receiver_counts_no_more_than_the_limit_though_each_copy_is_delayed_by_something_else():
    limited("transport:relay:25", 600)
    time = Time()
    chance = random.Random(11)
    sent = sent_by_room(time, [time.pacer()], 200)
    arrived = [at + chance.uniform(0, 0.34) for at in sent]
    assert most_within(arrived) <= 600
    assert fewest_within(arrived, 2, 197) >= 590


def test_a_restart_forgets_nothing():
    limited("transport:relay:25", 600)
    time = Time()
    sent = []
    for _ in range(12):
        sent += sent_by_room(time, [time.pacer()], 12.5)
        sent = [at for at in sent if at <= time.gone]  # it is killed: what it had not sent is lost
    assert most_within(sent) <= 600
    assert fewest_within(sent, 1, 148) >= 590 - 6 * 10  # and each death costs a second's worth at most


@pytest.mark.parametrize("limit", [1, 7, 60, 6000])
def test_other_limits_are_as_exact(limit):
    limited("transport:relay:25", limit)
    time = Time()
    sent = sent_by_room(time, [time.pacer()], 400)
    assert most_within(sent) <= limit
    assert most_within(sent, 300) >= limit * 5 * 0.98


def test_a_slow_provider_holds_up_nobody_and_its_queue_is_seldom_rewritten():
    limited("provider:google", 600)
    time = Time()
    queue = Queue(time)
    queue.add("google", 4000)
    queue.add("example.org", 4000)
    queue.work(time.pacer(), 3)
    assert len(queue.times("example.org")) == 4000
    queue.work(time.pacer(), 300)
    google = queue.times("google")
    assert most_within(google) <= 600
    assert fewest_within(google, 1, 300) >= 590
    assert queue.writes["google"] < 4 * len(google) + 4000


def test_a_provider_of_one_a_minute_gets_one_a_minute():
    limited("provider:google", 1)
    time = Time()
    queue = Queue(time)
    queue.add("google", 300)
    queue.work(time.pacer(), 3600, step=0.5)
    google = queue.times("google")
    assert most_within(google) == 1
    assert len(google) >= 58
    assert (
        queue.writes["google"] < 3600 / 400 * 300
    )  # each waits ten minutes at most, and seldom less than five


def test_a_provider_and_the_transport_keep_to_their_limits_together():
    limited("provider:google", 600)
    limited("provider:yahoo", 300)
    limited("transport:relay:25", 1200)
    time = Time()
    queue = Queue(time)
    queue.add("google", 3000)
    queue.add("yahoo", 2000)
    queue.add("example.org", 2000)
    queue.work(time.pacer(), 150)
    assert most_within([at for at, _, _ in queue.sent]) <= 1200
    assert most_within(queue.times("google")) <= 600
    assert most_within(queue.times("yahoo")) <= 300
    assert fewest_within([at for at, _, _ in queue.sent], 20, 145) >= 1170
    assert len(queue.times("example.org")) >= 500


def test_what_is_urgent_goes_before_what_waits():
    limited("provider:google", 60)
    time = Time()
    pacer = time.pacer()
    queue = Queue(time)
    queue.add("google", 500)
    queue.work(pacer, 30, with_priorities=True)
    asked_at = time.gone
    queue.add("google", 1, priority=0)
    queue.work(pacer, 10, with_priorities=True)
    code = next(at for at, _, priority in queue.sent if priority == 0)
    assert code - asked_at < 4


def test_a_limit_is_felt_within_a_second_and_lifted_as_soon():
    time = Time()
    pacer = time.pacer()
    assert pacer.book(["google"] * 9) is None
    row = limited("provider:google", 60)
    time.gone += 1.1
    assert sum(slot.later is None for slot in pacer.book(["google"] * 9)) <= 2
    row.delete()
    time.gone += 1.1
    assert pacer.book(["google"] * 9) is None


def test_a_row_that_disappears_within_the_second_limits_no_more():
    row = limited("transport:relay:25", 60)
    pacer = Time().pacer()
    assert pacer.room(9) == 2
    row.delete()
    assert all(slot.later is None for slot in pacer.book(["google"] * 9))


def test_a_clock_set_back_stops_nothing():
    limited("transport:relay:25", 600, next_at=Time().clock.wall() + 3600)
    time = Time()
    sent = sent_by_room(time, [time.pacer()], 20)
    assert len(sent) > 160


def test_a_raised_limit_does_not_wait_for_the_slot_of_the_lower_one():
    row = limited("transport:relay:25", 12)
    time = Time()
    pacer = time.pacer()
    sent_by_room(time, [pacer], 2)
    Pace.objects.filter(pk=row.pk).update(limit=600)
    assert len(sent_by_room(time, [pacer], 10)) > 60
    Pace.objects.filter(pk=row.pk).update(limit=1)
    sent_by_room(time, [pacer], 3)
    Pace.objects.filter(pk=row.pk).update(limit=600)
    assert len(sent_by_room(time, [pacer], 10)) > 60
