"""The desk: what waits, the four buttons, who may press them, and the life of a mail."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.models import Post
from mooc.inbound import deciding
from mooc.inbound.actions import ingest
from mooc.inbound.models import Decision, InboundMail, Question
from mooc.inbound.tests.stage import written
from mooc.web.tests.house import build_house

pytestmark = pytest.mark.django_db
WAITING = "/organise/inbound/waiting/"


@pytest.fixture
def house(now):
    """The house, with one held mail of Bob's that could be posted."""
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        house = build_house(now)
        InboundMail.objects.update(
            writer_id=house.bob.pk,
            kind="too-many",
            reason="More than 20 posts",
            message_id="<7@letters.example>",
        )
        house.held.refresh_from_db()
        yield house


def hold(now, number, *, run=None, kind="stranger", reason="I do not know the address that it comes from"):
    (mail,) = ingest(
        raw=written(number, sender="eve@example.com", text="Buy <b>things</b>."),
        mail_from="eve@example.com",
        rcpt_to=["brass-lantern@mooc.localhost"],
        source="lmtp",
        now=now + timedelta(minutes=number),
    )
    InboundMail.objects.filter(pk=mail.pk).update(
        state="held",
        kind=kind,
        reason=reason,
        from_addr="eve@example.com",
        run_id=run and run.pk,
        subject="Offer",
    )
    return mail


def page(client, url=WAITING, **query):
    return client.get(url, query).content.decode()


def press(client, name, mail, **data):
    return client.post(reverse(f"web:{name}", args=[mail.pk]), data, follow=True).content.decode()


def test_what_waits_is_shown_oldest_first_with_who_where_why_and_how_it_begins(client, house, now):
    hold(now, 1, run=house.run)
    client.force_login(house.alice)
    shown = page(client)
    assert "2 mails wait" in shown
    assert shown.index("Réponse") < shown.index("Offer")
    assert "Bob Miller" in shown and "Brass Lantern" in shown
    assert "Is anybody there?" in shown and "Buy &lt;b&gt;things&lt;/b&gt;." in shown
    assert "More than 20 posts." in shown
    assert shown.count("Keep: post it") == shown.count("Ask Bob") == 1
    assert "nobody knows in whose name" in shown


def test_one_button_posts_it_and_says_so(client, house):
    client.force_login(house.alice)
    shown = press(client, "organise_keep_mail", house.held, reason="he is fine")
    assert "Posted to Brass Lantern" in shown and "Nothing waits" in shown
    assert Post.objects.filter(author=house.bob, subject="Réponse").exists()
    decision = Decision.objects.get()
    assert (decision.by, decision.reason) == (house.alice, "he is fine")


def test_what_was_found_forged_has_no_button_that_posts_it(client, house, now):
    InboundMail.objects.update(writer_id=None, kind="forged?")
    Question.objects.create(mail=house.held, person=house.bob.person, asked_at=now)
    client.force_login(house.alice)
    shown = page(client)
    assert "Keep: post it" not in shown and "Ask Bob" in shown and "the mail server found it forged" in shown
    assert "only its writer can say that it is his" in press(client, "organise_keep_mail", house.held)
    assert not Post.objects.filter(text__contains="Words").exists()
    house.held.refresh_from_db()
    assert house.held.state == "held"


def test_one_button_hides_it_and_its_page_puts_it_back(client, house):
    client.force_login(house.alice)
    assert "Its page puts it back" in press(client, "organise_hide_mail", house.held, reason="spam")
    listed = page(client, "/organise/inbound/")
    assert "Alice Organiser hid it" in listed and "Nothing waits for a human" in listed
    shown = page(client, reverse("web:organise_inbound_mail", args=[house.held.pk]))
    assert "Alice Organiser hid it: spam." in shown and "Put it back" in shown
    shown = press(client, "organise_reopen_mail", house.held, back="mail")
    assert "waits again" in shown and "What shall I do with it?" in shown
    assert "Alice Organiser put it back" in shown


def test_one_button_asks_and_then_there_is_none_to_ask_again(client, house):
    client.force_login(house.alice)
    shown = press(client, "organise_ask_about_mail", house.held)
    assert "I ask Bob Miller about" in shown and "there is no answer yet" in shown
    assert "Ask Bob" not in shown
    assert Question.objects.get().person == house.bob.person


