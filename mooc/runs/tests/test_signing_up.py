from datetime import timedelta

import pytest

from mooc.delivery.models import Delivery, MailboxCopy
from mooc.journal.models import Fact
from mooc.people.actions import meet, verify_address
from mooc.people.errors import BadAddress, BadName, BadZone
from mooc.people.models import Person
from mooc.runs import actions
from mooc.runs.errors import BadAnswer, SignUpIsClosed
from mooc.runs.models import Enrolment, Run
from mooc.runs.tokens import sign

from .stage import copies, join, make_run, send

pytestmark = pytest.mark.django_db

EVENINGS = {"mon": ["18:00-22:00"]}


def state_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.state


def test_a_stranger_signs_up_and_confirms(run, now):
    bob = actions.sign_up(
        run=run,
        email="Bob@Example.org",
        name="Bob",
        zone="Asia/Kathmandu",
        language="en",
        company="meet",
        availability=EVENINGS,
        hours_a_week=4,
        answers={"expertise": "none", "hope": " tie\x00 ", "style": ""},
        now=now,
    )
    assert (state_of(bob), bob.person.email, bob.answers) == (
        "pending",
        "bob@example.org",
        {"expertise": "none", "hope": "tie"},
    )
    (letter,) = send(now)
    assert sign("confirm", bob.pk) in letter.text
    assert actions.confirm_sign_up(bob, now=now)
    assert (state_of(bob), bob.confirmed_at) == ("confirmed", now)
    assert Person.objects.get().email_verified_at == now
    assert set(bob.person.consents.values_list("document", "source")) == {
        ("privacy/1", "form"),
        ("code-of-conduct/1", "form"),
        ("age-14-or-over", "form"),
    }
    assert [letter.subject for letter in send(now)] == ["welcome: Knots, winter"]


def test_the_mail_to_confirm_holds_nothing_a_stranger_typed(run, now):
    actions.sign_up(run=run, email="bob@example.org", name="Buy gold now", now=now)
    (letter,) = send(now)
    assert b"gold" not in MailboxCopy.objects.get().subject.encode()
    assert "gold" not in letter.text


def test_confirming_twice_is_a_friendly_no_op(run, now):
    bob = join(run, "bob@example.org", now)
    facts = Fact.objects.count()
    assert not actions.confirm_sign_up(bob, now=now)
    stale = Enrolment.objects.get(pk=bob.pk)
    stale.state = "pending"
    assert not actions.confirm_sign_up(stale, now=now)
    assert Fact.objects.count() == facts


def test_signing_up_again_with_other_capitals_is_the_same_person(run, now):
    first = actions.sign_up(run=run, email="bob@example.org", name="Bob", now=now)
    again = actions.sign_up(run=run, email="BOB@example.ORG", name="Bob", company="alone", now=now)
    assert (again.pk, state_of(first), first.company) == (first.pk, "pending", "alone")
    assert Person.objects.count() == 1
    assert copies("enrolment-confirm") == [first.pk]


def test_while_pending_the_mail_comes_again_but_not_at_once(run, now):
    bob = actions.sign_up(run=run, email="bob@example.org", now=now)
    assert len(send(now)) == 1
    for minutes, letters in ((5, 0), (11, 1), (20, 0), (40, 1), (60, 0)):
        at = now + timedelta(minutes=minutes)
        actions.sign_up(run=run, email="bob@example.org", now=at)
        assert len(send(at)) == letters, minutes
    assert Delivery.objects.filter(recipient=bob.pk).count() == 1


def test_who_is_in_gets_a_mail_that_says_so_and_nothing_changes(run, now):
    bob = join(run, "bob@example.org", now, company="meet")
    send(now)
    again = actions.sign_up(run=run, email="Bob@example.org", name="Eve", company="alone", now=now)
    assert (again.pk, state_of(bob), bob.company, bob.person.name) == (bob.pk, "confirmed", "meet", "Bob")
    (letter,) = send(now)
    assert letter.subject == "You are in Knots, winter already"
    assert sign("home", bob.pk) in letter.text
    actions.sign_up(run=run, email="bob@example.org", now=now)
    assert send(now) == []


def test_who_stopped_mail_and_signs_up_again_is_told_how_to_start_it(run, now):
    bob = join(run, "bob@example.org", now)
    actions.stop_mail(bob, now=now)
    send(now)
    actions.sign_up(run=run, email="bob@example.org", now=now)
    (letter,) = send(now)
    assert "stopped the mail" in letter.text


def test_who_left_comes_back_by_confirming_again(run, now):
    bob = join(run, "bob@example.org", now)
    send(now)
    actions.leave_run(bob, now=now)
    later = now + timedelta(days=1)
    actions.sign_up(run=run, email="bob@example.org", company="alone", now=later)
    assert state_of(bob) == "pending"
    (letter,) = send(later)
    assert sign("confirm", bob.pk) in letter.text
    assert actions.confirm_sign_up(bob, now=later)
    assert (state_of(bob), bob.company, bob.left_at) == ("confirmed", "alone", None)


def test_an_old_link_does_not_bring_back_who_left(run, now):
    bob = join(run, "bob@example.org", now)
    actions.leave_run(bob, now=now)
    assert not actions.confirm_sign_up(bob, now=now)
    assert state_of(bob) == "left"


