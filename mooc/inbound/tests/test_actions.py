"""Keeping, routing, forgetting."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mooc.groups.discussion import posting as discussion
from mooc.groups.models import Post
from mooc.inbound import actions, posting, routing
from mooc.inbound.models import InboundMail, RawMail
from mooc.inbound.queries import Refuse

from .stage import GROUP_ADDRESS, letter, receive, written

UNKNOWN = Refuse(550, "5.1.1 I know nobody of this name")


def ingest(raw, now, *to, mail_from="bob@example.net"):
    return actions.ingest(raw=raw, mail_from=mail_from, rcpt_to=to or [GROUP_ADDRESS], source="lmtp", now=now)


def test_the_same_mail_again_is_the_same_row(stage, now):
    first = ingest(letter("post"), now)
    again = ingest(letter("post"), now)
    assert [mail.pk for mail in first] == [mail.pk for mail in again]
    assert RawMail.objects.count() == 1


def test_the_same_mail_again_after_routing_is_not_routed_again(stage, now):
    receive(letter("post"), now=now)
    receive(letter("post"), now=now + timedelta(minutes=5))
    assert Post.objects.count() == 1
    assert InboundMail.objects.count() == 1


def test_recipients_share_the_bytes_and_have_a_row_each(stage, now):
    mails = ingest(letter("post"), now, GROUP_ADDRESS, "postmaster@mooc.localhost", GROUP_ADDRESS)
    assert [mail.rcpt_to for mail in mails] == [GROUP_ADDRESS, "postmaster@mooc.localhost"]
    assert RawMail.objects.count() == 1


def test_the_bytes_stay_as_they_came(stage, now):
    raw = bytes(range(256)) * 3
    ingest(raw, now)
    assert bytes(RawMail.objects.get().content) == raw


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=some.binary(max_size=2_000),
    mail_from=some.text(max_size=300),
    to=some.sampled_from([GROUP_ADDRESS, "postmaster@mooc.localhost", "stop+1.x@mooc.localhost"]),
)
def test_no_bytes_trip_the_machine_up(stage, now, raw, mail_from, to):
    (mail,) = ingest(raw, now, to, mail_from=mail_from)
    actions.route_kept(now=now)
    mail.refresh_from_db()
    assert mail.state in ("held", "dropped")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=some.binary(max_size=80), name=some.binary(max_size=40), text=some.binary(max_size=400))
def test_no_bytes_of_a_member_trip_the_machine_up(stage, now, subject, name, text):
    raw = b'From: "%s" <bob@example.net>\r\nSubject: %s\r\n\r\n%s' % (name, subject, text)
    (mail,) = ingest(raw, now)
    actions.route_kept(now=now)
    mail.refresh_from_db()
    assert mail.state in ("held", "dropped", "routed")
    assert mail.kind != "unreadable" or "trips me up" not in mail.reason


def test_any_recipient_can_be_kept(stage, now):
    for to in ("", "<>", "\ud800@x", "a" * 400 + "@b.example", "x\x00@mooc.localhost"):
        (mail,) = ingest(letter("post"), now, to)
        actions.route_kept(now=now)
        mail.refresh_from_db()
        assert (mail.state, mail.kind) == ("held", "unknown")


def test_a_mail_that_trips_the_machine_up_is_held_and_the_others_go_on(stage, now, monkeypatch):
    (hostile,) = ingest(written(1, text="hostile"), now)
    (good,) = ingest(written(2), now)
    words = discussion.relayable_words

    def trip(text):
        if text.startswith("hostile"):
            raise RecursionError("too deep")
        return words(text)

    monkeypatch.setattr(discussion, "relayable_words", trip)
    assert actions.route_kept(now=now) == 2
    hostile.refresh_from_db()
    good.refresh_from_db()
    assert (hostile.state, hostile.kind, hostile.subject) == ("held", "unreadable", "Hello")
    assert good.state == "routed"
    assert Post.objects.count() == 1


def test_a_mail_that_nobody_can_judge_is_held_and_the_others_go_on(stage, now, monkeypatch):
    find = posting.find_candidates

    def trip(mails, *, now):
        if any(incoming.letter.subject == "Odd" for incoming, _ in mails):
            raise ValueError("odd")
        return find(mails, now=now)

    monkeypatch.setattr(posting, "find_candidates", trip)
    for number, subject in enumerate(("Hello", "Odd", "Again")):
        ingest(written(number, subject=subject), now)
    assert actions.route_kept(now=now) == 3
    found = InboundMail.objects.order_by("id").values_list("subject", "state", "kind")
    assert [*found] == [
        ("Hello", "routed", "post"),
        ("Odd", "held", "unreadable"),
        ("Again", "routed", "post"),
    ]


def test_a_database_in_trouble_leaves_the_mail_kept(stage, now, monkeypatch):
    ingest(letter("post"), now)

    def fail(addresses):
        raise OperationalError("database is locked")

    monkeypatch.setattr(routing, "find_destinations", fail)
    with pytest.raises(OperationalError):
        actions.route_kept(now=now)
    assert InboundMail.objects.get().state == "kept"


def test_mails_are_routed_in_the_order_in_which_they_came_up_to_a_limit(stage, now):
    for number in range(5):
        ingest(written(number, subject=f"post {number}"), now)
    told = []
    assert actions.route_kept(now=now, limit=3, progress=told.append) == 3
    assert sum(told) == 3
    assert list(Post.objects.order_by("id").values_list("subject", flat=True)) == [
        "post 0",
        "post 1",
        "post 2",
    ]
    assert actions.route_kept(now=now) == 2
    assert actions.route_kept(now=now) == 0


def test_a_refusal_is_visible_once_a_day(stage, now):
    def refuse(at):
        return actions.note_refusal(
            mail_from="x@example.org", rcpt_to="nobody@mooc.localhost", refusal=UNKNOWN, source="smtp", now=at
        )

    assert refuse(now)
    assert not refuse(now + timedelta(hours=1))
    assert refuse(now + timedelta(hours=25))
    mail = InboundMail.objects.order_by("id").first()
    assert (mail.state, mail.reason) == ("refused", "550 5.1.1 I know nobody of this name")


def test_refusals_beyond_what_a_human_would_read_are_only_logged(stage, now, monkeypatch):
    monkeypatch.setattr(actions, "MOST_REFUSALS_A_DAY", 3)
    noted = [
        actions.note_refusal(
            mail_from="", rcpt_to=f"x{number}@mooc.localhost", refusal=UNKNOWN, source="smtp", now=now
        )
        for number in range(5)
    ]
    assert noted == [True, True, True, False, False]


def test_old_bytes_are_forgotten_and_what_became_of_them_is_not(stage, now):
    mail = receive(letter("post"), now=now)
    ingest(written(1), now)
    actions.note_refusal(mail_from="", rcpt_to="x@mooc.localhost", refusal=UNKNOWN, source="smtp", now=now)
    later = now + timedelta(days=401)
    assert actions.forget_old_raw(now=later) == 1
    mail.refresh_from_db()
    assert mail.raw is None
    assert mail.state == "routed"
    assert InboundMail.objects.get(state="kept").raw is not None
    assert not InboundMail.objects.filter(state="refused").exists()
    assert actions.forget_old_raw(now=later) == 0


@pytest.mark.parametrize("posts", [1, 15])
def test_a_batch_costs_the_same_however_many_posts_it_has(posts, stage, now, django_assert_max_num_queries):
    for number in range(posts):
        ingest(written(number), now)
    with django_assert_max_num_queries(31):  # not one more for fifteen posts than for one
        assert actions.route_kept(now=now) == posts
