"""Asking matching for groups."""

import pytest

from mooc.groups import actions
from mooc.groups.errors import AlreadyConfirmed, RunHasEnded
from mooc.groups.models import Placement, Proposal
from mooc.journal.models import Fact
from mooc.runs.models import Enrolment, Run

from .stage import EVENINGS, crowd, grouped, misfit


def propose(run, now, **changes):
    return actions.propose_groups(run=run, now=now, **({"effort": 0.05} | changes))


def places(proposal):
    rows = Placement.objects.filter(proposal=proposal).order_by("enrolment_id")
    return dict(rows.values_list("enrolment_id", "group__number"))


WORLD = [
    ("Pacific/Honolulu", "en"),
    ("America/St_Johns", "fr"),
    ("America/Bogota", "es"),
    ("Africa/Lagos", "en"),
    ("Europe/Berlin", "de"),
    ("Asia/Kathmandu", "en"),
    ("Asia/Tokyo", "ja"),
    ("Pacific/Chatham", "en"),
]


def test_it_keeps_groups_with_scores_and_reasons_and_everybody_left_over(run, now):
    people = crowd(run, 20, now)
    stranger = misfit(run, now)
    proposal = propose(run, now)
    assert set(places(proposal)) == {person.pk for person in [*people, stranger]}
    left = Placement.objects.get(proposal=proposal, group=None)
    assert left.enrolment == stranger
    assert "language en and no style given" in left.reason
    assert left.help
    for group in proposal.groups.all():
        assert 0 < group.score <= 1
        assert set(group.parts) == {"expertise", "style", "commitment", "size"}
        assert group.why
    report = proposal.report
    assert (report["wanted"], report["placed"], report["moved"]) == (21, 20, 0)
    assert 0 < report["J"] < 1


def test_too_few_for_a_group_are_told_why_and_what_would_help(run, now):
    crowd(run, 2, now)
    proposal = propose(run, now)
    left = list(Placement.objects.filter(proposal=proposal, group=None))
    assert len(left) == 2
    assert all(row.reason and row.help for row in left)


def test_forty_people_from_all_over_the_world_are_all_in_a_group(run, now):
    for number, (zone, language) in enumerate(WORLD * 5):
        crowd(
            run,
            1,
            now,
            prefix=f"w{number}",
            zone=zone,
            language=language,
            company=("write", "meet")[number % 2],
        )
    proposal = propose(run, now)
    assert not Placement.objects.filter(proposal=proposal, group=None).exists()
    assert proposal.report["placed"] == 40


def test_the_same_seed_gives_the_same_groups_and_its_absence_others(run, now):
    crowd(run, 60, now)
    first, again, other = propose(run, now, seed=5), propose(run, now, seed=5), propose(run, now)
    assert places(first) == places(again) != places(other)
    assert (other.seed, other.number) == (3, 3)
    states = Proposal.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["proposed"] * 3
    assert first.rules["meet"]["hours"] == {"minimum": 2, "desired": 6, "weight": 0.3}


def test_who_shares_no_hours_is_offered_a_group_that_writes(run, now):
    meeting = crowd(run, 6, now, prefix="m", company="meet", availability=EVENINGS)
    far = crowd(run, 1, now, prefix="f", company="meet", availability=EVENINGS, zone="Pacific/Honolulu")[0]
    crowd(run, 7, now)
    proposal = propose(run, now)
    modes = dict(Placement.objects.filter(proposal=proposal).values_list("enrolment_id", "group__mode"))
    assert {modes[person.pk] for person in meeting} == {"meet"}
    assert modes[far.pk] == "write"
    placement = Placement.objects.get(enrolment=far)
    assert "2 hours" in placement.reason
    assert placement.reason.endswith("So this is a group that writes.")
    assert proposal.report["wanted"] == proposal.report["placed"] == 14


def test_who_names_a_language_of_too_few_is_matched_in_that_of_the_course(run, now):
    crowd(run, 12, now)
    (guest,) = crowd(run, 1, now, prefix="pl", language="pl")
    own = crowd(run, 6, now, prefix="es", language="es-MX")
    proposal = propose(run, now)
    assert proposal.report["placed"] == 19
    assert Placement.objects.get(enrolment=guest).reason == (
        "Too few here named pl, so I looked for a group in en."
    )
    assert {row.reason for row in Placement.objects.filter(enrolment__in=own)} == {""}
    (group,) = {row.group_id for row in Placement.objects.filter(enrolment__in=own)}
    assert Placement.objects.filter(group=group).count() == 6


