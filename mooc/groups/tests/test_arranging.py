"""An organiser changes a proposal by hand."""

import pytest

from mooc.groups import actions
from mooc.groups.errors import BreaksRules, CostsScore, GroupError, ProposalSettled
from mooc.groups.models import Move, Placement, Tie
from mooc.groups.placing.arrangement import Arrangement
from mooc.groups.placing.reports import recounted
from mooc.groups.placing.shifting import Shifts
from mooc.journal.models import Fact

from .stage import EVENINGS, crowd
from .test_proposing import places, propose


def seats_of(proposal, number):
    rows = Placement.objects.filter(proposal=proposal, group__number=number)
    return list(rows.select_related("enrolment__person", "group", "proposal").order_by("id"))


def loose(run):
    """Let groups be of any size, so that only the score says what is better."""
    run.rules = "size.minimum = 3\nsize.target = 6\nsize.maximum = 12"
    run.save(update_fields=["rules"])


def test_groups_are_worth_in_the_arrangement_what_the_proposal_says(run, now):
    crowd(run, 30, now)
    crowd(run, 14, now, prefix="m", company="meet", availability=EVENINGS)
    proposal = propose(run, now)
    for mode in ("meet", "write"):
        table = Arrangement(proposal, mode)
        assert table.groups
        for group in table.groups:
            judged = table.judged(table.members(group))
            assert judged.worth == pytest.approx(group.score)
            assert judged.why == group.why
            assert judged.parts == pytest.approx(group.parts)


def test_numbers_counted_again_are_those_that_matching_gave(run, now):
    crowd(run, 30, now)
    crowd(run, 14, now, prefix="m", company="meet", availability=EVENINGS)
    proposal = propose(run, now)
    again = recounted(proposal)
    for name in ("wanted", "placed", "groups", "p5", "min", "moved"):
        assert again[name] == proposal.report[name]
    assert again["J"] == pytest.approx(proposal.report["J"], abs=2e-4)
    assert again["parts"] == pytest.approx(proposal.report["parts"], abs=2e-4)


def test_a_move_scores_both_groups_and_the_whole_at_once(run, now):
    loose(run)
    crowd(run, 24, now)
    proposal = propose(run, now)
    seat = seats_of(proposal, 1)[0]
    to = proposal.groups.get(number=2)
    before = proposal.report["J"]
    shift = actions.move_placement(placement=seat, to=to, now=now, insist=True)
    proposal.refresh_from_db()
    assert places(proposal)[seat.enrolment_id] == 2
    assert proposal.report["J"] == pytest.approx(before + shift.gain, abs=2e-4)
    table = Arrangement(proposal, "write")
    for group in proposal.groups.filter(number__in=(1, 2)):
        assert group.score == pytest.approx(table.judged(table.members(group)).worth)
        assert f"{len(table.members(group))}" in group.why or group.why.split()[0].lower() in NUMBERS
    fact = Fact.objects.get(kind="moved in a proposal")
    assert (fact.detail["from"], fact.detail["to"]) == (1, 2)


NUMBERS = "three four five six seven eight nine ten eleven twelve".split()


def test_a_move_that_breaks_hard_rules_is_refused_and_each_is_named(run, now):
    crowd(run, 12, now)
    proposal = propose(run, now)
    assert proposal.groups.count() == 2
    seat = seats_of(proposal, 1)[0]
    with pytest.raises(BreaksRules, match=r"Group 1 would have 5 people; a group has 6 to 10\.") as refused:
        actions.move_placement(placement=seat, to=proposal.groups.get(number=2), now=now, insist=True)
    assert len(refused.value.objections) == 1
    assert places(proposal)[seat.enrolment_id] == 1
    assert not Move.objects.exists()


def test_hours_language_and_a_wish_to_write_are_named_too(run, now):
    loose(run)
    meeting = crowd(run, 7, now, prefix="m", company="meet", availability=EVENINGS)
    crowd(run, 14, now, availability={"sun": ["03:00-05:00"]})
    crowd(run, 7, now, prefix="s", language="es")
    proposal = propose(run, now)
    meet = proposal.placements.get(enrolment=meeting[0]).group
    writer = proposal.placements.select_related("enrolment__person", "group").get(
        enrolment__person__email="p0@example.net"
    )
    with pytest.raises(BreaksRules) as refused:
        actions.move_placement(placement=writer, to=meet, now=now)
    said = str(refused.value)
    assert "asked for a group that writes" in said
    assert "would have 0 hours a week in common; a group that meets needs 2 hours." in said
    spanish = proposal.placements.get(enrolment__person__email="s0@example.net").group
    with pytest.raises(BreaksRules, match="would not share one language: en; es"):
        actions.move_placement(placement=writer, to=spanish, now=now)


def test_people_kept_together_and_apart_are_minded_by_hand_too(run, now):
    loose(run)
    people = crowd(run, 24, now)
    Tie.objects.create(run=run, one=people[0], other=people[1], kind=Tie.Kind.TOGETHER, made_at=now)
    Tie.objects.create(run=run, one=people[0], other=people[2], kind=Tie.Kind.APART, made_at=now)
    proposal = propose(run, now)
    first, friend, other = (proposal.placements.get(enrolment=person) for person in people[:3])
    assert first.group_id == friend.group_id != other.group_id
    with pytest.raises(BreaksRules) as refused:
        actions.move_placement(placement=first, to=other.group, now=now, insist=True)
    assert "would part people who are kept together" in str(refused.value)
    assert "would hold people who are kept apart" in str(refused.value)


