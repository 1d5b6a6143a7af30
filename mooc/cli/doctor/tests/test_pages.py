import pytest

from mooc.cli.doctor import house

from .around import states

pytestmark = pytest.mark.once


def test_pages_that_do_not_answer_are_no_catastrophe(settings):
    settings.MOOC_URL = "http://127.0.0.1:1"
    assert states(house.pages) == {"pages": "warning"}


def test_pages_that_answer_are_well(settings, live_server):
    settings.MOOC_URL = live_server.url
    assert states(house.pages) == {"pages": "ok"}


def test_pages_that_are_not_there_are_a_problem(settings, live_server):
    settings.MOOC_URL = f"{live_server.url}/nowhere"
    assert states(house.pages) == {"pages": "problem"}
