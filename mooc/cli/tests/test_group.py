"""`mooc group`: propose, confirm, list, show."""

import json
from datetime import date

import pytest

from mooc.courses.queries import read_course
from mooc.errors import MoocError
from mooc.groups.models import Group, Proposal
from mooc.groups.tests.stage import crowd, misfit
from mooc.runs.tests.stage import join, make_run

from .test_run import mooc


@pytest.fixture
def run(db, now):
    read_course.cache_clear()
    return make_run(now)


def test_groups_are_proposed_confirmed_listed_and_shown(run, now):
    crowd(run, 14, now)
    said = mooc("group", "propose", run.slug, "--seed", 5)
    assert "Proposal 1, seed 5: 14 of 14 in 2 groups" in said.stdout
    assert f"mooc group confirm {run.slug}" in said.stdout
    assert not Group.objects.exists()
    assert "2 groups made from proposal 1" in mooc("group", "confirm", run.slug).stdout
    group = Group.objects.get(number=1)
    listed = mooc("group", "list", run.slug).stdout
    assert group.name in listed and f"group-1-r{run.pk}@mooc.localhost" in listed
    shown = mooc("group", "show", run.slug, 1).stdout
    assert "proposal 1, seed 5, write" in shown
    assert "people" in shown


def test_programs_get_json(run, now):
    crowd(run, 14, now)
    left = misfit(run, now)
    found = json.loads(mooc("group", "propose", run.slug, "--json").stdout)
    assert (found["proposal"], found["seed"], found["report"]["wanted"]) == (1, 1, 15)
    assert found["groups"][0].keys() == {"number", "mode", "people", "score", "parts", "why"}
    assert left.person.email in [row["email"] for row in found["unplaced"]]
    made = json.loads(mooc("group", "confirm", run.slug, "--json").stdout)
    assert (made["proposal"], made["groups"]) == (1, len(found["groups"]))
    assert made["waiting"] == len(found["unplaced"])
    listed = json.loads(mooc("group", "list", run.slug, "--json").stdout)
    assert sum(line["members"] for line in listed) == found["report"]["placed"]
    shown = json.loads(mooc("group", "show", run.slug, 1, "--json").stdout)
    assert len(shown["members"]) == listed[0]["members"]


def test_people_left_over_are_named_with_what_would_help(run, now):
    crowd(run, 18, now)
    left = misfit(run, now)
    said = mooc("group", "propose", run.slug).stdout
    assert f"No group: {left.person.email}" in said
    assert "What would help: " in said


def test_an_empty_run_says_what_is_missing(run):
    assert f"mooc group propose {run.slug}" in mooc("group", "list", run.slug).stdout
    assert "nobody who said to be in wants one" in mooc("group", "propose", run.slug).stdout
    assert (
        f"1 proposal waits: mooc group list {run.slug} --proposals" in mooc("group", "list", run.slug).stdout
    )


def test_before_anybody_said_to_be_in_it_says_when_they_are_asked(run, now):
    join(run, "bob@example.org", now)
    said = mooc("group", "propose", run.slug).stdout
    assert f"1 confirmed their address, 0 said to be in; I ask everybody on {run.ready_asked_date}." in said
    assert "group confirm" not in said


def test_one_group_is_not_groups(run, now):
    crowd(run, 7, now)
    assert "7 of 7 in 1 group, J" in mooc("group", "propose", run.slug).stdout
    assert "1 group made from proposal 1" in mooc("group", "confirm", run.slug).stdout


@pytest.mark.parametrize("command", ["propose", "confirm", "list"])
def test_an_unknown_run_is_told(db, command):
    with pytest.raises(MoocError, match="There is no run 'nowhere'"):
        mooc("group", command, "nowhere")


def test_what_cannot_be_done_is_told_with_what_to_do(run, now):
    with pytest.raises(MoocError, match="Nothing is proposed"):
        mooc("group", "confirm", run.slug)
    crowd(run, 6, now)
    mooc("group", "propose", run.slug)
    mooc("group", "confirm", run.slug)
    with pytest.raises(MoocError, match="was confirmed on"):
        mooc("group", "confirm", run.slug)
    with pytest.raises(MoocError, match="were made from proposal 1"):
        mooc("group", "propose", run.slug)
    with pytest.raises(MoocError, match="has no group 7"):
        mooc("group", "show", run.slug, 7)
    assert Proposal.objects.count() == 1


def test_several_runs_are_matched_together(run, now):
    second = make_run(now, name="Knots, late winter", starts_date=date(2026, 12, 28))
    crowd(run, 3, now, prefix="a")
    crowd(second, 3, now, prefix="b")
    said = mooc("group", "propose", run.slug, "--with", second.slug).stdout
    assert "6 of 6 in 1 group" in said
    assert f"over {run.slug} and {second.slug} as one" in said
    found = json.loads(mooc("group", "propose", run.slug, "--with", second.slug, "--json").stdout)
    assert (found["run"], found["with"]) == (run.slug, [second.slug])
    assert "1 pinned in all" in mooc("group", "pin", run.slug, "--proposal", 2, "b0@example.net").stdout
    mooc("group", "confirm", run.slug, "--proposal", 2)
    listed = json.loads(mooc("group", "list", second.slug, "--json").stdout)
    assert [line["members"] for line in listed] == [6]
    with pytest.raises(MoocError, match=f"name {run.slug}"):
        mooc("group", "merge", second.slug)
