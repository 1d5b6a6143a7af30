"""Every group that a few people could form, where hours are so scarce that they can be listed."""

import numpy as np

from .board import Board, Ints

# Sets of people looked at before this is given up, and groups found.
_SETS, _GROUPS = 12_000, 500


def all_groups(board: Board) -> Ints:
    """Return all groups that keep the hard rules, as rows of seats; none when they are too many to list."""
    free = [int.from_bytes(words.tobytes(), "little") for words in board.words[:-1]]
    people, enough = board.people.tolist(), (board.hours >= 0).tolist()
    fits = [
        [other for other in range(unit + 1, board.empty) if _fit(board, free, enough, unit, other)]
        for unit in range(board.empty)
    ]
    found: list[tuple[int, ...]] = []
    waiting: list[tuple[tuple[int, ...], int, int, list[int]]] = [
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
        for unit in more:
            shared = common & free[unit]
            if size + people[unit] <= board.high and enough[shared.bit_count()]:
                left = [other for other in fits[unit] if other in more]
                waiting.append(((*group, unit), size + people[unit], shared, left))
    rows = [group + (board.empty,) * (board.high - len(group)) for group in found]
    return np.array(rows, np.int64).reshape(-1, board.high)


def _fit(board: Board, free: list[int], enough: list[bool], one: int, other: int) -> bool:
    apart = board.apart[board.apart_at[one] : board.apart_at[one + 1]]
    is_apart = bool((apart == other).any() or (board.pinned[one] and board.pinned[other]))
    return not is_apart and enough[(free[one] & free[other]).bit_count()]
