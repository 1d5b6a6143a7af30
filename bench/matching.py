"""Forming groups of 24 to 1,000,000 people: how good, how fast, how much memory?

Each measurement is a process of its own. What is loaded and compiled before is not counted, reading learners into
arrays is. Up to 20,000 people the slow judge scores; tests hold the fast one of more people against it.
"""

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from .measure import measure
from .report import Bar, Report

WEEK = date(2026, 12, 7)
_SLOWLY_JUDGED = 20_000
# Kind, people, seconds asked for (0: as usual).
CASES = (
    ("world", 1_000, 0),
    ("world", 1_000, 10),
    ("sparse", 1_000, 0),
    ("sparse", 1_000, 10),
    ("one zone", 1_000, 0),
    ("planted", 600, 0),
    ("planted", 6_000, 0),
    ("planted", 60_000, 0),
    ("chains of friends", 1_000, 0),
    ("apart in cliques", 1_000, 0),
    ("world", 100_000, 0),
    ("world", 1_000_000, 0),
)
FEW = (24, 40, 60)
_SEEDS = range(1, 6)


def run() -> Report:
    """Form groups of all kinds of people, those of a few compared with proven optima."""
    rows = [_measured("form", kind, str(people), str(seconds)) for kind, people, seconds in CASES]
    by = dict(zip(CASES, rows, strict=True))
    few, kept, seat = _measured("few"), _measured("kept"), _measured("seat")
    return Report(
        title="Forming groups",
        rows=tuple(rows),
        bars=(
            Bar("rules broken, in all of these", sum(row["broken"] for row in rows), 0),
            Bar("24 to 60 people: mean part of the proven optimum", few["mean"], 0.985, least=True),
            Bar("24 to 60 people: worst part of the proven optimum", few["worst"], 0.96, least=True),
            Bar("24 to 60 people: processor seconds, the longest", few["processor seconds"], 1),
            *(
                Bar(
                    f"1,000 {kind}: first answer to one of 10 seconds",
                    first["J"] / later["J"],
                    0.95,
                    least=True,
                )
                for kind in ("world", "sparse")
                for first, later in [(by[kind, 1_000, 0], by[kind, 1_000, 10])]
            ),
            Bar("600 planted: J", by["planted", 600, 0]["J"], 0.98, least=True),
            Bar("6,000 planted: J", by["planted", 6_000, 0]["J"], 0.91, least=True),
            Bar("60,000 planted: J", by["planted", 60_000, 0]["J"], 0.92, least=True),
            Bar("100,000 people: part of the bound", by["world", 100_000, 0]["of bound"], 0.93, least=True),
            Bar("100,000 people: processor seconds for each core", by["world", 100_000, 0]["a core"], 5),
            Bar(
                "1,000,000 people: part of the bound", by["world", 1_000_000, 0]["of bound"], 0.96, least=True
            ),
            Bar("1,000,000 people: processor seconds for each core", by["world", 1_000_000, 0]["a core"], 10),
            Bar("1,000,000 people: MiB more than before", by["world", 1_000_000, 0]["MiB more"], 300),
            Bar("5 % joined, 5 % left: pairs kept", kept["kept"], 0.95, least=True),
            Bar("best seat in 170,000 groups: milliseconds", seat["milliseconds"], 50),
        ),
        note="J is the objective of [matching](matching.md). People are made by `bench/populations.py`; `asked` are "
        "the seconds given, 0 where the usual effort was made. Other programs share the machine, so what counts is "
        "processor time; `a core` is that of both threads, halved.",
    )


