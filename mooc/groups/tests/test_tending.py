"""Groups that are looked after: quiet ones merged, large ones split, as the policy of the run says."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.groups import actions
from mooc.groups.errors import AlreadySettled, RunHasEnded
from mooc.groups.models import ChangedSeat, Group, GroupChange, Membership, Policy
from mooc.journal.models import Fact
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run
from mooc.runs.tests.stage import copies

from .living_stage import DAYS, group_of, place, say, under_way
from .stage import EVENINGS

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)


@pytest.fixture
def late(run):
    """Three weeks after the beginning of the run."""
    return LATER


def automatic(run, **changes):
    return actions.set_policy(
        run, now=LATER, **({"merges": "automatic", "splits": "automatic", "regroups": "off"} | changes)
    )


def proposing(run):
    return actions.set_policy(run, now=LATER, regroups="off")


def open_changes(run):
    return list(GroupChange.objects.filter(run=run, state="proposed").order_by("number"))


def test_a_quiet_group_is_proposed_to_be_merged_with_one_that_is_alive(run, late):
    proposing(run)
    quiet, few = group_of(run, 7, late, prefix="q", active=2)
    alive, _ = group_of(run, 6, late, prefix="a", active=5)
    Person.objects.create(email="alice@example.org", is_organiser=True, created_at=late)
    assert actions.tend_groups(now=late) == 1
    (change,) = open_changes(run)
    assert (change.kind, change.about) == ("merge", quiet)
    assert change.after > change.before
    assert f"{quiet.name} (group 1): 2 of 7" in change.why and alive.name in change.why
    assert {seat.target for seat in change.seats.all()} == {alive}
    assert [seat.was_active for seat in change.seats.order_by("id")] == [True] * 2 + [False] * 5
    assert place(few[0]) == quiet
    assert copies("moved") == [] and len(copies("changes")) == 1
    quiet.refresh_from_db()
    assert quiet.state == "quiet"


def test_a_second_sweep_finds_nothing_new(run, late, django_assert_max_num_queries):
    proposing(run)
    group_of(run, 7, late, prefix="q", active=2)
    group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    with django_assert_max_num_queries(1):
        assert actions.tend_groups(now=late) == 0
    assert actions.tend_groups(now=late + DAYS) == 0
    assert len(open_changes(run)) == 1 and len(copies("changes")) == 0


def test_a_yes_merges_and_everybody_is_told(run, late):
    proposing(run)
    quiet, few = group_of(run, 7, late, prefix="q", active=2)
    alive, there = group_of(run, 6, late, prefix="a", active=5)
    alice = Person.objects.create(email="alice@example.org", is_organiser=True, created_at=late)
    actions.tend_groups(now=late)
    (change,) = actions.confirm_changes(open_changes(run), now=late, by=alice)
    assert {place(person) for person in [*few, *there]} == {alive}
    quiet.refresh_from_db()
    assert (quiet.state, quiet.successor) == ("merged", alive)
    assert copies("moved") == sorted(person.pk for person in few)
    assert copies("company") == sorted(person.pk for person in there)
    assert (change.state, change.settled_by) == ("confirmed", alice)
    seat = Membership.objects.get(enrolment=few[0], left_at=None)
    assert seat.cause == f"merge, change 1, from group {quiet.number}"
    assert seat.heard_at == late - DAYS
    assert Fact.objects.filter(kind="seated", detail__cause=seat.cause).count() == 7
    with pytest.raises(AlreadySettled, match="confirmed already"):
        actions.confirm_changes([change], now=late)


def test_the_machine_does_it_by_itself_where_it_may(run, late):
    automatic(run)
    quiet, few = group_of(run, 7, late, prefix="q", active=1)
    alive, _ = group_of(run, 6, late, prefix="a", active=5)
    assert actions.tend_groups(now=late) == 1
    assert place(few[0]) == alive
    assert GroupChange.objects.get().settled_by is None
    assert actions.tend_groups(now=late) == actions.tend_groups(now=late + DAYS) == 0
    assert Group.objects.get(pk=quiet.pk).state == "merged"


def test_where_it_may_not_nothing_is_even_proposed(run, late):
    actions.set_policy(run, now=late, merges="off", splits="off", regroups="off")
    group_of(run, 7, late, prefix="q", active=1)
    group_of(run, 30, late, prefix="a", active=30)
    assert actions.tend_groups(now=late) == 0


def test_before_anybody_could_say_anything_silence_says_nothing(run):
    automatic(run)
    early = datetime(2026, 12, 28, 12, tzinfo=UTC)
    group_of(run, 7, early, prefix="q", active=1)
    group_of(run, 6, early, prefix="a", active=5)
    assert actions.tend_groups(now=early) == 0


@pytest.mark.parametrize(
    "other",
    [{"active": 10, "size": 10}, {"active": 3, "size": 16}, {"language": "es", "active": 4}, {"active": 0}],
)
def test_no_group_grows_too_large_or_speaks_two_languages(run, late, other):
    automatic(run)
    quiet, _ = group_of(run, 7, late, prefix="q", active=2)
    changes = {"size": 6, "prefix": "o"} | other
    people = group_of(run, changes.pop("size"), late, **changes)[1]
    Group.objects.filter(memberships__enrolment=people[0]).update(language=changes.get("language", "en"))
    assert actions.tend_groups(now=late) == 0
    assert Group.objects.get(pk=quiet.pk).state == "quiet"


def test_groups_that_meet_are_merged_only_where_the_active_share_their_hours(run, late):
    automatic(run)
    fields = {"mode": "meet", "availability": EVENINGS}
    _, few = group_of(run, 5, late, prefix="q", active=2, **fields)
    far, _ = group_of(run, 4, late, prefix="f", active=4, zone="Pacific/Auckland", **fields)
    assert actions.tend_groups(now=late) == 0
    near, _ = group_of(run, 4, late, prefix="n", active=4, **fields)
    assert actions.tend_groups(now=late + DAYS) == 1
    assert place(few[0]) == near != far


def test_people_who_are_kept_apart_never_meet_in_a_merge(run, late):
    automatic(run)
    _, few = group_of(run, 7, late, prefix="q", active=2)
    _, there = group_of(run, 6, late, prefix="a", active=5)
    actions.keep_apart(few[5], there[0], now=late)
    assert actions.tend_groups(now=late) == 0


def test_who_was_moved_rests_for_two_weeks(run, late):
    automatic(run, fewest_active=5)
    _, few = group_of(run, 4, late, prefix="q", active=2)
    first, _ = group_of(run, 4, late, prefix="a", active=2)
    actions.tend_groups(now=late)
    assert place(few[0]) == first
    group_of(run, 6, late, prefix="b", active=6)
    assert actions.tend_groups(now=late + 2 * DAYS) == 0
    for person in few[:2]:
        say(person, late + 10 * DAYS)
    for person in Enrolment.objects.filter(person__email__startswith="b"):
        say(person, late + 10 * DAYS)
    assert actions.tend_groups(now=late + 15 * DAYS) == 1


def test_what_was_dismissed_is_not_proposed_again_soon(run, late):
    proposing(run)
    group_of(run, 7, late, prefix="q", active=2)
    group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    (change,) = open_changes(run)
    actions.dismiss_change(change, now=late)
    assert actions.tend_groups(now=late + 2 * DAYS) == 0
    with pytest.raises(AlreadySettled, match="dismissed already"):
        actions.confirm_changes([change], now=late)


def test_a_group_that_wakes_takes_its_proposal_back(run, late):
    proposing(run)
    _, few = group_of(run, 7, late, prefix="q", active=2)
    group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    for person in few:
        say(person, late + timedelta(hours=3), kind="posted")
    actions.tend_groups(now=late + DAYS)
    assert GroupChange.objects.get().state == "outdated"


def test_who_left_since_stays_out_and_who_joined_since_comes_along(run, late):
    proposing(run)
    quiet, few = group_of(run, 7, late, prefix="q", active=2)
    alive, _ = group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    actions.leave(few[6], now=late)
    (new,) = group_of(run, 1, late, prefix="n")[1]
    Membership.objects.filter(enrolment=new).update(group=quiet)
    (change,) = actions.confirm_changes(open_changes(run), now=late)
    assert place(few[6]) is None
    assert place(new) == alive
    assert change.seats.get(enrolment=few[6]).reason == "is not in the run any more"


def test_a_merge_for_which_there_is_no_room_any_more_is_outdated(run, late):
    proposing(run)
    group_of(run, 7, late, prefix="q", active=2)
    alive, _ = group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    _, more = group_of(run, 14, late, prefix="m")
    Membership.objects.filter(enrolment__in=more).update(group=alive)
    assert actions.confirm_changes(open_changes(run), now=late) == []
    assert GroupChange.objects.get().state == "outdated"
    assert set(ChangedSeat.objects.values_list("state", flat=True)) == {"stayed"}
    assert copies("moved") == []


def test_a_run_that_is_over_keeps_its_groups(run, late):
    proposing(run)
    group_of(run, 7, late, prefix="q", active=2)
    group_of(run, 6, late, prefix="a", active=5)
    actions.tend_groups(now=late)
    Run.objects.update(state="finished")
    with pytest.raises(RunHasEnded):
        actions.confirm_changes(open_changes(run), now=late)


def test_a_group_that_grew_too_large_is_split_with_friends_together(run, late):
    automatic(run)
    large, people = group_of(run, 16, late, prefix="l", active=14)
    actions.keep_together(people[0], people[13], now=late)
    actions.keep_together(people[15], people[3], now=late)
    assert actions.tend_groups(now=late) == 1
    groups = {person.pk: place(person) for person in people}
    assert len(set(groups.values())) == 2
    assert groups[people[0].pk] == groups[people[13].pk]
    assert groups[people[15].pk] == groups[people[3].pk]
    assert groups[people[14].pk] == large
    assert sorted(copies("moved") + copies("company")) == sorted(person.pk for person in people)
    assert actions.tend_groups(now=late + DAYS) == 0


def test_eleven_are_not_too_many(run, late):
    automatic(run)
    group_of(run, 11, late, prefix="l", active=11)
    assert actions.tend_groups(now=late) == 0


def test_rules_that_do_not_fit_one_run_leave_the_others_alone(run, late):
    automatic(run)
    group_of(run, 7, late, prefix="q", active=1)
    group_of(run, 6, late, prefix="a", active=5)
    Run.objects.filter(pk=run.pk).update(rules="[size")
    assert actions.tend_groups(now=late) == 0
    assert Policy.objects.get(run=run).tended_at == late


def test_it_takes_as_many_statements_for_four_quiet_groups_as_for_two(
    run, late, django_assert_max_num_queries
):
    proposing(run)
    under_way(run)
    for number in range(4):
        group_of(run, 7, late, prefix=f"q{number}-", active=1)
        group_of(run, 6, late, prefix=f"a{number}-", active=5)
    with django_assert_max_num_queries(70):
        assert actions.tend_groups(now=late) == 4
