import os
import random

import pytest

from .worker import ACCEPTED, on_trial

COPIES, KILLS, CONNECTIONS = 400, 3, 4


@pytest.fixture
def trial(tmp_path):
    with on_trial(tmp_path, server=os.environ.get("DATABASE_URL", ""), connections=CONNECTIONS) as trial:
        yield trial


@pytest.mark.both
def test_a_killed_worker_loses_nothing_and_doubles_at_most_one_copy_per_connection(trial):
    trial.plan(COPIES)
    trial.relay.start(delay=0.004)
    for kill in range(1, KILLS + 1):
        worker = trial.start()
        arrivals = trial.relay.lines() + random.randint(1, COPIES // (KILLS + 1))
        assert trial.wait_for_arrivals(arrivals, worker)
        worker.kill()
        worker.wait()
        account = trial.account()
        assert (account.audience, account.holds) == (COPIES, True)
        assert account.doubts <= (kill - 1) * CONNECTIONS
    worker = trial.start()
    trial.wait_until_settled(worker)
    trial.end(worker)

    account = trial.account()
    assert account.states == {ACCEPTED: COPIES}
    assert account.doubts <= KILLS * CONNECTIONS
    assert not trial.lost()
    arrived = trial.relay.copies()
    assert len(arrived) == COPIES
    assert {copy for copy, times in arrived.items() if times > account.doubted.get(copy, 0) + 1} == set()
