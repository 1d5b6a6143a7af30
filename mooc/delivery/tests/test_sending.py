import email
import logging
from datetime import timedelta
from email import policy
from itertools import pairwise

import pytest

from mooc.delivery.actions import (
    accept_uncertain,
    is_suppressed,
    lift_suppression,
    repeat_uncertain,
    send_due,
    suppress,
)
from mooc.delivery.addresses import message_id
from mooc.delivery.mailbox import mailbox_copies, read_copy
from mooc.delivery.models import Delivery, Edition, MailboxCopy, Suppression
from mooc.delivery.outcomes import MOST_ATTEMPTS
from mooc.delivery.queries import accounting
from mooc.delivery.transports.base import Answer, Verdict

from .room import furnished, planned

pytestmark = pytest.mark.django_db
State = Delivery.State


class Stub:
    """A carrier that gives the same verdict to all, and breaks where it should leave copies unanswered."""

    name, connections = "stub", 4

    def __init__(self, verdict=Verdict.ACCEPTED, text="250 fine", unanswered=()):
        self.verdict, self.text, self.unanswered, self.carried = verdict, text, unanswered, []
        self.given = []

    def start(self, watch):
        self.watch = watch

    def offer(self, copies):
        for outgoing in copies:
            if outgoing.delivery_id not in self.unanswered:
                self.given.append(self._answer(outgoing))

    def _answer(self, outgoing):
        if not self.watch.is_wanted(outgoing):
            return Answer(outgoing.delivery_id, Verdict.STOPPED, "")
        self.watch.handing(outgoing)
        self.carried.append(outgoing)
        answer = Answer(outgoing.delivery_id, self.verdict, self.text)
        self.watch.answered(answer)
        return answer

    def answers(self, timeout):
        given, self.given = self.given, []
        if not given and self.unanswered:
            raise RuntimeError("its thread has ended")
        return given

    def recall(self):
        return []

    def close(self):
        pass


def letter(copy):
    return email.message_from_bytes(read_copy(copy.pk), policy=policy.default)


def copies():
    return list(MailboxCopy.objects.order_by("id"))


def states():
    return dict(Delivery.objects.order_by("recipient").values_list("recipient", "state"))


