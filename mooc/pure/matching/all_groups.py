"""Every group that a few people could form, where hours are so scarce that they can be listed."""

import numpy as np

from .board import Board, Ints

# Sets of people looked at before this is given up, and groups found.
_SETS, _GROUPS = 12_000, 500


def all_groups(board: Board) -> Ints:
    """Return all groups that keep the hard rules, as rows of seats; none when they are too many to list."""
    free = [int.from_bytes(words.tobytes(), "little") for words in board.words[:-1]]
    people, enough = board.people.tolist(), (board.hours >= 0).tolist()
    fits = [_fitting(board, free, enough, unit) for unit in range(board.empty)]
    found: list[tuple[int, ...]] = []
    waiting: list[tuple[tuple[int, ...], int, int, int]] = [
        ((unit,), people[unit], free[unit], fits[unit]) for unit in range(board.empty)
    ]
    looked = 0
    while waiting:
        looked += 1
        if looked > _SETS or len(found) > _GROUPS:
            return np.zeros((0, board.high), np.int64)
        group, size, common, more = waiting.pop()
        if size >= board.low:
            found.append(group)
        rest = more
        while rest:
            unit = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            shared = common & free[unit]
            if size + people[unit] <= board.high and enough[shared.bit_count()]:
                waiting.append(((*group, unit), size + people[unit], shared, fits[unit] & more))
    rows = [group + (board.empty,) * (board.high - len(group)) for group in found]
    return np.array(rows, np.int64).reshape(-1, board.high)


def _fitting(board: Board, free: list[int], enough: list[bool], unit: int) -> int:
    """Return the units after this one who may be in a group with it, as bits."""
    apart = {*board.apart[board.apart_at[unit] : board.apart_at[unit + 1]].tolist()}
    if board.pinned[unit]:
        apart |= {*np.flatnonzero(board.pinned).tolist()}
    return sum(
        1 << other
        for other in range(unit + 1, board.empty)
        if other not in apart and enough[(free[unit] & free[other]).bit_count()]
    )
