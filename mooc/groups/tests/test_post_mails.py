"""How a post reaches the other members: read back from the bytes that would go over the wire."""

import email
from email import policy

import pytest

from mooc.delivery import layout
from mooc.delivery.fillers import Skip, filler_of
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion import receive_post
from mooc.groups.models import Membership
from mooc.inbound.tests.stage import set_stage
from mooc.pure import mailkit
from mooc.pure.mailkit import Letter
from mooc.runs.models import Enrolment


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def fillings(stage, now, readers=None, **letter):
    words = {
        "message_id": "<2@example.net>",
        "subject": "Re: Größe 🐢",
        "text": "Look: https://example.org/",
    } | letter
    receive_post(group=stage.group, enrolment=stage.bob, letter=Letter(**words), now=now)
    mailing = Mailing.objects.get()
    return filler_of(mailing).fill(mailing, readers or [stage.ana.pk, stage.dora.pk], now=now), mailing


def read_copy(stage, now, **letter):
    """Return Ana's copy, parsed back."""
    filled, mailing = fillings(stage, now, **letter)
    filling = filled[stage.ana.pk]
    draft = filler_of(mailing).draft(mailing, filling.variant, filling.language, now=now)
    compiled = mailkit.compile(layout.dress(draft, kind="post", language=filling.language))
    engine = {
        "to": mailkit.Address(filling.name, filling.address),
        "date": "Tue, 24 Nov 2026 18:00:00 +0000",
        "message_id": "<copy-1@mooc.localhost>",
        "feedback_id": "1:post:x:mooc",
    }
    return email.message_from_bytes(
        compiled.fill({**engine, **filling.values}, filling.shared), policy=policy.default
    )


def test_it_comes_from_the_group_in_the_writer_s_name(stage, now):
    copy = read_copy(stage, now)
    assert copy["From"] == "Bob via Brass Lantern <brass-lantern@mooc.localhost>"
    assert copy["To"] == "Ana Souza <ana@example.org>"
    assert "bob@example.net" not in copy.as_string()


def test_it_keeps_its_place_in_the_conversation(stage, now):
    copy = read_copy(
        stage, now, in_reply_to="<1@example.org>", references=("<0@example.org>", "<1@example.org>")
    )
    assert copy["Message-ID"] == "<2@example.net>"
    assert copy["In-Reply-To"] == "<1@example.org>"
    assert copy["References"] == "<0@example.org> <1@example.org>"
    assert copy["Subject"] == "Re: Größe 🐢"


def test_a_first_post_refers_to_nothing(stage, now):
    copy = read_copy(stage, now)
    assert copy["In-Reply-To"] is None
    assert copy["References"] is None


def test_it_says_that_it_is_list_mail_and_how_to_stop(stage, now):
    copy = read_copy(stage, now)
    assert copy["List-Id"] == "Brass Lantern <brass-lantern.mooc.localhost>"
    assert copy["List-Post"] == "<mailto:brass-lantern@mooc.localhost>"
    assert copy["List-Archive"].startswith("<http://")
    assert "/stop/" in copy["List-Unsubscribe"]
    assert "mailto:stop+" in copy["List-Unsubscribe"]
    assert copy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert copy["X-Mooc-Loop"] == "mooc.localhost"
    assert copy["Auto-Submitted"] is None


def test_both_parts_hold_the_words_and_say_who_gets_a_reply(stage, now):
    copy = read_copy(stage, now)
    text = copy.get_body(("plain",)).get_content()
    html = copy.get_body(("html",)).get_content()
    for part in (text, html):
        assert "https://example.org/" in part
        assert "A reply goes to all 3 members in Brass Lantern." in part
        assert "You get this because you are in Brass Lantern" in part
    assert 'href="https://example.org/"' in html


def test_members_share_what_is_the_same_for_all(stage, now):
    filled, _ = fillings(stage, now)
    assert filled[stage.ana.pk].shared is filled[stage.dora.pk].shared
    assert filled[stage.ana.pk].values != filled[stage.dora.pk].values


def test_who_left_since_gets_none_and_who_stopped_is_suppressed(stage, now):
    filled, mailing = fillings(stage, now)
    Membership.objects.filter(enrolment=stage.ana).update(left_at=now)
    Enrolment.objects.filter(pk=stage.dora.pk).update(mail_stopped_at=now)
    filled = filler_of(mailing).fill(mailing, [stage.ana.pk, stage.dora.pk], now=now)
    assert stage.ana.pk not in filled
    assert filled[stage.dora.pk] == Skip(Delivery.State.SUPPRESSED, "the reader asked for no more mail")


def test_a_batch_costs_two_queries(stage, now, django_assert_num_queries):
    _, mailing = fillings(stage, now)
    with django_assert_num_queries(2):
        filler_of(mailing).fill(mailing, [stage.ana.pk, stage.dora.pk], now=now)
