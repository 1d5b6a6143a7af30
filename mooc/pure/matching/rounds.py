"""Rounds of the search with numpy: all pairs of groups of several repetitions as one array operation.

The plain twin of `kernel`: the same whole numbers, the same draws, the same answer; used where numba is not
installed, or would take longer to load than the search lasts.
"""

import numpy as np
import numpy.typing as npt

from .board import NEVER, SHARE, Board, Ints, Words
from .chance import EMPTY, JITTER, KEY, PAIR, PROBE, SEAT, SHUFFLE, Draws, mixed

# Pairs whose arrays fit the processor's cache together.
_PAIRS = 192


def anneal(
    board: Board, stack: Ints, keys: Draws, first: int, heats: Ints, leaning: Ints, gumbel: Ints
) -> None:
    """Do one round for each of `heats`, numbered from `first`, on each repetition of `stack` in place.

    `stack` is [repetition, group, seat], unit rows, empty seats last. In a round groups that share an hour are paired.
    Of all exchanges of two seats of a pair, an empty one included, one is made: at heat 0 the best, else one drawn
    by weights exp(gain / heat). `leaning` as in `board.leaning`: at heat 0 its second row counts.
    """
    groups = stack.shape[1]
    members = stack.reshape(-1, stack.shape[2])
    for number, heat in enumerate(heats.tolist()):
        now = mixed(keys + KEY * np.array([first + number + 1], np.uint64))
        order = np.stack([order_of(board, part, key) for part, key in zip(stack, now, strict=True)])
        pairs = order[:, : groups // 2 * 2].reshape(len(stack), -1, 2)
        chance = now[:, None] + PAIR * (pairs[:, :, 0].astype(np.uint64) + np.uint64(1))
        pairs = (pairs + np.arange(len(stack))[:, None, None] * groups).reshape(-1, 2)
        is_used = (members[pairs, 0] != board.empty).any(axis=1)
        pairs, chance = pairs[is_used], chance.ravel()[is_used]
        for start in range(0, len(pairs), _PAIRS):
            part = slice(start, start + _PAIRS)
            _exchange(board, members, pairs[part], chance[part], heat, leaning[int(heat == 0)], gumbel)


def order_of(board: Board, members: Ints, key: np.uint64) -> Ints:
    """Return the groups in an order in which neighbours share an hour; empty ones among them."""
    rows = np.arange(len(members))
    numbers = rows.astype(np.uint64) + np.uint64(1)
    probes = _probes(board, key)
    ranks = (mixed(key + EMPTY * numbers) % np.uint64(len(probes) + 1)).astype(np.int64)
    used = members[:, 0] != board.empty
    if len(probes):
        common = np.bitwise_and.reduce(board.words[members[used]], axis=1)
        bits = common[:, probes >> 6] >> (probes & 63).astype(np.uint64)
        is_free = (bits & np.uint64(1)).astype(np.bool_)
        ranks[used] = np.where(is_free.any(axis=1), is_free.argmax(axis=1), len(probes))
    else:
        ranks[used] = 0
    jitter = (mixed(key + JITTER * numbers) >> np.uint64(36)).astype(np.int64)
    order: Ints = np.argsort((ranks << 48) | (jitter << 20) | rows)
    return order


def _probes(board: Board, key: np.uint64) -> Ints:
    first = int(mixed(np.array([key ^ PROBE]))[0]) % board.step
    probes = np.arange(first, board.slots, board.step)
    places = np.arange(len(probes), dtype=np.uint64)
    others = mixed(key + SHUFFLE * places) % (places + np.uint64(1))
    for k in range(len(probes) - 1, 0, -1):
        other = int(others[k])
        probes[k], probes[other] = probes[other], probes[k]
    return probes


def _exchange(
    board: Board, members: Ints, pairs: Ints, chance: Draws, heat: int, lean: Ints, gumbel: Ints
) -> None:
    """Let each of `pairs` make one exchange, or none."""
    first, second = pairs[:, 0], pairs[:, 1]
    a, b = (_with_empty_seat(board, members[rows]) for rows in (first, second))
    values = exchange_values(board, a, b, lean)
    seats = a.shape[1]
    last_a, last_b = ((row != board.empty).sum(axis=1) for row in (a, b))
    as_it_is = last_a * seats + last_b
    cells = np.arange(seats * seats)
    is_seat = (cells // seats <= last_a[:, None]) & (cells % seats <= last_b[:, None])
    values = values.reshape(len(pairs), -1)
    if heat:
        places = (cells // seats * 64 + cells % seats).astype(np.uint64)
        drawn = mixed(chance[:, None] + SEAT * places) >> np.uint64(52)
        values = np.where(values > NEVER, values + heat * gumbel[drawn.astype(np.int64)], NEVER)
    else:
        values[np.arange(len(pairs)), as_it_is] += 1
    values[~is_seat] = NEVER
    chosen = seats * seats - 1 - values[:, ::-1].argmax(axis=1)
    pair = np.flatnonzero((chosen != as_it_is) & (values[np.arange(len(pairs)), chosen] > NEVER))
    i, j = np.divmod(chosen[pair], seats)
    if len(board.apart) or board.pinned.any():
        allowed = [_keep_apart(board, a[p], b[p], *ij) for p, *ij in zip(pair, i, j, strict=True)]
        pair, i, j = pair[allowed], i[allowed], j[allowed]
    a[pair, i], b[pair, j] = b[pair, j], a[pair, i]
    members[first[pair]] = _emptied_last(board, a[pair])
    members[second[pair]] = _emptied_last(board, b[pair])


def _with_empty_seat(board: Board, members: Ints) -> Ints:
    return np.concatenate([members, np.full((len(members), 1), board.empty)], axis=1)


def _emptied_last(board: Board, rows: Ints) -> Ints:
    order = np.argsort(rows == board.empty, axis=1, kind="stable")
    return np.take_along_axis(rows, order, axis=1)[:, :-1]


def exchange_values(board: Board, a: Ints, b: Ints, lean: Ints) -> Ints:
    """Return [pair, i, j]: what both groups are worth after seat i of `a` and seat j of `b` change places.

    `NEVER` where a hard rule breaks that a group alone can break.
    """
    mine, theirs = _values(board, a, b, lean), _values(board, b, a, lean).transpose(0, 2, 1)
    total = mine + theirs + _kept(board, a, b)
    return np.where((mine >= 0) & (theirs >= 0), total, NEVER)


def worths_of(board: Board, members: Ints) -> Ints:
    """Return what each group is worth, 0 where it is too small; they are known to keep all other rules."""
    people = board.people[members].sum(axis=1)
    slots = np.bitwise_count(np.bitwise_and.reduce(board.words[members], axis=1)).sum(axis=1, dtype=np.int64)
    is_sized = people >= board.low
    value = board.sized[people] + board.hours[np.where(is_sized, slots, 0)]
    for codes, start in zip(board.codes.T, board.starts, strict=True):
        value += board.tables[start + codes[members].sum(axis=1)]
    ties = _ties(board, members, members) if board.keep else np.zeros((1, 1, 1), np.int64)
    pairs = (ties.sum(axis=(1, 2)) - np.trace(ties, axis1=1, axis2=2)) // 2
    worth: Ints = np.where(is_sized, people * value * SHARE + pairs * board.keep, 0)
    return worth


def _values(board: Board, a: Ints, b: Ints, lean: Ints) -> Ints:
    """Return [pair, i, j]: what group `a` is worth when seat j of `b` sits on its seat i; below 0: it may not."""
    size = _replaced(board.people, a, b)
    sized, hours = board.sized[size], np.zeros((1, 1, 1), np.int64)
    hours = board.hours[_common_slots(board.words[a], board.words[b])]
    value = sized + hours
    for codes, start in zip(board.codes.T, board.starts, strict=True):
        # Clipped: a group too big counts further than its table, and is refused by its size.
        value += board.tables.take(start + _replaced(codes, a, b), mode="clip")
    worth: Ints = np.where((sized >= 0) & (hours >= 0), value * lean[size], NEVER)
    return worth


def _replaced(amounts: Ints, a: Ints, b: Ints) -> Ints:
    own = amounts[a]
    rest = own.sum(axis=1)[:, None] - own
    total: Ints = rest[:, :, None] + amounts[b][:, None, :]
    return total


def _common_slots(a: Words, b: Words) -> Ints:
    """Return [pair, i, j]: in how many slots all of `a` but i are free, and j of `b`."""
    others = _all_but_one(a)
    count = np.zeros((len(a), a.shape[1], b.shape[1]), np.int64)
    for word in range(a.shape[2]):
        count += np.bitwise_count(others[:, :, None, word] & b[:, None, :, word])
    return count


def _all_but_one(words: Words) -> Words:
    """Return for each seat the slots in which all other seats are free: from the left, then from the right."""
    others = np.empty_like(words)
    left = np.full((len(words), words.shape[2]), ~np.uint64(0))
    right = left.copy()
    seats = words.shape[1]
    for seat in range(seats):
        others[:, seat] = left
        left &= words[:, seat]
    for seat in reversed(range(seats)):
        others[:, seat] &= right
        right &= words[:, seat]
    return others


def _kept(board: Board, a: Ints, b: Ints) -> Ints:
    """Return [pair, i, j]: how much more the exchange keeps together of the groups of now."""
    if not board.keep:
        return np.zeros((1, 1, 1), np.int64)
    ties = _ties(board, a, b)
    own_a, own_b = (_ties(board, row, row) for row in (a, b))
    for own in (own_a, own_b):
        own[:, np.arange(a.shape[1]), np.arange(a.shape[1])] = 0
    lost = own_a.sum(axis=2)[:, :, None] + own_b.sum(axis=2)[:, None, :] + 2 * ties
    gained = ties.sum(axis=1)[:, None, :] + ties.sum(axis=2)[:, :, None]
    kept: Ints = board.keep * (gained - lost)
    return kept


def _ties(board: Board, a: Ints, b: Ints) -> Ints:
    """Return [pair, i, j]: pairs of people of seat i and seat j who are in one group now."""
    old_a, old_b = board.old[a][:, :, None], board.old[b][:, None, :]
    people = board.stays[a][:, :, None] * board.stays[b][:, None, :]
    ties: Ints = np.where((old_a >= 0) & (old_a == old_b), people, 0)
    return ties


def _keep_apart(board: Board, a: Ints, b: Ints, i: int, j: int) -> bool:
    return _may_sit(board, int(b[j]), np.delete(a, i)) and _may_sit(board, int(a[i]), np.delete(b, j))


def _may_sit(board: Board, unit: int, others: Ints) -> bool:
    apart = board.apart[board.apart_at[unit] : board.apart_at[unit + 1]]
    meets_home: npt.NDArray[np.bool_] = board.pinned[unit] & board.pinned[others]
    return not (meets_home.any() or np.isin(others, apart).any())
