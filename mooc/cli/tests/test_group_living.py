"""`mooc group regroup | merge | split | changes | policy | tie`."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from mooc.cli.commands import app
from mooc.groups.models import GroupChange, Policy, Tie
from mooc.groups.tests.living_stage import group_of, place
from mooc.groups.tests.test_answering import ask
from mooc.runs.tests.stage import make_run

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)
NOW = ["--now", "2027-01-11T12:00Z"]


@pytest.fixture
def run(now):
    from mooc.courses.queries import read_course

    read_course.cache_clear()
    return make_run(now)


def mooc(*args):
    return CliRunner().invoke(app, ["group", *args])


def said(*args):
    result = mooc(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_merge_proposes_and_a_yes_moves(run):
    _, few = group_of(run, 7, LATER, prefix="q", active=2)
    alive, _ = group_of(run, 6, LATER, prefix="a", active=5)
    (line,) = said("merge", run.slug, *NOW)
    assert (line["kind"], line["state"], line["people"]) == ("merge", "proposed", 7)
    assert said("changes", "list", run.slug) == [line]
    shown = said("changes", "show", run.slug, "1")
    assert {way["target"] for way in shown["ways"]} == {alive.name}
    words = mooc("changes", "show", run.slug, "1").output
    assert "Change 1, merge (proposed)" in words and "silent" in words
    assert "7 moved" in mooc("changes", "confirm", run.slug, "1", *NOW).output
    assert place(few[0]) == alive
    assert mooc("changes", "list", run.slug).output.startswith("Nothing waits")
    assert said("changes", "list", run.slug, "--all")[0]["state"] == "confirmed"


def test_split_and_regroup_propose(run):
    group_of(run, 14, LATER, prefix="l", active=14)
    for number in range(3):
        group_of(run, 8, LATER, prefix=f"g{number}", active=2 + number % 2)
    assert "2027" not in mooc("split", run.slug, *NOW).output
    (line,) = said("split", run.slug, *NOW)
    assert line["kind"] == "split"
    assert said("regroup", run.slug, *NOW, "--seed", "3")[0]["kind"] == "regroup"
    assert "Say yes" in mooc("regroup", run.slug, *NOW).output


def test_a_no_is_kept(run):
    group_of(run, 7, LATER, prefix="q", active=2)
    group_of(run, 6, LATER, prefix="a", active=5)
    mooc("merge", run.slug, *NOW)
    assert "dismissed" in mooc("changes", "dismiss", run.slug, "1").output
    assert GroupChange.objects.get().state == "dismissed"
    result = mooc("changes", "show", run.slug, "9")
    assert "has no change 9" in str(result.exception)


def test_the_policy_is_shown_and_changed(run):
    assert said("policy", run.slug)["merges"] == "propose"
    assert not Policy.objects.exists()
    assert said("policy", run.slug, "--merges", "automatic", "--fewest-active", "2")["merges"] == "automatic"
    assert Policy.objects.get().fewest_active == 2
    assert mooc("policy", run.slug, "--merges", "perhaps").exit_code == 2
    assert "fewest_active" in mooc("policy", run.slug).output


def test_two_are_tied_and_untied(run):
    _, people = group_of(run, 6, LATER, prefix="a")
    pair = [person.person.email for person in people[:2]]
    assert "apart" in mooc("tie", run.slug, *reversed(pair), "apart").output
    assert "together" in mooc("tie", run.slug, *pair, "together").output
    assert Tie.objects.get().kind == "together"
    assert "Forgotten" in mooc("tie", run.slug, *pair, "forget").output
    assert "Nothing was said" in mooc("tie", run.slug, *pair, "forget").output


def test_show_brings_an_organiser_the_reason(run):
    from mooc.groups import actions

    actions.set_policy(run, now=LATER, wishes="propose")
    _, people = group_of(run, 7, LATER, prefix="o")
    group_of(run, 6, LATER, prefix="n")
    ask(people[0], LATER, "Somebody shouts.")
    actions.answer_wishes(now=LATER)
    assert said("changes", "show", run.slug, "1")["reason"] == "Somebody shouts."
    assert "shouts" not in mooc("changes", "list", run.slug).output
