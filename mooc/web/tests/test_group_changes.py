"""Pages about groups that change: the organiser's list, one change, the policy; a learner's button and his archive."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups import actions
from mooc.groups.models import ChangeWish, Group, GroupChange, Membership, Policy, Post, Proposal, Thread
from mooc.journal.actions import note
from mooc.runs.tokens import sign
from mooc.web.tests.house import build_house, enrol

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(now):
    """The house, with a second group that is alive; Brass Lantern has Bob and two silent ones."""
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        house = build_house(now)
        Proposal.objects.create(
            run=house.run, number=9, state="confirmed", seed=1, rules={}, report={}, made_at=now
        )
        Group.objects.filter(pk=house.group.pk).update(made_at=now - timedelta(days=20))
        for number in range(2):
            enrol(now, house.run, f"silent{number}@example.net", f"Silent{number} One", group=house.group)
        other = Group.objects.create(
            run=house.run,
            number=2,
            name="Opal Otters",
            local_part="opal-otters",
            mode="write",
            language="en",
            made_at=now - timedelta(days=20),
        )
        people = [
            enrol(now, house.run, f"o{number}@example.net", f"Otter{number} Two", group=other)
            for number in range(5)
        ]
        for person in (house.bob, *people):
            note("posted", at=now - timedelta(days=1), run_id=house.run.pk, person_id=person.person_id)
        yield house


def propose(house, now):
    actions.tend_groups(now=now)
    return GroupChange.objects.get(kind="merge")


def at(name, house, *args):
    return reverse(f"web:{name}", args=[house.run.slug, *args])


def test_the_list_shows_what_waits_and_what_may_happen_by_itself(client, house, now):
    change = propose(house, now)
    client.force_login(house.alice)
    page = client.get(at("organise_changes", house)).content.decode()
    assert change.why in page and "Make this change" in page and "Leave it as it is" in page
    assert 'value="propose" selected' in page


def test_the_run_calls_for_its_organiser(client, house, now):
    propose(house, now)
    client.force_login(house.alice)
    page = client.get(reverse("web:organise_run", args=[house.run.slug])).content.decode()
    assert "2 changes of groups in Gentle Python wait for your yes" in page
    assert (
        at("organise_changes", house)
        in client.get(reverse("web:organise_groups", args=[house.run.slug])).content.decode()
    )


def test_the_page_of_a_change_says_who_goes_where(client, house, now):
    change = propose(house, now)
    client.force_login(house.alice)
    page = client.get(at("organise_change", house, change.number)).content.decode()
    assert "Brass Lantern" in page and "Opal Otters" in page and "Silent0" in page and "silent" in page
    assert client.get(at("organise_change", house, 77)).status_code == 404


def test_a_yes_moves_them_and_a_second_yes_says_so(client, house, now):
    change = propose(house, now)
    client.force_login(house.alice)
    page = client.post(at("organise_confirm_change", house, change.number), follow=True).content.decode()
    assert f"Change {change.number} is made" in page
    assert Membership.objects.get(enrolment=house.bob, left_at=None).group.name == "Opal Otters"
    again = client.post(at("organise_confirm_change", house, change.number), follow=True).content.decode()
    assert "is confirmed already" in again


def test_a_no_leaves_everything(client, house, now):
    change = propose(house, now)
    client.force_login(house.alice)
    page = client.post(at("organise_dismiss_change", house, change.number), follow=True).content.decode()
    assert "Nobody is moved" in page and "dismissed" in page
    assert Membership.objects.get(enrolment=house.bob, left_at=None).group == house.group


POLICY = {
    "seats": "propose",
    "wishes": "off",
    "merges": "automatic",
    "splits": "off",
    "regroups": "off",
    "regroup_week": "3",
    "fewest_active": "4",
}


def test_the_policy_is_kept(client, house):
    client.force_login(house.alice)
    page = client.post(at("organise_group_policy", house), POLICY, follow=True).content.decode()
    assert "Kept." in page
    kept = Policy.objects.get(run=house.run)
    assert (kept.seats, kept.merges, kept.regroup_week, kept.fewest_active) == ("propose", "automatic", 3, 4)


def test_what_is_no_policy_is_said_beside_the_field(client, house):
    client.force_login(house.alice)
    answer = client.post(
        at("organise_group_policy", house), POLICY | {"merges": "perhaps", "regroup_week": "0"}
    )
    assert answer.status_code == 422
    assert "is none of the choices here" in answer.content.decode()


def test_a_regroup_is_asked_for(client, house):
    client.force_login(house.alice)
    page = client.post(at("organise_regroup", house), follow=True).content.decode()
    assert "I work it out now" in page and "I am working it out" in page


def test_only_organisers_of_the_run_come_in(client, house, now):
    change = propose(house, now)
    places = [at("organise_changes", house), at("organise_change", house, change.number)]
    deeds = [
        at("organise_confirm_change", house, change.number),
        at("organise_dismiss_change", house, change.number),
        at("organise_group_policy", house),
        at("organise_regroup", house),
    ]
    for person, status in ((None, 302), (house.charlie, 403), (house.bob.person, 403), (house.olga, 404)):
        if person:
            client.force_login(person)
        assert {client.get(page).status_code for page in places} == {status}
        assert {client.post(page).status_code for page in deeds} == {status}
    change.refresh_from_db()
    assert change.state == "proposed"


def mine(act, enrolment, *args):
    return reverse(
        {"change": "web:change_group", "group": "web:my_group"}[act], args=[*args, sign(act, enrolment.pk)]
    )


def test_bob_asks_by_one_button_and_opening_the_page_changes_nothing(client, house):
    page = client.get(mine("change", house.bob)).content.decode()
    assert "Find me another group" in page and "Only the organisers" in page
    assert not ChangeWish.objects.exists()
    page = client.post(mine("change", house.bob), {"reason": "Too <loud>"}, follow=True).content.decode()
    assert "I look for another group" in page and "loud" not in page
    assert ChangeWish.objects.get().reason == "Too <loud>"
    page = client.post(mine("change", house.bob), {"stay": "1"}, follow=True).content.decode()
    assert "Change your group?" in page and ChangeWish.objects.get().state == "withdrawn"


def test_his_reason_is_read_by_organisers(client, house, now):
    actions.set_policy(house.run, now=now, wishes="propose")
    client.post(mine("change", house.bob), {"reason": "Too <loud>"})
    actions.answer_wishes(now=now)
    client.force_login(house.alice)
    change = GroupChange.objects.get(kind="wish")
    assert "Too &lt;loud&gt;" in client.get(at("organise_change", house, change.number)).content.decode()
    assert "loud" not in client.get(at("organise_changes", house)).content.decode()


def test_who_changed_lately_reads_when_he_can_again(client, house, now):
    client.post(mine("change", house.bob))
    actions.answer_wishes(now=now)
    page = client.get(mine("change", house.bob)).content.decode()
    assert "Not just now" in page and "Give it two weeks" in page


def test_what_the_old_group_wrote_stays_readable_and_only_that(client, house, now):
    client.post(mine("change", house.bob))
    actions.answer_wishes(now=now)
    tomorrow = now + timedelta(days=1)
    later = Thread.objects.create(
        group=house.group, subject="Later", key="later", started_at=tomorrow, last_at=tomorrow
    )
    Post.objects.create(
        group=house.group,
        author=house.bob,
        thread=later,
        message_id="<later@x>",
        subject="Later",
        text="After he left.",
        posted_at=tomorrow,
    )
    page = client.get(mine("group", house.bob, 1)).content.decode()
    assert "Hello" in page and "Later" not in page
    assert client.get(f"{mine('group', house.bob, 1)}threads/{later.pk}/").status_code == 404
    assert client.get(mine("group", house.bob, 2)).status_code == 200
    home = client.get(reverse("web:my_home", args=[sign("home", house.bob.pk)])).content.decode()
    assert mine("group", house.bob, 1) in home and "Brass Lantern" in home
    stranger = Membership.objects.filter(group__number=2).exclude(enrolment=house.bob).first().enrolment
    assert client.get(mine("group", stranger, 1)).status_code == 404
    assert client.get(mine("group", house.bob, 1).replace("my/groups/1", "my/groups/9")).status_code == 404
