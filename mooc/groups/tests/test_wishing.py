"""What somebody without a group chooses, and what comes of it."""

import pytest

from mooc.groups import actions, queries
from mooc.groups.errors import GroupError
from mooc.groups.models import Membership, Wish
from mooc.journal.models import Fact
from mooc.runs.models import Enrolment

from .stage import EVENINGS, crowd, grouped, latecomer

NIGHT = {"sun": ["03:00-05:00"]}


def left_over(run, now, **changes):
    """Let one stand in line whom no open seat fits: he speaks a language of his own groups are not made in."""
    late = latecomer(run, now, **changes)
    actions.place_waiting(now=now)
    assert not Membership.objects.filter(enrolment=late).exists()
    late.refresh_from_db()
    return late


def group_of(person):
    return Membership.objects.select_related("group").get(enrolment=person, left_at=None).group


@pytest.fixture
def full(run, now):
    """A run with two groups that meet, one with a seat free, and one full group that writes."""
    run.rules = "[write]\nsize.minimum = 6\nsize.target = 8\nsize.maximum = 10\nsize.stretch = false"
    run.save(update_fields=["rules"])
    meeting = crowd(run, 6, now, prefix="m", company="meet", availability=EVENINGS)
    writing = grouped(run, 10, now)
    assert {group_of(person).mode for person in meeting} == {"meet"}
    assert {group_of(person).mode for person in writing} == {"write"}
    return run


def test_more_hours_open_a_seat_in_a_group_that_meets(full, now):
    late = left_over(full, now, company="meet", availability=NIGHT)
    wish = actions.give_more_hours(late, availability=NIGHT | EVENINGS, now=now)
    assert wish.said == "Mon 18:00-22:00, Tue 18:00-22:00, Wed 18:00-22:00, Thu 18:00-22:00, Sun 03:00-05:00"
    assert actions.place_waiting(now=now) == 1
    assert group_of(late).mode == "meet"
    assert Fact.objects.get(kind="chose without a group").detail == {"choice": "hours"}


def test_a_group_that_writes_is_looked_for_and_hours_do_not_matter(full, now):
    late = left_over(full, now, company="meet", availability=NIGHT)
    actions.choose_writing(late, now=now)
    actions.leave(Membership.objects.filter(group__mode="write").order_by("id").first().enrolment, now=now)
    actions.place_waiting(now=now)
    assert group_of(late).mode == "write"


def test_another_language_opens_a_seat_among_those_who_speak_it(run, now):
    run.rules = "size.stretch = false\n[write]\nsize.maximum = 10"
    run.save(update_fields=["rules"])
    crowd(run, 8, now, prefix="s", language="es")
    grouped(run, 10, now)
    late = left_over(run, now, language="en")
    actions.name_language(late, language="es", now=now)
    actions.place_waiting(now=now)
    assert group_of(late).language == "es"
    assert Wish.objects.get().said == "es"


def test_who_goes_alone_waits_for_nothing_and_may_come_back(full, now):
    late = left_over(full, now, company="meet", availability=NIGHT)
    actions.go_alone(late, now=now)
    late.refresh_from_db()
    assert (late.company, late.waiting_since) == ("alone", None)
    assert late not in queries.line_of(full)
    actions.choose_writing(late, now=now)
    assert late in queries.line_of(full)


def test_every_choice_holds_in_the_next_matching_too(run, now):
    crowd(run, 14, now)
    (alone, writer) = crowd(run, 2, now, prefix="x", company="meet", availability=NIGHT)
    actions.go_alone(alone, now=now)
    actions.choose_writing(writer, now=now)
    found = actions.propose_groups(run=run, now=now, effort=0.05)
    assert not found.placements.filter(enrolment=alone).exists()
    placed = found.placements.get(enrolment=writer)
    assert (placed.group.mode, placed.reason) == ("write", "")


def test_who_has_a_group_or_has_left_has_nothing_to_choose(full, now):
    seated = Enrolment.objects.get(person__email="p0@example.net")
    with pytest.raises(GroupError, match="have a group by now"):
        actions.go_alone(seated, now=now)
    late = left_over(full, now, company="meet", availability=NIGHT)
    actions.leave(late, now=now)
    with pytest.raises(GroupError, match="left"):
        actions.choose_writing(late, now=now)
    assert not Wish.objects.exists()


def test_a_choice_that_says_nothing_is_refused_with_what_to_do(full, now):
    late = left_over(full, now, company="meet", availability=NIGHT)
    with pytest.raises(GroupError, match="at least one hour"):
        actions.give_more_hours(late, availability={}, now=now)
    with pytest.raises(GroupError, match="already"):
        actions.name_language(late, language="en", now=now)