def test_a_guest_in_a_group_of_another_language_is_no_objection_when_more_of_his_come(run, now):
    loose(run)
    crowd(run, 12, now)
    (guest,) = crowd(run, 1, now, prefix="pl", language="pl")
    proposal = propose(run, now)
    crowd(run, 9, now, prefix="late", language="pl")
    own = proposal.placements.get(enrolment=guest).group
    other = proposal.groups.exclude(pk=own.pk).first()
    actions.move_placement(placement=proposal.placements.get(enrolment=guest), to=other, now=now, insist=True)
    assert places(proposal)[guest.pk] == other.number


def test_who_chose_to_be_alone_since_is_put_into_no_group(run, now):
    loose(run)
    crowd(run, 14, now)
    proposal = propose(run, now)
    actions.move_placement(placement=seats_of(proposal, 1)[0], to=None, now=now)
    actions.go_alone(proposal.placements.get(group=None).enrolment, now=now)
    left = proposal.placements.get(group=None)
    with pytest.raises(BreaksRules, match="chose to learn alone since"):
        actions.move_placement(placement=left, to=proposal.groups.get(number=1), now=now, insist=True)


def test_a_move_that_only_costs_score_wants_to_be_insisted_on(run, now):
    loose(run)
    crowd(run, 24, now)
    proposal = propose(run, now, effort=1)
    shifts = Shifts(proposal, seats_of(proposal, 1)[0])
    worst = min(shifts.everywhere(["write"]), key=lambda shift: shift.gain)
    assert worst.gain < 0 and not worst.objections
    with pytest.raises(CostsScore, match=r"J falls by 0\.0\d+ if .* from .* to .* Insist"):
        actions.move_placement(placement=worst.placement, to=worst.to, now=now)
    assert places(proposal)[worst.placement.enrolment_id] == 1
    actions.move_placement(placement=worst.placement, to=worst.to, now=now, insist=True)
    assert places(proposal)[worst.placement.enrolment_id] == worst.to.number


def test_two_may_exchange_their_seats_where_sizes_allow_no_move(run, now):
    crowd(run, 12, now)
    proposal = propose(run, now)
    one, other = seats_of(proposal, 1)[0], seats_of(proposal, 2)[0]
    best = Shifts(proposal, one).best_exchange(other.group)
    assert not best.objections
    actions.move_placement(placement=one, to=other.group, instead_of=other, now=now, insist=True)
    found = places(proposal)
    assert (found[one.enrolment_id], found[other.enrolment_id]) == (2, 1)
    actions.undo_move(proposal=proposal, now=now)
    found = places(proposal)
    assert (found[one.enrolment_id], found[other.enrolment_id]) == (1, 2)


def test_somebody_is_taken_out_of_the_groups_and_his_seat_is_free(run, now):
    loose(run)
    crowd(run, 14, now)
    proposal = propose(run, now)
    seat = seats_of(proposal, 1)[0]
    actions.move_placement(placement=seat, to=None, now=now)
    proposal.refresh_from_db()
    assert (proposal.report["wanted"], proposal.report["placed"]) == (14, 13)
    left = proposal.placements.get(group=None)
    assert left.enrolment_id == seat.enrolment_id
    assert "took you out" in left.reason
    assert "line" in left.help
    with pytest.raises(GroupError, match="is in no group already"):
        actions.move_placement(placement=left, to=None, now=now)
    actions.move_placement(placement=left, to=proposal.groups.get(number=1), now=now, insist=True)
    assert proposal.placements.get(enrolment=left.enrolment_id).reason == ""


def test_every_move_can_be_taken_back_to_the_first_figures(run, now):
    loose(run)
    crowd(run, 24, now)
    proposal = propose(run, now)
    before = (places(proposal), proposal.report, list(proposal.groups.order_by("id").values("score", "why")))
    seat = seats_of(proposal, 1)[0]
    actions.move_placement(placement=seat, to=proposal.groups.get(number=2), now=now, insist=True)
    seat.refresh_from_db()
    actions.move_placement(placement=seat, to=None, now=now)
    assert actions.undo_move(proposal=proposal, now=now).joined_group is None
    assert actions.undo_move(proposal=proposal, now=now).joined_group.number == 2
    proposal.refresh_from_db()
    after = (places(proposal), proposal.report, list(proposal.groups.order_by("id").values("score", "why")))
    assert after[0] == before[0]
    assert after[1]["J"] == pytest.approx(before[1]["J"], abs=2e-4)
    assert [row["why"] for row in after[2]] == [row["why"] for row in before[2]]
    with pytest.raises(GroupError, match="nothing to take back"):
        actions.undo_move(proposal=proposal, now=now)


def test_people_are_pinned_and_let_go(run, now):
    crowd(run, 14, now)
    proposal = propose(run, now)
    people = [row.enrolment_id for row in seats_of(proposal, 1)]
    assert actions.pin(proposal=proposal, enrolments=people, now=now) == len(people)
    assert actions.pin(proposal=proposal, enrolments=people[:1], now=now) == 0
    assert actions.unpin(proposal=proposal, enrolments=people[:2], now=now) == 2
    assert proposal.placements.filter(pinned=True).count() == len(people) - 2
    assert Fact.objects.filter(kind="pinned in a proposal").count() == 1


def test_a_confirmed_proposal_changes_no_more(run, now):
    crowd(run, 14, now)
    proposal, other = propose(run, now), propose(run, now)
    actions.confirm_proposal(proposal=proposal, now=now)
    for settled in (proposal, other):
        seat = seats_of(settled, 1)[0]
        with pytest.raises(ProposalSettled, match="it changes no more"):
            actions.move_placement(placement=seat, to=None, now=now)
        with pytest.raises(ProposalSettled):
            actions.pin(proposal=settled, enrolments=[seat.enrolment_id], now=now)
        with pytest.raises(ProposalSettled):
            actions.undo_move(proposal=settled, now=now)
