"""Telling the organisers by a link of a mail or on the web, what they see of it, and that nobody is named."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.delivery.queries import copies_of
from mooc.groups import actions
from mooc.groups.models import Membership, Post, SafetyReport
from mooc.runs.links import link
from mooc.runs.models import Enrolment, RunOrganiser
from mooc.runs.tests.stage import send
from mooc.web.boards.mailbox import visible_copies
from mooc.web.boards.mailings import copies_page

from .house import make_person

WORDS = {"kind": "frightening", "words": "He asked for my <address>."}


@pytest.fixture
def post(stage, now):
    """What Ana wrote; Bob is in her group."""
    return Post.objects.create(
        group=stage.group,
        author=stage.ana,
        message_id="<1@x>",
        subject="Meet me",
        text="Tell me where you live.",
        posted_at=now - timedelta(hours=1),
    )


@pytest.fixture
def report(stage, post, now):
    return actions.report_post(post, reporter=stage.bob, kind="spam", words="Look <here>.", now=now)


def by_mail(stage, post, enrolment=None):
    return reverse("web:report_post", args=[post.pk, stage.token("report", enrolment)])


def in_group(stage, *, person=None, name="report", enrolment=None):
    number = person.pk if person else 0
    token = stage.token("group", enrolment)
    return reverse(f"web:my_group_{name}", args=[stage.group.number, token, number])


def test_the_link_of_a_mail_leads_to_a_form_and_opening_it_changes_nothing(client, stage, post):
    assert link("report", stage.bob.pk, post.pk).endswith(by_mail(stage, post))
    for _ in range(2):
        page = client.get(by_mail(stage, post)).content.decode()
    assert "Meet me" in page and "Ana" in page and "Tell the organisers" in page
    assert client.head(by_mail(stage, post)).status_code == 200
    assert not SafetyReport.objects.exists() and not Mailing.objects.exists()
    # The link in a mail tells of a post; it opens nothing to read.
    assert "where you live" not in page and "Castro" not in page and "ana@example.org" not in page


def test_one_button_tells_and_the_thanks_are_the_same_for_all(client, stage, post):
    answer = client.post(by_mail(stage, post), WORDS)
    assert answer.url == reverse("web:report_thanks")
    page = client.get(answer.url).content.decode()
    assert "Thank you for telling" in page and "Nobody is told that it was you" in page
    assert "Bob" not in page and "Ana" not in page
    told = SafetyReport.objects.get()
    assert (told.reporter, told.about, told.kind, told.words) == (
        stage.bob,
        stage.ana,
        "frightening",
        WORDS["words"],
    )


def test_the_form_does_not_say_that_somebody_has_told_already(client, stage, post):
    before = client.get(by_mail(stage, post)).content.decode()
    client.post(by_mail(stage, post), WORDS)
    assert client.post(by_mail(stage, post), WORDS).url == reverse("web:report_thanks")
    after = client.get(by_mail(stage, post)).content.decode()
    strip = [line for line in before.splitlines() if "csrf" not in line]
    assert [line for line in after.splitlines() if "csrf" not in line] == strip
    assert SafetyReport.objects.count() == 1


def test_a_form_without_a_choice_says_what_it_needs(client, stage, post):
    answer = client.post(by_mail(stage, post), {"words": "x"})
    assert answer.status_code == 422 and "I need this one." in answer.content.decode()
    assert not SafetyReport.objects.exists()


def test_a_forged_press_is_refused(stage, post):
    assert Client(enforce_csrf_checks=True).post(by_mail(stage, post), WORDS).status_code == 403
    assert not SafetyReport.objects.exists()


def test_whose_post_it_is_and_who_is_elsewhere_cannot_tell_of_it(client, stage, post):
    page = client.get(by_mail(stage, post, stage.ana)).content.decode()
    assert "This is your own post" in page and "<form method" not in page.partition("<footer")[0]
    assert client.post(by_mail(stage, post, stage.ana), WORDS).status_code == 409
    assert client.get(by_mail(stage, post, stage.sam)).status_code == 404
    assert client.post(by_mail(stage, post, stage.sam), WORDS).status_code == 404
    wrong = reverse("web:report_post", args=[post.pk, stage.token("home")])
    assert client.get(wrong).status_code == 404
    assert not SafetyReport.objects.exists()


def test_who_had_left_before_learns_nothing_of_a_post(client, stage, post):
    seats = Membership.objects.filter(enrolment=stage.bob)
    seats.update(left_at=post.posted_at - timedelta(minutes=1))
    assert client.get(by_mail(stage, post)).status_code == 404
    seats.update(left_at=post.posted_at + timedelta(minutes=1))
    assert client.get(by_mail(stage, post)).status_code == 200


def test_a_number_too_long_for_a_database_is_nobody(client, stage):
    address = reverse("web:my_group_report_person", args=[stage.group.number, stage.token("group"), 10**30])
    assert client.get(address).status_code == 404


def test_too_much_in_a_day_is_said_on_the_page(client, stage, post, monkeypatch):
    monkeypatch.setattr("mooc.groups.actions.reporting.MOST_A_DAY", 0)
    answer = client.post(by_mail(stage, post), WORDS)
    assert answer.status_code == 409 and "the organisers have them all" in answer.content.decode()


def test_on_the_web_one_tells_of_a_post_and_of_a_person(client, stage, post):
    assert client.post(in_group(stage, person=post), WORDS).url == reverse("web:report_thanks")
    assert client.post(in_group(stage, person=stage.ana, name="report_person"), WORDS).status_code == 302
    assert set(SafetyReport.objects.values_list("post", "about")) == {
        (post.pk, stage.ana.pk),
        (None, stage.ana.pk),
    }


def test_who_is_signed_in_is_led_to_the_page_within_the_group(client, stage, post):
    where = reverse("web:report_post_signed_in", args=[post.pk])
    assert client.get(where).url.startswith(reverse("web:sign_in"))
    client.force_login(stage.bob.person)
    page = client.get(where, follow=True)
    assert page.redirect_chain[-1][0] == reverse("web:group_report", args=["copper-kettle", post.pk])
    assert "Tell the organisers" in page.content.decode()
    client.force_login(stage.sam.person)
    assert client.get(where).status_code == 404


def test_one_tells_only_of_whom_one_shares_a_group_with_and_not_of_oneself(client, stage, post):
    assert client.get(in_group(stage, person=stage.sam, name="report_person")).status_code == 404
    assert (
        "This is you" in client.get(in_group(stage, person=stage.bob, name="report_person")).content.decode()
    )
    assert client.get(in_group(stage, person=post, enrolment=stage.sam)).status_code == 404


def test_where_nobody_may_read_it_the_form_says_so(client, stage, post):
    RunOrganiser.objects.all().delete()
    type(stage.alice).objects.filter(pk=stage.alice.pk).update(is_organiser=False)
    assert "I keep it" in client.get(by_mail(stage, post)).content.decode()


def test_the_organiser_sees_the_post_the_words_and_what_he_can_do(client, stage, report):
    client.force_login(stage.alice)
    assert "1 report waits for you" in client.get(reverse("web:organise")).content.decode()
    run = client.get(reverse("web:organise_run", args=[stage.run.slug])).content.decode()
    assert "1 report waits for you" in run
    assert (
        reverse("web:organise_report", args=[report.pk])
        in client.get(reverse("web:organise_reports")).content.decode()
    )
    page = client.get(reverse("web:organise_report", args=[report.pk])).content.decode()
    for words in (
        "Look &lt;here&gt;.",
        "Tell me where you live.",
        "Hide the post",
        "Settle this report",
        "Ana Castro",
    ):
        assert words in page
    assert "Bob" not in page and "bob@example.org" not in page


def test_he_hides_the_post_settles_it_and_the_count_goes(client, stage, report, post):
    client.force_login(stage.alice)
    page = client.post(
        reverse("web:organise_hide_reported_post", args=[report.pk]), {"reason": "Not for here."}, follow=True
    ).content.decode()
    post.refresh_from_db()
    assert post.hidden_reason == "Not for here." and "The post is hidden" in page
    settle = reverse("web:organise_settle_report", args=[report.pk])
    page = client.post(settle, {"outcome": "Hid it.", "thank": "on"}, follow=True).content.decode()
    assert "Hid it." in page and "Alice Organiser" in page and "Settle this report" not in page
    assert "is settled already" in client.post(settle, {}, follow=True).content.decode()
    assert "report waits" not in client.get(reverse("web:organise")).content.decode()


def test_hiding_asks_for_a_reason(client, stage, report):
    client.force_login(stage.alice)
    where = reverse("web:organise_hide_reported_post", args=[report.pk])
    assert client.post(where, {"reason": ""}).status_code == 422


def test_he_takes_the_person_out_of_the_run(client, stage, report):
    client.force_login(stage.alice)
    page = client.post(
        reverse("web:organise_remove_reported", args=[report.pk]), follow=True
    ).content.decode()
    assert "is out of Knots, now" in page and "Take out of the run" not in page
    assert Enrolment.objects.get(pk=stage.ana.pk).state == "left"
    assert not Membership.objects.filter(enrolment=stage.ana, left_at=None).exists()


def test_only_organisers_of_the_run_come_in_and_never_whom_it_is_about(client, stage, report, now):
    places = [reverse("web:organise_reports")], [reverse("web:organise_report", args=[report.pk])]
    deeds = [
        reverse(f"web:organise_{name}", args=[report.pk])
        for name in ("settle_report", "hide_reported_post", "remove_reported")
    ]
    for person in (None, stage.bob.person, stage.ana.person):
        if person:
            client.force_login(person)
        expected = 403 if person else 302
        assert {client.get(page).status_code for page in (*places[0], *places[1])} == {expected}
        assert {client.post(deed).status_code for deed in deeds} == {expected}
    other = make_person(now, "olga@example.org", "Olga")
    for person, run in ((other, stage.past), (stage.ana.person, stage.run)):
        RunOrganiser.objects.create(run=run, person=person)
        client.force_login(person)
        assert client.get(places[1][0]).status_code == 404
        assert {client.post(deed).status_code for deed in deeds} == {404}
        assert f"Report {report.pk}" not in client.get(places[0][0]).content.decode()
        assert "report waits" not in client.get(reverse("web:organise")).content.decode()
    report.refresh_from_db()
    assert report.state == "open"


def test_that_he_was_thanked_stands_on_no_page_about_mail(client, stage, report, now):
    actions.settle_report(report, by=stage.alice, now=now)
    send(now)
    thanks = Mailing.objects.get(kind="safety-settled")
    assert Delivery.objects.get(mailing=thanks).address == stage.bob.person.email
    assert not copies_page(thanks, search="", state="", after=None).exists()
    assert not copies_of(thanks).exists()
    assert MailboxCopy.objects.filter(kind="safety-settled").exists()
    assert not visible_copies(with_codes=False).filter(kind="safety-settled").exists()
    client.force_login(stage.alice)
    for place in (
        reverse("web:organise_mailing", args=[thanks.pk]),
        reverse("web:organise_learner", args=[stage.run.slug, stage.bob.pk]),
        reverse("web:organise_mailings", args=[stage.run.slug]),
        reverse("web:organise_house_mailings"),
    ):
        page = client.get(place).content.decode()
        named = "bob@example.org" in page or "Bob Okafor" in page
        assert not ("What became of a report" in page and named), place


def test_the_code_of_conduct_and_every_page_lead_to_it(client, stage):
    page = client.get(reverse("web:code_of_conduct")).content.decode()
    assert 'id="wrong"' in page and "I tell nobody that it was you" in page
    assert reverse("web:code_of_conduct") + "#wrong" in client.get("/").content.decode()


def test_no_line_of_the_log_says_whose_link_was_opened(client, stage, post, caplog):
    client.post(by_mail(stage, post), {"words": "no choice"})
    client.get(by_mail(stage, post, stage.sam))
    # The handler of the settings has seen them by now, and changed them.
    said = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    where = f"/report/post/{post.pk}/…/"
    assert said == [f"Unprocessable Entity: {where}", f"Not Found: {where}"]
