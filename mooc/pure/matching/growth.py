"""A first partition of many people who meet: groups grown around a tight signature of hours.

One pass draws an order of the hours of the week and sorts people by the first two that each has in it, so that
those with the same hours lie near each other, as minwise hashing has it (Broder 1997). From there groups are grown,
each seat to the best of the next few, and only those that score high are kept. Passes with other orders follow for
who is left, content with less and less.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial

import numpy as np

from .board import ONE, Board, Ints
from .chance import key_of
from .pace import Gone
from .parts import part_of

# Scores that passes are content with: as many of the first kind as there is time for, then one of each.
_GOOD, _LESS, _LESS_OF_MANY = 0.98, (0.95, 0.95, 0.9, 0.9, 0.8, 0.7, 0.5, 0.0), (0.95, 0.9, 0.7, 0.0)
# Once so much of the time is gone, the passes that take what is left follow at once.
_LATE, _LAST = 0.6, 3
# A pass that seats a smaller share of those left is the last of its kind.
_DRY = 0.01
_WINDOW = 128
# So many find good groups at once.
_MANY = 200_000
# Units that grow groups among themselves, whatever the number of threads.
_PART = 1 << 14


def grown(
    board: Board, left: Ints, desired: float, seeds: Sequence[int], passes: int, gone: Gone, threads: Executor
) -> tuple[Ints, Ints]:
    """Return groups of the units `left` as rows of seats, and those in none. `desired` hours need not be exceeded.

    `passes` are those content with nothing but very good groups; `gone` says which share of the time is over.
    """
    from . import kernel  # needs numba

    found = [np.zeros((0, board.high), np.int64)]
    contents, is_dry = (*[_GOOD] * passes, *(_LESS if len(left) < _MANY else _LESS_OF_MANY)), False
    for number, content in enumerate(contents):
        if (number < passes and is_dry) or (number < len(contents) - _LAST and gone() > _LATE):
            continue
        key, cuts = key_of(*seeds, number), range(_PART, len(left), _PART)
        ranks = threads.map(partial(kernel.hour_ranks, board, key=key), np.split(left, cuts))
        order = left[np.argsort(np.concatenate([*ranks]))]
        grow = partial(_grown_part, board, desired=desired, content=content)
        found += threads.map(grow, np.split(order, cuts))
        is_left = np.zeros(board.empty + 1, np.bool_)
        is_left[left] = True
        is_left[np.concatenate([rows.ravel() for rows in found])] = False
        before, left = len(left), np.flatnonzero(is_left)
        is_dry = before - len(left) < _DRY * before
    return np.concatenate(found), left


def most_groups(board: Board, units: Ints) -> int:
    """Return how many groups there can be at most: friends are one unit of several people, so few may fill many."""
    return int(board.people[units].sum()) // board.low + 1


def _grown_part(board: Board, units: Ints, desired: float, content: float) -> Ints:
    from . import kernel

    groups = np.full((most_groups(board, units), board.high), len(units))
    slots = min(round(desired * board.step), board.slots)
    count = kernel.grow(
        part_of(board, units),
        np.arange(len(units)),
        _WINDOW,
        round(content * ONE),
        slots,
        groups,
    )
    rows: Ints = np.append(units, board.empty)[groups[:count]]
    return rows
