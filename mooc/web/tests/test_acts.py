"""Links of a mail: a GET never acts, a button acts once, a second press is a friendly no-op."""

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from mooc.groups.models import Membership
from mooc.journal.models import Fact
from mooc.people import tokens as person_tokens
from mooc.people.actions import ask_address_change, confirm_address_change
from mooc.people.models import AddressChange
from mooc.progress.models import CheckIn
from mooc.runs import tokens
from mooc.runs.models import Enrolment, Follower

ACTS = ("confirm", "ready", "join", "leave", "stop")


def address(stage, act, enrolment=None, **kwargs):
    return reverse(f"web:{act}", kwargs={"token": stage.token(act, enrolment)} | kwargs)


def check_in_address(stage, answer, week=1, enrolment=None):
    return reverse("web:check_in", args=[week, answer, stage.token("check-in", enrolment)])


def every_link(stage, now):
    """Each link a mail can hold, for somebody to whom it matters."""
    follower = Follower.objects.create(course=stage.course, email="fay@example.org", asked_at=now)
    change = AddressChange.objects.create(person=stage.bob.person, new_email="b@example.org", asked_at=now)
    return {
        "confirm": address(stage, "confirm", stage.waiting),
        "ready": address(stage, "ready"),
        "join": address(stage, "join", stage.sam),
        "leave": address(stage, "leave"),
        "stop": address(stage, "stop"),
        "check_in": check_in_address(stage, "done"),
        "my_home": reverse("web:my_home", args=[stage.token("home")]),
        "my_week": reverse("web:my_week", args=[1, stage.token("week")]),
        "follow_confirm": reverse("web:follow_confirm", args=[tokens.sign("follow", follower.pk)]),
        "follow_stop": reverse("web:follow_stop", args=[tokens.sign("follow-stop", follower.pk)]),
        "new_address": reverse("web:new_address", args=[person_tokens.sign("new-address", change.pk)]),
        "old_address": reverse("web:old_address", args=[person_tokens.sign("old-address", change.pk)]),
    }


def all_rows():
    models = (Enrolment, Membership, CheckIn, Follower, AddressChange, Fact)
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in models]


def test_a_scanner_that_follows_every_link_changes_nothing(client, stage, now):
    links = every_link(stage, now)
    before = all_rows()
    for link in links.values():
        assert client.get(link).status_code == 200, link
        assert client.head(link).status_code == 200, link
    assert all_rows() == before


def test_pages_of_one_person_are_kept_out_of_indexes_caches_and_logs(client, stage, now):
    for link in every_link(stage, now).values():
        answer = client.get(link)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert '<meta name="robots" content="noindex' in answer.content.decode()


def test_a_page_says_as_whom_one_acts(client, stage):
    for act in ACTS:
        page = client.get(address(stage, act)).content.decode()
        assert "Bob Okafor" in page and "Not you?" in page, act


@pytest.mark.parametrize("token", ["1.0123456789abcdef0123", "nonsense", "1", "999999.00"])
def test_charlie_s_guesses_lead_to_a_page_that_helps(client, stage, token):
    for name, before in [
        (act, ()) for act in (*ACTS, "my_home", "follow_confirm", "follow_stop", "new_address")
    ] + [
        ("check_in", (1, "done")),
        ("my_week", (1,)),
    ]:
        answer = client.get(reverse(f"web:{name}", args=[*before, token]))
        assert answer.status_code == 404, name
        assert "This link does not work" in answer.content.decode(), name
        assert client.post(reverse(f"web:{name}", args=[*before, token])).status_code == 404, name


def test_a_link_is_good_for_its_own_act_only(client, stage):
    answer = client.post(reverse("web:leave", args=[stage.token("stop")]))
    assert answer.status_code == 404
    assert Enrolment.objects.get(pk=stage.bob.pk).state == "learning"


def test_alice_signed_in_gains_nothing_over_a_link(client, stage):
    client.force_login(stage.alice)
    assert client.get(reverse("web:my_home", args=["1.00"])).status_code == 404


