"""Two thousand learners: what sets of rows do is what one row after the other would do, also after a crash."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from mooc.groups import actions, queries
from mooc.groups.actions import making_many, proposing, storing
from mooc.groups.errors import AlreadyConfirmed, NothingProposed
from mooc.groups.living.ties import ties_of, with_ties
from mooc.groups.models import Group, Membership, Placement, Proposal, ProposedGroup, Tie
from mooc.groups.names import group_name, local_part
from mooc.groups.placing.bulk import spans
from mooc.groups.placing.crowd import crowd_of
from mooc.groups.placing.languages import tongues_of
from mooc.groups.placing.matching_rules import MODES, rules_of
from mooc.journal.models import Fact
from mooc.people.models import Person
from mooc.pure.matching import form_groups
from mooc.runs.models import Enrolment
from mooc.runs.tests.stage import copies

from .stage import EVENINGS, crowd, misfit
from .test_proposing import propose

WEEKENDS = {"sat": ["09:00-13:00"], "sun": ["10:00-14:00"]}
EFFORT = 0.01


class Crash(Exception):
    """The power goes off."""


def many(run, now, *, times=1):
    """Let two thousand people want a group, of several languages, zones and habits."""
    crowd(run, 900 * times, now)
    crowd(run, 300 * times, now, prefix="f", language="fr-CA", zone="America/St_Johns")
    crowd(run, 500 * times, now, prefix="m", company="meet", availability=EVENINGS)
    crowd(run, 200 * times, now, prefix="w", company="meet", availability=WEEKENDS, zone="Asia/Kathmandu")
    crowd(run, 60 * times, now, prefix="h", company="meet", availability={"mon": ["03:00-04:00"]})
    crowd(run, 36, now, prefix="zh", language="zh-Hant")
    crowd(run, 3, now, prefix="pl", language="pl")
    crowd(run, 1, now, prefix="eo", language="eo", company="meet", availability=EVENINGS)


def change_minds(run, now):
    """Let some leave, move to another language, write instead of meeting, stand in line."""
    people = list(Enrolment.objects.filter(run=run).order_by("id"))
    changes = ({"state": "left"}, {"company": "alone"}, {"mail_stopped_at": now}, {"company": "write"})
    for number, change in enumerate(changes):
        Enrolment.objects.filter(pk__in=[row.pk for row in people[number::23]]).update(**change)
    Person.objects.filter(pk__in=[row.person_id for row in people[5::11]]).update(language="fr")
    Enrolment.objects.filter(pk__in=[row.pk for row in people[7::13]]).update(waiting_since=now)
    first = Placement.objects.filter(group__number=1).values("enrolment_id")
    Enrolment.objects.filter(pk__in=list(first.values_list("enrolment_id", flat=True)[2:])).update(
        state="left"
    )


def expected_groups(proposal):
    """Return (number of the proposed group, language, members) of what confirming is to make, one by one."""
    tongues = tongues_of(proposal.run, enough=rules_of(proposal.run, "write").size.minimum)
    still = {row.pk: row for row in queries.wanting(proposal.run).select_related("person")}
    found = []
    for source in proposal.groups.order_by("number"):
        seats = source.placements.order_by("enrolment_id").values_list("enrolment_id", flat=True)
        members = [still[pk] for pk in seats if pk in still]
        members = [row for row in members if source.mode == "write" or row.company == "meet"]
        languages = Counter(queries.spoken(row.person.language) for row in members)
        language = languages.most_common(1)[0][0] if members else ""
        fitting = [
            row.pk
            for row in members
            if language in (queries.spoken(row.person.language), tongues.of(row.person.language))
        ]
        if len(fitting) >= 3:
            found.append((source, language, fitting))
    return found


def made_groups():
    return [
        (
            group.source,
            group.language,
            list(group.memberships.order_by("id").values_list("enrolment_id", flat=True)),
        )
        for group in Group.objects.select_related("source").order_by("number")
    ]


def test_a_crowd_is_what_the_rows_say(run, now):
    many(run, now)
    rules = [rules_of(run, mode) for mode in MODES]
    crowd_ = crowd_of(run, rules)
    asked = {item.trait for one in rules for item in one.criteria}
    for mode in MODES:
        read = list(crowd_.learners(mode))
        slow = queries.candidates(run, mode)
        assert [(row.id, row.language, row.zone, row.availability) for row in read] == [
            (row.id, row.language, row.zone, row.availability) for row in slow
        ]
        assert [dict(row.traits) for row in read] == [
            {name: level for name, level in row.traits.items() if name in asked} for row in slow
        ]


@pytest.mark.parametrize("mode", MODES)
def test_a_crowd_gives_the_columns_that_its_learners_give(run, now, mode):
    from mooc.groups.placing import crowd_columns
    from mooc.pure.matching import columns

    many(run, now)
    people = [*Enrolment.objects.filter(company=mode).order_by("id")[:4]]
    Tie.objects.create(run=run, one=people[1], other=people[0], kind="together", made_at=now)
    Tie.objects.create(run=run, one=people[2], other=people[3], kind="apart", made_at=now)
    rules = rules_of(run, mode)
    crowd_, tongues = crowd_of(run, [rules]), tongues_of(run, enough=6)
    slow = columns.columns_of(with_ties(run, crowd_.learners(mode, tongues.of)), rules)
    together, apart = ties_of(run)
    rows = crowd_columns.rows_of(crowd_, mode)
    quick = crowd_columns.columns_of(crowd_, rows, rules, tongues.of, together=together, apart=apart)
    assert quick.ids == slow.ids
    assert [quick.pools[number] for number in quick.pool] == [slow.pools[number] for number in slow.pool]
    assert quick.levels == slow.levels
    for name, (said, ranks) in slow.said.items():
        assert (quick.said[name][0].tolist(), quick.said[name][1].tolist()) == (said.tolist(), ranks.tolist())
    for name in ("free", "odd", "odd_free", "friends", "strangers", "home", "group"):
        assert getattr(quick, name).tolist() == getattr(slow, name).tolist()


def test_many_are_matched_as_few_are(run, now, monkeypatch):
    many(run, now)
    few = propose(run, now, seed=3, effort=EFFORT)
    monkeypatch.setattr(proposing, "_MANY", 100)
    lots = propose(run, now, seed=3, effort=EFFORT)
    assert (few.report["wanted"], few.report["moved"]) == (lots.report["wanted"], lots.report["moved"])
    assert lots.report["placed"] == pytest.approx(few.report["placed"], abs=20)
    assert lots.placements.count() == 2000
    assert lots.placements.filter(enrolment__person__language="eo").get().reason.startswith("Too few here")


def test_what_is_stored_is_what_matching_answered(run, now):
    many(run, now)
    proposal = propose(run, now, seed=5, effort=EFFORT)
    tongues = tongues_of(run, enough=rules_of(run, "write").size.minimum)
    crowd_ = crowd_of(run, [rules_of(run, mode) for mode in MODES])
    meeting, writing = (list(crowd_.learners(mode, tongues.of)) for mode in MODES)
    meet = form_groups(meeting, rules_of(run, "meet"), 5, effort=EFFORT)
    moved = {item.id for item in meet.unplaced}
    write = form_groups(
        [*writing, *(row for row in meeting if row.id in moved)], rules_of(run, "write"), 5, effort=EFFORT
    )
    stored = [
        (row.mode, row.score, row.parts, row.why, set(row.placements.values_list("enrolment_id", flat=True)))
        for row in proposal.groups.order_by("number")
    ]
    assert stored == [
        (mode, group.score, dict(group.parts), group.why, set(group.members))
        for mode, result in (("meet", meet), ("write", write))
        for group in result.groups
    ]
    assert proposal.placements.count() == 2000
    left = proposal.placements.filter(group=None)
    assert set(left.values_list("enrolment_id", flat=True)) == {item.id for item in write.unplaced}
    offered = proposal.placements.filter(enrolment__in=moved, group__isnull=False)
    assert moved
    assert all(row.reason.endswith("So this is a group that writes.") for row in offered)


@pytest.mark.parametrize("way", ["whole", "in steps"])
@pytest.mark.django_db(transaction=True)
def test_what_is_confirmed_is_what_one_row_after_the_other_gives(run, now, way, monkeypatch):
    many(run, now)
    proposal = propose(run, now, effort=EFFORT)
    change_minds(run, now)
    expected = expected_groups(proposal)
    if way == "in steps":
        monkeypatch.setattr(making_many, "_FIRST", 20)
    later = now + timedelta(hours=2)
    groups = actions.confirm_proposal(proposal=proposal, now=later)
    assert made_groups() == expected
    numbers = range(1, len(expected) + 1)
    assert [(group.number, group.name, group.local_part) for group in groups] == [
        (number, group_name(run.pk, number), local_part(run.pk, number)) for number in numbers
    ]
    assert {(row.joined_at, row.left_at) for row in Membership.objects.all()} == {(later, None)}
    for group in groups[:40]:
        cause = f"proposal 1, seed 1, {group.mode}, score {group.source.score:.3f}"
        assert {row.cause for row in group.memberships.all()} == {cause}
    seated = {pk for _, _, members in expected for pk in members}
    _check_facts(expected, groups)
    assert set(copies("welcome")) == seated
    waiting = Enrolment.objects.filter(waiting_since__isnull=False)
    assert {*waiting.exclude(state="left").values_list("id", flat=True)} >= set(copies("no-group"))
    assert set(copies("no-group")) == {row.pk for row in queries.wanting(run)}
    assert not waiting.filter(pk__in=seated).exists()


def _check_facts(expected, groups):
    facts = {row.detail["enrolment"]: row for row in Fact.objects.filter(kind="seated")}
    seats = Membership.objects.select_related("enrolment").order_by("id")
    assert len(facts) == len(seats)
    for seat in seats[:200]:
        fact = facts[seat.enrolment_id]
        assert (fact.subject_id, fact.person_id, fact.run_id) == (
            seat.group_id,
            seat.enrolment.person_id,
            seat.enrolment.run_id,
        )
        assert fact.detail["cause"] == seat.cause
    made = {row.subject_id: row.detail for row in Fact.objects.filter(kind="group made")}
    for group, (source, _, members) in zip(groups, expected, strict=True):
        assert made[group.pk] == {"mode": group.mode, "size": len(members), "score": round(source.score, 4)}


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_confirmation_that_was_cut_off_is_gone_on_with(run, now, step, monkeypatch):
    many(run, now)
    proposal = propose(run, now, effort=EFFORT)
    change_minds(run, now)
    expected = expected_groups(proposal)
    monkeypatch.setattr(making_many, "_FIRST", 20)
    told = []

    def crash(share):
        told.append(share)
        if len(told) == step:
            raise Crash

    with pytest.raises(Crash):
        actions.confirm_proposal(proposal=proposal, now=now, progress=crash)
    whole_groups = [group for group in made_groups() if group in expected]
    assert made_groups() == whole_groups
    if connection.vendor == "sqlite":
        assert 0 < len(whole_groups) < len(expected)
    assert copies("welcome") == []
    again = Proposal.objects.get(pk=proposal.pk)
    actions.confirm_proposal(proposal=again, now=now + timedelta(minutes=1))
    assert made_groups() == expected
    assert Proposal.objects.get(pk=proposal.pk).state == "confirmed"
    assert len(copies("welcome")) == sum(len(members) for _, _, members in expected)
    assert Fact.objects.filter(kind="groups confirmed").count() == 1
    with pytest.raises(AlreadyConfirmed):
        actions.confirm_proposal(proposal=again, now=now)


@pytest.mark.parametrize("after", ["_put_in_line", "_tell", "_finish"])
@pytest.mark.django_db(transaction=True)
def test_a_crash_after_the_groups_are_made_loses_nothing(run, now, after, monkeypatch):
    crowd(run, 40, now)
    misfit(run, now)
    proposal = propose(run, now, effort=EFFORT)
    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(actions.confirming, after, _crash)
        actions.confirm_proposal(proposal=proposal, now=now)
    later = now + timedelta(hours=1)
    if connection.vendor == "sqlite":
        assert Proposal.objects.get().state == "confirming"
        actions.form_due_groups(now=later)
    else:
        actions.confirm_proposal(proposal=Proposal.objects.get(), now=later)
    assert Proposal.objects.get().state == "confirmed"
    assert (len(copies("welcome")), len(copies("no-group"))) == (40, 1)


@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_others_are_seated_has_no_seat(run, now):
    crowd(run, 40, now)
    proposal = propose(run, now, effort=EFFORT)
    leaver = proposal.placements.order_by("-group__number").first().enrolment_id
    gone = []

    def leave(share):
        if not gone:
            gone.append(Enrolment.objects.filter(pk=leaver).update(state="left", left_at=now))

    actions.confirm_proposal(proposal=proposal, now=now, progress=leave)
    assert gone == [1]
    assert queries.groups_of([leaver]) == {}
    assert copies("welcome") == sorted({*Enrolment.objects.values_list("id", flat=True)} - {leaver})


def _crash(*_given, **_named):
    raise Crash


@pytest.mark.django_db(transaction=True)
def test_who_confirms_beside_somebody_else_changes_nothing(run, now):
    crowd(run, 40, now)
    proposal = propose(run, now, effort=EFFORT)
    Proposal.objects.update(state="confirming", confirmed_at=now, made_through=2)
    proposal.refresh_from_db()
    proposal.made_through = 0
    with pytest.raises(AlreadyConfirmed, match="this moment"):
        making_many.make_proposed_groups(proposal, now=now, tell=lambda share: None)
    assert not Group.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_proposal_shows_once_it_is_whole_and_what_a_crash_left_is_cleared(run, now, monkeypatch):
    crowd(run, 60, now)
    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(storing, "_placements", _crash)
        propose(run, now, effort=EFFORT)
    assert queries.latest_proposal(run) is None
    if connection.vendor == "sqlite":
        assert Proposal.objects.get().state == "making"
        assert ProposedGroup.objects.exists()
        with pytest.raises(NothingProposed):
            actions.confirm_proposal(proposal=Proposal.objects.get(), now=now)
    proposal = propose(run, now, effort=EFFORT)
    storing.clear_left_behind(now=now + timedelta(minutes=30))
    assert Proposal.objects.count() == (2 if connection.vendor == "sqlite" else 1)
    storing.clear_left_behind(now=now + timedelta(hours=2))
    assert list(Proposal.objects.all()) == [proposal]
    assert set(ProposedGroup.objects.values_list("proposal", flat=True)) == {proposal.pk}
    assert set(Placement.objects.values_list("proposal", flat=True)) == {proposal.pk}


@pytest.mark.django_db(transaction=True)
def test_who_is_cleared_away_while_storing_is_told(run, now, monkeypatch):
    crowd(run, 60, now)
    stored = storing._placements

    def cleared(*given):
        storing.clear_left_behind(now=now + timedelta(hours=2))
        return stored(*given)

    if connection.vendor != "sqlite":
        pytest.skip("one transaction there: nobody sees it before it is whole")
    monkeypatch.setattr(storing, "_placements", cleared)
    with pytest.raises(NothingProposed, match="Propose again"):
        propose(run, now, effort=EFFORT)
    assert not Placement.objects.exists()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_spans_cover_everything_once():
    found = [number for span in spans(10_000, first=100) for number in span]
    assert found == list(range(10_000))
    assert list(spans(0)) == []