def _measured(*arguments: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        command = [sys.executable, "-m", "bench.matching", *arguments]
        found: dict[str, float] = json.loads(measure(command, environment={}, folder=Path(folder)).output)
        return found


def _form(kind: str, count: str, asked: str) -> dict[str, object]:
    """Form groups in this process; what happens before is not counted."""
    from mooc.pure.matching import Judge, Rules, form_groups, score_groups

    from .populations import POPULATIONS

    rules, seconds = Rules.defaults("meet", WEEK), float(asked) or None
    _warm_up(rules)
    learners = POPULATIONS[kind](int(count), 1)
    before, began, used = _mib(), time.monotonic(), time.process_time()
    result = form_groups(learners, rules, 1, seconds=seconds, gone=_clock(began, seconds))
    wall, processor, more = time.monotonic() - began, time.process_time() - used, _mib() - before
    report = result.report
    if len(learners) <= _SLOWLY_JUDGED:
        groups = [group.members for group in result.groups]
        _, report = score_groups(Judge(learners, rules), groups, result.unplaced)
    return {
        "people": kind,
        "count": len(learners),
        "asked": float(asked),
        "seconds": wall,
        "processor": processor,
        "a core": processor / 2,
        "J": round(report.objective, 4),
        "bound": round(result.report.bound, 4),
        "of bound": round(report.objective / (result.report.bound or 1), 4),
        "placed": f"{report.placed / max(1, report.wanted):.1%}",
        "p5": round(report.p5, 2),
        "broken": sum(report.violations.values()),
        "MiB more": more,
    }


def _warm_up(rules) -> None:
    """Load and compile what a search needs."""
    from mooc.pure.matching import form_groups

    from .populations import planted

    for count in (60, 3_000):
        form_groups(planted(count, 9), rules, 1, effort=0.02)


def _clock(began: float, seconds: float | None):
    if seconds is None:
        return None
    return lambda: (time.monotonic() - began) / seconds


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _few() -> dict[str, float]:
    """Compare what is found for few people with what is proven to be the best."""
    from mooc.pure.matching import Rules, form_groups

    from .populations import one_zone, world

    rules = Rules.defaults("meet", WEEK)
    _warm_up(rules)
    ratios, longest = [], 0.0
    for learners in (kind(count, seed) for kind in (world, one_zone) for count in FEW for seed in _SEEDS):
        used = time.process_time()
        found = form_groups(learners, rules, 1).report.objective
        longest = max(longest, time.process_time() - used)
        best = form_groups(learners, rules, 1, exact=True, gone=_clock(time.monotonic(), 10)).report
        ratios.append(found / best.objective if best.objective else 1.0)
    return {"mean": sum(ratios) / len(ratios), "worst": min(ratios), "processor seconds": longest}


def _kept() -> dict[str, float]:
    """Form groups again after one in twenty left and as many joined."""
    from dataclasses import replace

    from mooc.pure.matching import Rules, form_groups

    from .populations import world

    rules, learners = Rules.defaults("meet", WEEK), world(1_050, 1)
    first = form_groups([one for one in learners if one.id >= 50], rules, 1)
    group = {member: number for number, found in enumerate(first.groups) for member in found.members}
    stay = [replace(one, group=group.get(one.id)) for one in learners if one.id < 1_000]
    return {"kept": form_groups(stay, rules, 1).report.kept}


def _seat() -> dict[str, float]:
    """Seat one more learner among a million, in 170,000 groups."""
    import numpy as np

    from mooc.pure.matching import Judge, Rules
    from mooc.pure.matching.seats import Newcomer, Seats

    from .populations import one_zone

    rules, learners = Rules.defaults("meet", WEEK), one_zone(6_000, 1)
    judge = Judge(learners, rules)
    some = Seats.of(judge, ("fr",), [learners[at : at + 5 + at % 3] for at in range(0, 6_000, 35)])
    many = np.arange(170_000) % len(some.people)
    seats = Seats(
        rules,
        ("fr",),
        some.free[:, many].copy(),
        some.people[many],
        {name: counts[:, many].copy() for name, counts in some.counts.items()},
        some.shares,
    )
    newcomers = [Newcomer.of(judge, one) for one in learners[-20:]]
    used = time.process_time()
    for newcomer in newcomers:
        seats.best_seat(newcomer)
    return {"milliseconds": 1_000 * (time.process_time() - used) / len(newcomers)}


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    measurements = {"form": _form, "few": _few, "kept": _kept, "seat": _seat}
    print(json.dumps(measurements[what](*arguments)))
