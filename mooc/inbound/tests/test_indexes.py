"""What is asked with each mail, or by its name, is found by an index, however many mails there are."""

import pytest
from django.db import connection

from mooc.groups.models import Post
from mooc.inbound.mails import KIND
from mooc.inbound.models import InboundMail
from mooc.inbound.tracing import _named

NAME = f"<post-{'a1' * 16}@mooc.localhost>"


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda: Post.objects.filter(message_id=NAME), "post_by_message_id"),
        (lambda: InboundMail.objects.filter(_named("<1@x>")), "inbound_by_message_id"),
        (
            lambda: InboundMail.objects.filter(
                kind=KIND, from_addr__in=("a@x.org", "b@x.org"), became_id__isnull=False
            ),
            "inbound_to_organisers",
        ),
    ],
    ids=["a post of the web", "a mail", "what he wrote to organisers"],
)
def test_it_is_found_without_looking_at_all(asked, index, db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads a small table whole, and rightly so
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in asked().explain()


def test_the_name_that_we_gave_a_mail_is_found_by_its_bytes(stage, now):
    assert "JOIN" not in str(InboundMail.objects.filter(_named(NAME)).query)
