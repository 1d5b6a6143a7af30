"""`mooc match`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mooc.cli import match as door
from mooc.errors import MoocError
from mooc.pure.matching import read_rules_file

app = typer.Typer()
app.command()(door.match)
EVENINGS = {day: ["18:00-22:00"] for day in ("mon", "wed", "fri")}


def learner(number, **changes):
    row = {
        "id": f"p{number}",
        "language": "en",
        "timezone": ("Europe/Berlin", "Europe/London")[number % 2],
        "availability": EVENINGS,
        "traits": {"expertise": "none", "style": ("try", "think")[number % 2], "commitment": number % 4},
        "flags": [],
        "keep_with": [],
        "keep_apart": [],
        "wants_group": True,
    }
    return row | changes


def crowd(size=24):
    return [learner(number) for number in range(size)]


class Asked:
    """One call of the command in a folder of its own."""

    def __init__(self, folder, rows, *options, rules=None, lines=None):
        self.learners, self.out = folder / "learners.jsonl", folder / "groups.jsonl"
        self.learners.write_text("".join(line + "\n" for line in lines or map(json.dumps, rows)))
        if rules is not None:
            (folder / "rules.toml").write_text(rules)
            options = ("--rules", folder / "rules.toml", *options)
        arguments = [self.learners, "--out", self.out, "--effort", "0.1", *options]
        self.result = CliRunner().invoke(app, list(map(str, arguments)))

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.read_text().splitlines()]

    @property
    def groups(self):
        return [row for row in self.rows if "group" in row]

    @property
    def unplaced(self):
        return [row for row in self.rows if "unplaced" in row]

    @property
    def report(self):
        return json.loads(self.result.stdout)

    def complaints(self):
        assert self.result.exit_code == 1
        assert not self.out.exists()
        return self.result.stderr.splitlines()


def test_it_writes_groups_with_scores_and_reasons_and_reports_numbers(tmp_path):
    asked = Asked(tmp_path, crowd(), "--seed", "7", "--json")
    assert asked.result.exit_code == 0, asked.result.stderr
    assert list(asked.groups[0]) == ["group", "members", "score", "parts", "why"]
    assert sorted(asked.groups[0]["parts"]) == [
        "availability",
        "commitment",
        "expertise",
        "never_alone",
        "size",
        "style",
    ]
    assert len({group["group"] for group in asked.groups}) == len(asked.groups) == 4
    assert " ".join(asked.report) == (
        "learners wanted placed groups J bound p5 min parts seconds loading peak_mib seed exact"
    )
    assert (asked.report["wanted"], asked.report["placed"], asked.report["seed"]) == (24, 24, 7)
    assert asked.report["peak_mib"] > 1


def test_the_same_seed_gives_the_same_file(tmp_path):
    first = Asked(tmp_path, crowd()).out.read_bytes()
    assert Asked(tmp_path, crowd()).out.read_bytes() == first
    many = Asked(tmp_path, crowd(90)).out.read_bytes()
    assert Asked(tmp_path, crowd(90), "--seed", "2").out.read_bytes() != many


@pytest.mark.parametrize("size", [0, 1, 4])
def test_fewer_than_a_group_are_all_unplaced_with_a_reason(tmp_path, size):
    asked = Asked(tmp_path, crowd(size), "--json")
    assert asked.result.exit_code == 0
    assert (asked.groups, len(asked.unplaced)) == ([], size)
    assert all(row["reason"] and row["help"] for row in asked.unplaced)
    assert asked.report["J"] == 0


def test_people_get_the_numbers_in_words(tmp_path):
    assert "24 of 24 who want a group are in 4 groups" in Asked(tmp_path, crowd()).result.stdout
    assert "No groups of 2" in Asked(tmp_path, crowd(2)).result.stdout


def test_who_wants_no_group_is_in_neither_list(tmp_path):
    asked = Asked(tmp_path, [*crowd(6), learner(6, wants_group=False)])
    assert {member for group in asked.groups for member in group["members"]} == {f"p{n}" for n in range(6)}
    assert not asked.unplaced


def test_every_bad_line_is_told_by_its_number_and_nothing_is_written(tmp_path):
    bad = [
        (learner(0, wants_group="false"), "wants_group is 'false'. Write true or false, without quotes."),
        (learner(1, timezone="+0530"), "'+0530' is an offset"),
        (learner(2, timezone="Europe/Berlim"), "Europe/Berlin"),
        (learner(3, availability={"mon": ["6pm"]}), "'6pm' is not a span"),
        (learner(4, availability={"monday": []}), "'monday' is not a day"),
        (learner(5, availability=["18:00-22:00"]), "availability is ['18:00-22:00']"),
        (learner(6, traits={"style": 1.5}), "the trait 'style' is 1.5"),
        (learner(7, flags="woman"), "flags is 'woman'"),
        (learner(8, keep_with=[None]), "keep_with holds None"),
        (learner(9, keep_apart=["p9"]), "himself"),
        (learner(10, id=True), "id holds True"),
        (learner(11, language=""), "language holds ''"),
        (learner(12, pinned=True), "no group to stay in"),
        (learner(13, pinned=True, group="a", wants_group=False), "pinned is true and wants_group is false"),
        ({"id": "p14"}, "no timezone"),
        ([], "a list, not an object"),
    ]
    lines = [json.dumps(learner(99)), "", *(json.dumps(row) for row, _ in bad), "{", "[" * 9999]
    lines += [json.dumps(learner(99))]
    asked = Asked(tmp_path, [], lines=lines)
    said = asked.complaints()
    expected = [*(text for _, text in bad), "not JSON", "cannot take", "is in line 1 already"]
    for number, (line, text) in enumerate(zip(said, expected, strict=True), 3):
        assert line.startswith(f"{asked.learners}:{number}: ")
        assert text in line


def test_bytes_that_are_no_text_are_told_and_a_byte_order_mark_is_none_of_them(tmp_path):
    path, out = tmp_path / "latin.jsonl", tmp_path / "out"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(learner(1)).encode() + b'\r\n{"id": "\xff"}\n')
    result = CliRunner().invoke(app, [str(path), "--out", str(out)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}:2: byte 9 is 0xff, which is not UTF-8")
    assert len(result.stderr.splitlines()) == 1


def test_a_level_that_the_rules_do_not_know_is_told_and_not_passed_over(tmp_path):
    (line,) = Asked(tmp_path, [learner(1, traits={"commitment": "2"})]).complaints()
    assert "commitment is '2'. Give one of 0, 1, 2, 3" in line


RULES = """
week_of = 2026-12-07
same = ["language", "timezone"]
[size]
min = 3
target = 3
max = 4
weight = 1
[[criterion]]
trait = "commitment"
kind = "alike"
weight = 2
levels = 4
"""


def test_rules_without_availability_are_those_of_groups_that_write(tmp_path):
    rows = [learner(number, availability={}) for number in range(12)]
    asked = Asked(tmp_path, rows, rules=RULES.replace(', "timezone"', ""))
    assert not asked.unplaced
    assert {*asked.groups[0]["parts"]} == {"commitment", "size"}


def test_a_group_may_have_to_be_of_one_time_zone(tmp_path):
    groups = Asked(tmp_path, [learner(number) for number in range(12)], rules=RULES).groups
    assert groups
    assert all(len({int(member[1:]) % 2 for member in group["members"]}) == 1 for group in groups)


def test_sizes_are_hard_even_for_groups_that_write(tmp_path):
    asked = Asked(tmp_path, crowd(5), rules=RULES.replace(', "timezone"', ""))
    assert [len(group["members"]) for group in asked.groups] in ([3], [4])
    assert len(asked.unplaced) in (1, 2)


def test_availability_asks_for_hours_in_common(tmp_path):
    rules = "[availability]\nminimum_hours = 13\ndesired_hours = 20\n"
    asked = Asked(tmp_path, crowd(6), rules=rules)
    assert not asked.groups
    assert "13 hours" in asked.unplaced[0]["reason"]


def test_a_minority_may_be_named_by_itself(tmp_path):
    rules = '[[criterion]]\ntrait = "woman"\nkind = "never_alone"\nweight = 1\n'
    rows = [learner(number, flags=["woman", "tall"] if number < 2 else []) for number in range(12)]
    asked = Asked(tmp_path, rows, rules=rules)
    assert all(len({"p0", "p1"} & {*group["members"]}) in (0, 2) for group in asked.groups)
    assert "note" not in asked.result.stderr


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("[size", "not TOML"),
        ("[sizes]", "'sizes' is no key of the rules. Use week_of"),
        ("week_of = 2026-12-08", "no Monday"),
        ('week_of = "soon"', "no date"),
        ("week_of = 2026-12-07T00:00:00", "no date"),
        ("same = 'language'", "list of names"),
        ("size = 6", "size must be a table"),
        ("[size]\nmin = true", "size.min = True must be a whole number"),
        ("[size]\nmin = 9", "do not rise"),
        ("[keep]\nweight = -1", "must not be negative"),
        ("[keep]\nweight = '1'", "must be a number"),
        ("[availability]\nminimum_hours = '2'", "must be a number"),
        ("criterion = 3", "list of tables"),
        ("[[criterion]]\ntrait = 'style'\nkind = 'blend'\nweight = 1", "no kind of criterion 'blend'"),
        ("[[criterion]]\nkind = 'mix'\nweight = 1", "has the trait None"),
        ("[[criterion]]\ntrait = 'style'\nkind = 'mix'", "no weight"),
        ("[[criterion]]\ntrait = 'style'\nkind = 'alike'\nweight = 1\nlevels = ['a', 'a']", "twice"),
        ("[[criterion]]\ntrait = 'style'\nkind = 'alike'\nweight = 1\nlevels = [0.5]", "whole numbers"),
    ],
)
def test_rules_that_cannot_be_used_are_told(tmp_path, rules, says):
    asked = Asked(tmp_path, crowd(), rules=rules)
    assert not asked.out.exists()
    assert isinstance(asked.result.exception, MoocError)
    assert str(tmp_path / "rules.toml") in str(asked.result.exception)
    assert says in str(asked.result.exception)


def test_what_is_allowed_but_perhaps_not_meant_is_noted(tmp_path):
    rules = '[[criterion]]\ntrait = "region"\nkind = "spread"\nweight = 1\n'
    asked = Asked(tmp_path, [*crowd(6), learner(6, keep_with=["nobody"])], rules=rules)
    assert asked.result.exit_code == 0
    assert "no learner has the trait 'region'" in asked.result.stderr
    assert "keep_with names 1 who are not in the file" in asked.result.stderr


def test_the_pinned_stay_in_their_groups_and_others_join_them(tmp_path):
    rows = crowd(24)
    for number in (0, 5, 9):
        rows[number] |= {"group": "Turtles", "pinned": True}
    for number in (2, 3):
        rows[number] |= {"group": "g1", "pinned": True}
    rows[4] |= {"group": "Turtles"}
    groups = {row["group"]: {*row["members"]} for row in Asked(tmp_path, rows).groups}
    assert groups["Turtles"] >= {"p0", "p5", "p9"}
    assert groups["g1"] >= {"p2", "p3"}
    assert len(groups) == 4


def test_groups_that_go_on_keep_their_names(tmp_path):
    rows = crowd(24)
    first = Asked(tmp_path, rows).groups
    now = {member: f"old {group['group']}" for group in first for member in group["members"]}
    again = Asked(tmp_path, [row | {"group": now[row["id"]]} for row in rows[1:]] + [learner(99)]).groups
    for group in again:
        stay = [member for member in group["members"] if now.get(member) == group["group"]]
        assert len(stay) >= 4
    assert len({group["group"] for group in again}) == 4


def test_little_time_still_gives_groups_that_keep_every_rule(tmp_path):
    asked = Asked(tmp_path, crowd(60), "--seconds", "0", "--json")
    assert asked.result.exit_code == 0
    assert all(5 <= len(group["members"]) <= 7 for group in asked.groups)
    assert sum(len(group["members"]) for group in asked.groups) + len(asked.unplaced) == 60


def test_exact_proves_that_nothing_is_better(tmp_path):
    asked = Asked(tmp_path, crowd(14), "--exact", "--json")
    assert asked.result.exit_code == 0, asked.result.stderr
    assert asked.report["exact"] is True
    assert asked.report["J"] == pytest.approx(asked.report["bound"])
    assert "proven to be the best" in Asked(tmp_path, crowd(14), "--exact").result.stdout


def test_a_proof_for_which_there_is_no_time_is_not_claimed(tmp_path):
    asked = Asked(
        tmp_path, [learner(n, traits={"style": f"{n}", "commitment": n % 4}) for n in range(64)], "--exact"
    )
    assert asked.result.exit_code == 0
    assert "Not proven" in asked.result.stdout


def test_a_proof_without_a_solver_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("mooc.pure.matching.exact.find_spec", lambda name: None)
    asked = Asked(tmp_path, crowd(), "--exact")
    assert "make setup-fast" in str(asked.result.exception)
    assert not asked.out.exists()


def test_the_file_of_the_learners_is_not_overwritten(tmp_path):
    path = tmp_path / "learners.jsonl"
    path.write_text(json.dumps(learner(1)))
    result = CliRunner().invoke(app, [str(path), "--out", str(path)])
    assert isinstance(result.exception, MoocError)
    assert path.read_text() == json.dumps(learner(1))


def test_nothing_is_left_behind_when_the_file_cannot_be_written(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    asked = Asked(tmp_path, crowd())
    assert "No space left" in str(asked.result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["learners.jsonl"]


def test_the_documentation_shows_every_key_with_its_default_and_lines_that_are_read(tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
    section = page.split("## Without a server")[1].split("## For programs")[0]
    assert read_rules_file(section.split("```toml")[1].split("```")[0]) == read_rules_file(None)
    line = section.split("```json")[1].split("```")[0].strip()
    assert Asked(tmp_path, [], lines=[line]).result.exit_code == 0


def test_the_roster_of_a_class_is_grouped_as_its_rules_say(tmp_path):
    folder, out = Path(__file__).parents[3] / "docs" / "examples" / "class-roster", tmp_path / "out"
    asked = ["learners.jsonl", "--rules", "rules.toml", "--out", out, "--json"]
    arguments = [
        str(folder / name) if str(name).startswith(("learners", "rules")) else str(name) for name in asked
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    assert json.loads(result.stdout)["placed"] == 24
    traits = {
        row["id"]: row["traits"]
        for row in map(json.loads, (folder / "learners.jsonl").read_text().splitlines())
    }
    groups = [json.loads(line)["members"] for line in out.read_text().splitlines()]
    for members in groups:
        assert len({traits[member]["section"] for member in members}) == 1
        assert sum(traits[member]["gender"] == "woman" for member in members) != 1
        assert ("elif" in members) == ("grace" in members)
        assert not {"hugo", "jonas"} <= {*members}


def run_it(folder, *arguments):
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "MOOC_DATA": str(folder / "var"),
    }
    command = [sys.executable, "-X", "importtime", "-m", "mooc", "match", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.once
def test_it_needs_no_database_and_wakes_no_django(tmp_path):
    learners = tmp_path / "learners.jsonl"
    learners.write_text("".join(json.dumps(row) + "\n" for row in crowd(6)))
    done = run_it(tmp_path, learners, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["placed"] == 6
    assert "django" not in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.once
def test_a_refusal_is_one_line_and_exit_code_1(tmp_path):
    done = run_it(tmp_path, tmp_path / "missing.jsonl", "--out", tmp_path / "out")
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
    assert said == [f"mooc: {tmp_path / 'missing.jsonl'} cannot be read: No such file or directory"]
