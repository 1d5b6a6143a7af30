"""Parts of the score for many groups at once, from how many members have each level; `reference` says it slowly."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .rules import Hours, Kind, Size

Counts = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
_TINY = 1e-9


def part_scores(kind: Kind, counts: Counts, shares: Sequence[float], levels: int) -> Scores:
    """Return a score for each column of `counts` [level, group]; `levels`: how many there are, unused ones too."""
    if not len(counts):
        return np.ones(counts.shape[1])
    if kind == "never_alone":
        return np.where((counts == 1).any(axis=0), 0.0, 1.0)
    if kind == "alike":
        return _alike(counts)
    if kind == "spread":
        most = np.minimum(counts.sum(axis=0), levels)
        return np.where(most > 0, (counts > 0).sum(axis=0) / np.maximum(most, 1), 1.0)
    return _mix(counts, np.array(shares))


def hours_scores(hours: Hours, quarters: Counts) -> Scores:
    """Return the availability of groups with so many quarter hours in common."""
    return np.minimum(1.0, quarters / 4 / hours.desired)


def size_scores(size: Size, people: Counts) -> Scores:
    """Return how near groups of so many are to the size aimed at."""
    return np.maximum(0.0, 1 - abs(people - size.target) / size.target)


def _mix(counts: Counts, shares: Scores) -> Scores:
    size = counts.sum(axis=0)
    fair = shares[:, None] * size
    over = np.maximum(0, counts - np.ceil(fair - _TINY)).sum(axis=0)
    under = np.maximum(0, np.floor(fair + _TINY) - counts).sum(axis=0)
    mixed: Scores = 1 - np.maximum(over, under) / np.maximum(size, 1)
    return mixed


def _alike(counts: Counts) -> Scores:
    present = counts > 0
    highest = len(counts) - 1 - present[::-1].argmax(axis=0)
    span = np.where(present.any(axis=0), highest - present.argmax(axis=0), 0)
    alike: Scores = 1 - span / max(1, len(counts) - 1)
    return alike
