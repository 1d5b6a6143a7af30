"""Several runs matched together: one pool, one yes, groups that belong to the run that leads."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mooc.courses.models import Course
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.groups import actions, fellows, queries
from mooc.groups.discussion.posting import receive_post
from mooc.groups.errors import AlreadyConfirmed, NotTogether
from mooc.groups.living.activity import hear
from mooc.groups.living.change_queries import past_groups
from mooc.groups.living.ties import ties_of
from mooc.groups.models import ChangeWish, Group, Membership, Proposal, Tie
from mooc.groups.placing import proposal_queries
from mooc.groups.placing.left_over import left_over
from mooc.journal.models import Fact
from mooc.people.models import Person
from mooc.pure.mailkit import Letter, read_letter
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment, Run, RunOrganiser
from mooc.runs.tests.stage import copies, make_run, send

from .living_stage import say, under_way
from .stage import crowd, latecomer

SOON = timedelta(minutes=30)


@pytest.fixture
def second(run, now):
    """Another run of the course, which starts a week later."""
    return make_run(now, name="Knots, late winter", starts_date=date(2026, 12, 28))


def together(run, second, now, **changes):
    """Propose and confirm over both runs: three people of the one, three of the other, who are too few alone."""
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05, **changes)
    actions.confirm_proposal(proposal=proposal, now=now)
    return first, others


def place(enrolment):
    seat = Membership.objects.filter(enrolment=enrolment, left_at=None).first()
    return seat and seat.group


def sent(now):
    """Let everything that is due go out; returns the words of each letter by its reader's enrolment."""
    before = set(MailboxCopy.objects.values_list("id", flat=True))
    send(now)
    new = MailboxCopy.objects.exclude(id__in=before).order_by("id")
    return {
        Delivery.objects.get(pk=copy.delivery_id).recipient: " ".join(
            read_letter(read_copy(copy.pk)).text.split()
        )
        for copy in new
    }


def letter(text):
    return Letter(message_id="<knot@example.net>", subject="A knot", text=text)


def test_small_runs_get_a_group_together_that_neither_would_have_had(run, second, now):
    first, others = together(run, second, now)
    group = Group.objects.get()
    assert group.run == run
    assert {place(person) for person in [*first, *others]} == {group}
    assert set(group.memberships.values_list("enrolment__run", flat=True)) == {run.pk, second.pk}


def test_confirming_is_the_one_confirmed_proposal_of_every_run(run, second, now):
    together(run, second, now)
    led = second.proposals.get()
    assert (led.state, led.led_by.run) == ("confirmed", run)
    assert proposal_queries.proposal_meant(second, None) == led.led_by
    for one in (run, second):
        with pytest.raises(AlreadyConfirmed, match=f"The groups of {one.slug} were made"):
            actions.propose_groups(run=one, now=now)
    with pytest.raises(AlreadyConfirmed):
        actions.confirm_proposal(proposal=led, now=now)


def test_a_run_that_got_its_own_groups_meanwhile_is_not_matched_again(run, second, now):
    crowd(run, 6, now, prefix="a")
    crowd(second, 6, now, prefix="b")
    joint = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    own = actions.propose_groups(run=second, now=now, effort=0.05)
    actions.confirm_proposal(proposal=own, now=now)
    joint.refresh_from_db()
    assert joint.state == Proposal.State.SUPERSEDED
    Proposal.objects.filter(pk=joint.pk).update(state="proposed")
    with pytest.raises(AlreadyConfirmed, match=f"The groups of {second.slug} were made from its proposal 1"):
        actions.confirm_proposal(proposal=joint, now=now)
    with pytest.raises(AlreadyConfirmed, match=second.slug):
        actions.propose_groups(run=run, others=[second], now=now)


def test_what_waited_for_the_other_run_falls_away(run, second, now):
    crowd(second, 6, now, prefix="c")
    own = actions.propose_groups(run=second, now=now, effort=0.05)
    together(run, second, now)
    own.refresh_from_db()
    assert own.state == Proposal.State.SUPERSEDED


def test_only_runs_of_one_course_that_start_about_the_same_time_are_matched(run, second, now):
    late = make_run(now, name="Knots, spring", starts_date=date(2027, 2, 1))
    with pytest.raises(NotTogether, match="more than 14 days"):
        actions.propose_groups(run=run, others=[late], now=now)
    with pytest.raises(NotTogether, match="in its own groups already"):
        actions.propose_groups(run=run, others=[run], now=now)
    Run.objects.filter(pk=second.pk).update(
        course=Course.objects.create(slug="sails", title="Sails", created_at=now)
    )
    second.refresh_from_db()
    with pytest.raises(NotTogether, match="another course"):
        actions.propose_groups(run=run, others=[second], now=now)


