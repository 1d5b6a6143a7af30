"""One run of the benchmark in a process of its own: people, a proposal, its confirmation; seconds, memory, locks."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from mooc.delivery.models import Delivery  # noqa: E402
from mooc.groups.actions import confirming, proposing  # noqa: E402
from mooc.groups.models import Group, Membership, Placement, ProposedGroup  # noqa: E402
from mooc.groups.placing import bulk  # noqa: E402
from mooc.journal.models import Fact  # noqa: E402

from ._groups_people import NOW, make_people, make_run  # noqa: E402

# Each is timed as often as it is called; what is called within another one counts for both.
STAGES = {
    "read": (proposing, "crowd_of"),
    "match": (proposing, "form_groups"),
    "store": (proposing, "store"),
    "groups and seats": (confirming, "make_proposed_groups"),
    "line": (confirming, "_put_in_line"),
    "plan mails": (confirming, "_tell"),
}
TABLES = (ProposedGroup, Placement, Group, Membership, Fact, Delivery)


def measured(count: int) -> dict[str, object]:
    """Return seconds of each stage, the longest time that another writer waited, peak MiB, and bare inserts."""
    call_command("migrate", verbosity=0)
    run = make_run()
    make_people(run, count)
    bulk.run("ANALYZE")
    seconds = _timed_stages()
    with _impatient_writer() as waits:
        began = time.perf_counter()
        proposal = proposing.propose_groups(run=run, now=NOW, seed=1)
        proposed = time.perf_counter()
        groups = confirming.confirm_proposal(proposal=proposal, now=NOW).count()
        confirmed = time.perf_counter()
    return {
        "learners": count,
        "database": connection.vendor,
        "groups": groups,
        "J": proposal.report["J"],
        "placed": proposal.report["placed"],
        "seconds": confirmed - began,
        "propose": proposed - began,
        "confirm": confirmed - proposed,
        "stages": {name: round(spent, 3) for name, spent in seconds.items()},
        "longest wait": max(waits, default=0.0),
        "peak MiB": _peak_mib(),
        "rows": sum(model.objects.count() for model in TABLES),
        "bare": _bare_seconds(),
    }


def _timed_stages() -> dict[str, float]:
    seconds = dict.fromkeys(STAGES, 0.0)
    for name, (module, function) in STAGES.items():
        setattr(module, function, _timed(getattr(module, function), name, seconds))
    return seconds


def _timed(verb: Callable[..., object], name: str, seconds: dict[str, float]) -> Callable[..., object]:
    def timed(*given: object, **named: object) -> object:
        began = time.perf_counter()
        try:
            return verb(*given, **named)
        finally:
            seconds[name] += time.perf_counter() - began

    return timed


@contextmanager
def _impatient_writer() -> Iterator[list[float]]:
    """Ask for the write lock of SQLite again and again; gives the seconds that each took."""
    waits: list[float] = []
    if connection.vendor == "postgresql":
        yield waits
        return
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "bench._impatient_writer", name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        yield waits
        waits.append(float(writer.communicate("enough\n")[0]))


def _peak_mib() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 2**10
    return 0.0


def _bare_seconds() -> float:
    """Insert the same rows again, from table to table, into tables of the same shape with the same indexes."""
    began = time.perf_counter()
    for model in TABLES:
        table = model._meta.db_table
        if connection.vendor == "postgresql":
            bulk.run(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        else:
            for (statement,) in bulk.fetch(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC",
                [table],
            ):
                bulk.run(_renamed(statement, table).replace("%", "%%"))
        bulk.run(f"INSERT INTO bare_{table} SELECT * FROM {table}")  # noqa: S608
    return time.perf_counter() - began


def _renamed(statement: str, table: str) -> str:
    """Return the statement of a table or an index for a table of another name."""
    return (
        statement.replace(f'TABLE "{table}"', f'TABLE "bare_{table}"')
        .replace(f'ON "{table}"', f'ON "bare_{table}"')
        .replace('INDEX "', 'INDEX "bare_')
    )
