"""The scenes of `crash`: what dies or misbehaves, when, and what is found afterwards."""

import random
import signal
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mooc.delivery.tests.worker import ACCEPTED, CLAIMED, PENDING, Account, Trial, on_trial

from .databases import PrivatePostgres

CONNECTIONS = 10
# Copies offered and not settled, at most, where no notes of the dead worker can be read.
UNSETTLED = 50
LEASE_SECONDS = 3.0
# What a killed worker had written arrives within so long, and counts as having come before its death.
_ON_ITS_WAY_SECONDS = 0.3
# What was refused or in doubt is tried again later: the clock of `mooc work --once --now` is moved on.
_LATER = (10, 40, 120, 300, 600, 1_500)


@dataclass
class Found:
    """What a scene showed. `worst`: copies doubled by one event; `limit`: how many may be, None where not one event."""

    scene: str
    database: str
    copies: int
    limit: int | None
    events: int = 0
    lost: int = 0
    doubled: int = 0
    worst: int = 0
    uncertain: int = 0
    unexplained: int = 0
    broken_accounts: int = 0
    # How many messages had arrived at each event.
    marks: list[int] = field(default_factory=list)

    def as_row(self) -> dict[str, Any]:
        """Return it as a line of the table."""
        return {
            "database": self.database,
            "scene": self.scene,
            "copies": self.copies,
            "times": self.events,
            "lost": self.lost,
            "doubled": self.doubled,
            "most at once": "" if self.limit is None else self.worst,
            "uncertain": self.uncertain,
            "account": "holds" if not self.broken_accounts else f"broken {self.broken_accounts} times",
        }

    def note(self, trial: Trial) -> None:
        """Take the account after something happened."""
        time.sleep(_ON_ITS_WAY_SECONDS)
        self.marks.append(trial.relay.lines())
        self.events += 1
        self._take_account(trial.account())

    def end(self, trial: Trial) -> None:
        """Take the account when nothing waits any more."""
        account, arrivals = trial.account(), trial.relay.arrivals()
        self._take_account(account)
        arrived = Counter(arrivals)
        self.lost = len(trial.lost()) + self.copies - account.states.get(ACCEPTED, 0)
        self.uncertain = account.doubts
        self.unexplained = sum(
            max(times - 1 - account.doubted.get(copy, 0), 0) for copy, times in arrived.items()
        )
        self.doubled = len(arrivals) - len(arrived)
        self.worst = max(self._doubled_by_event(arrivals).values(), default=0)

    def _take_account(self, account: Account) -> None:
        self.broken_accounts += not (account.holds and account.audience == self.copies)

    def _doubled_by_event(self, arrivals: Sequence[int]) -> Counter[int]:
        """Lay each copy that came again to the event that followed when it came first."""
        first: dict[int, int] = {}
        doubled: Counter[int] = Counter()
        for place, copy in enumerate(arrivals):
            if copy in first:
                doubled[bisect_right(self.marks, first[copy])] += 1
            else:
                first[copy] = place
        return doubled


@dataclass(frozen=True)
class Scene:
    """One way in which things go wrong."""

    name: str
    copies: int
    act: Callable[[Trial, Found], None]
    limit: int | None = CONNECTIONS
    faults: dict[str, float] = field(default_factory=dict)
    command: Sequence[str] = ("mooc", "work")
    needs_postgres: bool = False