def test_who_asks_has_to_organise_every_run(run, second, now):
    alice = Person.objects.create(email="alice@example.org", name="Alice", created_at=now)
    RunOrganiser.objects.create(run=run, person=alice)
    with pytest.raises(NotTogether, match=f"You do not organise {second.slug}"):
        actions.ask_for_proposal(run=run, others=[second], by=alice, now=now)
    RunOrganiser.objects.create(run=second, person=alice)
    asked = actions.ask_for_proposal(run=run, others=[second], by=alice, now=now)
    assert list(asked.proposal.others.all()) == [second]
    RunOrganiser.objects.filter(run=second).delete()
    with pytest.raises(NotTogether, match=f"You do not organise {second.slug}"):
        actions.confirm_proposal(proposal=asked.proposal, by=alice, now=now)


def test_who_takes_part_in_both_runs_is_matched_once(run, second, now):
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    Enrolment.objects.filter(pk=others[0].pk).update(person=first[0].person)
    assert set(queries.wanting(run, second)) == {*first, *others[1:]}


def test_each_is_welcomed_in_the_words_of_his_own_run(run, second, now):
    first, others = together(run, second, now)
    letters = sent(now + SOON)
    assert set(copies("welcome")) == {person.pk for person in [*first, *others]}
    mailings = Mailing.objects.filter(kind="welcome").order_by("id")
    assert [mailing.run_id for mailing in mailings] == [run.pk, second.pk]
    assert len(letters) == 6
    for person in [*first, *others]:
        assert f"take part in {person.run.name}." in letters[person.pk]


def test_a_post_reaches_all_whatever_their_run(run, second, now):
    first, others = together(run, second, now)
    send(now + SOON)
    receive_post(group=place(first[0]), enrolment=others[0], letter=letter("Look at this."), now=now + SOON)
    letters = sent(now + SOON)
    assert set(letters) == {person.pk for person in [*first, *others[1:]]}
    for person in [*first, *others[1:]]:
        assert f"a group of {person.run.name}." in letters[person.pk]
    assert Fact.objects.get(kind="posted").run_id == second.pk


def test_assignments_are_logged_with_the_run_of_each(run, second, now):
    first, others = together(run, second, now)
    logged = Fact.objects.filter(kind="seated").values_list("run_id", "person_id")
    assert set(logged) == {(person.run_id, person.person_id) for person in [*first, *others]}


def test_a_latecomer_of_the_second_run_gets_an_open_seat(run, second, now):
    first, _ = together(run, second, now)
    send(now + SOON)
    late = latecomer(second, now + SOON, waiting_since=now + SOON)
    assert left_over(late).groups_are_made
    assert actions.place_waiting(now=now + SOON) == 1
    assert place(late) == place(first[0])
    letters = sent(now + 2 * SOON)
    assert len(letters) == 7
    assert f"take part in {second.name}." in letters[late.pk]
    assert f"take part in {run.name}." in letters[first[0].pk]


def test_who_says_to_be_in_after_the_groups_were_made_stands_in_line(run, second, now):
    first, _ = together(run, second, now)
    second.refresh_from_db()
    assert second.groups_formed_date == second.ready_asked_date
    late = crowd(second, 1, now, prefix="late", state="confirmed", ready_at=None)[0]
    asked = datetime.combine(second.ready_asked_date, time(12), UTC)
    runs.say_ready(late, now=asked)
    assert actions.place_waiting(now=asked + SOON) == 1
    assert place(late) == place(first[0])


def test_who_finds_no_group_stands_in_line_and_reads_why(run, second, now):
    crowd(run, 6, now, prefix="a")
    run.rules = 'same = ["language", "style"]'
    run.save(update_fields=["rules"])
    lone = crowd(second, 1, now, prefix="z")[0]
    Enrolment.objects.filter(pk=lone.pk).update(answers={})
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    actions.confirm_proposal(proposal=proposal, now=now)
    assert place(lone) is None
    lone.refresh_from_db()
    assert lone.waiting_since
    assert left_over(lone).reason == proposal.placements.get(enrolment=lone).reason != ""
    assert lone.pk in sent(now + SOON)


def test_organisers_of_each_run_see_the_groups_that_hold_their_learners(run, second, now):
    together(run, second, now)
    own = crowd(run, 3, now, prefix="own")
    made = actions.making.make_groups(run, [actions.making.Newborn("write", own, "by hand")], now=now)[0]
    assert [line.number for line in queries.group_list(run)] == [1, 2]
    assert [line.number for line in queries.group_list(second)] == [1]
    assert queries.group_numbered(second, 1).run == run
    assert made not in fellows.groups_seen_from(second)


def test_leaving_and_coming_back_keeps_the_seat(run, second, now):
    _, others = together(run, second, now)
    group = place(others[0])
    assert actions.leave(others[0], now=now)
    assert place(others[0]) is None
    others[0].refresh_from_db()
    assert actions.undo_leave(others[0], now=now)
    assert place(others[0]) == group


