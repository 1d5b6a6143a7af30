"""Who wrote it: forged, from elsewhere, several at once, nobody."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from mooc.inbound.models import Question
from mooc.people.models import Person
from mooc.runs.models import Enrolment

from .village import FAIL, PASS

CAFE = "bob@cafe.example"
_LINK = re.compile(r"https?://\S+/was-this-you/\S+")


def presses(copy, *, yes):
    """Open the link of a question, which changes nothing, and press one of its two buttons."""
    (link,) = set(_LINK.findall(copy.words))
    path = "/" + link.split("/", 3)[3]
    page = Client().get(path)
    assert page.status_code == 200
    assert not Question.objects.filter(answered_at__isnull=False).exists()
    buttons = re.findall(r'<button[^>]*name="([^"]+)"[^>]*value="([^"]+)"', page.content.decode())
    assert len(buttons) == 2, "one button for each answer"
    name, value = buttons[0 if yes else 1]
    assert Client().post(path, {name: value}, follow=True).status_code == 200


def test_a_forged_sender_reaches_nobody_and_its_owner_is_asked(village):
    mail = village.bob.writes("Send me your passwords, please.", proof=FAIL)
    assert (mail.state, mail.kind) == ("held", "forged?")
    (question,) = village.bob.reads()
    assert question.kind == "answer-question"
    assert question["Auto-Submitted"] == "auto-replied"
    presses(question, yes=False)
    mail.refresh_from_db()
    assert mail.state == "dropped"
    assert village.ana.reads() == []


def test_many_forged_mails_are_one_question_a_day(village):
    with village.at_once():
        for number in range(15):
            village.bob.writes(f"Send me your passwords, please: number {number}.", proof=FAIL)
    assert len(village.bob.reads()) == 1
    village.later(hours=23)
    village.bob.writes("Send me your passwords, please, at last.", proof=FAIL)
    assert village.bob.reads() == []
    village.later(hours=1, minutes=1)
    village.bob.writes("Send me your passwords, please, again.", proof=FAIL)
    assert len(village.bob.reads()) == 1


def test_what_a_foreign_server_says_in_our_name_is_not_believed(village):
    """Our server writes above what came: the topmost field in our name is its own."""
    fields = (
        ("Authentication-Results", "mooc.localhost; dmarc=fail header.from=example.net"),
        ("Authentication-Results", "mooc.localhost; dmarc=pass header.from=example.net"),
        ("Authentication-Results", "elsewhere.example; dmarc=pass"),
    )
    assert village.bob.writes("Our own server sees through me.", fields=fields, proof="").kind == "forged?"


def test_only_our_own_server_can_say_that_a_sender_is_proved(village, settings):
    settings.MOOC_SENDER_PROOF = "pass"
    for said in (
        "elsewhere.example; dmarc=pass",
        "mooc.localhost.evil.example; dmarc=pass",
        "mooc.localhost; spf=pass",
    ):
        mail = village.bob.writes(
            "Nobody vouches for me here.", fields=(("Authentication-Results", said),), proof=""
        )
        assert (mail.state, mail.kind) == ("held", "no-proof")
    fields = (("Authentication-Results", "mooc.localhost; dmarc=pass"),)
    assert village.bob.writes("Our own server vouches for me.", fields=fields, proof="").state == "routed"


def test_an_answer_from_a_second_address_is_posted_after_one_button_and_the_next_at_once(village):
    village.ana.writes("Who has tied the bowline?")
    (copy,) = village.bob.reads()
    mail = village.bob.answers(copy, "I have, in the café.", sender=CAFE)
    assert (mail.state, mail.kind) == ("held", "other-address")
    assert village.copies(CAFE) == []
    (question,) = village.bob.reads()
    assert CAFE in question.words and "I have, in the café." in question.words
    assert village.ana.reads() == []
    presses(question, yes=True)
    village.works()
    mail.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "post")
    (relayed,) = village.ana.reads()
    assert "I have, in the café." in relayed.words
    assert CAFE not in relayed.whole

    village.later(minutes=5)
    assert village.bob.answers(copy, "And the sheet bend, too.", sender=CAFE).state == "routed"
    assert village.bob.writes("A fresh mail from the café.", sender=CAFE).state == "routed"
    assert len(village.ana.reads()) == 2
    assert village.copies(CAFE) == []


def test_who_found_a_personal_address_writes_in_nobody_s_name(village):
    village.ana.writes("Who has tied the bowline?")
    (copy,) = village.bob.reads()
    mail = village.charlie.answers(copy, "I am not Bob, but I know his address.")
    assert (mail.state, mail.kind) == ("held", "other-address")
    (question,) = village.bob.reads()
    presses(question, yes=False)
    mail.refresh_from_db()
    assert mail.state == "dropped"
    village.works()
    assert village.charlie.answers(copy, "I am still not Bob, though.").state == "held"
    assert village.copies("charlie@example.net") == []


def test_a_member_who_answers_a_copy_of_another_s_is_himself(village):
    """Bob forwards his copy to Ana, who presses reply: the address is Bob's, the mail hers."""
    village.dora.writes("Who has tied the bowline?")
    (copy,) = village.bob.reads()
    village.ana.reads()
    assert village.ana.answers(copy, "I have, yesterday evening.").state == "routed"
    (relayed,) = village.bob.reads()
    assert relayed["From"].startswith("Ana via")


