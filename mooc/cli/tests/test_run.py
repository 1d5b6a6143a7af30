import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from typer.main import get_command
from typer.testing import CliRunner

from mooc.cli import commands
from mooc.cli.moments import UnclearMoment, moment_of
from mooc.errors import MoocError
from mooc.runs.models import Run
from mooc.runs.tests.stage import make_version

pytestmark = pytest.mark.django_db
MOMENTS = "mooc.cli.moments"
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


def test_matching_rules_come_from_a_file(course, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("[size]\nminimum = 3\ntarget = 4\nmaximum = 5\n", encoding="utf-8")
    open_knots("--rules", path)
    assert "target = 4" in Run.objects.get().rules


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("run", "open", "knots", "--name", "N", "--starts", "7.12.2026"),
            "--starts '7.12.2026' is not a date",
        ),
        (("run", "open", "knots", "--name", "N", "--starts", "20261207"), "write it as YYYY-MM-DD"),
        (("run", "open", "knots", "--name", "N", "--starts", "2026-02-30"), "no date of the calendar"),
        (("run", "edit", "knots", "--sign-up-closes", "tomorrow"), "--sign-up-closes 'tomorrow'"),
        (("run", "edit", "knots", "--ready-asked", "1/2/2027"), "--ready-asked '1/2/2027'"),
        (("run", "edit", "knots", "--groups-formed", ""), "--groups-formed ''"),
        (("run", "edit", "knots", "--send-hour", "16:00"), "--send-hour '16:00' is no full hour"),
        (("run", "edit", "knots", "--send-hour", "24"), "write a number from 0 to 23"),
        (("learner", "import", "knots", "x.csv", "--zone", "Mars"), "--zone: "),
        (("work", "--once", "--now", "noon"), "--now 'noon' is not a moment I can read"),
    ],
)
def test_a_date_an_hour_or_a_zone_in_another_form_is_refused_in_a_sentence_that_shows_the_form(words, said):
    with pytest.raises(UnclearMoment) as refused:
        mooc(*words)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_option_of_a_date_an_hour_or_a_zone_refuses_in_our_words():
    """Whatever is added later is noticed here."""
    found = {
        f"{command} {option.opts[0]}": option.type_descriptor.parameter_info.parser
        for command, option in options_of(get_command(commands.app))
        if re.search(r"date|starts|closes|asked|formed|hour|zone", option.name) and not option.is_flag
    }
    assert len(found) >= 11
    assert {one for one, parser in found.items() if getattr(parser, "__module__", "") != MOMENTS} == set()


def options_of(group, name=""):
    for command in group.commands.values():
        path = f"{name} {command.name}".strip()
        if hasattr(command, "commands"):
            yield from options_of(command, path)
        else:
            yield from ((path, param) for param in command.params if param.param_type_name == "option")


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-12-07T16:00Z", 16), ("2026-12-07T16:00", 16), ("2026-12-07T16:00+05:30", 10)]
)
def test_a_moment_is_of_utc_where_it_names_no_zone(text, hour):
    assert moment_of(text).hour == hour
