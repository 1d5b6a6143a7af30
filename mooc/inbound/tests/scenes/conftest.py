"""The stage of each scene, and the check after it."""

import pytest

from .village import Village


@pytest.fixture
def village(db, now):
    """A group that writes; when the scene is over, nothing is lost and nothing went where it should not."""
    found = Village(now)
    yield found
    found.closes()
