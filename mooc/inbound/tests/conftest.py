"""Fixtures for tests of mail that comes in."""

from datetime import timedelta

import pytest

from mooc.delivery.models import Delivery, Mailing

from .stage import set_stage


@pytest.fixture
def stage(db, now):
    """Alice organises; Bob, Ana and Dora are in a group, Sam learns alone, Charlie is a stranger."""
    return set_stage(now)


@pytest.fixture
def copy(stage, now):
    """A copy that Bob's mail server has accepted."""
    mailing = Mailing.objects.create(
        occasion="test", kind="weekly", filler="weekly", title="Week 1", planned_at=now
    )
    return Delivery.objects.create(
        mailing=mailing,
        recipient=stage.bob.pk,
        state=Delivery.State.ACCEPTED,
        not_before=now,
        expires_at=now + timedelta(days=4),
        address="bob@example.net",
    )