def test_unconfirmed_sign_ups_expire_and_may_come_back(run, now):
    bob = actions.sign_up(run=run, email="bob@example.org", now=now)
    assert actions.expire_unconfirmed(now=now + timedelta(days=14)) == 0
    after = now + timedelta(days=14, minutes=1)
    assert actions.expire_unconfirmed(now=after) == 1
    assert actions.expire_unconfirmed(now=after) == 0
    assert state_of(bob) == "expired"
    actions.sign_up(run=run, email="bob@example.org", now=after)
    assert state_of(bob) == "pending"


def test_the_link_of_an_expired_sign_up_still_works(run, now):
    bob = actions.sign_up(run=run, email="bob@example.org", now=now)
    actions.expire_unconfirmed(now=now + timedelta(days=15))
    bob.refresh_from_db()
    assert actions.confirm_sign_up(bob, now=now + timedelta(days=15))


def test_a_form_changes_nobody_we_know_until_he_confirms(run, now):
    bob = meet(email="bob@example.org", name="Bob", zone="Europe/Berlin", now=now)
    verify_address(bob, now=now)
    enrolment = actions.sign_up(run=run, email="bob@example.org", name="Robert", zone="Asia/Tokyo", now=now)
    bob.refresh_from_db()
    assert (bob.name, bob.zone) == ("Bob", "Europe/Berlin")
    actions.confirm_sign_up(enrolment, now=now)
    bob.refresh_from_db()
    assert (bob.name, bob.zone) == ("Robert", "Asia/Tokyo")


def test_one_person_may_be_in_two_runs(run, now):
    other = make_run(now, name="Knots, spring")
    first, second = join(run, "bob@example.org", now), join(other, "bob@example.org", now)
    assert first.person_id == second.person_id
    assert (state_of(first), state_of(second)) == ("confirmed", "confirmed")


def test_close_to_the_start_confirming_says_i_am_in(run, now):
    asked = now + timedelta(days=21)
    early = join(run, "early@example.org", asked)
    assert (state_of(early), early.ready_at, early.waiting_since) == ("ready", asked, None)
    formed = now + timedelta(days=26)
    late, alone = (
        join(run, "late@example.org", formed),
        join(run, "alone@example.org", formed, company="alone"),
    )
    assert (state_of(late), late.waiting_since) == ("ready", formed)
    assert (state_of(alone), alone.waiting_since) == ("ready", None)


def test_a_late_joiner_learns_at_once_and_stands_in_line(run, now):
    week_two = now + timedelta(days=37)
    actions.keep_time(now=week_two)
    run.refresh_from_db()
    late = join(run, "late@example.org", week_two)
    assert (state_of(late), late.began_at, late.waiting_since) == ("learning", week_two, week_two)


@pytest.mark.parametrize("state", ["draft", "finished", "archived", "cancelled"])
def test_a_run_that_is_not_open_takes_nobody(run, now, state):
    bob = actions.sign_up(run=run, email="bob@example.org", now=now)
    Run.objects.filter(pk=run.pk).update(state=state)
    run.refresh_from_db()
    with pytest.raises(SignUpIsClosed):
        actions.sign_up(run=run, email="new@example.org", now=now)
    bob = Enrolment.objects.get(pk=bob.pk)
    with pytest.raises(SignUpIsClosed):
        actions.confirm_sign_up(bob, now=now)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"email": "bob"}, BadAddress),
        ({"name": "see http://x.example"}, BadName),
        ({"zone": "Mars/Olympus"}, BadZone),
        ({"company": "crowd"}, BadAnswer),
        ({"availability": {"someday": []}}, BadAnswer),
        ({"availability": {"mon": ["evening"]}}, BadAnswer),
        ({"hours_a_week": 0}, BadAnswer),
        ({"answers": {"shoe": "44"}}, BadAnswer),
        ({"answers": {"expertise": "wizard"}}, BadAnswer),
        ({"answers": {"hope": "x" * 2001}}, BadAnswer),
    ],
)
def test_it_refuses_what_cannot_be(run, now, said, error):
    with pytest.raises(error):
        actions.sign_up(**{"run": run, "email": "bob@example.org", "now": now} | said)
    assert not Person.objects.exists()


def test_resending_is_silent_about_what_is_known(run, now):
    pending = actions.sign_up(run=run, email="pending@example.org", now=now)
    join(run, "in@example.org", now)
    left = join(run, "left@example.org", now)
    actions.leave_run(left, now=now)
    send(now)
    later = now + timedelta(hours=1)
    for email in ("pending@example.org", "in@example.org", "left@example.org", "nobody@example.org"):
        assert actions.resend_confirmation(run=run, email=email, now=later) is None
    letters = send(later)
    assert sorted(letter.subject for letter in letters) == [
        "Is this your address? One button for Knots, winter",
        "You are in Knots, winter already",
    ]
    assert any(sign("confirm", pending.pk) in letter.text for letter in letters)


def test_signing_up_and_confirming_cost_few_statements(run, now, django_assert_max_num_queries):
    join(run, "first@example.org", now)
    with django_assert_max_num_queries(16):
        bob = actions.sign_up(run=run, email="bob@example.org", now=now)
    with django_assert_max_num_queries(12):
        actions.confirm_sign_up(bob, now=now)
