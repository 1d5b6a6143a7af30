"""A large pool searched in parts side by side, cut anew by other hours every few rounds."""

import numpy as np

from .board import Board, Ints


def part_of(board: Board, units: Ints) -> Board:
    """Return the board of some units alone, in that order: small enough for the processor's cache."""
    rows = np.append(units, board.empty)
    apart_at, apart = _apart_of(board, units)
    return board._replace(
        words=board.words[rows],
        people=board.people[rows],
        codes=board.codes[rows],
        old=board.old[rows],
        stays=board.stays[rows],
        pinned=board.pinned[rows],
        apart_at=apart_at,
        apart=apart,
    )


def _apart_of(board: Board, units: Ints) -> tuple[Ints, Ints]:
    """Return who is kept apart from whom among these units, by their new rows."""
    counts = np.diff(board.apart_at)[units]
    if not counts.any():
        return np.zeros(len(units) + 2, np.int64), np.zeros(0, np.int64)
    place = dict(zip(units.tolist(), range(len(units)), strict=True))
    at, apart = [0], list[int]()
    for unit in units.tolist():
        others = board.apart[board.apart_at[unit] : board.apart_at[unit + 1]].tolist()
        apart += [place[other] for other in others if other in place]
        at.append(len(apart))
    return np.array([*at, len(apart)]), np.array(apart, np.int64)
