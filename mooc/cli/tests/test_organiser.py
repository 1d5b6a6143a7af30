import json

import pytest

from mooc.errors import MoocError
from mooc.runs.tests.stage import make_run

from .test_run import mooc

pytestmark = pytest.mark.django_db


def test_organisers_of_the_server_and_of_one_run_come_and_go(now):
    make_run(now, name="Knots")
    assert "Nobody organises yet" in mooc("organiser", "list").stdout
    assert (
        "every run of this server" in mooc("organiser", "add", "Alice@example.org", "--name", "Alice").stdout
    )
    mooc("organiser", "add", "ada@example.org", "--run", "knots")
    listed = json.loads(mooc("organiser", "list", "--json").stdout)
    assert listed == [
        {"email": "alice@example.org", "name": "Alice", "run": None},
        {"email": "ada@example.org", "name": "", "run": "knots"},
    ]
    assert (
        "no longer organises knots" in mooc("organiser", "remove", "ada@example.org", "--run", "knots").stdout
    )
    assert json.loads(mooc("organiser", "remove", "alice@example.org", "--json").stdout)["organises"] is False
    for words in (("alice@example.org",), ("ada@example.org", "--run", "knots"), ("nonsense",)):
        with pytest.raises(MoocError):
            mooc("organiser", "remove", *words)
