from datetime import timedelta

import pytest

from mooc.delivery.actions import hold, send_due, trial_variants, try_mailing
from mooc.delivery.actions.trying import CannotTry
from mooc.delivery.fillers import Filling, register
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.delivery.queries import accounting
from mooc.delivery.trials import harmless
from mooc.pure.mailkit import read_letter

from .room import Room, planned

pytestmark = pytest.mark.django_db
STOP = "http://127.0.0.1:8000/stop/a-readers-own-token/"


class TwoKinds(Room):
    """Even readers are soloists; each has a link of his own."""

    def fill(self, mailing, recipients, *, now):
        Mailing.objects.filter(pk=mailing.pk).update(title="noted by the room")
        return {number: self.words(number) for number in super().fill(mailing, recipients, now=now)}

    def words(self, number):
        variant = "group" if number % 2 else "soloist"
        values = {
            "name": f"Reader {number} of {variant}",
            "stop_url": STOP,
            "stop_address": "stop+7-x@mooc.localhost",
            "reply_to": "reply+7@mooc.localhost",
        }
        return Filling(f"reader-{number}@example.org", variant, "en", values, name=f"Reader {number}")


@pytest.fixture
def mailing(now):
    register("tried-room", TwoKinds(text="Good day {name}, go on.\n"), withdrawable=True)
    return planned(now, [1, 2, 3], filler="tried-room", run_id=4, not_before=now + timedelta(hours=2))


def sent(now):
    send_due(now=now)
    return [
        (copy.rcpt_to, read_letter(read_copy(copy.pk)), read_copy(copy.pk))
        for copy in MailboxCopy.objects.order_by("id")
    ]


def test_a_test_goes_to_who_asked_with_a_readers_words_and_a_mark(mailing, now):
    try_mailing(mailing, address="alice@example.org", now=now)
    [(to, letter, raw)] = sent(now)
    assert to == "alice@example.org"
    assert letter.subject == "[Test] Week 3 for Reader 1 of group"
    assert "Good day Reader 1 of group" in letter.text
    assert b"reader-1@example.org" not in raw


def test_no_link_or_address_of_it_acts_for_the_reader(mailing, now):
    try_mailing(mailing, address="alice@example.org", now=now)
    [(_, letter, raw)] = sent(now)
    assert b"a-readers-own-token" not in raw and b"stop+7" not in raw and b"reply+7" not in raw
    assert "http://127.0.0.1:8000/test-link/" in letter.text
    assert "This is a test" in letter.text


def test_a_variant_may_be_chosen_of_those_that_readers_have(mailing, now):
    assert trial_variants(mailing, now=now) == [("group", "en"), ("soloist", "en")]
    try_mailing(mailing, address="alice@example.org", variant="soloist", language="en", now=now)
    assert "Reader 2 of soloist" in sent(now)[0][1].text
    with pytest.raises(CannotTry, match="no reader with language 'fr'"):
        try_mailing(mailing, address="alice@example.org", language="fr", now=now)


def test_it_is_counted_apart_and_leaves_no_trace_in_the_mailing(mailing, now):
    trial = try_mailing(mailing, address="alice@example.org", now=now)
    send_due(now=now)
    assert (trial.kind, trial.priority, trial.subject_id) == ("test", 1, mailing.pk)
    assert accounting(mailing).as_dict()["pending"] == 3
    assert accounting(trial).as_dict()["accepted"] == 1
    mailing.refresh_from_db()
    assert (mailing.title, mailing.editions.count()) == ("Week 3", 0)


def test_a_mailing_that_is_held_can_be_tried(mailing, now):
    hold(mailing)
    try_mailing(mailing, address="alice@example.org", now=now)
    assert len(sent(now)) == 1


def test_ten_a_day_are_enough(mailing, now):
    for number in range(10):
        try_mailing(mailing, address="alice@example.org", now=now + timedelta(seconds=number))
    with pytest.raises(CannotTry, match="10 tests in the last 24 hours"):
        try_mailing(mailing, address="alice@example.org", now=now + timedelta(hours=1))
    assert try_mailing(mailing, address="alice@example.org", now=now + timedelta(hours=25))


def test_there_is_no_test_of_a_sign_in_code_or_of_a_post(room, mailing, now):
    code = planned(now, [1], occasion="sign-in/1", kind="sign-in", filler="sign-in")
    post = planned(now, [1], occasion="post/1", kind="post", filler="tried-room")
    assert trial_variants(code, now=now) == trial_variants(post, now=now) == []
    with pytest.raises(CannotTry, match="no message to all of a run"):
        try_mailing(post, address="alice@example.org", now=now)


def test_a_reader_who_is_gone_by_then_is_not_shown(mailing, now):
    trial = try_mailing(mailing, address="alice@example.org", now=now)
    register("tried-room", Room(missing={1}), withdrawable=True)
    assert sent(now) == []
    assert trial.deliveries.get().state == Delivery.State.CANCELLED


def test_a_room_that_fails_says_why_there_is_no_test(mailing, now):
    register("tried-room", Room(fails=True), withdrawable=True)
    with pytest.raises(CannotTry, match="cannot be made: ValueError: the group table is upside down"):
        trial_variants(mailing, now=now)


def test_only_links_with_a_token_lose_their_way():
    public = "Read http://127.0.0.1:8000/courses/knots/ and https://example.org/stop/x/ too."
    assert harmless(public) == public
    assert harmless(f'<a href="{STOP}">stop</a>') == '<a href="http://127.0.0.1:8000/test-link/">stop</a>'
    assert "no-such" not in harmless("http://127.0.0.1:8000/no-such/page")