def test_forged_presses_are_refused_everywhere_but_at_stop(stage, now):
    browser = Client(enforce_csrf_checks=True)
    before = all_rows()
    for name, link in every_link(stage, now).items():
        if name not in ("stop", "follow_stop"):
            before = before if name != "confirm" else all_rows()
            assert browser.post(link).status_code == 403, name
    assert all_rows() == before


def test_wanda_confirms_and_pressing_again_does_no_harm(client, stage):
    link = address(stage, "confirm", stage.waiting)
    assert "Confirm my place" in client.get(link).content.decode()
    for _ in range(2):
        answer = client.post(link, follow=True)
        assert answer.status_code == 200
        assert "You have a place" in answer.content.decode()
    assert Enrolment.objects.get(pk=stage.waiting.pk).state == "confirmed"
    assert Fact.objects.filter(kind="confirmed").count() == 1


def test_confirming_for_a_run_that_has_ended_says_why_it_cannot_be(client, stage):
    stage.next.state = "cancelled"
    stage.next.save()
    page = client.post(address(stage, "confirm", stage.waiting), follow=True).content.decode()
    assert "takes nobody in any more" in page
    assert Enrolment.objects.get(pk=stage.waiting.pk).state == "pending"


def test_wanda_says_that_she_is_in(client, stage):
    client.post(address(stage, "confirm", stage.waiting))
    link = address(stage, "ready", stage.waiting)
    assert "I am in" in client.get(link).content.decode()
    for _ in range(2):
        assert "You are in" in client.post(link, follow=True).content.decode()
    assert Enrolment.objects.get(pk=stage.waiting.pk).state == "ready"


def test_sam_joins_a_group_with_one_button(client, stage):
    link = address(stage, "join", stage.sam)
    assert "Join a group?" in client.get(link).content.decode()
    for _ in range(2):
        page = client.post(link, follow=True).content.decode()
        assert "next in line" in page or "You have a group" in page
    assert Enrolment.objects.get(pk=stage.sam.pk).waiting_since or Membership.objects.filter(
        enrolment=stage.sam
    )


def test_bob_has_a_group_already_and_is_told_which(client, stage):
    page = client.get(address(stage, "join")).content.decode()
    assert "Copper Kettle" in page and "copper-kettle@mooc.localhost" in page and "Ana" in page
    assert "Castro" not in page and "ana@example.org" not in page


def test_who_has_not_confirmed_is_not_offered_a_group(client, stage):
    page = client.get(address(stage, "join", stage.waiting)).content.decode()
    assert "not confirmed yet" in page and "<button" not in page.split("page-foot")[0]


def test_bob_leaves_and_comes_back_to_his_seat(client, stage):
    link = address(stage, "leave")
    for _ in range(2):
        assert "You have left" in client.post(link, follow=True).content.decode()
    assert not Membership.objects.filter(enrolment=stage.bob, left_at=None).exists()
    for _ in range(2):
        assert "Leave this run?" in client.post(link, {"undo": "1"}, follow=True).content.decode()
    assert Enrolment.objects.get(pk=stage.bob.pk).state == "learning"
    assert Membership.objects.get(enrolment=stage.bob, left_at=None).group == stage.group


