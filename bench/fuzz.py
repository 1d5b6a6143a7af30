"""Wild mails: does each end in one visible state, whatever it is, and what do the worst of them cost?

Made by structure (Hypothesis), and letters of our own tests and of Python's spoilt; to all kinds of our addresses. Each
is brought in and routed alone, so that each has its own time.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from .measure import measure
from .report import Bar, Report

COUNT = 10_000
MOST_SECONDS = 5


def run() -> Report:
    """Bring them in, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        environment = {
            "MOOC_DATA": f"{folder}/data",
            "DATABASE_URL": "",
            "EMAIL_URL": "",
            "MOOC_LOG_LEVEL": "CRITICAL",
        }
        command = [sys.executable, "-m", "bench.fuzz", str(COUNT)]
        found = json.loads(measure(command, environment=environment, folder=Path(folder)).output)
    read, whole = found["read"], found["ingest and route"]
    return Report(
        title="Wild mails",
        rows=tuple(
            {"what": what, "mails": len(times)}
            | {f"{name} s": _at(times, part) for name, part in PARTS.items()}
            for what, times in (("read", read), ("ingest and route", whole))
        ),
        bars=(
            Bar("mails", len(read), COUNT, least=True),
            Bar("exceptions that left the door or the worker", found["raised"], 0),
            Bar("mails lost, in no state, or that our own code stumbled over", found["astray"], 0),
            Bar("seconds to read, 99 of 100", _at(read, 0.99), 0.25),
            Bar("seconds to read, the longest", max(read), MOST_SECONDS),
            Bar("seconds to ingest and route, 99 of 100", _at(whole, 0.99), 0.25),
            Bar("seconds to ingest and route, the longest", max(whole), 2 * MOST_SECONDS),
        ),
        note=f"`bench/fuzz.py`: {found['states']}. Read: in the process apart, as a letter and as a bounce."
        " Ingest and route: one mail at a time, on SQLite, which is the dearest way."
        + (
            ""
            if found["has_python"]
            else " This Python comes without its package `test`: its mails were left out."
        ),
    )


PARTS = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


def _at(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def _measured(count: int) -> dict[str, object]:
    """Bring so many mails in, in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")
    import django

    django.setup()
    from collections import Counter
    from datetime import UTC, datetime, timedelta

    from django.core.management import call_command

    from mooc.inbound import actions
    from mooc.inbound.models import InboundMail
    from mooc.inbound.reader.asking import read_apart
    from mooc.inbound.tests.fuzzing import astray, bring_in, wild_mails
    from mooc.inbound.tests.spoilt import letters_of_python
    from mooc.inbound.tests.stage import set_stage

    call_command("migrate", verbosity=0)
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    mails = wild_mails(count, set_stage(now), chance=20261123)
    read, whole, raised = [], [], 0
    for mail in mails:
        began = time.perf_counter()
        read_apart([(mail.raw, True)])
        read.append(time.perf_counter() - began)
        now += timedelta(minutes=5)
        began = time.perf_counter()
        try:
            bring_in([mail], now=now)
            actions.route_kept(now=now)
        except Exception as error:  # noqa: BLE001  (counted: that is what is measured)
            raised += 1
            print(f"{error!r} from {mail.raw[:300]!r}", file=sys.stderr)
        whole.append(time.perf_counter() - began)
    wrong = astray(mails)
    print("\n".join(wrong[:20]), file=sys.stderr)
    states = Counter(InboundMail.objects.values_list("state", flat=True))
    return {
        "read": read,
        "ingest and route": whole,
        "raised": raised,
        "astray": len(wrong),
        "states": ", ".join(f"{number:,} {state}" for state, number in sorted(states.items())),
        "has_python": bool(letters_of_python()),
    }


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
