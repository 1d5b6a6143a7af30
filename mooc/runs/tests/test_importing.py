import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mooc.people.actions import meet
from mooc.people.models import Consent, Person
from mooc.runs import actions
from mooc.runs.actions.importing import Why
from mooc.runs.errors import RunError, SignUpIsClosed
from mooc.runs.models import Enrolment, Run

from .stage import copies, join, send

pytestmark = pytest.mark.django_db

DURING = datetime(2026, 12, 23, 12, tzinfo=UTC)


def take(run, text, now, **changes):
    content = text if isinstance(text, bytes) else text.encode()
    wanted = {"consent_given_elsewhere": True} | changes
    return actions.import_learners(run=run, content=content, now=now, **wanted)


def test_people_on_a_list_come_confirmed_and_are_asked(run, now):
    alice = meet(email="alice@example.org", now=now)
    report = take(
        run, "email,name,company\nbob@example.org,Bob,meet\nana@example.org,Ana,alone\n", now, by=alice
    )
    assert (report.rows, report.imported, report.left_out) == (2, 2, [])
    bob = Enrolment.objects.get(person__email="bob@example.org")
    assert (bob.state, bob.source, bob.confirmed_at, bob.company) == ("confirmed", "import", now, "meet")
    assert set(Consent.objects.values_list("source", "by__email")) == {("import", "alice@example.org")}
    assert Consent.objects.filter(person=bob.person).count() == 3
    assert bob.person.email_verified_at is None
    assert send(now) == []
    actions.keep_time(now=now + timedelta(days=21))
    letters = send(now + timedelta(days=21))
    assert len(letters) == 2 and all("on their list" in letter.text for letter in letters)


def test_who_comes_after_the_question_is_asked_at_once_with_all_others(run, now):
    early = join(run, "early@example.org", now)
    asked = now + timedelta(days=21)
    take(run, "email\nbob@example.org\n", asked)
    assert copies("enrolment-ready") == [early.pk, early.pk + 1]


def test_who_is_imported_into_a_running_run_learns_at_once(run, now):
    actions.keep_time(now=DURING)
    run.refresh_from_db()
    take(run, "email\nbob@example.org\n", DURING)
    bob = Enrolment.objects.get()
    assert (bob.state, bob.began_at, bob.ready_at, bob.waiting_since) == ("learning", DURING, None, None)
    (letter,) = send(DURING)
    assert "place in line" in letter.text
    actions.say_ready(bob, now=DURING)
    assert Enrolment.objects.get().waiting_since == DURING


def test_the_same_list_again_does_nothing_twice(run, now):
    text = "email\nbob@example.org\nana@example.org\n"
    take(run, text, now)
    again = take(run, text, now)
    assert (again.imported, again.count(Why.ALREADY)) == (0, 2)
    assert Enrolment.objects.count() == Person.objects.count() == 2


def test_every_row_is_accounted_for(run, now):
    left, waiting = (
        join(run, "left@example.org", now),
        actions.sign_up(run=run, email="waiting@example.org", now=now),
    )
    actions.leave_run(left, now=now)
    join(run, "here@example.org", now)
    report = take(
        run,
        "email\nLEFT@example.org\nwaiting@example.org\nhere@example.org\nnew@example.org\nNew@Example.org\nnonsense\n",
        now,
    )
    assert report.rows == report.imported + len(report.left_out) == 6
    assert [(row.number, row.why) for row in report.left_out] == [
        (2, Why.LEFT),
        (4, Why.ALREADY),
        (6, Why.TWICE),
        (7, Why.BAD),
    ]
    assert "row 5" in report.left_out[2].text
    left.refresh_from_db(), waiting.refresh_from_db()
    assert (left.state, waiting.state, waiting.source) == ("left", "confirmed", "import")


def test_somebody_known_keeps_his_name(run, now):
    meet(email="bob@example.org", name="Bob", zone="Asia/Tokyo", now=now)
    take(run, "email,name,zone\nbob@example.org,Robert,UTC\n", now)
    bob = Person.objects.get()
    assert (bob.name, bob.zone) == ("Bob", "Asia/Tokyo")


def test_a_trial_changes_nothing_and_says_the_same(run, now):
    text = "email\nbob@example.org\nnonsense\n"
    trial = take(run, text, now, dry_run=True, consent_given_elsewhere=False)
    assert not Person.objects.exists() and not Enrolment.objects.exists()
    real = take(run, text, now)
    assert (trial.rows, trial.imported, trial.left_out) == (real.rows, real.imported, real.left_out)


def test_nobody_is_taken_in_without_a_consent(run, now):
    with pytest.raises(RunError, match="agreed"):
        take(run, "email\nbob@example.org\n", now, consent_given_elsewhere=False)


def test_a_run_that_has_ended_takes_no_list(run, now):
    Run.objects.update(state="cancelled")
    run.refresh_from_db()
    with pytest.raises(SignUpIsClosed):
        take(run, "email\nbob@example.org\n", now)


def test_thousands_cost_statements_by_the_batch(run, now, django_assert_max_num_queries):
    steps = []
    text = "email,name\n" + "".join(f"learner{n}@example.org,Learner {n}\n" for n in range(1200))
    # SQLite takes at most 999 values a statement, so a batch is several inserts there.
    with django_assert_max_num_queries(3 * 32):
        report = take(run, text, now, progress=lambda done, total: steps.append((done, total)))
    assert report.imported == 1200
    assert steps == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_the_original_s_export_comes_in_whole(run, now):
    folder = Path(os.environ.get("MOOC_SHARED_DATA", "../shared/data"))
    path = folder / "signups" / "mechanical-mooc-1000.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here; MOOC_SHARED_DATA names the folder with data that others made")
    entries = json.loads(path.read_bytes())
    report = take(run, path.read_bytes(), now)
    assert (report.imported, report.count(Why.TWICE), report.count(Why.BAD)) == (951, 49, 0)
    first = {entry["email"].lower(): entry["questions"] for entry in reversed(entries)}
    wanting = sum(1 for questions in first.values() if questions["groupRadios"] in (True, "true"))
    assert Enrolment.objects.exclude(company="alone").count() == wanting
    assert Enrolment.objects.filter(answers__expertise="app", answers__style="try").exists()
