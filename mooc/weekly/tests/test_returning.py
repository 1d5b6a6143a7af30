"""Who is away gets no weekly message, and that of his week when he is back."""

from datetime import date

import pytest

from mooc.groups.actions import go_away
from mooc.groups.discussion.mail_wish_queries import FOREVER
from mooc.groups.errors import NotAComingDay
from mooc.groups.models import MailWish
from mooc.journal.models import Fact
from mooc.weekly.actions import bring_back_returned, come_back

from .stage import at, enrol, letters_to, pass_at, states_of


def test_who_is_away_gets_no_message_before_his_day(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    go_away(bob, until=date(2026, 12, 3), now=at(-1))
    pass_at(at(0, 17))
    assert letters_to(bob) == []
    assert len(letters_to(ana)) == 1
    assert states_of(bob) == [("0", "suppressed")]


def test_when_his_day_comes_he_gets_the_message_of_the_week(run) -> None:
    bob = enrol(run, "Bob")
    go_away(bob, until=date(2026, 12, 3), now=at(-1))
    pass_at(at(0, 17))
    assert bring_back_returned(now=at(2, 23, 59)) == 0
    assert bring_back_returned(now=at(3, 0)) == 1
    assert bring_back_returned(now=at(3, 0)) == 0
    pass_at(at(3, 0))
    (text,) = letters_to(bob)
    assert "Tie one knot." in text
    assert MailWish.objects.get(enrolment=bob).away_until is None
    assert Fact.objects.filter(kind="mail again", person_id=bob.person_id).count() == 1


def test_his_day_comes_by_his_own_calendar(run) -> None:
    bob = enrol(run, "Bob", zone="Pacific/Auckland")
    go_away(bob, until=date(2026, 12, 3), now=at(-1))
    pass_at(at(0, 17))
    assert bring_back_returned(now=at(2, 10)) == 0
    assert bring_back_returned(now=at(2, 11)) == 1


def test_of_several_weeks_away_only_the_present_one_comes(run) -> None:
    bob = enrol(run, "Bob")
    go_away(bob, until=date(2026, 12, 9), now=at(-1))
    pass_at(at(0, 17))
    pass_at(at(7, 17))
    bring_back_returned(now=at(9, 1))
    pass_at(at(9, 1))
    assert states_of(bob) == [("0", "suppressed"), ("1", "accepted")]


def test_a_message_that_is_still_to_come_comes_at_its_hour(run) -> None:
    bob = enrol(run, "Bob")
    go_away(bob, until=date(2026, 11, 30), now=at(-1))
    pass_at(at(0, 0, 1))
    bring_back_returned(now=at(0, 0, 15))
    pass_at(at(0, 15, 59))
    assert letters_to(bob) == []
    pass_at(at(0, 16))
    assert len(letters_to(bob)) == 1


def test_without_a_day_he_is_away_until_he_says_so(run) -> None:
    bob = enrol(run, "Bob")
    go_away(bob, now=at(-1))
    pass_at(at(0, 17))
    pass_at(at(7, 17))
    assert bring_back_returned(now=at(12)) == 0
    assert come_back(bob, now=at(12))
    assert not come_back(bob, now=at(12))
    pass_at(at(12))
    assert states_of(bob) == [("0", "suppressed"), ("1", "accepted")]


def test_who_stopped_the_mail_is_not_written_to_by_his_return(run) -> None:
    bob = enrol(run, "Bob")
    go_away(bob, until=date(2026, 12, 3), now=at(-1))
    pass_at(at(0, 17))
    bob.mail_stopped_at = at(1)
    bob.save()
    bring_back_returned(now=at(3, 1))
    pass_at(at(3, 1))
    assert letters_to(bob) == []


@pytest.mark.parametrize(
    "until", [date(2026, 11, 30), date(2020, 1, 1), date(2028, 1, 1), date(9999, 12, 31)]
)
def test_a_day_that_is_past_or_too_far_is_refused(run, until: date) -> None:
    bob = enrol(run, "Bob")
    with pytest.raises(NotAComingDay):
        go_away(bob, until=until, now=at(0))
    assert go_away(bob, until=FOREVER, now=at(0))