def test_a_tag_that_we_did_not_make_proves_nothing(village):
    for tag in ("aaaaaaaaaaaaaaaa", "x", "1", "", "a" * 40):
        to = f"brass-lantern+{tag}@mooc.localhost"
        assert village.charlie.writes("I have made up a tag.", to=to).state == "held"
        assert village.bob.writes(f"My tag is bent: {tag or 'none'}.", to=to, proof=FAIL).state == "held"
    assert village.posts() == []


def test_a_member_whose_address_nobody_has_confirmed_gets_no_answer(village):
    Person.objects.filter(pk=village.dora.enrolment.person_id).update(email_verified_at=None)
    Enrolment.objects.filter(pk=village.dora.enrolment.pk).update(ready_at=None)
    assert village.dora.writes("Am I in this group already?").kind == "unproven"
    assert village.dora.writes("Am I in this group at all?", proof=FAIL).state == "held"
    assert village.copies("dora@example.com") == []


def test_strangers_get_no_word_of_ours(village):
    for words in ("Let me in, I want to learn.", "help", "digest on", "stop", "leave"):
        assert village.charlie.writes(words).state == "held"
    assert village.copies() == []


@pytest.mark.parametrize(
    "fields",
    [
        [
            ("From", "Bob <bob@example.net>"),
            ("From", "Ana <ana@example.org>"),
            ("From", "Dora <dora@example.com>"),
        ],
        [("From", "Bob <bob@example.net>, Ana <ana@example.org>, Dora <dora@example.com>")],
        [("From", "Charlie <charlie@example.net>"), ("From", "Bob <bob@example.net>")],
        [("From", "bob@example.net <charlie@example.net>")],
        [("From", "=?utf-8?q?bob=40example=2Enet?= <charlie@example.net>")],
        [("From", None)],
        [("From", "")],
        [("From", "undisclosed-recipients:;")],
    ],
)
def test_three_writers_or_none_are_nobody(village, fields):
    mail = village.bob.writes("Who of us may have written this?", fields=fields)
    assert mail.state == "held"
    assert village.copies() == []


def test_a_command_from_a_forged_sender_is_not_obeyed(village):
    for word in ("leave", "digest on", "pause", "stop", "done"):
        assert village.bob.writes(word, subject=word, proof=FAIL).state == "held"
    village.bob.enrolment.refresh_from_db()
    assert village.bob.enrolment.state == "learning"
    assert village.bob.enrolment.mail_stopped_at is None
    village.ana.writes("Is Bob still among us?")
    assert any("Is Bob still among us?" in copy.words for copy in village.bob.reads())


def test_a_member_writes_at_most_twenty_posts_an_hour_and_is_told_once(village):
    with village.at_once():
        mails = [village.bob.writes(f"This is my post number {number}.") for number in range(23)]
    for mail in mails:
        mail.refresh_from_db()
    assert [mail.state for mail in mails] == ["routed"] * 20 + ["held"] * 3
    (told,) = village.bob.reads()
    assert told.kind == "answer-waits"


def test_who_has_left_the_group_is_not_relayed(village):
    village.dora.enrolment.memberships.update(left_at=village.now - timedelta(days=1))
    mail = village.dora.writes("I have forgotten something here.")
    assert (mail.state, mail.kind) == ("held", "not-a-member")
    assert village.bob.reads() == []
    village.bob.writes("Dora has left us, it seems.")
    assert [copy for copy in village.dora.reads() if copy.kind == "post"] == []


def test_mail_to_twelve_groups_at_once_is_an_announcement(village):
    others = [village.another_group(f"kettle-{number}") for number in range(11)]
    groups = [village.address, *(f"kettle-{number}@mooc.localhost" for number in range(11))]
    mail = village.bob.writes("Buy my knots, all of you!", to=groups)
    assert (mail.state, mail.kind) == ("held", "many-groups")
    assert [copy for other in (*others, village.ana) for copy in other.reads()] == []
    assert len(village.bob.reads()) <= 1


def test_reply_all_with_strangers_in_cc_reaches_the_group_alone(village):
    village.ana.writes("Who has tied the bowline?")
    (copy,) = village.bob.reads()
    strangers = (("Cc", "charlie@example.net, Mallory <mallory@evil.example>"), ("Bcc", "eve@evil.example"))
    assert village.bob.answers(copy, "I have, and I told others.", fields=strangers).state == "routed"
    (relayed,) = village.ana.reads()
    assert "charlie@" not in relayed.whole and "evil.example" not in relayed.whole
    assert relayed["Cc"] is None and relayed["Bcc"] is None
    # One of the strangers answers to all: to the group's address, or to what he found in Bob's mail.
    assert village.charlie.writes("Take me off this list, please.").state == "held"
    assert village.charlie.answers(copy, "Take me off this list, at once.").state == "held"
    assert village.ana.reads() == []


def test_dmarc_passes_for_a_stranger_and_he_stays_one(village):
    assert village.charlie.writes("My server vouches for me.", proof=PASS).kind == "stranger"