def test_a_learner_of_the_second_run_changes_his_group(run, second, now):
    first, others = crowd(run, 8, now, prefix="a"), crowd(second, 5, now, prefix="b")
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    actions.confirm_proposal(proposal=proposal, now=now)
    before = place(others[0])
    under_way(run)
    under_way(second)
    Group.objects.exclude(pk=before.pk).update(language="en")
    actions.ask_for_another_group(others[0], now=now + SOON)
    assert actions.answer_wishes(now=now + SOON) == 1
    assert place(others[0]) != before
    assert place(others[0]).run == run
    assert ChangeWish.objects.get().state == ChangeWish.State.GRANTED
    assert [group.number for group in past_groups(others[0])] == [before.number]
    assert len(send(now + 3 * SOON)) > len(first)


def test_what_changes_in_groups_is_decided_in_the_run_that_leads(run, second, now):
    together(run, second, now)
    for change in (
        lambda: actions.set_policy(second, now=now, merges="off"),
        lambda: actions.ask_for_regroup(second, now=now),
        lambda: actions.merge_groups(second, "propose", now=now),
        lambda: actions.split_groups(second, "propose", now=now),
        lambda: actions.regroup(second, "propose", now=now),
    ):
        with pytest.raises(NotTogether, match=f"name {run.slug}"):
            change()
    actions.set_policy(run, now=now, merges="off")


def test_signs_of_life_of_all_are_heard(run, second, now):
    _, others = together(run, second, now)
    say(others[0], now)
    assert hear(run, now=now + SOON) == 1
    assert Membership.objects.get(enrolment=others[0]).heard_at == now


def test_ties_of_every_run_hold(run, second, now):
    people = crowd(second, 6, now, prefix="b")
    crowd(run, 8, now, prefix="a")
    for one, other in zip(people[:3], people[3:], strict=True):
        actions.keep_apart(one, other, now=now)
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    places = dict(proposal.placements.values_list("enrolment_id", "group_id"))
    assert all(places[one.pk] != places[other.pk] for one, other in zip(people[:3], people[3:], strict=True))
    assert len(ties_of(run)[1]) == len(Tie.objects.filter(run=second)) == 3


def test_without_a_yes_the_first_of_the_runs_to_begin_makes_the_groups(run, second, now):
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    actions.propose_groups(run=second, others=[run], now=now, effort=0.05, label="both")
    begins = now.replace(year=2026, month=12, day=22)
    assert actions.form_due_groups(now=begins) == 1
    assert {place(person) for person in [*first, *others]} == {Group.objects.get()}
    assert Group.objects.get().run == second
    assert actions.form_due_groups(now=begins) == 0


def test_a_run_that_was_cancelled_keeps_the_others_from_nothing(run, second, now):
    first, others = crowd(run, 6, now, prefix="a"), crowd(second, 3, now, prefix="b")
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    Run.objects.filter(pk=second.pk).update(state="cancelled")
    actions.confirm_proposal(proposal=proposal, now=now)
    assert any(place(person) for person in first)
    assert not any(place(person) for person in others)
    assert not second.proposals.exists()


def test_a_half_confirmed_one_is_gone_on_with_from_any_of_its_runs(run, second, now):
    first, others = together(run, second, now)
    Proposal.objects.update(state="confirming")
    led = second.proposals.get()
    actions.confirm_proposal(proposal=led, now=now)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"confirmed"}
    assert Membership.objects.count() == len(first) + len(others)


def test_whose_leader_was_cancelled_gets_groups_of_its_own(run, second, now):
    crowd(run, 6, now, prefix="a")
    others = crowd(second, 6, now, prefix="b")
    actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    Run.objects.filter(pk=run.pk).update(state="cancelled")
    assert actions.form_due_groups(now=now.replace(year=2026, month=12, day=29)) == 1
    assert {place(person) for person in others} == {Group.objects.get(run=second)}


def test_runs_whose_dates_moved_apart_get_groups_each_of_its_own(run, second, now):
    crowd(run, 6, now, prefix="a")
    crowd(second, 6, now, prefix="b")
    actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    Run.objects.filter(pk=second.pk).update(
        starts_date=date(2027, 3, 1), groups_formed_date=date(2027, 2, 27), ends_date=date(2027, 3, 21)
    )
    assert actions.form_due_groups(now=now.replace(year=2026, month=12, day=22)) == 1
    assert set(Group.objects.values_list("run", flat=True)) == {run.pk}
    assert not second.proposals.exists()


def test_a_proposal_made_again_is_over_the_same_runs(run, second, now):
    crowd(run, 3, now, prefix="a")
    crowd(second, 3, now, prefix="b")
    actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    assert actions.form_due_groups(now=now.replace(year=2026, month=12, day=19)) == 1
    newest = run.proposals.order_by("-number").first()
    assert (newest.number, list(newest.others.all()), newest.state) == (2, [second], "proposed")
