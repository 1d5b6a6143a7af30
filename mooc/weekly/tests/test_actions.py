from datetime import timedelta

import pytest

from mooc.delivery.actions import hold, release, send_due, try_mailing
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.delivery.queries import accounting
from mooc.pure.mailkit import read_letter
from mooc.runs import tokens
from mooc.runs.models import Enrolment
from mooc.weekly import actions
from mooc.weekly.models import Opening

from .stage import at, enrol, letters_to, pass_at, put_version, states_of


def test_each_reader_gets_the_message_at_his_own_local_hour(run) -> None:
    bob, mei = enrol(run, "Bob", zone="Europe/Berlin"), enrol(run, "Mei", zone="Asia/Kathmandu")
    pass_at(at(0, 10, 14))
    assert letters_to(mei) == []
    pass_at(at(0, 10, 15))
    assert len(letters_to(mei)) == 1 and letters_to(bob) == []
    pass_at(at(0, 15))
    assert len(letters_to(bob)) == 1


def test_a_reader_may_have_an_hour_of_his_own(run) -> None:
    early = enrol(run, "Early", send_hour=6)
    pass_at(at(0, 5, 59))
    assert letters_to(early) == []
    pass_at(at(0, 6))
    assert len(letters_to(early)) == 1


def test_twice_equals_once(run) -> None:
    bob = enrol(run, "Bob")
    for _ in range(3):
        pass_at(at(0, 17))
    assert len(letters_to(bob)) == 1
    assert Mailing.objects.filter(kind="weekly").count() == 1


def test_a_late_joiner_gets_the_current_week_at_once_and_no_older_one(run) -> None:
    enrol(run, "Bob")
    pass_at(at(0, 17))
    pass_at(at(7, 17))
    late = enrol(run, "Late", began=at(9, 8))
    pass_at(at(9, 9))
    assert states_of(late) == [("1", "accepted")]


def test_a_message_held_up_by_a_stopped_worker_goes_out_within_its_week(run) -> None:
    bob = enrol(run, "Bob")
    pass_at(at(5, 12))
    assert states_of(bob) == [("0", "accepted")]


def test_a_later_message_never_overtakes_an_older_one(run) -> None:
    bob = enrol(run, "Bob")
    actions.open_due_weeks(now=at(0, 1))
    pass_at(at(7, 16))
    assert states_of(bob) == [("0", "expired"), ("1", "accepted")]
    assert len(letters_to(bob)) == 1


def test_a_week_slept_through_is_counted_as_expired(run) -> None:
    bob = enrol(run, "Bob")
    pass_at(at(16, 12))
    assert states_of(bob) == [("0", "expired"), ("1", "expired"), ("2", "accepted")]
    assert accounting(run_id=run.pk).holds


@pytest.mark.parametrize("state", ["pending", "confirmed", "ready", "paused", "left", "expired"])
def test_who_is_not_learning_gets_nothing(run, state: str) -> None:
    enrol(run, "Absent", state=state)
    pass_at(at(0, 17))
    assert not Delivery.objects.exists()


def test_who_leaves_between_planning_and_sending_gets_nothing(run) -> None:
    bob = enrol(run, "Bob")
    actions.open_due_weeks(now=at(0, 1))
    Enrolment.objects.filter(pk=bob.pk).update(state=Enrolment.State.LEFT)
    pass_at(at(0, 17))
    assert states_of(bob) == [("0", "cancelled")]


def test_who_stopped_the_mail_is_suppressed_and_counted(run) -> None:
    bob = enrol(run, "Bob", mail_stopped_at=at(-1))
    pass_at(at(0, 17))
    assert states_of(bob) == [("0", "suppressed")]
    assert accounting(run_id=run.pk).holds


def test_an_empty_run_opens_its_weeks_for_nobody(run) -> None:
    pass_at(at(0, 17))
    assert Opening.objects.get().week == 0
    assert not Delivery.objects.exists()


def test_a_typo_mended_before_the_first_copy_is_mended_for_all(run) -> None:
    bob = enrol(run, "Bob")
    actions.open_due_weeks(now=at(0, 1))
    run.version = put_version(run.course, 2, word="a better knot")
    run.save()
    pass_at(at(0, 17))
    assert "a better knot" in letters_to(bob)[0]


def test_a_week_that_has_begun_keeps_the_text_that_went_out(run) -> None:
    enrol(run, "Early", zone="Asia/Tokyo")
    bob = enrol(run, "Bob")
    pass_at(at(0, 8))
    run.version = put_version(run.course, 2, word="a better knot")
    run.save()
    pass_at(at(0, 17))
    assert "one knot" in letters_to(bob)[0]
    pass_at(at(7, 17))
    assert "a better knot" in letters_to(bob)[1]


def test_the_first_readers_hour_comes_no_sooner_than_organisers_had_time_to_hold_the_week(run) -> None:
    first = enrol(run, "First", zone="Pacific/Kiritimati", send_hour=0, began=at(-2))
    begins = at(-1, 10)
    pass_at(begins - timedelta(minutes=11))
    assert not Mailing.objects.exists()
    pass_at(begins - timedelta(minutes=10))
    assert states_of(first) == [("0", "pending")]
    hold(Mailing.objects.get())
    pass_at(begins)
    assert states_of(first) == [("0", "pending")]
    release(Mailing.objects.get())
    pass_at(begins)
    assert states_of(first) == [("0", "accepted")]


def test_any_number_of_readers_is_planned_in_a_fixed_number_of_statements(
    run, django_assert_max_num_queries
) -> None:
    for number in range(30):
        enrol(run, f"Reader {number}", zone=("UTC", "Asia/Tokyo", "America/St_Johns")[number % 3])
    with django_assert_max_num_queries(24):
        assert actions.open_due_weeks(now=at(0, 1)) == 30


def test_no_message_goes_out_before_the_run_is_running(run) -> None:
    run.state = "open"
    run.save()
    enrol(run, "Bob")
    pass_at(at(0, 17))
    assert not Delivery.objects.exists()


def test_a_test_shows_a_learners_message_acts_for_nobody_and_leaves_the_text_open_to_mending(run) -> None:
    bob = enrol(run, "Bob")
    actions.open_due_weeks(now=at(0, 1))
    week = Mailing.objects.get()
    try_mailing(week, address="alice@example.org", now=at(0, 1))
    send_due(now=at(0, 1))
    (copy,) = MailboxCopy.objects.all()
    letter, raw = read_letter(read_copy(copy.pk)), read_copy(copy.pk).decode()
    assert (copy.rcpt_to, letter.subject) == ("alice@example.org", "[Test] Knot 0")
    assert "Tie one knot." in letter.text
    assert tokens.sign("home", bob.pk) not in raw and tokens.sign("check-in", bob.pk) not in raw
    assert letter.text.count("/test-link/") >= 5
    run.version = put_version(run.course, 2, word="a better knot")
    run.save()
    pass_at(at(0, 17))
    assert "a better knot" in letters_to(bob)[0]
