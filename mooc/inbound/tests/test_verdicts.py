"""Who may come in."""

import pytest

from mooc.groups.models import Group
from mooc.inbound.queries import Refuse, find_destinations
from mooc.inbound.verdicts import verdicts

from .stage import GROUP_ADDRESS, RUN_ADDRESS, set_stage

pytestmark = pytest.mark.django_db
ADDRESSES = [
    GROUP_ADDRESS,
    GROUP_ADDRESS.upper(),
    GROUP_ADDRESS.replace("@", "+tag@"),
    RUN_ADDRESS,
    "run-nowhere@mooc.localhost",
    "nobody@mooc.localhost",
    "postmaster",
    "brass-lantern",
    "stop+forged@mooc.localhost",
    "bounces+1-forged@mooc.localhost",
    "bob@elsewhere.example",
    "machine@mooc.localhost",
    "@mooc.localhost",
    "",
]


@pytest.mark.parametrize("state", Group.State.values)
def test_the_quick_answer_is_the_long_one(now, state):
    stage = set_stage(now)
    Group.objects.filter(pk=stage.group.pk).update(state=state)
    long = find_destinations(ADDRESSES)
    wanted = [answer if isinstance(answer := long[one], Refuse) else None for one in ADDRESSES]
    assert verdicts(ADDRESSES) == wanted


def test_a_merged_group_is_its_successor(now):
    stage = set_stage(now)
    other = Group.objects.create(
        run=stage.run, number=13, name="Other", local_part="other", mode="write", language="en", made_at=now
    )
    Group.objects.filter(pk=stage.group.pk).update(state=Group.State.MERGED, successor=other)
    assert verdicts([GROUP_ADDRESS]) == [None]
    Group.objects.filter(pk=other.pk).update(state=Group.State.CLOSED)
    (refusal,) = verdicts([GROUP_ADDRESS])
    assert refusal.text.startswith("5.1.6")


def test_a_crowd_that_writes_to_a_group_costs_one_statement(now, django_assert_num_queries):
    set_stage(now)
    with django_assert_num_queries(1):
        assert verdicts([GROUP_ADDRESS] * 30) == [None] * 30
