"""The mails about changes of groups, as those who get them read them."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.groups import actions
from mooc.groups.actions.changing import Plan, Planned, keep_plans
from mooc.groups.living.move_fillers import _some
from mooc.groups.models import Group, GroupChange
from mooc.people.models import Person
from mooc.pure.mailkit import read_letter
from mooc.runs.actions import stop_mail
from mooc.runs.tests.stage import send

from .living_stage import group_of, place
from .stage import EVENINGS

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)
SOON = LATER + timedelta(minutes=10)


@pytest.fixture
def policy(run):
    return actions.set_policy(run, now=LATER, merges="automatic", splits="automatic", regroups="off")


def letter(kind, enrolment):
    """The letter of a kind that somebody got, as a mail program reads it."""
    rows = MailboxCopy.objects.filter(kind=kind, rcpt_to=enrolment.person.email)
    return read_letter(read_copy(rows.get().pk))


def all_arrived():
    return set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.ACCEPTED}


def test_a_merge_is_told_kindly_to_both_sides(run, policy):
    quiet, few = group_of(run, 7, LATER, prefix="q", active=2)
    alive, there = group_of(run, 6, LATER, prefix="a", active=5)
    actions.tend_groups(now=LATER)
    assert send(SOON - timedelta(seconds=1)) == []
    send(SOON)
    assert all_arrived()
    moved = letter("moved", few[0])
    assert moved.subject == f"Your new group: {alive.name}"
    for words in (
        "2 of its 7 people were still about",
        "nobody's fault",
        f"{alive.name} has 13 people",
        f"Mail to its old address, {quiet.local_part}@",
        f"/my/groups/{quiet.number}/",
    ):
        assert words in " ".join(moved.text.split())
    company = letter("company", there[0])
    assert company.subject == f"Ana and Bob join {alive.name}"
    assert "5 more come with them who have not been heard of" in " ".join(company.text.split())


def test_a_split_tells_both_parts(run, policy):
    large, people = group_of(run, 14, LATER, prefix="l", active=14)
    actions.tend_groups(now=LATER)
    send(SOON)
    assert all_arrived()
    gone = next(person for person in people if place(person) != large)
    stays = next(person for person in people if place(person) == large)
    assert "grown so large" in letter("moved", gone).text
    company = letter("company", stays)
    assert company.subject.startswith(f"{large.name}: now you are ")
    assert "have a group of their own now" in " ".join(company.text.split())


def test_a_wish_is_answered_at_once_with_the_common_hours(run):
    _, people = group_of(run, 5, LATER, prefix="o", mode="meet", availability=EVENINGS)
    new, there = group_of(run, 5, LATER, prefix="n", mode="meet", availability=EVENINGS)
    actions.ask_for_another_group(people[0], reason="Somebody shouts.", now=LATER)
    actions.answer_wishes(now=LATER)
    send(LATER)
    assert all_arrived()
    moved = letter("moved", people[0])
    assert "Mon 18:00-22:00" in moved.text and "I tell nobody that you left, or why" in " ".join(
        moved.text.split()
    )
    company = letter("company", there[0])
    assert company.subject == f"Ana joins {new.name}"
    assert "shouts" not in moved.text + company.text and "asked" not in company.text
    assert not MailboxCopy.objects.filter(rcpt_to__in=[person.person.email for person in people[1:]]).exists()


def test_a_regroup_is_told_to_all_whom_it_concerns(run):
    well, there = group_of(run, 6, LATER, prefix="w", active=6)
    old, scattered = group_of(run, 8, LATER, prefix="s", active=2)
    seats = [Planned(person.pk, source_id=old.pk, target_id=well.pk) for person in scattered[:2]]
    plan = Plan(GroupChange.Kind.REGROUP, seats, before=0.5, after=0.7, why="Two would move.")
    actions.confirm_changes(keep_plans(run, [plan], now=LATER), now=LATER)
    send(SOON)
    assert all_arrived()
    assert "how much time each of you finds" in " ".join(letter("moved", scattered[0]).text.split())
    company = letter("company", there[0])
    assert company.subject == f"Ana and Bob join {well.name}"
    assert "Yours stays" in " ".join(company.text.split())


def test_of_many_who_join_the_first_are_named():
    assert _some(["Ana", "Bob", "Chen", "Dora", "Emre", "Fatou"]) == "Ana, Bob, Chen, Dora and 2 others"
    assert _some(["Ana", "Bob", "Chen", "Dora", "Emre"]) == "Ana, Bob, Chen, Dora and Emre"


def test_who_moved_on_before_it_left_or_stopped_the_mail_gets_none(run, policy):
    _, few = group_of(run, 7, LATER, prefix="q", active=2)
    group_of(run, 6, LATER, prefix="a", active=5)
    actions.tend_groups(now=LATER)
    actions.leave(few[0], now=LATER)
    stop_mail(few[1], now=LATER)
    send(SOON)
    assert not MailboxCopy.objects.filter(rcpt_to__in=[person.person.email for person in few[:2]]).exists()


def test_organisers_are_asked_and_not_when_it_is_settled(run):
    actions.set_policy(run, now=LATER, regroups="off")
    Person.objects.create(email="alice@example.org", is_organiser=True, created_at=LATER)
    group_of(run, 7, LATER, prefix="q", active=2)
    group_of(run, 6, LATER, prefix="a", active=5)
    actions.tend_groups(now=LATER)
    (asked,) = send(LATER)
    assert asked.subject == "1 change of groups proposed in Knots, winter"
    assert GroupChange.objects.get().why in " ".join(asked.text.split())
    assert "/changes/" in asked.text
    group_of(run, 14, LATER, prefix="l", active=14)
    actions.tend_groups(now=LATER + timedelta(days=1))
    actions.dismiss_change(GroupChange.objects.get(kind="split"), now=LATER + timedelta(days=1))
    assert send(LATER + timedelta(days=1)) == []


def test_a_post_on_its_way_reaches_the_group_that_it_became(run, policy):
    from mooc.pure.mailkit import Letter

    quiet, few = group_of(run, 7, LATER, prefix="q", active=2)
    group_of(run, 6, LATER, prefix="a", active=5)
    letter_ = Letter(message_id="<hello@x>", subject="Hello", text="Is anybody there?")
    actions.receive_post(group=quiet, enrolment=few[0], letter=letter_, now=LATER)
    Group.objects.filter(pk=quiet.pk).update(state="alive")
    actions.tend_groups(now=LATER)
    send(LATER)
    assert MailboxCopy.objects.filter(kind="post").count() == 6