def test_the_mailbox_keeps_each_copy_as_it_would_have_gone_over_the_wire(room, now):
    room.values = {2: {"name": "محمد <b>"}}
    planned(now, [1, 2], run_id=7)
    report = send_due(now=now)
    assert (report.accepted, report.handled) == (2, 2)
    one, two = copies()
    assert one.rcpt_to == "reader-1@example.org"
    assert letter(two)["subject"] == "Week 3 for محمد <b>" == two.subject
    assert letter(two)["to"] == "Reader 2 <reader-2@example.org>"
    assert letter(two)["message-id"] == two.message_id == message_id(two.delivery_id)
    assert "محمد &lt;b&gt;" in letter(two).get_body(("html",)).get_content()
    assert letter(two)["feedback-id"] == "7:weekly:mooc:mooc-localhost"
    assert letter(two)["auto-submitted"] == "auto-generated"
    assert letter(two)["list-unsubscribe"] == "<http://mooc.localhost/stop/x/>"
    assert letter(two)["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert letter(two)["date"].datetime == now
    assert "reply-to" not in letter(two)
    assert len(two.body) < 600


def test_the_mailbox_is_searched_by_address_and_subject(room, now):
    planned(now, range(1, 60))
    send_due(now=now)
    assert mailbox_copies().has_more
    assert not mailbox_copies(page=2).has_more
    assert [one.rcpt_to for one in mailbox_copies("READER-7@").copies] == ["reader-7@example.org"]


def test_the_most_urgent_goes_first_then_the_oldest(room, now):
    planned(now, [1, 2], priority=5, occasion="weekly")
    planned(now, [3], priority=5, occasion="earlier", not_before=now - timedelta(hours=1))
    planned(now, [4], priority=0, occasion="code")
    planned(now, [5], priority=1, occasion="tomorrow", not_before=now + timedelta(days=1))
    send_due(now=now)
    assert [one.rcpt_to.split("@")[0] for one in copies()] == ["reader-4", "reader-3", "reader-1", "reader-2"]


def test_a_limit_ends_the_pass_and_says_that_there_is_more(room, now):
    planned(now, range(1, 11))
    report = send_due(now=now, limit=4)
    assert (report.handled, report.is_cut_short) == (4, True)
    heard = []
    assert send_due(now=now, progress=heard.append).handled == 6
    assert heard == [6]
    assert send_due(now=now, seconds=0).handled == 0


def test_the_text_is_as_of_the_moment_of_sending_and_kept(room, now):
    planned(now, [1])
    planned(now, [2], not_before=now + timedelta(days=1))
    send_due(now=now)
    room.text = "Good day {name}, week 3 with the typo mended.\n"
    send_due(now=now + timedelta(days=1))
    first, second = copies()
    assert "typo" not in letter(first).get_body(("plain",)).get_content()
    assert "typo mended" in letter(second).get_body(("plain",)).get_content()
    edition = Edition.objects.get()
    assert "typo mended" in edition.text
    assert Delivery.objects.filter(edition=edition).count() == 2


def test_who_is_gone_is_cancelled_and_who_is_to_be_skipped_is_skipped(room, now):
    room.missing, room.skips = {2}, {3: State.SUPPRESSED}
    planned(now, [1, 2, 3])
    send_due(now=now)
    assert states() == {1: State.ACCEPTED, 2: State.CANCELLED, 3: State.SUPPRESSED}
    assert Delivery.objects.get(recipient=3).answer == "it was skipped"
    assert accounting().holds


def test_what_is_too_late_expires_without_being_sent(room, now):
    planned(now, [1, 2], lifetime=timedelta(minutes=10))
    report = send_due(now=now + timedelta(minutes=10))
    assert (report.expired, len(copies())) == (2, 0)
    assert "its time was over" in Delivery.objects.first().answer


def test_nobody_who_is_suppressed_gets_anything_until_it_is_lifted(room, now):
    mailing = planned(now, [1, 2])
    assert suppress(address=" Reader-2@Example.org", reason=Suppression.Reason.COMPLAINED, now=now)
    assert not suppress(address="reader-2@example.org", reason=Suppression.Reason.ASKED, now=now)
    send_due(now=now)
    assert states() == {1: State.ACCEPTED, 2: State.SUPPRESSED}
    assert Delivery.objects.get(recipient=2).answer == "its owner marked our mail as unwanted"
    assert is_suppressed("reader-2@example.org")
    assert lift_suppression(address="reader-2@example.org", now=now)
    assert not is_suppressed("reader-2@example.org")
    planned(now, [2], occasion="next")
    assert send_due(now=now).accepted == 1
    assert accounting(mailing).holds


def test_a_room_that_fails_holds_up_nobody_else(room, now, caplog):
    other = furnished("other-room")
    other.fails = True
    planned(now, [1, 2, 3], filler="other-room", occasion="broken", priority=1)
    planned(now, [4], filler="nobody-registered-this", occasion="unknown", priority=1)
    planned(now, [5])
    with caplog.at_level(logging.ERROR):
        report = send_due(now=now)
    assert (report.accepted, report.deferred) == (1, 4)
    broken = Delivery.objects.get(recipient=1)
    assert "a fault of ours: ValueError: the group table is upside down" in broken.answer
    assert broken.not_before == now + timedelta(minutes=5)
    assert len([one for one in caplog.records if "broken" in one.getMessage()]) == 1
    other.fails = False
    assert send_due(now=now + timedelta(minutes=5)).accepted == 3


def test_a_text_that_cannot_be_written_is_deferred(room, now):
    room.draft_fails = True
    planned(now, [1])
    assert send_due(now=now).deferred == 1
    assert "the week file is gone" in Delivery.objects.get().answer


def test_one_reader_without_a_value_holds_up_nobody_else(room, now):
    room.values = {2: {"name": None}}
    planned(now, [1, 2, 3])
    report = send_due(now=now)
    assert (report.accepted, report.deferred) == (2, 1)


def test_what_is_no_address_is_rejected(room, now):
    room.addresses = {1: "nobody", 2: "a@b\r\nRCPT TO:<eve@example.org>", 3: "bob@bücher.example"}
    planned(now, [1, 2, 3])
    send_due(now=now)
    assert states() == {1: State.REJECTED, 2: State.REJECTED, 3: State.ACCEPTED}
    assert [one.rcpt_to for one in copies()] == ["bob@xn--bcher-kva.example"]


def test_a_deferred_copy_is_tried_later_and_later_and_given_up_after_four_days(room, now):
    planned(now, [1], lifetime=timedelta(days=30))
    relay = Stub(Verdict.DEFERRED, "451 later")
    moments = [now]
    while True:
        send_due(now=moments[-1], carrier=relay)
        copy = Delivery.objects.get()
        if copy.state != State.DEFERRED:
            break
        moments.append(copy.not_before)
    waits = [(after - before).total_seconds() / 60 for before, after in pairwise(moments)]
    assert waits[:6] == [5, 15, 30, 60, 120, 240]
    assert set(waits[5:]) == {240}
    assert timedelta(days=3, hours=18) < moments[-1] - now <= timedelta(days=4)
    assert (copy.state, copy.attempts, copy.answer) == (State.EXPIRED, MOST_ATTEMPTS, "451 later")


def test_a_copy_is_not_tried_after_its_time(room, now):
    planned(now, [1], lifetime=timedelta(minutes=10))
    relay = Stub(Verdict.DEFERRED, "451 later")
    send_due(now=now, carrier=relay)
    send_due(now=now + timedelta(minutes=5), carrier=relay)
    assert Delivery.objects.get().not_before == now + timedelta(minutes=10)
    assert send_due(now=now + timedelta(minutes=10), carrier=relay).expired == 1
    assert Delivery.objects.get().answer == "451 later"


def test_every_attempt_carries_the_same_message_id_and_envelope_sender(room, now):
    planned(now, [1])
    relay = Stub(Verdict.DEFERRED, "451 later")
    send_due(now=now, carrier=relay)
    send_due(now=now + timedelta(minutes=5), carrier=relay)
    first, second = relay.carried
    assert (first.message_id, first.mail_from) == (second.message_id, second.mail_from)


def test_copies_a_broken_carrier_leaves_unanswered_go_back(room, now):
    planned(now, [1, 2])
    carrier = Stub(unanswered={Delivery.objects.get(recipient=2).pk})
    with pytest.raises(RuntimeError):
        send_due(now=now, carrier=carrier)
    assert states() == {1: State.ACCEPTED, 2: State.PENDING}


def test_an_operator_decides_about_copies_in_doubt(room, now):
    planned(now, [1, 2], kind="sign-in", priority=0)
    send_due(now=now, carrier=Stub(Verdict.UNCERTAIN, "no answer"))
    assert accounting().doubted == 2
    one, two = Delivery.objects.order_by("id")
    assert accept_uncertain([one.pk], now=now) == 1
    assert repeat_uncertain(now=now) == 1
    assert send_due(now=now, carrier=Stub()).accepted == 1
    two.refresh_from_db()
    assert (two.state, two.attempts, two.doubts) == (State.ACCEPTED, 2, 1)
    assert accounting().holds


def test_a_copy_in_doubt_again_and_again_waits_for_an_operator(room, now):
    planned(now, [1])
    relay = Stub(Verdict.UNCERTAIN, "no answer")
    for hour in range(6):
        send_due(now=now + timedelta(hours=hour), carrier=relay)
    assert len(relay.carried) == 3
    assert states() == {1: State.UNCERTAIN}


def test_the_number_of_statements_does_not_grow_with_the_batch(room, now, django_assert_max_num_queries):
    for many in (20, 400):
        planned(now, range(many), occasion=f"of-{many}")
        with django_assert_max_num_queries(32):
            assert send_due(now=now).accepted == many
