"""An organiser says yes."""

from datetime import timedelta

import pytest

from mooc.delivery.actions import cancel
from mooc.delivery.models import Delivery, Mailing
from mooc.groups import actions, queries
from mooc.groups.errors import AlreadyConfirmed, NothingProposed, RunHasEnded
from mooc.groups.models import Group, Membership
from mooc.journal.models import Fact
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run
from mooc.runs.tests.stage import copies, send

from .stage import EVENINGS, crowd, misfit
from .test_proposing import propose


def test_it_makes_groups_with_names_addresses_and_members(run, now):
    people = crowd(run, 24, now)
    alice = Person.objects.create(email="alice@example.org", name="Alice", created_at=now)
    proposal = propose(run, now, seed=7)
    groups = actions.confirm_proposal(proposal=proposal, now=now, by=alice)
    assert [group.number for group in groups] == [1, 2, 3]
    assert len({group.name for group in groups}) == 3
    assert groups[0].local_part == f"group-1-r{run.pk}"
    assert {group.mode for group in groups} == {"write"}
    assert Membership.objects.filter(left_at=None).count() == 24
    assert Membership.objects.first().cause.startswith("proposal 1, seed 7, write, score 0.")
    assert copies("welcome") == [person.pk for person in people]
    assert (proposal.state, proposal.confirmed_by) == ("confirmed", alice)
    assert Fact.objects.filter(kind="seated").count() == 24


def test_organisers_can_look_before_the_first_welcome_leaves(run, now):
    people = crowd(run, 12, now)
    misfit(run, now)
    actions.confirm_proposal(proposal=propose(run, now), now=now)
    soon = now + timedelta(minutes=10)
    waiting = Delivery.objects.filter(mailing__kind__in=("welcome", "no-group"))
    assert set(waiting.values_list("not_before", flat=True)) == {soon}
    assert send(soon - timedelta(seconds=1)) == []
    assert cancel(Mailing.objects.get(kind="no-group"), now=soon) == 1
    assert len(send(soon)) == len(people)


def test_everybody_left_over_stands_in_line_and_is_told(run, now):
    crowd(run, 18, now)
    left = [misfit(run, now, prefix="x"), misfit(run, now, prefix="z")]
    proposal = propose(run, now)
    # Said so after the proposal was made.
    late = crowd(run, 1, now, prefix="y", ready_at=now + timedelta(hours=1))
    actions.confirm_proposal(proposal=proposal, now=now + timedelta(hours=2))
    waiting = list(Enrolment.objects.filter(waiting_since__isnull=False).order_by("pk"))
    assert waiting == [*left, *late]
    assert waiting[-1].waiting_since == now + timedelta(hours=1)
    assert copies("no-group") == [row.pk for row in waiting]


def test_who_changed_his_mind_since_is_not_seated(run, now):
    people = crowd(run, 12, now, company="meet", availability=EVENINGS)
    proposal = propose(run, now)
    changes = (
        {"state": "left"},
        {"company": "alone"},
        {"mail_stopped_at": now},
        {"company": "write"},
    )
    for person, change in zip(people, changes, strict=False):
        Enrolment.objects.filter(pk=person.pk).update(**change)
    actions.confirm_proposal(proposal=proposal, now=now)
    seated = set(Membership.objects.values_list("enrolment_id", flat=True))
    # Nobody else names Spanish, so the group in the course's language is still the best for him.
    assert seated == {person.pk for person in people[4:]}
    assert list(queries.line_of(run)) == [people[3]]


def test_who_named_another_language_since_is_seated_among_its_people(run, now):
    people = crowd(run, 12, now)
    own = crowd(run, 6, now, prefix="es", language="es")
    proposal = propose(run, now)
    Person.objects.filter(pk=people[0].person_id).update(language="es")
    actions.confirm_proposal(proposal=proposal, now=now)
    assert list(queries.line_of(run)) == [people[0]]
    actions.place_waiting(now=now)
    assert queries.group_of(people[0]).id == queries.group_of(own[0]).id


def test_a_group_that_shrank_below_three_is_not_made(run, now):
    people = crowd(run, 6, now)
    proposal = propose(run, now)
    Enrolment.objects.filter(pk__in=[person.pk for person in people[:4]]).update(state="left")
    assert not actions.confirm_proposal(proposal=proposal, now=now)
    assert list(queries.line_of(run)) == people[4:]


def test_it_makes_groups_once_whoever_presses_twice(run, now):
    crowd(run, 12, now)
    proposal = propose(run, now)
    actions.confirm_proposal(proposal=proposal, now=now)
    with pytest.raises(AlreadyConfirmed, match="2026-11-23 12:00"):
        actions.confirm_proposal(proposal=proposal, now=now)
    assert Membership.objects.count() == 12


def test_a_superseded_proposal_is_not_confirmed(run, now):
    crowd(run, 12, now)
    old, new = propose(run, now), propose(run, now)
    assert actions.confirm_proposal(proposal=old, now=now)
    with pytest.raises(NothingProposed, match="another one was confirmed"):
        actions.confirm_proposal(proposal=new, now=now)


def test_rules_written_for_a_proposal_become_the_run_s_once_it_is_confirmed(run, now):
    crowd(run, 12, now)
    proposal = propose(run, now, rules_text="size.minimum = 3\nsize.target = 4\nsize.maximum = 4")
    assert set(proposal.groups.values_list("mode", flat=True)) == {"write"}
    assert proposal.report["groups"] == 3
    run.refresh_from_db()
    assert run.rules == ""
    actions.confirm_proposal(proposal=proposal, now=now)
    run.refresh_from_db()
    assert "maximum = 4" in run.rules


def test_a_cancelled_run_gets_no_groups(run, now):
    crowd(run, 12, now)
    proposal = propose(run, now)
    Run.objects.update(state=Run.State.CANCELLED)
    with pytest.raises(RunHasEnded):
        actions.confirm_proposal(proposal=proposal, now=now)
    assert not Group.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_people(run, now, django_assert_max_num_queries):
    crowd(run, 120, now)
    proposal = propose(run, now)
    with django_assert_max_num_queries(60):
        actions.confirm_proposal(proposal=proposal, now=now)