def scenes(kills: int, server: PrivatePostgres) -> list[Scene]:
    """Return all scenes; `kills` is how often workers are killed in the first, others are shorter in proportion."""
    few = max(kills // 5, 2)
    impatient = ("bench.impatient", "work")
    return [
        Scene("kill -9 of the worker", 400 * kills, _killing(kills)),
        Scene("the mail server is killed and comes back", 300 * few, _killing_relay(max(few // 2, 2))),
        Scene("the mail server refuses 3% for now", 200 * few, _enduring, None, {"refuse": 0.03}),
        Scene("it hangs up on 1% after the last dot", 200 * few, _enduring, None, {"close": 0.01}),
        Scene(
            "it falls silent on 0.5% at the last dot", 200 * few, _enduring, None, {"stall": 0.005}, impatient
        ),
        Scene(
            "the database server crashes and restarts",
            600 * few,
            _restarting(server, max(few // 2, 2)),
            faults={"delay": 0.02},
            needs_postgres=True,
        ),
        Scene(
            "one of two workers is killed, the other takes over",
            500 * few,
            _killing_one_of_two(few),
            UNSETTLED,
            {"delay": 0.2},
            needs_postgres=True,
        ),
        Scene(
            "one of two workers is stopped past its lease, then goes on",
            400 * few,
            _stopping_one_of_two(max(few // 2, 2)),
            UNSETTLED,
            {"delay": 0.2},
            needs_postgres=True,
        ),
    ]


def play(scene: Scene, database: str, server: str) -> Found:
    """Play a scene from planning to the last copy."""
    found, started = Found(scene.name, database, scene.copies, scene.limit), time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder,
        on_trial(folder, server=server, connections=CONNECTIONS, command=tuple(scene.command)) as trial,
    ):
        trial.settings["MOOC_LEASE_SECONDS"] = str(LEASE_SECONDS)
        trial.plan(scene.copies)
        trial.relay.start(**scene.faults)
        scene.act(trial, found)
        trial.stop_all()
        _let_time_pass(trial)
        found.end(trial)
    seconds = time.monotonic() - started
    print(f"{database}: {scene.name}: {found.events} times in {seconds:.0f} s", file=sys.stderr, flush=True)
    return found


def _let_time_pass(trial: Trial) -> None:
    """With a mail server that has come to reason, send what waits for its next attempt."""
    trial.relay.kill()
    trial.relay.start()
    for minutes in _LATER:
        if not trial.account().waiting:
            return
        moment = datetime.now(UTC) + timedelta(minutes=minutes)
        trial.pass_at(moment.isoformat())


def _some(trial: Trial, rest: int) -> int:
    """Return a random number of arrivals to wait for, so that `rest` events use up about all copies."""
    left = trial.account().waiting
    return trial.relay.lines() + random.randint(1, max(2 * left // (rest + 1), 1))  # noqa: S311


def _killing(kills: int) -> Callable[[Trial, Found], None]:
    def act(trial: Trial, found: Found) -> None:
        for kill in range(kills):
            worker = trial.start()
            if random.random() < 0.2:  # noqa: S311  (while it starts, recovers, claims)
                time.sleep(random.uniform(0.5, 2.5))  # noqa: S311
            else:
                trial.wait_for_arrivals(_some(trial, kills - kill), worker)
            worker.kill()
            worker.wait()
            found.note(trial)
        trial.wait_until_settled(trial.start())

    return act


def _killing_relay(kills: int) -> Callable[[Trial, Found], None]:
    def act(trial: Trial, found: Found) -> None:
        worker = trial.start()
        for kill in range(kills):
            trial.wait_for_arrivals(_some(trial, kills - kill), worker)
            trial.relay.kill()
            time.sleep(random.uniform(0.1, 1.0))  # noqa: S311
            trial.relay.start()
            found.note(trial)
        _all_tried(trial, worker)

    return act


def _enduring(trial: Trial, found: Found) -> None:
    _all_tried(trial, trial.start())
    found.note(trial)


def _restarting(server: PrivatePostgres, times: int) -> Callable[[Trial, Found], None]:
    def act(trial: Trial, found: Found) -> None:
        worker = trial.start()
        for time_ in range(times):
            trial.wait_for_arrivals(_some(trial, times - time_), worker)
            server.restart()
            found.note(trial)
        _all_tried(trial, worker)

    return act


def _killing_one_of_two(kills: int) -> Callable[[Trial, Found], None]:
    def act(trial: Trial, found: Found) -> None:
        lasting = trial.start(host="lasting")
        for kill in range(kills):
            worker = trial.start(host=f"killed-{kill}")  # nobody will read its notes
            if not trial.wait_for_claims(worker):
                break
            trial.wait_for_arrivals(trial.relay.lines() + random.randint(1, 100), worker)  # noqa: S311
            worker.kill()
            worker.wait()
            found.note(trial)
            time.sleep(LEASE_SECONDS)
        _all_tried(trial, lasting)

    return act


def _stopping_one_of_two(stops: int) -> Callable[[Trial, Found], None]:
    def act(trial: Trial, found: Found) -> None:
        lasting, stopped = trial.start(host="lasting"), trial.start(host="stopped")
        for _ in range(stops):
            if not trial.wait_for_claims(stopped):
                break
            trial.wait_for_arrivals(trial.relay.lines() + random.randint(1, 100), stopped)  # noqa: S311
            stopped.send_signal(signal.SIGSTOP)
            time.sleep(LEASE_SECONDS + 2)
            stopped.send_signal(signal.SIGCONT)
            found.note(trial)
            time.sleep(1)
        _all_tried(trial, lasting)

    return act


def _all_tried(trial: Trial, worker: Any) -> None:
    """Wait until every copy was tried, and nobody is at one."""
    trial.wait_until_settled(
        worker, by=lambda account: not (account.states.keys() & {PENDING, CLAIMED}), seconds=120
    )
