import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from mooc.delivery import senders
from mooc.delivery.actions import Sending, cancel, hold, recover_claimed, suppress
from mooc.delivery.models import Delivery, Mailing, Sender, Suppression
from mooc.delivery.queries import accounting
from mooc.delivery.senders import Lease, LeaseLost
from mooc.delivery.sql import Settlement, claim, settle
from mooc.delivery.transports.base import Answer, Verdict

from .room import planned

State = Delivery.State


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    settings.MOOC_LEASE_SECONDS = 60


def silent_for(name, seconds):
    Sender.objects.filter(name=name).update(seen_at=Now() - timedelta(seconds=seconds))


def states():
    return dict(Delivery.objects.order_by("recipient").values_list("recipient", "state"))


class Paced:
    """A carrier that hands over a copy whenever the test says so."""

    name, connections = "paced", 2

    def __init__(self):
        self.waiting, self.given, self.carried = [], [], []

    def start(self, watch):
        self.watch = watch

    def offer(self, copies):
        self.waiting += copies

    def carry(self, count=1, verdict=Verdict.ACCEPTED):
        for _ in range(count):
            outgoing = self.waiting.pop(0)
            if self.watch.is_wanted(outgoing):
                self.watch.handing(outgoing)
                self.carried.append(outgoing.rcpt_to)
                answer = Answer(outgoing.delivery_id, verdict, "250 fine")
                self.watch.answered(answer)
            else:
                answer = Answer(outgoing.delivery_id, Verdict.STOPPED, "")
            self.given.append(answer)

    def answers(self, timeout):
        given, self.given = self.given, []
        return given

    def recall(self):
        waiting, self.waiting = self.waiting, []
        return [one.delivery_id for one in waiting]

    def close(self):
        pass


@pytest.mark.django_db
def test_copies_of_a_sender_that_has_gone_silent_are_taken_over_by_its_notes(room, now):
    planned(now, range(1, 4))
    lease = Lease("smtp", transactional=False)
    claims = claim(lease.name, now=now, limit=10)
    assert recover_claimed(now=now).total == 0
    silent_for(lease.name, 61)
    # It lives (its notes are locked) and is stopped: nothing was handed over, so nothing is in doubt.
    assert recover_claimed(now=now).put_back == 3
    assert not Sender.objects.exists()
    settle(lease.name, [Settlement(claims[0].id, State.ACCEPTED, "250 too late")], now=now)
    assert set(states().values()) == {State.PENDING}
    lease.end(is_settled=True)


