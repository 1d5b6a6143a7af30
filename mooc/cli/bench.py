"""`mooc bench`: what this machine can do, measured in a throw-away database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from mooc.delivery import actions as delivery
from mooc.delivery import queries
from mooc.delivery.models import Delivery

from .app import app
from .bench_letter import MESSAGE_BYTES, furnish, make_recipients
from .bench_planning import Planned, plan_copies
from .bench_stage import insist_on_stage
from .saying import AsJson, say_json

bench_app = typer.Typer(no_args_is_help=True, help="Measure what this machine can do; touches no data.")
app.add_typer(bench_app, name="bench")


@bench_app.callback()
def _bench() -> None:
    """Keep `send` a word of its own, though it is the only one yet."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was measured. Seconds are the wall clock's; planning counts as part of the job."""

    count: int
    database: str
    messages_per_second: float
    planning_seconds: float
    planning_ratio: float
    longest_lock_seconds: float
    sending_seconds: float
    cpu_us_per_message: float
    peak_mib: float
    states: dict[str, int]
    identity_holds: bool
    fault: str

    @property
    def is_well(self) -> bool:
        """Say whether every copy was accepted, and accounted for."""
        return self.identity_holds and self.states[Delivery.State.ACCEPTED.label] == self.count


@bench_app.command()
def send(
    to: Annotated[
        str, typer.Option(metavar="URL", help="A server on loopback, such as smtp://127.0.0.1:2525.")
    ],
    count: Annotated[int, typer.Option(min=1, help="How many messages.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Plan, send and settle personal messages of 10 kB to a server of this machine, and say how fast that was."""
    insist_on_stage()
    with _bar(count) as progress:
        sent = _send(count, progress)
    if as_json:
        say_json(asdict(sent))
    else:
        _say(sent, to)
    raise typer.Exit(not sent.is_well)


def _send(count: int, progress: Callable[[int], None]) -> Sent:
    _make_tables()
    furnish()
    make_recipients(count)
    planned = plan_copies(timezone.now())
    started, cpu_started = time.perf_counter(), time.process_time()
    fault = _carry_out(progress)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    return _report(count, planned, seconds, planned.cpu_seconds + cpu_seconds, fault)


def _make_tables() -> None:
    """Migrate in a process of its own: what that needs is no part of a sender's memory."""
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mooc.settings"}
    subprocess.run(command, check=True, env=environment)  # noqa: S603  (our own words)


def _carry_out(progress: Callable[[int], None]) -> str:
    """Send until nothing is due; return why it ended early, if it did."""
    with delivery.Sending(beside=True) as sender:
        return sender.send(now=timezone.now(), progress=progress).fault


def _report(count: int, planned: Planned, seconds: float, cpu_seconds: float, fault: str) -> Sent:
    account = queries.accounting()
    return Sent(
        count=count,
        database=connection.vendor,
        messages_per_second=round(count / (planned.seconds + seconds), 1),
        planning_seconds=round(planned.seconds, 3),
        planning_ratio=round(planned.ratio, 3),
        longest_lock_seconds=round(planned.longest_lock_seconds, 4),
        sending_seconds=round(seconds, 3),
        cpu_us_per_message=round(cpu_seconds / count * 1e6, 1),
        peak_mib=round(_peak_mib(), 1),
        states=account.as_dict(),
        identity_holds=account.holds and account.audience == count,
        fault=fault,
    )


def _peak_mib() -> float:
    """Return the most memory that this process has held; where Linux tells, without what its parent held."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    except OSError:
        pass
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _say(sent: Sent, to: str) -> None:
    print(f"{sent.count:,} messages of {MESSAGE_BYTES / 1000:.0f} kB to {to}, {sent.database}:")
    print(f"  {sent.messages_per_second:,.0f} messages a second, planned, sent and settled")
    print(f"  {sent.planning_seconds:.2f} s to plan them, {sent.planning_ratio:.2f} of a bare INSERT")
    print(f"  {sent.longest_lock_seconds:.3f} s the longest lock while planning")
    print(f"  {sent.cpu_us_per_message:,.0f} microseconds of the processor a message")
    print(f"  {sent.peak_mib:,.0f} MiB at most")
    print("  " + ", ".join(f"{count:,} {state}" for state, count in sent.states.items() if count))
    if not sent.identity_holds:
        print("  The account does not hold: copies are missing, or there twice.")
    if sent.fault:
        print(f"  It ended early: {sent.fault}")


@contextmanager
def _bar(count: int) -> Iterator[Callable[[int], None]]:
    """Show progress where somebody watches."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("sending", total=count)
        yield lambda done: bar.update(task, completed=done)
