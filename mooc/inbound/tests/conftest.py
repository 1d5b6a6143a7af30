"""Fixtures for tests of mail that comes in."""

import pytest

from .stage import set_stage


@pytest.fixture
def stage(db, now):
    """Alice organises; Bob, Ana and Dora are in a group, Sam learns alone, Charlie is a stranger."""
    return set_stage(now)
