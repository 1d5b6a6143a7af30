"""Groups are made when their date has come."""

from datetime import UTC, datetime, timedelta

from mooc.groups import actions
from mooc.groups.models import Group, Proposal
from mooc.people.models import Person
from mooc.runs.models import Run, RunOrganiser
from mooc.runs.tests.stage import copies, make_run

from .stage import crowd

# The run starts on 21 December; its groups are formed two days before.
EVE = datetime(2026, 12, 18, 12, tzinfo=UTC)
DAY = datetime(2026, 12, 19, 1, tzinfo=UTC)
START = datetime(2026, 12, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_proposes_on_the_day_and_confirms_when_the_run_begins(run, now):
    alice = Person.objects.create(email="alice@example.org", name="Alice", created_at=now)
    RunOrganiser.objects.create(run=run, person=alice)
    crowd(run, 12, now)
    assert actions.form_due_groups(now=EVE) == 0
    assert actions.form_due_groups(now=DAY) == 1
    assert copies("proposal") == [alice.pk]
    assert actions.form_due_groups(now=DAY + HOUR) == 0
    assert actions.form_due_groups(now=START - HOUR) == 0
    assert not Group.objects.exists()
    assert actions.form_due_groups(now=START) == 1
    assert Group.objects.exists()
    assert actions.form_due_groups(now=START + HOUR) == 0
    assert Proposal.objects.count() == 1


def test_an_organiser_may_be_faster(run, now):
    crowd(run, 12, now)
    actions.form_due_groups(now=DAY)
    actions.confirm_proposal(proposal=Proposal.objects.get(), now=DAY + HOUR)
    assert actions.form_due_groups(now=START) == 0


def test_a_proposal_made_by_hand_before_the_day_is_made_anew(run, now):
    crowd(run, 12, now)
    actions.propose_groups(run=run, now=EVE, effort=0.05)
    crowd(run, 6, now, prefix="q")
    actions.form_due_groups(now=DAY)
    assert list(Proposal.objects.order_by("number").values_list("state", flat=True)) == ["proposed"] * 2
    assert Proposal.objects.get(number=2).report["placed"] == 18


def test_a_worker_that_was_down_makes_groups_at_once(run, now):
    crowd(run, 12, now, state="learning")
    Run.objects.update(state=Run.State.RUNNING)
    assert actions.form_due_groups(now=START + 5 * HOUR) == 1
    assert Group.objects.exists()
    assert copies("proposal") == []


def test_an_empty_run_and_one_where_nobody_wants_a_group_go_on(run, now):
    crowd(run, 3, now, company="alone")
    assert actions.form_due_groups(now=DAY) == 1
    assert actions.form_due_groups(now=START) == 1
    assert Proposal.objects.get().state == "confirmed"
    assert not Group.objects.exists()


def test_servers_organisers_are_asked_where_a_run_has_none_of_its_own(run, now):
    admin = Person.objects.create(email="op@example.org", is_organiser=True, created_at=now)
    actions.form_due_groups(now=DAY)
    assert copies("proposal") == [admin.pk]


def test_bad_rules_of_one_run_do_not_keep_the_others_from_groups(run, now):
    other = make_run(now, name="Other knots")
    crowd(other, 12, now)
    Run.objects.filter(pk=run.pk).update(rules="[size")
    assert actions.form_due_groups(now=DAY) == 1
    assert Proposal.objects.get().run == other


def test_cancelled_runs_form_no_groups(run, now):
    Run.objects.update(state=Run.State.CANCELLED)
    assert actions.form_due_groups(now=START) == 0
