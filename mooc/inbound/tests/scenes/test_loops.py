"""Machines that talk to each other: holidays, forwarders, lists, bounces."""

import pytest

from mooc.delivery.addresses import bounce_address

from .village import PASS


def test_two_members_are_out_of_office_and_no_storm_breaks_out(village):
    village.bob.writes("Who has tied the bowline?")
    for _ in range(3):
        for member in (village.ana, village.dora, village.bob):
            for copy in member.reads():
                assert member.is_away(copy).state == "dropped"
                assert member.is_away(copy, to=copy["Reply-To"], envelope=member.address).state == "dropped"
        village.later(hours=1)
    assert village.posts() == ["Who has tied the bowline?"]
    assert len(village.copies()) == 2


def test_a_holiday_that_tells_itself_by_no_header_waits_for_a_human(village):
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    mail = village.ana.is_away(copy, fields=(), to=copy["Reply-To"], envelope=village.ana.address)
    assert (mail.state, mail.kind) == ("held", "auto-reply")
    assert village.bob.reads() == []


@pytest.mark.parametrize(
    "field",
    [
        ("Auto-Submitted", "auto-generated"),
        ("Auto-Submitted", "auto-replied; owner-email=ana@example.org"),
        ("Precedence", "bulk"),
        ("Precedence", "junk"),
        ("Precedence", "auto_reply"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "1"),
        ("X-Mail-Autoreply", "y"),
    ],
)
def test_a_holiday_says_so_in_many_ways(village, field):
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    for to, envelope in (
        (copy["Reply-To"], "ana@example.org"),
        (village.address, "ana@example.org"),
        (copy.envelope, ""),
    ):
        assert village.ana.is_away(copy, fields=(field,), to=to, envelope=envelope).state == "dropped"


def test_a_forwarder_that_sends_everything_back_starts_no_circle(village):
    village.bob.writes("Who has tied the bowline?")
    for _ in range(3):
        for copy in village.ana.reads():
            mail = village.brings(copy.raw, envelope="ana@example.org", to=copy["Reply-To"], proof=PASS)
            assert (mail.state, mail.kind) == ("dropped", "loop")
            mail = village.brings(b"Received: again\r\n" + copy.raw, envelope=copy.envelope)
            assert (mail.state, mail.kind) == ("dropped", "loop")
    assert len(village.copies()) == 2


def test_a_forwarder_that_writes_in_its_owner_s_name_and_keeps_our_marks_is_known_by_them(village):
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    marks = [(name, copy[name]) for name in ("X-Mooc-Loop", "List-Id")]
    for mark in marks:
        mail = village.ana.writes("Who has tied the bowline?", fields=(mark,), to=copy["Reply-To"])
        assert (mail.state, mail.kind) == ("dropped", "loop")


def test_two_groups_that_are_subscribed_to_each_other_do_not_talk(village):
    kettle = village.another_group("quiet-kettle")
    village.bob.writes("Who has tied the bowline?")
    kettle.writes("What is boiling?", to="quiet-kettle@mooc.localhost")
    for _ in range(3):  # a mailbox of each group sends all that it gets to the other group
        for copy in village.ana.reads():
            mail = village.brings(
                copy.raw, envelope="ana@example.org", to="quiet-kettle@mooc.localhost", proof=PASS
            )
            assert (mail.state, mail.kind) == ("dropped", "loop")
        for copy in kettle.reads():
            mail = village.brings(copy.raw, envelope=kettle.address, proof=PASS)
            assert (mail.state, mail.kind) == ("dropped", "loop")
    assert village.posts() == ["Who has tied the bowline?", "What is boiling?"]


def test_a_gate_between_two_groups_that_hides_our_marks_is_a_stranger(village):
    village.another_group("quiet-kettle")
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    marks = (b"X-Mooc-Loop", b"List-", b"Precedence", b"Archived-At")
    bare = b"\r\n".join(line for line in copy.raw.split(b"\r\n") if not line.startswith(marks))
    mail = village.brings(bare, envelope="ana@example.org", to="quiet-kettle@mooc.localhost", proof=PASS)
    assert (mail.state, mail.kind) == ("held", "stranger")


def test_a_foreign_list_that_subscribed_a_group_is_not_heard(village):
    fields = (("List-Id", "Knots <knots.lists.example>"), ("Sender", "knots-bounces@lists.example"))
    mail = village.bob.writes("For all knots of the world.", fields=fields)
    assert (mail.state, mail.kind) == ("dropped", "bulk")


def test_the_null_sender_is_never_relayed_nor_answered(village):
    mail = village.bob.writes("I come from nowhere at all.", envelope="")
    assert (mail.state, mail.kind) == ("dropped", "bounce")
    mail = village.bob.writes("Nor do I come from anywhere.", fields=(("Return-Path", "<>"),))
    assert (mail.state, mail.kind) == ("dropped", "bounce")
    assert village.copies() == []


REPORT = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail
Message-ID: <{number}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b--
"""


def test_a_bounce_is_counted_once_and_a_bounce_to_it_goes_nowhere(village):
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    report = REPORT.format(to=copy.envelope, number=1, address="ana@example.org").encode()
    assert village.brings(report, to=copy.envelope, envelope="").kind == "bounce"
    again = REPORT.format(to=copy.envelope, number=2, address="mailer-daemon@mx.example.net").encode()
    assert village.brings(again, to=copy.envelope, envelope="").state in ("routed", "held", "dropped")
    for to in (
        village.address,
        copy["Reply-To"],
        "machine@mooc.localhost",
        "run-gentle-python@mooc.localhost",
    ):
        mail = village.brings(report + to.encode(), to=to, envelope="")
        assert (mail.state, mail.kind) == ("dropped", "bounce")
    assert len(village.copies()) == 2
    village.bob.writes("And who has tied the sheet bend?")
    assert village.ana.reads() == []
    assert len(village.dora.reads()) == 2


def test_a_bounce_of_a_copy_that_we_never_sent_changes_nothing(village):
    to = bounce_address(4711)
    report = REPORT.format(to=to, number=1, address="ana@example.org").encode()
    village.brings(report, to=to, envelope="")
    village.bob.writes("Who has tied the bowline?")
    assert len(village.ana.reads()) == 1


def test_a_message_id_that_comes_twice_is_one_post(village):
    same = ("Message-ID", "<same@mail.example>")
    assert village.bob.writes("Who has tied the bowline?", fields=(same,)).state == "routed"
    mail = village.bob.writes("Who has tied the bowline, I ask?", fields=(same,))
    assert (mail.state, mail.kind) == ("dropped", "duplicate")
    assert len(village.ana.reads()) == 1


def test_twenty_five_servers_are_a_long_way_and_twenty_six_a_circle(village):
    hops = [("Received", f"from a by b{number}; Mon, 23 Nov 2026 12:00:00 +0000") for number in range(26)]
    assert village.bob.writes("A long way, but not a circle.", fields=hops[:25]).state == "routed"
    mail = village.bob.writes("Round and round and round.", fields=hops)
    assert (mail.state, mail.kind) == ("dropped", "loop")