@pytest.mark.django_db
def test_a_sender_that_was_stopped_finds_out_before_its_next_copy(room, now, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(senders, "_clock", lambda: clock[0])
    lease = Lease("smtp", transactional=False)
    assert lease.holds()
    clock[0] = 59.0
    assert not lease.holds()
    silent_for(lease.name, 61)
    recover_claimed(now=now)
    with pytest.raises(LeaseLost):
        lease.renew()
    lease.end(is_settled=False)


@pytest.mark.django_db
def test_a_sender_that_renews_in_time_keeps_its_lease(room, now, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(senders, "_clock", lambda: clock[0])
    lease = Lease("smtp", transactional=False)
    for seconds in range(0, 600, 20):
        clock[0] = float(seconds)
        lease.renew()
        assert lease.holds()
    lease.end(is_settled=True)


@pytest.mark.django_db
def test_only_one_of_two_takes_over(room, now):
    lease = Lease("smtp", transactional=False)
    silent_for(lease.name, 61)
    assert senders.overdue() == [lease.name]
    assert senders.take_over(lease.name)
    assert not senders.take_over(lease.name)
    lease.end(is_settled=True)


@pytest.mark.django_db
def test_what_a_stopped_sender_had_in_hand_goes_out_by_its_next_name(room, now):
    planned(now, range(1, 6))
    carrier = Paced()
    sender = Sending(carrier)
    stream, _ = sender._streaming(carrier)
    sender._is_between = False
    lease = sender._lease
    ready = claim(lease.name, now=now, limit=5)
    assert len(ready) == 5
    silent_for(lease.name, 61)
    assert recover_claimed(now=now).put_back == 5
    stream.broken = LeaseLost()
    assert sender.send(now=now).handled == 0
    assert sender._lease is None  # it begins anew
    sender.close()
    assert set(states().values()) == {State.PENDING}


@pytest.mark.django_db
@pytest.mark.parametrize("stop", ["suppress", "hold", "cancel"])
def test_what_is_stopped_while_it_is_in_hand_is_not_handed_over(room, now, monkeypatch, stop):
    monkeypatch.setattr("mooc.delivery.gate.REFRESH_SECONDS", 0.0)
    planned(now, range(1, 6))
    carrier = Paced()
    stopped = {"suppress": State.SUPPRESSED, "hold": State.PENDING, "cancel": State.CANCELLED}[stop]
    turns = []

    def answers(timeout):
        turns.append(1)
        if len(turns) == 1:
            carrier.carry(2)
        elif len(turns) == 2:
            mailing = Mailing.objects.get()
            if stop == "suppress":
                for number in (3, 4, 5):
                    address = f"reader-{number}@example.org"
                    suppress(address=address, reason=Suppression.Reason.ASKED, now=now)
            else:
                {"hold": hold, "cancel": cancel}[stop](mailing)
        elif len(turns) == 3:
            carrier.carry(3)
        return Paced.answers(carrier, timeout)

    carrier.answers = answers
    with Sending(carrier) as sender:
        sender.send(now=now)
    assert len(carrier.carried) == 2
    assert states() == {1: State.ACCEPTED, 2: State.ACCEPTED, 3: stopped, 4: stopped, 5: stopped}
    assert accounting().holds


@pytest.mark.django_db
@pytest.mark.parametrize("stop", ["suppress", "hold", "cancel"])
def test_what_is_stopped_before_its_message_is_made_is_not_handed_over(room, now, monkeypatch, stop):
    monkeypatch.setattr("mooc.delivery.gate.REFRESH_SECONDS", 0.0)
    monkeypatch.setattr("mooc.delivery.stream._FIRST_AT_ONCE", 60)
    planned(now, range(1, 61))
    carrier = Paced()
    stopped = {"suppress": State.SUPPRESSED, "hold": State.PENDING, "cancel": State.CANCELLED}[stop]

    def answers(timeout):
        if not carrier.carried:
            assert len(carrier.waiting) < 60, "the last messages are not made yet"
            carrier.carry(2)
            if stop == "suppress":
                for number in range(3, 61):
                    address = f"reader-{number}@example.org"
                    suppress(address=address, reason=Suppression.Reason.ASKED, now=now)
            else:
                {"hold": hold, "cancel": cancel}[stop](Mailing.objects.get())
        else:
            carrier.carry(len(carrier.waiting))
        return Paced.answers(carrier, timeout)

    carrier.answers = answers
    with Sending(carrier) as sender:
        sender.send(now=now)
    assert len(carrier.carried) == 2
    found = list(states().values())
    assert (found.count(State.ACCEPTED), found.count(stopped)) == (2, 58)
    assert accounting().holds


@pytest.mark.django_db(transaction=True)
def test_a_slow_relay_gives_the_rest_of_its_batch_back(room, now, monkeypatch):
    monkeypatch.setattr("mooc.delivery.stream._FIRST_AT_ONCE", 60)
    planned(now, range(1, 61))
    carrier = Paced()

    def answers(timeout):
        time.sleep(timeout)
        return Paced.answers(carrier, timeout)

    carrier.answers = answers
    with Sending(carrier, beside=True) as sender:
        began = time.monotonic()
        report = sender.send(now=now, seconds=0.2)
        assert time.monotonic() - began < 2.0, "the pass would have waited for the relay"
        assert report.is_cut_short
        assert Delivery.objects.filter(state=State.CLAIMED).count() == len(carrier.waiting) < 60
    assert set(states().values()) == {State.PENDING}


@pytest.mark.django_db
def test_a_batch_that_takes_long_makes_room_for_what_is_more_urgent(room, now, monkeypatch):
    monkeypatch.setattr("mooc.delivery.stream._FIRST_AT_ONCE", 60)
    monkeypatch.setattr("mooc.delivery.actions.sending._BATCH_SECONDS", 0.02)
    planned(now, range(1, 61))
    carrier = Paced()

    def answers(timeout):
        if len(carrier.carried) == 2 and not Mailing.objects.filter(occasion="urgent").exists():
            planned(now, [61], occasion="urgent", priority=0)
        carrier.carry(min(2, len(carrier.waiting)))
        return Paced.answers(carrier, timeout)

    carrier.answers = answers
    with Sending(carrier) as sender:
        report = sender.send(now=now)
    assert report.accepted == 61
    assert carrier.carried.index("reader-61@example.org") < 40
    assert len(set(carrier.carried)) == 61


@pytest.mark.django_db(transaction=True)
def test_copies_travel_on_between_two_passes(room, now):
    planned(now, range(1, 41))
    carrier = Paced()
    done = threading.Event()

    def carry_on():
        while not done.wait(0.005):
            while carrier.waiting:
                carrier.carry()

    with Sending(carrier, beside=True) as sender:
        hand = threading.Thread(target=carry_on)
        hand.start()
        total = sender.send(now=now, seconds=0.2).accepted
        for _ in range(100):
            total += sender.send(now=now, seconds=0.02).accepted
            if total == 40:
                break
        done.set()
        hand.join()
        assert Sender.objects.count() == 1
    assert total == 40
    assert set(states().values()) == {State.ACCEPTED}
    assert not Sender.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_ends_gives_back_what_it_had_not_handed_over(room, now):
    planned(now, range(1, 11))
    carrier = Paced()
    sender = Sending(carrier, beside=True)
    sender.send(now=now, seconds=0.1)
    carrier.carry(4)
    sender.close()
    found = list(states().values())
    assert (found.count(State.ACCEPTED), found.count(State.PENDING)) == (4, 6)
    assert accounting().holds


@pytest.mark.django_db(transaction=True)
def test_rows_go_in_by_chunks_that_others_need_not_wait_for(room, now, monkeypatch):
    from mooc.delivery.actions import plan_select, planning

    monkeypatch.setattr(planning, "FIRST_CHUNK", 40)
    monkeypatch.setattr(planning, "CHUNK_SECONDS", 0.0)
    moment = "%s::timestamptz" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE many AS WITH RECURSIVE n (i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n"
        )
    given = {
        "occasion": "many",
        "kind": "weekly",
        "filler": "test-room",
        "title": "Many",
        "now": now,
        "sql": f"SELECT i, {moment}, {moment} FROM many",
        "params": [now, now + timedelta(days=4)],
    }
    mailing, count = plan_select(**given)
    assert (count, mailing.audience) == (500, 500)
    assert plan_select(**given)[1] == 0
    assert accounting().holds
    assert Delivery.objects.filter(not_before=now, expires_at=now + timedelta(days=4)).count() == 500
    again = f"{given['sql']} UNION ALL SELECT i, {moment}, {moment} FROM many WHERE i > 497"
    twice = given | {"occasion": "twice", "sql": again, "params": given["params"] * 2}
    mailing, count = plan_select(**twice)
    assert (count, mailing.audience) == (500, 500), "whom it names twice is asked once"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE many")
