"""The members of a group as they see each other, leaving with a reason, and the way out of a quiet group."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mooc.groups.member_queries import member_lines
from mooc.groups.models import ChangeWish, MailWish, Membership, Post
from mooc.people.models import Person
from mooc.runs.models import Enrolment
from mooc.runs.reasons import Why, packed, unpacked
from mooc.web.boards.reasons import reasons_of


def own(stage, enrolment=None):
    token = stage.token("group", enrolment)
    return reverse("web:my_group_members", args=[stage.group.number, token])


def text_of(page):
    """What a reader sees of the main part, white space aside."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]+>", " ", main).split())


def test_members_see_first_names_and_nobody_s_address(client, stage):
    client.force_login(stage.bob.person)
    for page in (client.get(own(stage)), client.get(reverse("web:group_members", args=["copper-kettle"]))):
        words = page.content.decode()
        assert "Ana" in words and "2 people" in words and "copper-kettle@mooc.localhost" in words
        for private in ("ana@example.org", "Castro", "bob@example.org"):
            assert private not in words
        assert words.count("is new here") == 2


def test_what_was_heard_lately_is_said_kindly_and_silence_is_not(stage, now):
    Membership.objects.update(joined_at=now - timedelta(days=60))
    assert {line.lately for line in member_lines(stage.group, now=now)} == {""}
    Membership.objects.filter(enrolment=stage.bob).update(heard_at=now - timedelta(days=10))
    for days, words in ((9, "wrote last week"), (2, "wrote this week")):
        Post.objects.create(
            group=stage.group,
            author=stage.ana,
            message_id=f"<{days}@x>",
            subject="Hello",
            text="Here.",
            posted_at=now - timedelta(days=days),
        )
        lines = {line.enrolment_id: line.lately for line in member_lines(stage.group, now=now)}
        assert lines == {stage.ana.pk: words, stage.bob.pk: "was about lately"}


def test_who_is_away_is_said_until_the_day(stage, now):
    day = (now + timedelta(days=9)).date()
    MailWish.objects.create(enrolment=stage.ana, away_until=day, changed_at=now)
    assert {line.name: line.away_until for line in member_lines(stage.group, now=now)} == {
        "Bob": None,
        "Ana": day,
    }
    later = now + timedelta(days=9)
    assert {line.away_until for line in member_lines(stage.group, now=later)} == {None}


def test_the_members_are_read_in_a_fixed_number_of_queries(stage, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        member_lines(stage.group, now=now)


@pytest.mark.parametrize(("name", "shown"), [("李 小龙", "李"), ("Łukasz Żak", "Łukasz"), ("", "a member")])
def test_each_edits_how_his_name_is_shown_in_any_script_or_not_at_all(client, stage, name, shown):
    settings = {"name": name, "zone": "UTC", "language": "en", "send_hour": "", "company": "write"}
    home = reverse("web:my_home", args=[stage.token("home")])
    assert client.post(home, settings).status_code == 302
    assert Person.objects.get(pk=stage.bob.person_id).name == name
    assert shown in text_of(client.get(own(stage, stage.ana)))
    assert f"{home}#settings" in client.get(own(stage)).content.decode()


def test_strangers_find_nothing_and_who_was_moved_sees_no_members(client, stage, now):
    where = reverse("web:group_members", args=["copper-kettle"])
    assert client.get(where).url.startswith(reverse("web:sign_in"))
    client.force_login(stage.sam.person)
    assert client.get(where).status_code == 404
    Membership.objects.filter(enrolment=stage.bob).update(left_at=now)
    client.force_login(stage.bob.person)
    page = client.get(where).content.decode()
    assert "You are not in this group any more" in page and "Ana" not in page


def test_an_organiser_sees_the_members_and_has_nothing_to_tell(client, stage):
    client.force_login(stage.alice)
    page = client.get(reverse("web:group_members", args=["copper-kettle"])).content.decode()
    assert "Ana" in page and "Not quite right?" not in page and "/report/" not in page


def test_a_quiet_group_is_left_in_three_clicks_from_the_mail(client, stage):
    # 1: "your page" in the foot of every mail.
    page = client.get(reverse("web:my_home", args=[stage.token("home")])).content.decode()
    # 2: "My group is quiet".
    quiet = re.search(r'href="([^"]*)">My group is quiet', page)[1].replace("&amp;", "&")
    page = client.get(quiet)
    assert "Is your group quiet?" in text_of(page) and not ChangeWish.objects.exists()
    reason = re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", page.content.decode())[1]
    # 3: the one button.
    assert "I look for another group" in text_of(client.post(quiet, {"reason": reason}, follow=True))
    assert ChangeWish.objects.get().reason == "My group is quiet."
    assert "My group is quiet" in client.get(own(stage)).content.decode()


def test_leaving_asks_why_and_takes_no_answer_too(client, stage):
    where = reverse("web:leave", args=[stage.token("leave")])
    page = text_of(client.get(where))
    assert "Only the group?" in page and "stay in the run" in page and "You need not say" in page
    assert "You have left" in text_of(client.post(where, follow=True))
    assert Enrolment.objects.get(pk=stage.bob.pk).left_reason == ""


def test_the_reason_is_kept_and_forgotten_with_the_undo(client, stage):
    where = reverse("web:leave", args=[stage.token("leave")])
    client.post(where, {"why": "time", "words": "Exams  come\nfirst"})
    row = Enrolment.objects.get(pk=stage.bob.pk)
    assert (row.state, row.left_reason) == ("left", "time: Exams come first")
    assert "Exams" not in client.get(where).content.decode()
    client.post(where, {"undo": "1"})
    row.refresh_from_db()
    assert (row.state, row.left_reason) == ("learning", "")


def test_words_that_are_too_long_are_said_beside_the_field_and_nobody_leaves(client, stage):
    where = reverse("web:leave", args=[stage.token("leave")])
    assert client.post(where, {"words": "x" * 301}).status_code == 422
    assert Enrolment.objects.get(pk=stage.bob.pk).state == "learning"


def test_organisers_read_reasons_as_numbers_and_words_without_names(client, stage):
    for enrolment, reason in ((stage.bob, "time: Zebra"), (stage.ana, ": Apple"), (stage.sam, "")):
        Enrolment.objects.filter(pk=enrolment.pk).update(
            state="left", left_reason=reason, left_at=timezone.now()
        )
    found = reasons_of(stage.run)
    assert (found.left, found.told, found.counted, found.words) == (
        3,
        2,
        [(Why.TIME.label, 1)],
        ["Apple", "Zebra"],
    )
    client.force_login(stage.alice)
    page = client.get(reverse("web:organise_run", args=[stage.run.slug])).content.decode()
    assert "3 learners have left" in page and "Zebra" in page and "Okafor" not in page
    learner = reverse("web:organise_learner", args=[stage.run.slug, stage.bob.pk])
    assert "Zebra" not in client.get(learner).content.decode()


@pytest.mark.parametrize(
    ("why", "words", "kept"),
    [
        ("", "", ""),
        ("mail", "", "mail"),
        ("mail", "Three a day: too many", "mail: Three a day: too many"),
        ("", "time: is short", ": time: is short"),
        ("nonsense", "x\0y", ": xy"),
    ],
)
def test_a_choice_and_words_come_back_as_they_were_kept(why, words, kept):
    assert packed(why, words) == kept
    assert unpacked(kept) == (why if why in Why.values else None, words.replace("\0", ""))
