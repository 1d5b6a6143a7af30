"""`mooc group reports list | show | settle`: nobody learns from it who told."""

import json

import pytest
from typer.testing import CliRunner

from mooc.cli.commands import app
from mooc.groups import actions
from mooc.groups.models import Post, SafetyReport
from mooc.groups.tests.living_stage import group_of
from mooc.runs.tests.stage import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(now):
    """A report about a post of the first member, told by the second."""
    from mooc.courses.queries import read_course

    read_course.cache_clear()
    group, people = group_of(make_run(now), 3, now, prefix="m")
    post = Post.objects.create(
        group=group, author=people[0], message_id="<1@x>", subject="Ropes", text="Cheap.", posted_at=now
    )
    return actions.report_post(post, reporter=people[1], kind="spam", words="Please look.", now=now)


def mooc(*args):
    return CliRunner().invoke(app, ["group", "reports", *args])


def test_a_report_is_listed_shown_and_settled(told):
    run = told.group.run.slug
    (line,) = json.loads(mooc("list", "--run", run, "--json").stdout)
    assert (line["id"], line["state"], line["of_post"]) == (told.pk, "open", True)
    assert "a post" in mooc("list").output
    shown = mooc("show", str(told.pk)).output
    assert "Please look." in shown and "Cheap." in shown and told.about.person.email in shown
    assert (
        f"Report {told.pk} is settled"
        in mooc("settle", str(told.pk), "--outcome", "Hid it.", "--no-thank").output
    )
    assert mooc("list").output.startswith("Nothing waits")
    (line,) = json.loads(mooc("list", "--all", "--json").stdout)
    assert line["outcome"] == "Hid it."
    assert "Settled on" in mooc("show", str(told.pk)).output
    again = mooc("settle", str(told.pk))
    assert again.exit_code and SafetyReport.objects.get().outcome == "Hid it."


def test_who_told_is_in_no_answer(told):
    answers = [
        mooc("list"),
        mooc("list", "--json"),
        mooc("show", str(told.pk)),
        mooc("show", str(told.pk), "--json"),
    ]
    for answer in answers:
        assert answer.exit_code == 0
        assert (
            told.reporter.person.email not in answer.output and told.reporter.person.name not in answer.output
        )
        assert "reporter" not in answer.output


def test_a_number_that_is_none_is_said(told):
    answer = mooc("show", "9999")
    assert answer.exit_code and "There is no report 9999" in str(answer.exception)
