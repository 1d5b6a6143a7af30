"""Forming groups of 1,000 to 20,000 people: how good, how fast, and does the time grow as the people do?

Each measurement is a process of its own, so that its memory is told too; people are made by a seed.
"""

import json
import random
import sys
import tempfile
from datetime import date
from pathlib import Path

from .measure import Measured, measure
from .report import Bar, Report

WEEK = date(2026, 12, 7)
CASES = (
    ("meet", 60),
    ("meet", 1_000),
    ("meet", 10_000),
    ("meet", 20_000),
    ("write", 10_000),
    ("write", 20_000),
)
ZONES = {
    "America/Los_Angeles": 80,
    "America/New_York": 230,
    "America/St_Johns": 10,
    "America/Sao_Paulo": 70,
    "Europe/London": 70,
    "Europe/Berlin": 110,
    "Africa/Johannesburg": 70,
    "Europe/Moscow": 60,
    "Asia/Kolkata": 150,
    "Asia/Kathmandu": 15,
    "Asia/Shanghai": 60,
    "Asia/Tokyo": 25,
    "Pacific/Auckland": 20,
}
LANGUAGES = {"en": 62, "es": 18, "hi": 10, "fr": 7, "pl": 3}


def run() -> Report:
    """Form groups that meet and groups that write, and compare twice the people with once."""
    rows = {case: _measured(*case) for case in CASES}
    ratios = {
        mode: rows[mode, 20_000]["processor seconds"] / rows[mode, 10_000]["processor seconds"]
        for mode in ("meet", "write")
    }
    return Report(
        title="Forming groups",
        rows=tuple(rows.values()),
        bars=(
            Bar(
                "processor seconds for 10,000 people who meet", rows["meet", 10_000]["processor seconds"], 10
            ),
            Bar(
                "processor seconds for 10,000 people who write",
                rows["write", 10_000]["processor seconds"],
                10,
            ),
            Bar("time of 20,000 people who meet to that of 10,000", ratios["meet"], 2.2),
            Bar("time of 20,000 people who write to that of 10,000", ratios["write"], 2.2),
            Bar("MiB for 10,000 people", rows["meet", 10_000]["peak MiB"], 150),
            Bar("1 - J of 1,000 people who meet", 1 - rows["meet", 1_000]["J"], 0.30),
        ),
        note="J is the objective of [matching](matching.md), at most the bound. People of thirteen zones and five "
        "languages, in `bench/matching.py`; one thread.",
    )


def _measured(mode: str, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        command = [sys.executable, "-m", "bench.matching", mode, str(count)]
        measured: Measured = measure(command, environment={}, folder=Path(folder))
    return json.loads(measured.output) | {"peak MiB": measured.peak_mib}


def _form(mode: str, count: int) -> dict[str, object]:
    """Form groups in this process; what happens before is not counted."""
    import time

    from mooc.pure.matching import Rules, form_groups

    learners = _people(count)
    started = time.process_time()
    report = form_groups(learners, Rules.defaults(mode, WEEK), 1).report
    seconds = time.process_time() - started
    return {
        "mode": mode,
        "people": count,
        "processor seconds": seconds,
        "J": round(report.objective, 3),
        "bound": round(report.bound, 3),
        "placed": f"{report.placed / report.wanted:.1%}",
        "groups": report.groups,
        "p5": round(report.p5, 2),
    }


def _people(count: int):
    from mooc.pure.matching import Learner

    rng = random.Random(f"world {count}")  # noqa: S311  (people to try, no secrets)
    places = [*zip(_picks(rng, ZONES, count), _picks(rng, LANGUAGES, count), strict=True)]
    return [
        Learner(
            id=number,
            language=language,
            zone=zone,
            availability=_week(rng),
            traits={
                "expertise": rng.choices(("none", "hello", "app"), (45, 38, 17))[0],
                "style": rng.choices(("try", "think", "discuss"), (42, 36, 22))[0],
                "commitment": rng.choices((0, 1, 2, 3), (25, 30, 30, 15))[0],
            },
            flags=("minority",) if rng.random() < 0.25 else (),
        )
        for number, (zone, language) in enumerate(places)
    ]


def _picks(rng: random.Random, weights: dict[str, int], count: int) -> list[str]:
    return rng.choices([*weights], [*weights.values()], k=count)


def _week(rng: random.Random) -> dict[str, list[str]]:
    """Return some evenings and parts of the weekend; some people are freer than others."""
    generous = rng.betavariate(2, 2)
    week = {}
    for day in ("mon", "tue", "wed", "thu", "fri"):
        if rng.random() < 0.25 + 0.5 * generous:
            begin = rng.randint(18, 20)
            week[day] = [f"{begin}:00-{min(24, begin + rng.randint(2, 4))}:00"]
    for day in ("sat", "sun"):
        parts = ("09:00-12:00", "12:00-15:00", "15:00-18:00", "18:00-22:00")
        if spans := [part for part in parts if rng.random() < 0.15 + 0.4 * generous]:
            week[day] = spans
    return week


if __name__ == "__main__":
    print(json.dumps(_form(sys.argv[1], int(sys.argv[2]))))