def test_a_question_that_could_not_go_out_that_day_is_asked_by_hand(client, house, now):
    Question.objects.create(mail=house.held, person=house.bob.person, asked_at=now)
    client.force_login(house.alice)
    shown = page(client)
    assert "I have not asked <bdi>Bob Miller</bdi> yet" in shown and "Ask Bob" in shown
    assert "I have asked <bdi>Bob Miller</bdi>" in press(client, "organise_ask_about_mail", house.held)


def test_the_second_organiser_reads_who_was_first(client, house, now):
    deciding.hide(house.held, by=house.olga, reason="spam", now=now)
    client.force_login(house.alice)
    assert "waits no more: Olga Kiln hid it" in press(client, "organise_keep_mail", house.held)
    assert not Post.objects.filter(subject="Réponse").exists()


def test_a_whole_kind_is_hidden_once_that_is_meant(client, house, now):
    mails = [hold(now, number, run=house.run) for number in range(3)]
    client.force_login(house.alice)
    shown = page(client, kind="stranger")
    assert "Réponse" not in shown and "Hide 3 mails" in shown
    assert f'name="up_to" value="{mails[-1].pk}"' in shown
    later = hold(now, 9, run=house.run)
    data = {"kind": "stranger", "up_to": mails[-1].pk, "reason": "spam"}
    refused = client.post(reverse("web:organise_hide_kind"), data, follow=True).content.decode()
    assert "Nothing is hidden" in refused
    done = client.post(
        reverse("web:organise_hide_kind"), data | {"is_sure": "1"}, follow=True
    ).content.decode()
    assert "3 are hidden" in done
    assert set(InboundMail.objects.filter(state="held")) == {house.held, later}


def test_a_reason_given_before_is_offered_again(client, house, now):
    mail = hold(now, 1, run=house.run)
    client.force_login(house.alice)
    press(client, "organise_hide_mail", mail, reason='"quoted" spam')
    assert '<option value="&quot;quoted&quot; spam">' in page(client)


def test_organisers_of_a_run_decide_about_its_mail_alone(client, house, now):
    theirs, nobodys = hold(now, 1, run=house.pottery), hold(now, 2)
    client.force_login(house.olga)
    shown = page(client)
    assert f"mail-{theirs.pk}" in shown
    assert f"mail-{nobodys.pk}" not in shown and "Réponse" not in shown
    client.post(reverse("web:organise_hide_kind"), {"kind": "stranger", "up_to": nobodys.pk, "is_sure": "1"})
    assert set(InboundMail.objects.filter(state="held")) == {house.held, nobodys}
    client.force_login(house.alice)
    assert f"mail-{nobodys.pk}" in page(client)


def test_nobody_else_comes_in_and_opening_changes_nothing(client, house):
    number = [house.held.pk]
    deeds = [
        reverse(f"web:{name}", args=number)
        for name in (
            "organise_keep_mail",
            "organise_hide_mail",
            "organise_ask_about_mail",
            "organise_reopen_mail",
        )
    ]
    life = reverse("web:organise_inbound_life", args=number)
    for person, status in ((None, 302), (house.charlie, 403), (house.bob.person, 403), (house.olga, 404)):
        if person:
            client.force_login(person)
        assert {client.post(deed).status_code for deed in deeds} == {status}
        assert client.get(life).status_code == status
    client.force_login(house.alice)
    assert {client.get(deed).status_code for deed in deeds} == {405}
    assert not Decision.objects.exists()


def test_the_life_of_a_mail_is_a_page(client, house, now):
    client.force_login(house.alice)
    press(client, "organise_keep_mail", house.held)
    shown = page(client, reverse("web:organise_inbound_life", args=[house.held.pk]))
    assert "&lt;7@letters.example&gt;" in shown
    assert "Alice Organiser posted it." in shown
    assert "See the mailing" in shown or "It is post" in shown


def test_a_long_queue_goes_on_from_page_to_page(client, house, now):
    for number in range(20):
        hold(now, number, run=house.run)
    client.force_login(house.alice)
    first = page(client)
    assert first.count('<li class="card">') == 20 and 'rel="next"' in first
    last = InboundMail.objects.filter(state="held").order_by("id")[19]
    second = page(client, after=last.pk)
    assert second.count('<li class="card">') == 1
    assert page(client, after="x", kind="\0") != ""


def test_an_empty_desk_says_what_comes_next(client, house):
    InboundMail.objects.all().delete()
    client.force_login(house.alice)
    assert "I knew what to do with every mail" in page(client)
