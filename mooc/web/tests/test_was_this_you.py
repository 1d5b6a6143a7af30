"""The page that asks who wrote a mail: it shows the mail, has two buttons, and says what became of it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Post
from mooc.inbound.deciding import hide, keep
from mooc.inbound.models import InboundMail, Question
from mooc.inbound.questions import question_url
from mooc.inbound.tests.stage import receive, set_stage, written
from mooc.people.models import OtherAddress

CAFE = "bob@cafe.example"


@pytest.fixture
def cast(db):
    return set_stage(timezone.now())


def asked(cast, number=1, **more):
    """Let Bob answer a copy of his from the café; returns the path of the page that asks him."""
    to = reply_addresses("brass-lantern")(cast.bob.pk)
    mail = receive(
        written(number, sender=CAFE, **more),
        now=timezone.now(),
        to=to,
        authentication="mooc.localhost; dmarc=none",
    )
    return urlsplit(question_url(mail.question)).path


def test_it_shows_the_mail_and_changes_nothing(client, cast):
    link = asked(cast, subject="The <bowline>", text="I have, in the café.\n\n> quoted")
    answer = client.get(link)
    page = answer.content.decode()
    assert "The &lt;bowline&gt;" in page and "I have, in the café." in page and CAFE in page
    assert "quoted" not in page and "Brass Lantern" in page and "Bob Miller" in page
    assert "post it and add this address" in page
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert client.head(link).status_code == 200
    assert Question.objects.get().answered_at is None


@pytest.mark.parametrize("times", [1, 2])
def test_yes_posts_it_and_adds_the_address(times, client, cast):
    link = asked(cast)
    for _ in range(times):
        page = client.post(link, {"answer": "yes"}, follow=True).content.decode()
        assert "I have posted it" in page and CAFE in page and "<button" not in page.split("page-foot")[0]
    post = Post.objects.get()
    assert f"/groups/brass-lantern/threads/{post.thread_id}/?post={post.pk}#post-{post.pk}" in page
    assert Post.objects.count() == OtherAddress.objects.count() == 1


def test_no_puts_it_away_and_can_be_taken_back(client, cast):
    link = asked(cast)
    page = client.post(link, {"answer": "no"}, follow=True).content.decode()
    assert "Then nobody gets it" in page and not Post.objects.exists()
    page = client.post(link, {"answer": "yes"}, follow=True).content.decode()
    assert "I have posted it" in page and Post.objects.count() == 1


def test_without_an_address_to_add_it_asks_for_the_mail_alone(client, cast):
    mail = receive(written(1), now=timezone.now(), authentication="mooc.localhost; dmarc=fail")
    page = client.get(urlsplit(question_url(mail.question)).path).content.decode()
    assert "Yes, I wrote this: post it<" in page and "add this address" not in page


def test_a_mail_that_another_rule_holds_says_why(client, cast):
    link = asked(cast)
    Post.objects.bulk_create(
        Post(group=cast.group, author=cast.bob, message_id=f"<{number}@x>", subject="s", text="t",
             posted_at=timezone.now())
        for number in range(20)
    )  # fmt: skip
    page = client.post(link, {"answer": "yes"}, follow=True).content.decode()
    assert "It waits for an organiser" in page and "More than 20 posts" in page


def test_a_mail_that_somebody_settled_has_no_buttons(client, cast):
    link = asked(cast)
    hide(InboundMail.objects.get(), by=cast.alice, now=timezone.now())
    page = client.get(link).content.decode()
    assert "nothing to say any more" in page and 'name="answer"' not in page


def test_a_mail_that_an_organiser_let_through_says_whom_to_tell(client, cast):
    link = asked(cast)
    keep(InboundMail.objects.get(), by=cast.alice, now=timezone.now())
    page = client.get(link).content.decode()
    assert "An organiser posted it" in page and "run-gentle-python@mooc.localhost" in page
    assert 'name="answer"' not in page


def test_others_that_wait_are_a_link_away(client, cast):
    first, second = asked(cast, subject="First"), asked(cast, 2, subject="Second")
    page = client.get(second).content.decode()
    assert first in page and "First" in page


def test_a_press_of_neither_button_answers_nothing(client, cast):
    link = asked(cast)
    for given in ({}, {"answer": "perhaps"}):
        assert client.post(link, given).status_code == 200
    assert Client(enforce_csrf_checks=True).post(link, {"answer": "yes"}).status_code == 403
    assert Question.objects.get().answered_at is None


def test_a_mail_that_is_kept_no_longer_says_so(client, cast):
    link = asked(cast)
    InboundMail.objects.all().delete()
    answer = client.get(link)
    assert answer.status_code == 404 and "kept no longer" in answer.content.decode()
