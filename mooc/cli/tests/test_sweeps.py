"""What the worker does once a quarter of an hour."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from mooc.cli import sweeps
from mooc.delivery import actions as delivery

# Ten seconds after a digest of five o'clock may be planned.
NOW = datetime(2026, 11, 23, 17, 1, 10, tzinfo=UTC)
NAMES = {name for name, _ in sweeps.QUARTERLY}


@contextmanager
def quiet_worker(monkeypatch, fails=False):
    """A worker that looks for nothing but what comes with the clock."""

    def look(now):
        if fails:
            raise LookupError("the database is on holiday")
        return 0

    monkeypatch.setattr(sweeps, "LEADING", ())
    monkeypatch.setattr(sweeps, "QUARTERLY", tuple((name, look) for name in NAMES))
    monkeypatch.setattr(sweeps, "_quarters", sweeps._Quarters())
    with delivery.Sending() as sender:
        yield (
            lambda seconds: (
                NAMES & sweeps.one_pass(now=NOW + timedelta(seconds=seconds), sender=sender).keys()
            )
        )


@pytest.mark.django_db
def test_digests_are_looked_for_when_a_quarter_begins(monkeypatch):
    with quiet_worker(monkeypatch) as look:
        assert [bool(look(seconds)) for seconds in (0, 1, 880, 891, 892)] == [True, False, False, True, False]


@pytest.mark.django_db
def test_a_look_that_failed_is_tried_again(monkeypatch):
    with quiet_worker(monkeypatch, fails=True) as look:
        assert look(0) == look(1) == NAMES


@pytest.mark.django_db
def test_one_pass_alone_looks_always():
    assert sweeps.one_pass(now=NOW).keys() >= NAMES
    assert sweeps.one_pass(now=NOW).keys() >= NAMES
    assert not NAMES & sweeps.one_pass(now=NOW, leads=False).keys()
