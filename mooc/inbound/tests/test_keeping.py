"""Many messages kept together are kept as each alone."""

import pytest

from mooc.inbound.actions import Message, ingest, ingest_all
from mooc.inbound.models import InboundMail, RawMail

pytestmark = pytest.mark.django_db
TO = ["one@mooc.localhost", "two@mooc.localhost"]


def test_the_same_bytes_are_kept_once_and_each_recipient_once(now):
    messages = [
        Message(b"a", "bob@example.net", TO),
        Message(b"b", "", TO[:1]),
        Message(b"a", "bob@example.net", [TO[1], "<three@MOOC.localhost>", TO[1]]),
    ]
    kept = ingest_all(messages, source="lmtp", now=now)
    assert [[mail.rcpt_to for mail in mails] for mails in kept] == [
        TO,
        TO[:1],
        [TO[1], "three@mooc.localhost"],
    ]
    assert kept[0][1] == kept[2][0]
    assert (RawMail.objects.count(), InboundMail.objects.count()) == (2, 4)
    assert {mail.state for mail in InboundMail.objects.all()} == {"kept"}
    assert {(mail.mail_from, mail.raw.content) for mail in kept[1]} == {("", b"b")}


def test_what_came_before_comes_again_without_a_trace(now):
    (before,) = ingest(raw=b"a", mail_from="x@example.net", rcpt_to=TO[:1], source="smtp", now=now)
    ((again,), _) = ingest_all(
        [Message(b"a", "y@example.net", TO[:1]), Message(b"c", "", TO)], source="lmtp", now=now
    )
    assert (again, again.mail_from, again.source) == (before, "x@example.net", "smtp")


def test_any_number_costs_four_statements(now, django_assert_num_queries):
    for count in (1, 20):
        messages = [Message(b"%d/%d" % (count, number), "", TO) for number in range(count)]
        with django_assert_num_queries(4):
            ingest_all(messages, source="lmtp", now=now)