def test_forty_people_from_all_over_the_world_all_get_a_group(run, now):
    zones = ("Pacific/Honolulu", "America/St_Johns", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham")
    for number, zone in enumerate(zones):
        crowd(run, 8, now, prefix=f"z{number}", zone=zone, company="meet" if number % 2 else "write")
    assert propose(run, now).report["placed"] == 40


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_one_get_a_proposal_that_says_so(run, now, count):
    crowd(run, count, now)
    crowd(run, 3, now, prefix="alone", company="alone")
    proposal = propose(run, now)
    assert proposal.report["groups"] == 0
    assert proposal.placements.count() == count


def test_it_takes_the_same_number_of_statements_for_ten_and_for_a_hundred(
    run, now, django_assert_max_num_queries
):
    crowd(run, 100, now)
    with django_assert_max_num_queries(40):
        propose(run, now)


def test_it_notes_what_it_did_and_tells_how_far_it_is(run, now):
    crowd(run, 12, now)
    told = []
    proposal = propose(run, now, seed=9, progress=told.append)
    fact = Fact.objects.get(kind="groups proposed")
    assert (fact.subject_id, fact.detail["seed"], fact.detail["placed"]) == (proposal.pk, 9, 12)
    assert told == sorted(told)
    assert told[-1] == 1


def test_groups_that_were_made_are_not_proposed_again(run, now):
    grouped(run, 12, now)
    with pytest.raises(AlreadyConfirmed, match="proposal 1"):
        propose(run, now)


def test_a_run_that_has_ended_needs_no_groups(run, now):
    Run.objects.update(state=Run.State.CANCELLED)
    run.refresh_from_db()
    with pytest.raises(RunHasEnded, match="cancelled"):
        propose(run, now)


def pin(proposal, *people):
    rows = Placement.objects.filter(proposal=proposal, enrolment__in=people)
    rows.update(pinned=True)
    return rows


def test_who_is_pinned_together_stays_together_in_a_group_of_the_same_number(run, now):
    crowd(run, 40, now)
    first = propose(run, now, seed=1)
    group = first.groups.get(number=3)
    people = [row.enrolment_id for row in pin(first, *[row.enrolment for row in group.placements.all()[:5]])]
    for seed in (2, 3):
        again = propose(run, now, seed=seed, based_on=first)
        assert {places(again)[pk] for pk in people} == {3}
        assert again.placements.filter(pinned=True).count() == 5
        assert sorted(again.groups.values_list("number", flat=True)) == list(
            range(1, again.groups.count() + 1)
        )
    assert places(again) != places(first)


def test_who_is_pinned_out_of_the_groups_stays_out_and_still_counts_as_wanting_one(run, now):
    crowd(run, 20, now)
    first = propose(run, now)
    out = first.placements.order_by("id").first()
    first.placements.filter(pk=out.pk).update(group=None, pinned=True)
    again = propose(run, now, based_on=first)
    assert places(again)[out.enrolment_id] is None
    assert (again.report["wanted"], again.report["placed"]) == (20, 19)
    assert "took you out" in again.placements.get(enrolment=out.enrolment).reason


def test_who_is_pinned_to_a_group_that_writes_is_not_matched_to_meet(run, now):
    meeting = crowd(run, 12, now, prefix="m", company="meet", availability=EVENINGS)
    crowd(run, 14, now)
    first = propose(run, now)
    writing = first.groups.filter(mode="write").order_by("number").first()
    one = first.placements.get(enrolment=meeting[0])
    first.placements.filter(pk=one.pk).update(group=writing, pinned=True)
    first.placements.filter(group=writing).update(pinned=True)
    again = propose(run, now, based_on=first)
    assert again.placements.get(enrolment=meeting[0]).group.number == writing.number
    assert again.placements.get(enrolment=meeting[0]).group.mode == "write"


def test_who_wishes_to_write_by_now_is_not_held_in_a_group_that_meets(run, now):
    meeting = crowd(run, 12, now, prefix="m", company="meet", availability=EVENINGS)
    first = propose(run, now)
    pin(first, *meeting)
    Enrolment.objects.filter(pk__in=[person.pk for person in meeting[:6]]).update(company="write")
    again = propose(run, now, based_on=first)
    modes = dict(again.placements.values_list("enrolment_id", "group__mode"))
    assert {modes[person.pk] for person in meeting[:6]} == {"write"}
    assert not again.placements.get(enrolment=meeting[0]).pinned
