"""What comes in about groups over several runs: a member's post, and a complaint about a copy of one."""

from datetime import date, timedelta

import pytest

from mooc.courses.queries import read_course
from mooc.delivery.models import Delivery
from mooc.groups import actions
from mooc.groups.models import Group, Post
from mooc.groups.queries import address_of
from mooc.groups.tests.stage import crowd
from mooc.inbound.bounces import reader_of
from mooc.runs.tests.stage import make_run, send

from .stage import receive, written

SOON = timedelta(minutes=30)


@pytest.fixture
def members(db, now):
    """Three people of one run and three of another, in one group."""
    read_course.cache_clear()
    run = make_run(now)
    second = make_run(now, name="Knots, late winter", starts_date=date(2026, 12, 28))
    first, others = crowd(run, 3, now, prefix="a"), crowd(second, 3, now, prefix="b")
    proposal = actions.propose_groups(run=run, others=[second], now=now, effort=0.05)
    actions.confirm_proposal(proposal=proposal, now=now)
    send(now + SOON)
    return first, others


def test_a_letter_of_a_member_of_the_second_run_reaches_all(members, now):
    first, others = members
    writer, address = others[0].person.email, address_of(Group.objects.get())
    receive(written(1, sender=f"Ana <{writer}>", to=address), to=address, mail_from=writer, now=now + SOON)
    post = Post.objects.get()
    assert post.author == others[0]
    send(now + SOON)
    copies = Delivery.objects.filter(mailing__occasion=f"post/{post.pk}")
    assert set(copies.values_list("recipient", flat=True)) == {one.pk for one in [*first, *others[1:]]}
    for copy in copies:
        found = reader_of(copy.pk)
        assert found is not None and found.pk == copy.recipient
