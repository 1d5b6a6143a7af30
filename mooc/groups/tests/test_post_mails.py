"""How a post reaches the other members: read back from the bytes that would go over the wire."""

import email
from datetime import timedelta
from email import policy
from html import unescape

import pytest

from mooc.delivery import layout
from mooc.delivery.fillers import Skip, filler_of
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion.post_links import own_post_links
from mooc.groups.discussion.post_words import without_personal_links
from mooc.groups.discussion.posting import receive_post
from mooc.groups.models import Attachment, MailWish, Membership, MutedThread, Post, Thread
from mooc.inbound.tests.stage import set_stage
from mooc.pure import mailkit
from mooc.pure.mailkit import REPLY_MARKER, AttachedFile, Letter
from mooc.runs.links import link
from mooc.runs.models import Enrolment
from mooc.runs.tokens import sign


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
    assert copy["List-Archive"] == "<http://127.0.0.1:8000/groups/brass-lantern/>"
    assert "/stop/" in copy["List-Unsubscribe"]
    assert "mailto:stop+" in copy["List-Unsubscribe"]
    assert copy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert copy["X-Mooc-Loop"] == "mooc.localhost"
    assert copy["List-Help"].startswith("<http://")
    assert copy["Precedence"] == "list"
    assert copy["Auto-Submitted"] is None


def test_it_says_where_it_stands_for_good(stage, now):
    copy = read_copy(stage, now)
    post = Post.objects.get()
    page = f"http://127.0.0.1:8000/groups/brass-lantern/threads/{post.thread_id}/"
    assert copy["Archived-At"] == f"<{page}?post={post.pk}#post-{post.pk}>"


def test_each_reader_has_links_of_his_own_in_both_parts(stage, now):
    copy = read_copy(stage, now)
    post = Post.objects.get()
    own = own_post_links(12, post.thread_id, post.pk)(stage.ana.pk)
    assert f"/my/groups/12/{sign('group', stage.ana.pk)}/threads/{post.thread_id}/?post=" in own
    for part in ("plain", "html"):
        content = unescape(copy.get_body((part,)).get_content())
        assert own in content
        assert link("mail", stage.ana.pk) in content
        assert f"/mute/{post.thread_id}/{sign('mail', stage.ana.pk)}/" in content
        assert link("report", stage.ana.pk, post.pk) in content
        assert REPLY_MARKER in content


def test_what_is_quoted_of_a_copy_loses_its_personal_links(stage, now):
    text = read_copy(stage, now).get_body(("plain",)).get_content()
    left = without_personal_links(text)
    assert sign("group", stage.ana.pk) not in left
    assert sign("mail", stage.ana.pk) not in left
    assert sign("report", stage.ana.pk) not in left
    assert "stop+" not in left


def test_it_looks_as_its_writer_laid_it_out(stage, now):
    copy = read_copy(stage, now, text="Two words", html="<p>Two <b>words</b></p>")
    assert '<p style="margin:0 0 14px">Two <b>words</b></p>' in copy.get_body(("html",)).get_content()
    assert "\r\nTwo words\r\n" in copy.get_body(("plain",)).get_content()


def test_files_are_named_with_their_page(stage, now, settings):
    settings.MOOC_MAX_ATTACHMENT_BYTES = 10
    files = (
        AttachedFile("plan & more.pdf", "application/pdf", b"%PDF", 4),
        AttachedFile("film.mov", "video/quicktime", b"x" * 2_345_678, 2_345_678),
    )
    copy = read_copy(stage, now, text="", files=files)
    page = f"http://127.0.0.1:8000/groups/brass-lantern/files/{Attachment.objects.first().pk}/"
    text, html = (copy.get_body((part,)).get_content().replace("\r\n", "\n") for part in ("plain", "html"))
    assert (
        f"Files:\n- plan & more.pdf (4 bytes):\n  {page}\n- film.mov (2.3 MB): too big to keep here" in text
    )
    assert f'href="{page}">plan &amp; more.pdf</a> (4 bytes)' in html
    assert "film.mov (2.3 MB): too big to keep here" in html


def test_both_parts_hold_the_words_and_say_who_gets_a_reply(stage, now):
    copy = read_copy(stage, now)
    text = copy.get_body(("plain",)).get_content()
    html = copy.get_body(("html",)).get_content()
    for part in (text, html):
        assert "https://example.org/" in part
        assert "A reply goes to all 3 members of Brass Lantern." in part
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


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"how": "weekly"}, "the reader wants the weekly message only"),
        ({"how": "digest", "digested_at": -1}, "the reader gets it in the digest"),
        ({"how": "digest", "digested_at": 1}, None),
        ({"away_until": 1}, "the reader is away"),
        ({"away_until": 0}, None),
    ],
)
def test_a_wish_that_came_after_the_post_counts(wish, reason, stage, now):
    _, mailing = fillings(stage, now)
    changes = {"away_until": lambda days: now.date() + timedelta(days=days)}
    changes["digested_at"] = lambda hours: now + timedelta(hours=hours)
    fields = {name: changes.get(name, str)(value) for name, value in wish.items()}
    MailWish.objects.create(enrolment=stage.ana, changed_at=now, **fields)
    answer = filler_of(mailing).fill(mailing, [stage.ana.pk], now=now)[stage.ana.pk]
    assert (answer == Skip(Delivery.State.CANCELLED, reason)) is bool(reason)
    assert isinstance(answer, Skip) is bool(reason)


def test_away_is_meant_by_the_reader_s_own_calendar(stage, now):
    _, mailing = fillings(stage, now)
    MailWish.objects.create(enrolment=stage.ana, changed_at=now, away_until=now.date() + timedelta(days=1))
    late = now.replace(hour=20)
    stage.ana.person.zone = "Pacific/Kiritimati"  # 14 hours ahead: tomorrow already
    stage.ana.person.save()
    assert not isinstance(filler_of(mailing).fill(mailing, [stage.ana.pk], now=late)[stage.ana.pk], Skip)


def test_who_muted_the_thread_since_gets_none(stage, now):
    _, mailing = fillings(stage, now)
    MutedThread.objects.create(enrolment=stage.ana, thread=Thread.objects.get(), muted_at=now)
    filled = filler_of(mailing).fill(mailing, [stage.ana.pk], now=now)
    assert filled[stage.ana.pk] == Skip(Delivery.State.CANCELLED, "the reader muted the thread")


def test_a_post_that_was_hidden_since_goes_to_nobody(stage, now):
    _, mailing = fillings(stage, now)
    Post.objects.update(hidden_at=now)
    filled = filler_of(mailing).fill(mailing, [stage.ana.pk], now=now)
    assert filled[stage.ana.pk] == Skip(Delivery.State.CANCELLED, "the post was hidden")


def test_the_writer_s_own_copy_is_like_the_others(stage, now):
    _, mailing = fillings(stage, now)
    assert isinstance(filler_of(mailing).fill(mailing, [stage.bob.pk], now=now)[stage.bob.pk], Skip)
    MailWish.objects.create(enrolment=stage.bob, changed_at=now, own_copy=True)
    assert (
        filler_of(mailing).fill(mailing, [stage.bob.pk], now=now)[stage.bob.pk].address == "bob@example.net"
    )


def test_a_batch_costs_two_queries(stage, now, django_assert_num_queries):
    _, mailing = fillings(stage, now)
    with django_assert_num_queries(2):
        filler_of(mailing).fill(mailing, [stage.ana.pk, stage.dora.pk], now=now)
