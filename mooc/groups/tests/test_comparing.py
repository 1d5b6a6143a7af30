"""Two proposals side by side."""

from mooc.groups import actions
from mooc.groups.models import Placement
from mooc.groups.placing.comparing import compare

from .stage import crowd
from .test_proposing import places, propose


def test_a_proposal_differs_in_nothing_from_one_of_the_same_seed(run, now):
    crowd(run, 40, now)
    found = compare(propose(run, now, seed=5), propose(run, now, seed=5))
    assert found.elsewhere == ()
    assert found.rules == ()
    assert found.same == len(found.partners) == found.first.groups.count()
    assert {line.difference for line in found.numbers} == {0}


def test_another_seed_seats_some_elsewhere_and_says_what_it_is_worth(run, now):
    crowd(run, 40, now)
    first, second = propose(run, now, seed=1), propose(run, now, seed=2)
    found = compare(first, second)
    assert found.both == 40
    assert 0 < len(found.elsewhere) < 40
    seats, others = places(first), places(second)
    stays = {pk for pk in seats if found.partners.get(seats[pk]) == others[pk]}
    assert stays == set(seats) - {item.enrolment_id for item in found.elsewhere}
    whole = found.numbers[0]
    assert (whole.first, whole.second) == (first.report["J"], second.report["J"])


def test_whoever_lost_his_group_or_got_one_is_named(run, now):
    crowd(run, 40, now)
    first = propose(run, now, seed=1)
    second = propose(run, now, seed=1)
    out = second.placements.order_by("id").first()
    Placement.objects.filter(pk=out.pk).update(group=None)
    (one,) = compare(first, second).elsewhere
    assert (one.enrolment_id, one.second) == (out.enrolment_id, None)
    (back,) = compare(second, first).elsewhere
    assert (back.first, back.second) == (None, one.first)


def test_rules_that_differ_are_named_with_both_values(run, now):
    crowd(run, 40, now)
    first = propose(run, now)
    second = propose(run, now, rules_text="[write]\nsize.target = 9\n[criteria.expertise]\nweight = 0.4")
    lines = {line.name: (line.first, line.second) for line in compare(first, second).rules}
    assert lines == {
        "write size target": (8, 9),
        "write criteria expertise weight": (0.2, 0.4),
        "meet criteria expertise weight": (0.2, 0.4),
    }


def test_it_takes_two_queries_for_any_number_of_people(run, now, django_assert_num_queries):
    crowd(run, 60, now)
    first, second = propose(run, now), propose(run, now)
    actions.pin(proposal=first, enrolments=[], now=now)
    with django_assert_num_queries(2):
        compare(first, second)