def test_one_click_stops_the_mail_at_once_without_cookies_or_redirect(stage):
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(address(stage, "stop"), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at


def test_one_click_is_taken_in_both_encodings_of_a_form(stage):
    answer = Client(enforce_csrf_checks=True).post(
        address(stage, "stop"), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at


def test_bob_stops_the_mail_by_the_button_and_starts_it_again(client, stage):
    link = address(stage, "stop")
    assert "I have stopped writing" in client.post(link, follow=True).content.decode()
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at
    assert "Stop my messages?" in client.post(link, {"again": "1"}, follow=True).content.decode()
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at is None


def test_bob_says_how_his_week_was_and_changes_his_mind(client, stage):
    link = check_in_address(stage, "done")
    assert "How was" in client.get(link).content.decode()
    assert not CheckIn.objects.exists()
    page = client.post(link, {"answer": "done"}, follow=True).content.decode()
    assert "Noted: Done" in page
    page = client.post(link, {"answer": "stuck"}, follow=True).content.decode()
    assert "Noted: Stuck" in page and "copper-kettle@mooc.localhost" in page
    assert [row.answer for row in CheckIn.objects.all()] == ["stuck"]


def test_sam_is_stuck_alone_and_is_shown_a_way_out(client, stage):
    link = check_in_address(stage, "stuck", enrolment=stage.sam)
    page = client.post(link, {"answer": "stuck"}, follow=True).content.decode()
    assert "join a group" in page


@pytest.mark.parametrize(("week", "answer"), [(1, "perhaps"), (99, "done")])
def test_answers_and_weeks_that_do_not_exist_are_not_there(client, stage, week, answer):
    assert client.get(check_in_address(stage, answer, week)).status_code == 404


def test_a_check_in_without_an_answer_says_what_is_missing(client, stage):
    page = client.post(check_in_address(stage, "done"), {"answer": "perhaps"}).content.decode()
    assert "none of the choices" in page
    assert not CheckIn.objects.exists()


def test_a_new_address_is_used_once_its_owner_says_so(client, stage, now):
    from django.utils import timezone

    change = AddressChange.objects.create(
        person=stage.bob.person, new_email="bob@new.example.org", asked_at=timezone.now()
    )
    link = reverse("web:new_address", args=[person_tokens.sign("new-address", change.pk)])
    assert "Shall I write to this address?" in client.get(link).content.decode()
    for _ in range(2):
        assert "I write to this address now" in client.post(link, follow=True).content.decode()
    stage.bob.person.refresh_from_db()
    assert stage.bob.person.email == "bob@new.example.org"


def test_the_old_address_takes_a_change_back_by_a_button(client, stage):
    from django.utils import timezone

    asked = ask_address_change(stage.bob.person, "thief@example.net", now=timezone.now())
    confirm_address_change(asked.pk, now=timezone.now())
    link = reverse("web:old_address", args=[person_tokens.sign("old-address", asked.pk)])
    page = client.get(link).content.decode()
    assert "Take the change back" in page
    assert "thief@example.net" not in page
    for _ in range(2):
        assert "at the old address again" in client.post(link, follow=True).content.decode()
    stage.bob.person.refresh_from_db()
    assert stage.bob.person.email == "bob@example.org"
    again = reverse("web:my_address", args=[stage.token("home")])
    answer = client.post(again, {"email": "thief@example.net"})
    assert answer.status_code == 422
    assert "was taken back on" in answer.content.decode()


def test_a_change_cannot_be_taken_back_by_the_link_of_the_new_address(client, stage):
    change = AddressChange.objects.create(
        person=stage.bob.person, new_email="b@example.org", asked_at=stage.bob.signed_up_at
    )
    link = reverse("web:old_address", args=[person_tokens.sign("new-address", change.pk)])
    assert client.post(link).status_code == 404
    right = reverse("web:old_address", args=[person_tokens.sign("old-address", change.pk)])
    assert client.post(right).status_code == 409


def test_a_new_address_that_is_somebody_s_is_left_alone(client, stage):
    from django.utils import timezone

    change = AddressChange.objects.create(
        person=stage.bob.person, new_email="ana@example.org", asked_at=timezone.now()
    )
    answer = client.post(reverse("web:new_address", args=[person_tokens.sign("new-address", change.pk)]))
    assert answer.status_code == 409
    assert "a place of its own here" in answer.content.decode()


def test_charlie_follows_stops_and_follows_again(client, stage, now):
    follower = Follower.objects.create(course=stage.course, email="charlie@example.org", asked_at=now)
    confirm = reverse("web:follow_confirm", args=[tokens.sign("follow", follower.pk)])
    stop = reverse("web:follow_stop", args=[tokens.sign("follow-stop", follower.pk)])
    assert "I will tell you" in client.post(confirm, follow=True).content.decode()
    assert "I will not write" in client.post(stop, follow=True).content.decode()
    assert "Stop following this course?" in client.post(stop, {"again": "1"}, follow=True).content.decode()
    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    follower.refresh_from_db()
    assert follower.stopped_at
