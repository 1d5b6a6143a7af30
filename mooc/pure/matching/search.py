"""The search: pairs of groups that share an hour try every swap and every move between them.

State is a partition of the units into groups that keep every hard rule but one: while searching a group may be too
small, and then counts for less than its people. That slope lets small groups grow or dissolve. Each round pairs
groups by an hour that both have free (an inverted index hour -> groups), values all exchanges of a pair, seats left
empty included, and takes one: drawn by Boltzmann weights while it is warm, the best at the end. Chance is a function of
seed, round and pair, so neither the number of threads nor the engine changes the answer.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import cache
from importlib.util import find_spec

import numpy as np

from . import rounds
from .board import HEAT, Board, Ints, draws, leaning
from .chance import Draws, key_of
from .pace import Pace
from .parts import part_of

Engine = Callable[[Board, Ints, Draws, int, Ints, Sequence[Ints], Ints], None]
# The share of the rounds, at the end, that takes only what is better.
_COLD = 0.1
# So often a search looks at the clock and tells how far it is.
_LOOKS = 100
# Cold rounds at most when time is over.
_LAST = 60
# Groups that are searched among themselves, an even number, until the next cut.
_PART = 512
# Repetitions go to threads in so many bundles.
_JOBS = 4


def improve(
    board: Board,
    stack: Ints,
    keys: Draws,
    *,
    slopes: Sequence[float],
    heat: float,
    pace: Pace,
    engine: Engine,
) -> None:
    """Improve repetitions (`stack`: [repetition, group, seat]) in place, each by its key and slope.

    Nine tenths of the rounds cool down; the last tenth takes only what is better, with groups
    that are too small counting for almost nothing, so that their people find seats elsewhere. Until then such a
    group counts (size / minimum) ** slope times. A search that is late cools down faster, and ends when its time is
    gone.
    """
    leans, gumbel, gone = [leaning(board, slope) for slope in slopes], draws(), pace.started()
    done, total, each = 0, pace.rounds, -(-pace.rounds // _LOOKS)
    last = min(each, _LAST)
    if _is_whole(stack):
        each, last = pace.look, _LAST
    while done < total:
        late = gone()
        if late >= 1:
            # What is warm must cool, or groups too small stay so.
            engine(board, stack, keys, done, np.zeros(last, np.int64), leans, gumbel)
            break
        number = np.maximum(np.arange(done, min(done + each, total)), late * total)
        left = np.maximum(0.0, 1 - number / max(1.0, total * (1 - _COLD)))
        heats = (heat * HEAT * left**2).astype(np.int64)
        engine(board, stack, keys, done, heats, leans, gumbel)
        done += len(heats)
        pace.progress(len(heats))
    pace.progress(total - done)


def plain(
    board: Board, stack: Ints, keys: Draws, first: int, heats: Ints, leans: Sequence[Ints], gumbel: Ints
) -> None:
    """Do rounds with numpy: repetitions of one slope together."""
    for slope in range(len(leans)):
        rows = [row for row, lean in enumerate(leans) if np.array_equal(lean, leans[slope])]
        if rows[0] < slope:
            continue
        part = stack[rows]
        rounds.anneal(board, part, keys[rows], first, heats, leans[slope], gumbel)
        stack[rows] = part


def compiled(threads: Executor) -> Engine:
    """Return an engine that does rounds with numba, repetitions side by side, a large pool in parts."""
    from . import kernel  # numba takes half a second and 70 MiB

    def engine(
        board: Board, stack: Ints, keys: Draws, first: int, heats: Ints, leans: Sequence[Ints], gumbel: Ints
    ) -> None:
        jobs = []
        if _is_whole(stack):
            all_leans = np.stack([*leans])
            for rows in np.array_split(np.arange(len(stack)), min(len(stack), _JOBS)):
                part = slice(rows[0], rows[-1] + 1)
                own = stack[part], keys[part], first, heats, all_leans[part]
                jobs.append(threads.submit(kernel.anneal_each, board, *own, gumbel))
        for members, key, lean in () if _is_whole(stack) else zip(stack, keys, leans, strict=True):
            cut = key_of(int(key), first)
            order = kernel.order_of(board, members, cut)
            for start in range(0, len(order), _PART):
                rows = order[start : start + _PART]
                jobs.append(threads.submit(_part, board, members, rows, cut, heats, lean, gumbel))
        for job in jobs:
            job.result()

    def _part(
        board: Board, members: Ints, rows: Ints, cut: np.uint64, heats: Ints, lean: Ints, gumbel: Ints
    ) -> None:
        """Do rounds among some groups only."""
        own = members[rows]
        is_seat = own != board.empty
        units = own[is_seat]
        own[is_seat], own[~is_seat] = np.arange(len(units)), len(units)
        kernel.anneal(part_of(board, units), own, key_of(int(cut), int(rows[0])), 0, heats, lean, gumbel)
        members[rows] = np.append(units, board.empty)[own]

    return engine


def _is_whole(stack: Ints) -> bool:
    """Are there so few groups that they are searched together, and not in parts?"""
    return len(stack[0]) <= 2 * _PART


@cache
def has_numba() -> bool:
    """Can the compiled search be used here?"""
    return find_spec("numba") is not None
