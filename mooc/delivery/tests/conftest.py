import pytest

from mooc.delivery import pauses

from .room import furnished


@pytest.fixture
def room():
    """A room whose mailings name the filler "test-room"."""
    return furnished()


@pytest.fixture(autouse=True)
def fresh_pauses():
    """No test inherits another's trouble with a relay."""
    pauses._pauses.clear()
