"""What tests of pages share."""

import pytest

from .stage import Stage, set_stage


@pytest.fixture
def stage(db) -> Stage:
    """The cast, around the present day: pages ask the clock themselves."""
    return set_stage()
