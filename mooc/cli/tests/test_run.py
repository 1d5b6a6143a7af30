import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from mooc.cli import commands
from mooc.errors import MoocError
from mooc.runs.models import Run
from mooc.runs.tests.stage import make_version

pytestmark = pytest.mark.django_db
START = date.today() + timedelta(days=40)  # noqa: DTZ011  (far enough from any midnight)


def mooc(*words, said=""):
    """Run a command; our own errors come out as they are."""
    result = CliRunner().invoke(commands.app, [str(word) for word in words], input=said)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def course():
    return make_version(timezone.now())


def open_knots(*more):
    return mooc("run", "open", "knots", "--name", "Knots, spring", "--starts", START, *more)


def test_a_run_is_opened_shown_listed_edited_and_cancelled(course):
    opened = json.loads(open_knots("--json").stdout)
    assert (opened["run"], opened["state"], opened["starts_date"]) == (
        "knots-spring",
        "open",
        START.isoformat(),
    )
    assert opened["url"].endswith("/runs/knots-spring/")
    assert "knots-spring" in mooc("run", "list").stdout
    assert [run["run"] for run in json.loads(mooc("run", "list", "--json").stdout)] == ["knots-spring"]
    mooc("run", "edit", "knots-spring", "--name", "Knots in May", "--send-hour", 9)
    shown = mooc("run", "show", "knots-spring").stdout
    assert "Knots in May" in shown and "nobody yet" in shown
    assert json.loads(mooc("run", "show", "knots-spring", "--json").stdout)["send_hour"] == 9
    assert "is cancelled" in mooc("run", "cancel", "knots-spring").stdout
    assert "was cancelled before" in mooc("run", "cancel", "knots-spring", "--yes").stdout
    assert Run.objects.get().state == "cancelled"


def test_an_empty_list_says_what_comes_next():
    assert "mooc run open COURSE" in mooc("run", "list").stdout
    assert json.loads(mooc("run", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "show", "nothing"), "no run 'nothing'"),
        (("run", "open", "nothing", "--name", "N", "--starts", START), "no course 'nothing'"),
        (("run", "open", "knots", "--name", "N", "--starts", "2020-01-01"), "2020-01-01, which is past"),
        (
            ("run", "open", "knots", "--name", "N", "--starts", START, "--rules", "no-such-file.toml"),
            "cannot be read",
        ),
    ],
)
def test_what_cannot_be_done_is_said(course, words, said):
    with pytest.raises(MoocError, match=said):
        mooc(*words)


def test_a_date_that_is_none_is_a_mistake_of_the_command(course):
    assert open_knots("--sign-up-closes", "soon").exit_code == 2


def test_matching_rules_come_from_a_file(course, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("[size]\nminimum = 3\ntarget = 4\nmaximum = 5\n", encoding="utf-8")
    open_knots("--rules", path)
    assert "target = 4" in Run.objects.get().rules
