import json
from datetime import timedelta

import pytest
from django.utils import timezone

from mooc.errors import MoocError
from mooc.runs.models import Enrolment
from mooc.runs.tests.stage import join, make_run

from .test_run import mooc

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    now = timezone.now()
    return make_run(now, name="Knots", starts_date=now.date() + timedelta(days=40))


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "email;name;zone\nbob@example.org;Bob;Asia/Kathmandu\nBOB@example.org;;\nnot-an-address;;\n"
    )
    return path


def test_a_list_comes_in_and_every_row_left_out_is_named(run, people):
    said = mooc("learner", "import", "knots", people, "--consent-given-elsewhere").stdout
    assert "row 3: bob@example.org is in row 2 already" in said
    assert "row 4: 'not-an-address' is not an address" in said
    assert "Took in 1 of 3 rows" in said
    listed = json.loads(mooc("learner", "list", "knots", "--json").stdout)
    assert [(row["email"], row["zone"], row["source"]) for row in listed] == [
        ("bob@example.org", "Asia/Kathmandu", "import")
    ]


def test_the_organiser_has_to_say_that_they_agreed(run, people):
    with pytest.raises(MoocError, match="--consent-given-elsewhere"):
        mooc("learner", "import", "knots", people)
    assert not Enrolment.objects.exists()


def test_a_trial_needs_no_consent_and_changes_nothing(run, people):
    report = json.loads(mooc("learner", "import", "knots", people, "--dry-run", "--json").stdout)
    assert (report["dry_run"], report["rows"], report["imported"], report["bad"], report["twice"]) == (
        True,
        3,
        1,
        1,
        1,
    )
    assert [row["row"] for row in report["left_out"]] == [3, 4]
    assert not Enrolment.objects.exists()


def test_a_list_of_bad_rows_only_is_a_failure(run, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("email\nx\n")
    assert mooc("learner", "import", "knots", path, "--consent-given-elsewhere").exit_code == 1


def test_a_file_that_is_not_there_is_said(run):
    with pytest.raises(MoocError, match="cannot be read"):
        mooc("learner", "import", "knots", "nowhere.csv", "--dry-run")


def test_learners_are_moved_and_removed(run):
    now = timezone.now()
    other = make_run(now, name="Later", starts_date=now.date() + timedelta(days=80))
    join(run, "bob@example.org", now)
    assert (
        "bob@example.org is in later now"
        in mooc("learner", "move", "knots", "Bob@example.org", "later").stdout
    )
    assert "is not in later any more" in mooc("learner", "remove", "later", "bob@example.org").stdout
    assert set(Enrolment.objects.values_list("run__slug", "state")) == {
        ("knots", "left"),
        (other.slug, "left"),
    }


def test_learners_are_searched_by_name_and_state(run):
    now = timezone.now()
    join(run, "bob@example.org", now, name="Bob 王")
    join(run, "ana@example.org", now)
    said = mooc("learner", "list", "knots", "--search", "王").stdout
    assert "bob@example.org" in said and "ana@" not in said
    assert "Nobody here" in mooc("learner", "list", "knots", "--state", "left").stdout
    with pytest.raises(MoocError, match="'sleepy' is no state"):
        mooc("learner", "list", "knots", "--state", "sleepy")
