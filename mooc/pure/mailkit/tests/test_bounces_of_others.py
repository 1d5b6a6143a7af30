"""Real bounces of about sixty mail systems, published by others and not part of this project.

They are read from MOOC_SHARED_DATA. `python -m mooc.pure.mailkit.tests.test_bounces_of_others` prints the figures and
what was read wrongly.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mooc.pure.mailkit.bounces import read_bounce

ROOT = Path(__file__).resolve().parents[4]
BOUNCES = Path(os.environ.get("MOOC_SHARED_DATA", ROOT.parent / "shared" / "data")) / "bounces"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not (BOUNCES / "expected.jsonl").exists(),
        reason=f"the published bounces are not at {BOUNCES}; MOOC_SHARED_DATA says where they are",
    ),
]


@dataclass
class Figures:
    """How often the reader was right."""

    files: int = 0
    right_count: int = 0
    dead_and_said: int = 0
    alive_and_said: int = 0
    dead_and_missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self):
        return self.dead_and_said / max(1, self.dead_and_said + self.alive_and_said)

    @property
    def recall(self):
        return self.dead_and_said / max(1, self.dead_and_said + self.dead_and_missed)


def measure():
    figures = Figures()
    for line in (BOUNCES / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        add(figures, json.loads(line))
    return figures


def add(figures, case):
    expected = [one["hard"] for one in case["recipients"]]
    found = [one.hard for one in read_bounce((BOUNCES / case["file"]).read_bytes()).recipients]
    figures.files += 1
    figures.right_count += len(expected) == len(found)
    width = max(len(expected), len(found))
    pairs = zip(
        expected + [False] * (width - len(expected)), found + [False] * (width - len(found)), strict=True
    )
    for is_dead, is_said in pairs:
        figures.dead_and_said += is_dead and is_said
        figures.alive_and_said += is_said and not is_dead
        figures.dead_and_missed += is_dead and not is_said
    if expected != found:
        figures.wrong.append(f"{case['file']}: {expected} read as {found}")


def test_what_it_calls_dead_is_dead_and_little_is_missed():
    figures = measure()
    assert figures.precision >= 0.99, figures.wrong
    assert figures.recall >= 0.92, figures.wrong
    assert figures.right_count >= 0.99 * figures.files, figures.wrong


def test_what_only_looks_like_a_bounce_is_none():
    for path in (BOUNCES / "not-bounces").glob("*.eml"):
        assert not read_bounce(path.read_bytes()).recipients, path.name


if __name__ == "__main__":
    done = measure()
    print(*done.wrong, sep="\n")
    print(f"{done.files} files, {done.right_count} with the right number of recipients")
    print(f"dead addresses: precision {done.precision:.3f}, recall {done.recall:.3f}")
