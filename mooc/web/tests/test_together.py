"""Pages about runs that were matched together: the form, the proposal, the groups of each run, a learner's archive."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.discussion.posting import receive_post
from mooc.groups.models import Group, Membership, Proposal
from mooc.groups.tests.stage import crowd
from mooc.people.models import Person
from mooc.pure.mailkit import Letter
from mooc.runs.models import RunOrganiser
from mooc.runs.tests.stage import make_run
from mooc.runs.tokens import sign
from mooc.web.boards.numbers import run_boards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def run(now):
    return make_run(now)


@pytest.fixture
def second(run, now):
    return make_run(now, name="Knots, late winter", starts_date=date(2026, 12, 28))


def organiser(now, email, *runs):
    person = Person.objects.create(email=email, name="Alice Organiser", created_at=now, email_verified_at=now)
    RunOrganiser.objects.bulk_create(RunOrganiser(run=run, person=person) for run in runs)
    return person


def propose_url(run):
    return reverse("web:organise_propose", args=[run.slug])


def test_an_organiser_of_both_runs_makes_their_groups_together(client, run, second, now):
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    client.force_login(organiser(now, "alice@example.org", run, second))
    form = client.get(propose_url(run)).content.decode()
    assert f'name="together" value="{second.pk}"' in form
    assert "Match together with" in form and "Knots, late winter, starts on" in form
    answer = client.post(propose_url(run), {"together": [second.pk]})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "over several runs as one" in page and "6 learners in 1 group" in page
    listed = client.get(reverse("web:organise_groups", args=[second.slug])).content.decode()
    assert "together with those of that one" in listed
    client.post(reverse("web:organise_confirm_proposal", args=[run.slug, 1]))
    assert Membership.objects.count() == len(first) + len(others)
    groups = client.get(reverse("web:organise_groups", args=[second.slug])).content.decode()
    assert Group.objects.get().name in groups and "These groups were made together with those of" in groups
    led = client.get(reverse("web:organise_proposal", args=[second.slug, 1]))
    assert led["Location"] == reverse("web:organise_proposal", args=[run.slug, 1])
    changes = client.get(reverse("web:organise_changes", args=[second.slug]))
    assert changes["Location"] == reverse("web:organise_changes", args=[run.slug])
    again = client.post(propose_url(second), {}, follow=True).content.decode()
    assert f"The groups of {second.slug} were made" in again
    seat = reverse("web:organise_learner", args=[run.slug, others[0].pk])
    assert client.get(seat)["Location"] == reverse("web:organise_learner", args=[second.slug, others[0].pk])
    boards = run_boards([run, second])
    assert [(boards[one.pk].grouped, boards[one.pk].groups) for one in (run, second)] == [(3, 1), (3, 1)]


def test_runs_of_others_are_not_offered(client, run, second, now):
    client.force_login(organiser(now, "alice@example.org", run))
    assert "Match together with" not in client.get(propose_url(run)).content.decode()
    answer = client.post(propose_url(run), {"together": [second.pk]})
    assert answer.status_code == 302
    assert not Proposal.objects.get().others.exists()


def test_an_organiser_of_the_second_run_alone_sees_its_groups(client, run, second, now):
    crowd(run, 3, now, prefix="a")
    others = crowd(second, 3, now, prefix="b")
    client.force_login(organiser(now, "alice@example.org", run, second))
    client.post(propose_url(run), {"together": [second.pk]})
    client.post(reverse("web:organise_confirm_proposal", args=[run.slug, 1]))
    client.force_login(organiser(now, "bea@example.org", second))
    assert client.get(reverse("web:organise_groups", args=[run.slug])).status_code == 404
    assert client.get(reverse("web:organise_group", args=[second.slug, 1])).status_code == 200
    learners = client.get(reverse("web:organise_learners", args=[second.slug])).content.decode()
    assert learners.count(Group.objects.get().name) == len(others)
    assert client.get(reverse("web:organise_proposal", args=[second.slug, 1]), follow=True).status_code == 200
    assert client.get(reverse("web:organise_changes", args=[second.slug]), follow=True).status_code == 200


def test_a_learner_of_the_second_run_reads_what_was_written(client, run, second, now):
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    client.force_login(organiser(now, "alice@example.org", run, second))
    client.post(propose_url(run), {"together": [second.pk]})
    client.post(reverse("web:organise_confirm_proposal", args=[run.slug, 1]))
    client.logout()
    words = Letter(message_id="<knot@example.net>", subject="A knot", text="Mine came undone.")
    post = receive_post(group=Group.objects.get(), enrolment=first[0], letter=words, now=now)
    token = sign("group", others[0].pk)
    page = client.get(reverse("web:my_group", args=[1, token])).content.decode()
    thread = reverse("web:my_group_thread", args=[1, token, post.thread_id])
    assert thread in page
    assert "Mine came undone." in client.get(thread).content.decode()
    home = client.get(reverse("web:my_home", args=[sign("home", others[0].pk)])).content.decode()
    assert Group.objects.get().name in home and "Knots, late winter" in home
