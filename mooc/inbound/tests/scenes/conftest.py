"""The stage of each scene, and the check after it."""

import pytest

pytest.register_assert_rewrite("mooc.inbound.tests.scenes.village")

from .village import Village  # noqa: E402


@pytest.fixture
def village(db, now):
    """A group that writes; when the scene is over, nothing is lost and nothing went where it should not."""
    found = Village(now)
    yield found
    found.closes()
