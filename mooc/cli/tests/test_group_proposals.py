"""`mooc group`: several proposals, compared, pinned, changed by hand, and one confirmed."""

import json

import pytest

from mooc.courses.queries import read_course
from mooc.errors import MoocError
from mooc.groups.models import Group, Move, Placement, Proposal
from mooc.groups.tests.stage import EVENINGS, crowd
from mooc.runs.tests.stage import make_run

from .test_run import mooc

LOOSE = "size.minimum = 3\nsize.target = 6\nsize.maximum = 12"


@pytest.fixture
def run(db, now):
    read_course.cache_clear()
    made = make_run(now)
    made.rules = LOOSE
    made.save()
    return made


@pytest.fixture
def people(run, now):
    return crowd(run, 24, now)


def group(*words):
    return mooc("group", *words)


def plain(*words):
    return json.loads(group(*words, "--json").stdout)


def address(group_number, proposal=1):
    rows = Placement.objects.filter(proposal__number=proposal, group__number=group_number)
    return rows.order_by("id").first().enrolment.person.email


def place(email, proposal=1):
    found = Placement.objects.get(proposal__number=proposal, enrolment__person__email=email)
    return found.group.number if found.group else None


def test_proposals_are_kept_listed_compared_and_one_is_confirmed(run, people, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(LOOSE.replace("6", "8"))
    group("propose", run.slug, "--seed", 5)
    said = group("propose", run.slug, "--seed", 6, "--rules", rules, "--label", " eights  ").stdout
    assert "Proposal 2 (eights), seed 6: 24 of 24" in said
    assert f"mooc group confirm {run.slug} --proposal 2" in said
    rows = plain("list", run.slug, "--proposals")
    assert [(row["proposal"], row["label"], row["own_rules"]) for row in rows] == [
        (2, "eights", True),
        (1, "", False),
    ]
    assert "eights" in group("list", run.slug, "--proposals").stdout
    assert "2 proposals wait" in group("list", run.slug).stdout
    found = plain("compare", run.slug, 1, 2)
    assert found["rules"]["write size target"] == {"first": 6, "second": 8}
    assert 0 < len(found["elsewhere"]) <= found["people"] == 24
    assert "rule: write size target" in group("compare", run.slug, 1, 2).stdout
    with pytest.raises(MoocError, match=r"2 proposals that wait: 1 and 2\. Say which, such as --proposal 2"):
        group("confirm", run.slug)
    assert "made from proposal 1" in group("confirm", run.slug, "--proposal", 1).stdout
    assert set(Proposal.objects.values_list("number", "state")) == {(1, "confirmed"), (2, "superseded")}


def test_a_proposal_and_a_group_of_it_are_shown(run, now):
    crowd(run, 6, now, prefix="b", company="meet", availability=EVENINGS)
    group("propose", run.slug)
    assert "Proposal 1, seed 1: 6 of 6 in 1 group" in group("show", run.slug, "--proposal", 1).stdout
    shown = group("show", run.slug, 1, "--proposal", 1).stdout
    assert "common hours, own clock" in shown
    assert "Mon 18:00-22:00" in shown
    found = plain("show", run.slug, 1, "--proposal", 1)
    assert found["common_hours"] == 16
    assert found["members"][0].keys() == {"email", "name", "zone", "common_hours", "pinned", "reason"}
    with pytest.raises(MoocError, match="Say which group"):
        group("show", run.slug)
    with pytest.raises(MoocError, match=r"has no proposal 4\. There is 1\."):
        group("show", run.slug, "--proposal", 4)
    with pytest.raises(MoocError, match=r"Proposal 1 has no group 9; it has 1\."):
        group("show", run.slug, 9, "--proposal", 1)


def test_who_is_pinned_stays_when_groups_are_proposed_again(run, people):
    group("propose", run.slug)
    said = group("pin", run.slug, "--group", 2, address(1)).stdout
    pinned = set(Placement.objects.filter(pinned=True).values_list("enrolment_id", flat=True))
    assert f"{len(pinned)} pinned in proposal 1; {len(pinned)} pinned in all." in said
    assert plain("unpin", run.slug, address(1)) == {"proposal": 1, "changed": 1, "pinned": len(pinned) - 1}
    again = plain("propose", run.slug, "--seed", 9)
    rows = Placement.objects.filter(proposal__number=2, pinned=True)
    assert set(rows.values_list("group__number", flat=True)) == {2}
    assert rows.count() == len(pinned) - 1
    assert again["proposal"] == 2
    group("propose", run.slug, "--from", 0)
    assert not Placement.objects.filter(proposal__number=3, pinned=True).exists()
    with pytest.raises(MoocError, match="Say whom"):
        group("pin", run.slug, "--proposal", 1)


def test_a_learner_is_moved_and_brought_back(run, people):
    group("propose", run.slug)
    email = address(1)
    found = plain("move", run.slug, email, "--to", 2, "--insist")
    assert (found["group"], place(email)) == (2, 2)
    assert found["J"] == Proposal.objects.get().report["J"]
    assert f"{email} is back in group 1; J" in group("undo", run.slug).stdout
    assert place(email) == 1
    assert "is in no group now: J" in group("move", run.slug, email, "--out").stdout
    assert plain("undo", run.slug)["group"] == 1


def test_hard_rules_refuse_a_move_and_an_exchange_keeps_them(run, now):
    run.rules = ""
    run.save()
    crowd(run, 12, now)
    group("propose", run.slug)
    one, other = address(1), address(2)
    with pytest.raises(MoocError, match=r"Group 1 would have 5 people; a group has 6 to 10\."):
        group("move", run.slug, one, "--to", 2, "--insist")
    assert not Move.objects.exists()
    group("move", run.slug, one, "--to", 2, "--in-exchange-with", other, "--insist")
    assert (place(one), place(other)) == (2, 1)


@pytest.mark.parametrize("words", [(), ("--to", 2, "--out")])
def test_where_to_is_said_once(run, people, words):
    group("propose", run.slug)
    with pytest.raises(MoocError, match="either --to and the number of a group, or --out"):
        group("move", run.slug, address(1), *words)


def test_somebody_who_is_not_in_the_proposal_is_told_with_the_reason(run, people, now):
    group("propose", run.slug)
    crowd(run, 1, now, prefix="late")
    with pytest.raises(
        MoocError, match=r"late0@example\.net is not in proposal 1: who did not want a group then"
    ):
        group("move", run.slug, "late0@example.net", "--out")


def test_files_of_rules_that_cannot_be_used_are_told(run, people, tmp_path):
    with pytest.raises(MoocError, match=r"no-such\.toml cannot be read: No such file"):
        group("propose", run.slug, "--rules", tmp_path / "no-such.toml")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("size = 7")
    with pytest.raises(MoocError, match="matching rules of knots-winter cannot be used"):
        group("propose", run.slug, "--rules", wrong)
    assert not Proposal.objects.exists()


def test_it_may_be_another_moment(run, people):
    group("propose", run.slug, "--now", "2026-12-18T10:00Z")
    group("confirm", run.slug, "--now", "2026-12-19T10:00Z")
    found = Proposal.objects.get()
    assert f"{found.made_at:%d %H} {found.confirmed_at:%d %H}" == "18 10 19 10"
    assert Group.objects.first().made_at == found.confirmed_at


@pytest.mark.parametrize(
    "command", ["propose", "list", "show", "compare", "pin", "unpin", "move", "undo", "confirm"]
)
def test_every_command_explains_itself(command):
    said = group(command, "--help").stdout
    assert "RUN" in said and "--json" in said
