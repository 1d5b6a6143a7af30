"""What members read: who is in the group, when, and the one first thing to do."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mooc.delivery.fillers import filler_of
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.groups import actions, queries
from mooc.groups.models import Group
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run, RunOrganiser
from mooc.runs.tests.stage import send

from .stage import EVENINGS, crowd, grouped, latecomer, misfit


@pytest.fixture(autouse=True)
def at_once(settings):
    """Nobody looks before mail leaves."""
    settings.MOOC_HOLD_MINUTES = 0


def sent(kind, enrolment):
    """The message of a kind that a learner got, as a mail program reads it."""
    rows = MailboxCopy.objects.filter(kind=kind, rcpt_to=enrolment.person.email).order_by("-id")
    return message_from_bytes(read_copy(rows[0].pk), policy=policy.default)


def parts(message):
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return " ".join(text.split()), " ".join(html.split())


def test_the_welcome_says_group_address_members_and_what_they_bring(run, now):
    people = grouped(run, 6, now)
    send(now)
    message = sent("welcome", people[1])
    card = queries.group_of(people[1])
    assert message["Reply-To"].addresses[0].addr_spec == card.address
    for part in parts(message):
        assert card.name in part
        assert card.address in part
        assert "A knot, number 5" in part
        assert "6 people" in part
        assert "It writes" in part
        assert "You wanted to meet" not in part
        assert all(name in part for name in card.members)
    text, html = parts(message)
    assert "Hello Bob," in text
    assert f'href="mailto:{card.address}"' in html
    assert "@example.net" not in text + html
    assert "\n\n\n" not in message.get_body(("plain",)).get_content().split("-- \n")[0].replace("\r\n", "\n")


def test_each_reads_the_common_hours_by_his_own_clock(run, now):
    crowd(run, 3, now, prefix="d", company="meet", availability={"mon": ["18:00-21:00"]})
    people = grouped(
        run,
        3,
        now,
        prefix="n",
        company="meet",
        availability={"mon": ["22:45-24:00"], "tue": ["00:00-01:45"]},
        zone="Asia/Kathmandu",
    )
    send(now)
    for part in parts(sent("welcome", people[0])):
        assert "It meets" in part
        assert "Mon 22:45-01:45" in part
        assert "by your clock" in part


def test_who_wanted_to_meet_is_told_why_he_writes(run, now):
    crowd(run, 6, now, prefix="w")
    (far,) = grouped(run, 1, now, prefix="f", company="meet", availability=EVENINGS)
    send(now)
    assert "You wanted to meet" in parts(sent("welcome", far))[0]


def test_names_and_answers_from_anywhere_arrive_whole(run, now):
    people = crowd(run, 6, now)
    for person, name in zip(people, ["محمد علي", "王小明", "🐙 Octo", "<b>Bob</b>", "", "Zoë"], strict=True):
        Person.objects.filter(pk=person.person_id).update(name=name)
    Enrolment.objects.filter(pk=people[0].pk).update(
        answers={"hope": "\ue000first_name\ue001 <script>\n\nknots " + "x" * 400}
    )
    actions.confirm_proposal(proposal=actions.propose_groups(run=run, now=now, effort=0.05), now=now)
    send(now)
    text, html = parts(sent("welcome", people[1]))
    for name in ("محمد", "王小明", "🐙", "<b>Bob</b>", "- a member", "Zoë"):
        assert name in text
    assert "first_name <script> knots xxx" in text
    assert "…" in text
    assert "<script>" not in html
    assert "<b>Bob</b>" not in html


def test_the_mail_tells_of_the_group_as_it_is_when_it_goes_out(run, now):
    people = grouped(run, 7, now)
    actions.leave(people[0], now=now)
    Enrolment.objects.filter(pk=people[1].pk).update(mail_stopped_at=now)
    send(now)
    assert "Ana" not in parts(sent("welcome", people[2]))[0]
    states = dict(Delivery.objects.filter(mailing__kind="welcome").values_list("recipient", "state"))
    assert states[people[0].pk] == Delivery.State.SUPPRESSED
    assert states[people[1].pk] == Delivery.State.SUPPRESSED


@pytest.mark.parametrize("count", [6, 60])
def test_a_batch_of_welcomes_takes_the_same_few_statements(run, now, count, django_assert_num_queries):
    people = grouped(run, count, now)
    mailing = Mailing.objects.get(kind="welcome")
    filler = filler_of(mailing)
    filler.fill(mailing, [person.pk for person in people], now=now)
    with django_assert_num_queries(4):
        assert len(filler.fill(mailing, [person.pk for person in people], now=now)) == count


def test_members_are_told_who_joins_and_what_he_brings(run, now):
    people = grouped(run, 6, now)
    send(now)
    later = now + timedelta(days=1)
    late = latecomer(run, later)
    actions.place_waiting(now=later)
    send(later)
    message = sent("newcomer", people[3])
    card = queries.group_of(late)
    assert message["Subject"] == f"Ana joins {card.name}"
    for part in parts(message):
        assert f"Ana joins your group, {card.name}. Now you are 7." in part
        assert "A knot, number 0" in part
    assert "number 3" not in parts(message)[0]
    assert "Hello Ana," in parts(sent("welcome", late))[0]


def test_a_sweep_of_the_moment_in_which_groups_were_made_names_only_who_came_by_it(run, now):
    people = grouped(run, 6, now)
    latecomer(run, now)
    actions.place_waiting(now=now)
    send(now)
    assert sent("newcomer", people[3])["Subject"].startswith("Ana joins ")


def test_who_left_before_the_word_of_a_newcomer_goes_out_gets_none(run, now):
    people = grouped(run, 6, now)
    latecomer(run, now)
    actions.place_waiting(now=now)
    actions.leave(people[0], now=now)
    send(now)
    rows = dict(Delivery.objects.filter(mailing__kind="newcomer").values_list("recipient", "state"))
    assert rows[people[0].pk] == Delivery.State.SUPPRESSED


def test_who_has_no_group_reads_why_and_what_would_help(run, now):
    left = misfit(run, now)
    grouped(run, 18, now)
    send(now)
    for part in parts(sent("no-group", left)):
        assert "I know of nobody else with language en and no style given" in part
        assert "What would help: " in part
        assert "You stand in line" in part


def test_who_is_seated_before_that_mail_goes_out_never_reads_it(run, now):
    crowd(run, 6, now)
    proposal = actions.propose_groups(run=run, now=now, effort=0.05)
    late = latecomer(run, now)
    actions.confirm_proposal(proposal=proposal, now=now)
    actions.place_waiting(now=now)
    send(now)
    assert Delivery.objects.get(mailing__kind="no-group", recipient=late.pk).state == Delivery.State.CANCELLED


def test_organisers_are_asked_to_look_until_somebody_confirmed(run, now):
    alice = Person.objects.create(email="alice@example.org", name="Alice", created_at=now)
    RunOrganiser.objects.create(run=run, person=alice)
    crowd(run, 12, now)
    day = now.replace(month=12, day=19)
    actions.form_due_groups(now=day)
    (letter,) = [letter for letter in send(day) if "proposed" in letter.subject]
    assert "groups for Knots, winter: 12 of 12 people" in " ".join(letter.text.split())
    assert f"/organise/runs/{run.slug}/groups/" in letter.text
    assert "Monday 21 December 2026" in " ".join(letter.text.split())


def test_a_course_without_an_introduction_gets_ours(run, now):
    from mooc.courses.models import CourseFile
    from mooc.courses.queries import read_course
    from mooc.groups import mails

    course = read_course(run.version_id)
    bare = type(course)(
        **{name: getattr(course, name) for name in course.__dataclass_fields__} | {"texts": ()}
    )
    draft = mails.welcome(bare, Group.Mode.WRITE)
    assert "The first thing to do: write to the group." in draft.text
    assert CourseFile.objects.exists()
    assert Run.objects.count() == 1
