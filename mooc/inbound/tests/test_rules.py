"""The rules before a post that are not about who wrote it: each objects to what it is for, and to nothing else."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from mooc.groups.discussion import limits
from mooc.groups.models import Group, Membership, Post
from mooc.inbound import actions, rules
from mooc.inbound.rules import attachments, many_groups

from .stage import GROUP_ADDRESS, enrol, letter, receive, written


def message(number, *, text="Words.", files=(), **fields):
    """Return a mail with files: (name, content type)."""
    mail = EmailMessage()
    wanted = {"From": "Bob <bob@example.net>", "To": GROUP_ADDRESS, "Subject": "Hello"} | fields
    for name, value in wanted.items():
        mail[name] = value
    mail["Message-ID"] = f"<{number}@letters.example>"
    mail.set_content(text)
    for name, kind in files:
        maintype, subtype = kind.split("/")
        mail.add_attachment(b"bytes", maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def latecomer(stage, now):
    """Give Sam an open seat in the group."""
    return Membership.objects.create(
        group=stage.group, enrolment=stage.sam, joined_at=now, cause="open seat, 4 of 6 criteria"
    )


def other_group(stage, number, now):
    return Group.objects.create(
        run=stage.run, number=number, name=f"Kettle {number}", local_part=f"kettle-{number}", mode="write",
        language="en", made_at=now,
    )  # fmt: skip


def test_each_rule_stands_in_a_file_of_its_own_and_in_the_table():
    asked = {rule.__module__.rpartition(".")[2] for rule in (*rules.TO_A_GROUP, *rules.TO_ORGANISERS)}
    asked |= {rule.__module__.rpartition(".")[2] for rule in (*rules.WHO_WROTE_IT, *rules.MAY_BE_POSTED)}
    assert {name for name in asked if name not in rules.__doc__} == set()
    assert len(asked) == len(
        {*rules.TO_A_GROUP, *rules.TO_ORGANISERS, *rules.WHO_WROTE_IT, *rules.MAY_BE_POSTED}
    )


@pytest.mark.parametrize(
    "head",
    [
        "From: Bob <bob@example.net>\r\nFrom: Ana <ana@example.org>\r\n",
        "From: Bob <bob@example.net>\r\nFROM: Bob <bob@example.net>\r\n",
        "From: Bob <bob@example.net>, Ana <ana@example.org>\r\n",
    ],
)
def test_a_mail_of_several_writers_is_nobody_s(head, stage, now):
    raw = written(1).replace(b"From: Bob Miller <bob@example.net>\r\n", head.encode())
    mail = receive(raw, now=now)
    assert (mail.state, mail.kind, mail.writer_id) == ("held", "many-froms", None)
    assert not Post.objects.exists()


def test_one_writer_named_twice_in_one_field_is_one(stage, now):
    raw = written(1, sender="Bob <bob@example.net>, Robert <BOB@example.net>")
    assert receive(raw, now=now).kind == "post"


def test_what_is_too_big_is_held(stage, now, settings):
    settings.MOOC_MAX_INBOUND_BYTES = len(written(1))
    assert receive(written(1), now=now).kind == "post"
    mail = receive(written(2, text="Words and words."), now=now)
    assert (mail.state, mail.kind) == ("held", "too-big")


@pytest.mark.parametrize("groups", [many_groups.MOST_GROUPS, 12])
@pytest.mark.parametrize("hidden", [True, False])
def test_a_mail_to_many_groups_is_held_in_each(groups, hidden, stage, now):
    """Whether they stand in To, and the copies come one by one, or they came with one envelope."""
    others = [
        f"{other_group(stage, number, now).local_part}@mooc.localhost" for number in range(20, 19 + groups)
    ]
    to = [GROUP_ADDRESS, *others]
    named = GROUP_ADDRESS if hidden else ", ".join(to)
    (mail, *_) = actions.ingest(
        raw=written(1, to=named), mail_from="bob@example.net", rcpt_to=to if hidden else to[:1], source="lmtp",
        now=now,
    )  # fmt: skip
    actions.route_kept(now=now)
    mail.refresh_from_db()
    assert mail.kind == ("many-groups" if groups == 12 else "post")
    assert mail.writer_id == stage.bob.pk


def test_addresses_of_the_house_and_of_others_are_no_groups(stage, now):
    run, machine, theirs = "run-gentle-python@mooc.localhost", "machine@mooc.localhost", "x{}@example.net"
    personal = [f"brass-lantern+tag{number}@mooc.localhost" for number in range(9)]
    to = [GROUP_ADDRESS, run, machine, "postmaster@mooc.localhost", *personal, *map(theirs.format, range(9))]
    assert receive(written(1, to=", ".join(to)), now=now).kind == "post"


def test_a_member_s_twenty_first_post_within_an_hour_waits(stage, now):
    kinds = [receive(written(number), now=now).kind for number in range(limits.MOST_AN_HOUR + 1)]
    assert kinds == ["post"] * limits.MOST_AN_HOUR + ["too-many"]
    assert receive(written(98, sender="ana@example.org"), now=now).kind == "post"
    assert receive(written(99), now=now + timedelta(minutes=61)).kind == "post"


def test_the_same_holds_within_one_batch(stage, now):
    for number in range(limits.MOST_AN_HOUR + 2):
        actions.ingest(
            raw=written(number), mail_from="bob@example.net", rcpt_to=[GROUP_ADDRESS], source="lmtp", now=now
        )
    actions.route_kept(now=now)
    assert Post.objects.count() == limits.MOST_AN_HOUR


def test_a_storm_in_a_group_is_held_and_passes(stage, now):
    writers = ("bob@example.net", "ana@example.org", "dora@example.com")
    kinds = [
        receive(written(number, sender=writers[number % 3]), now=now).kind
        for number in range(limits.MOST_IN_A_BURST + 2)
    ]
    assert kinds == ["post"] * limits.MOST_IN_A_BURST + ["burst"] * 2
    assert receive(written(99), now=now + limits.BURST).kind == "post"


@pytest.mark.parametrize(
    ("text", "files", "kind"),
    [
        ("Hello, I am Sam.", (), "post"),
        ("Cheap watches: https://watches.example/buy", (), "first-post"),
        ("Look at www.watches.example now", (), "first-post"),
        ("See http://127.0.0.1:8000/courses/ for it.", (), "post"),
        ("My holiday.", [("beach.jpg", "image/jpeg")], "first-post"),
        ("Hello!\n\n> https://example.org/quoted", (), "post"),
    ],
)
def test_a_link_in_the_first_post_of_a_latecomer_waits(text, files, kind, stage, now):
    latecomer(stage, now)
    mail = receive(message(1, text=text, files=files, From="sam@example.net"), now=now)
    assert mail.kind == kind, mail.reason


def test_who_was_grouped_by_organisers_or_has_written_before_brings_links_as_he_likes(stage, now):
    link = "Look: https://example.org/"
    assert receive(written(1, text=link), now=now).kind == "post"
    latecomer(stage, now)
    assert receive(written(2, sender="sam@example.net"), now=now).kind == "post"
    assert receive(written(3, sender="sam@example.net", text=link), now=now).kind == "post"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("setup.exe", "attachments"),
        ("Invoice.PDF.scr", "attachments"),
        ("photo.jpg.lnk ", "attachments"),
        ("run.cmd.", "attachments"),
        ("knots.py", "post"),
        ("page.js", "post"),
        ("notes.pdf", "post"),
        ("exe", "post"),
        ("www.example.community", "post"),
    ],
)
def test_a_file_that_a_computer_may_run_waits(name, kind, stage, now):
    mail = receive(message(1, files=[(name, "application/octet-stream")]), now=now)
    assert mail.kind == kind, mail.reason


def test_too_many_files_wait(stage, now):
    names = [(f"{number}.txt", "application/octet-stream") for number in range(attachments.MOST_FILES + 1)]
    assert receive(message(1, files=names[:-1]), now=now).kind == "post"
    assert receive(message(2, files=names), now=now).kind == "attachments"


def test_a_file_without_words_is_a_post_and_neither_is_none(stage, now):
    assert receive(message(1, text="", files=[("a.txt", "text/csv")]), now=now).kind == "post"
    mail = receive(letter("no-words"), now=now)
    assert (mail.kind, mail.writer_id) == ("empty", stage.bob.pk)


def test_the_same_message_id_is_a_post_in_each_of_two_groups(stage, now):
    other = other_group(stage, 20, now)
    eve = enrol(stage.run, "eve@example.net", "Eve", now, group=other)
    assert receive(written(1), now=now).kind == "post"
    mail = receive(written(1, sender="eve@example.net"), now=now, to="kettle-20@mooc.localhost")
    assert (mail.kind, mail.writer_id) == ("post", eve.pk)
    again = receive(written(1, text="Again."), now=now)
    assert (again.state, again.kind, again.writer_id) == ("dropped", "duplicate", stage.bob.pk)
