"""The search in numba: what `rounds` does with numpy, number for number, some twenty times as fast.

Imported only where groups are formed and numba is installed; compiled once and kept on disk. All functions run
without the interpreter's lock, so pools, parts of a large pool and repetitions run side by side.
"""

# mypy: disable-error-code="misc,untyped-decorator,no-untyped-call,call-arg,no-any-return,assignment"
# One long function each for what runs billions of times: calls that are not inlined would cost as much as the work.
# ruff: noqa: C901

from typing import Any

import numpy as np
from numba import int64, njit, uint64
from numba.extending import intrinsic

from .board import NEVER, ONE, Board, Ints, Words
from .chance import EMPTY, JITTER, KEY, PAIR, PROBE, SEAT, SHUFFLE

_A, _B, _C = np.uint64(30), np.uint64(27), np.uint64(31)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_ALL = ~np.uint64(0)


@intrinsic
def _ones(_context: Any, _word: Any) -> Any:
    """Count the bits of a word: one instruction."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return int64(uint64), build


@njit(cache=True, nogil=True, inline="always")
def _mixed(x: np.uint64) -> np.uint64:
    x = (x ^ (x >> _A)) * _M1
    x = (x ^ (x >> _B)) * _M2
    return x ^ (x >> _C)


@njit(cache=True, nogil=True)
def probes_of(board: Board, key: np.uint64) -> Ints:
    """Return one slot an hour, in an order drawn by the key."""
    first = np.int64(_mixed(key ^ PROBE) % np.uint64(board.step))
    probes = np.arange(first, board.slots, board.step)
    for k in range(len(probes) - 1, 0, -1):
        other = np.int64(_mixed(key + SHUFFLE * np.uint64(k)) % np.uint64(k + 1))
        probes[k], probes[other] = probes[other], probes[k]
    return probes


@njit(cache=True, nogil=True)
def order_of(board: Board, members: Ints, key: np.uint64) -> Ints:
    """Return the groups in an order in which neighbours share an hour; empty ones among them."""
    probes = probes_of(board, key)
    hours, empty, width = len(probes), len(board.people) - 1, board.words.shape[1]
    common = np.empty(width, np.uint64)
    ranks = np.empty(len(members), np.int64)
    for group in range(len(members)):
        rank = hours
        if members[group, 0] == empty:
            rank = np.int64(_mixed(key + EMPTY * np.uint64(group + 1)) % np.uint64(hours + 1))
        else:
            for word in range(width):
                common[word] = _ALL
            for seat in range(members.shape[1]):
                unit = members[group, seat]
                if unit == empty:
                    break
                for word in range(width):
                    common[word] &= board.words[unit, word]
            for k in range(hours):
                slot = probes[k]
                if (common[slot >> 6] >> np.uint64(slot & 63)) & np.uint64(1):
                    rank = k
                    break
        jitter = np.int64(_mixed(key + JITTER * np.uint64(group + 1)) >> np.uint64(36))
        ranks[group] = (rank << 48) | (jitter << 20) | group
    return np.argsort(ranks)


@njit(cache=True, nogil=True)
def _all_but_one(words: Words, row: Ints, count: int, others: Words) -> None:
    """Set for each seat the slots in which all other seats are free; the last seat is empty."""
    for word in range(words.shape[1]):
        left = _ALL
        for seat in range(count):
            others[seat, word] = left
            left &= words[row[seat], word]
        others[count, word] = left
        right = _ALL
        for seat in range(count - 1, -1, -1):
            others[seat, word] &= right
            right &= words[row[seat], word]


@njit(cache=True, nogil=True)
def _all_but_one_sum(amounts: Ints, row: Ints, count: int, others: Ints) -> None:
    total = 0
    for seat in range(count):
        total += amounts[row[seat]]
    for seat in range(count + 1):
        others[seat] = total - amounts[row[seat]]


@njit(cache=True, nogil=True, inline="always")
def _tie(board: Board, one: int, other: int) -> int:
    if board.old[one] < 0 or board.old[one] != board.old[other]:
        return 0
    return board.stays[one] * board.stays[other]


@njit(cache=True, nogil=True)
def _ties(board: Board, own: Ints, many: int, row: Ints, count: int, leave: bool, ties: Ints) -> None:
    """Set for each seat of `own` how many pairs it makes with `row`, himself left out where it is the same."""
    for seat in range(many + 1):
        ties[seat] = 0
        for other in range(count):
            if not (leave and seat == other):
                ties[seat] += _tie(board, own[seat], row[other])


@njit(cache=True, nogil=True)
def _keeps_apart(board: Board, unit: int, row: Ints, count: int, leaving: int) -> bool:
    """May `unit` sit with this row when the seat `leaving` is left?"""
    for seat in range(count):
        if seat == leaving:
            continue
        if board.pinned[unit] and board.pinned[row[seat]]:
            return False
        for k in range(board.apart_at[unit], board.apart_at[unit + 1]):
            if board.apart[k] == row[seat]:
                return False
    return True


@njit(cache=True, nogil=True, inline="always")
def _seated(members: Ints, group: int, row: Ints, count: int, empty: int) -> None:
    """Write a row back, in order, empty seats last."""
    seat = 0
    for k in range(count + 1):
        if row[k] != empty:
            members[group, seat] = row[k]
            seat += 1
    while seat < members.shape[1]:
        members[group, seat] = empty
        seat += 1


@njit(cache=True, nogil=True)
def anneal(
    board: Board, members: Ints, key: np.uint64, first: int, heats: Ints, leaning: Ints, gumbel: Ints
) -> None:
    """Do one round for each of `heats`, numbered from `first`; see `rounds.anneal`."""
    words, people, codes, tables, starts = board.words, board.people, board.codes, board.tables, board.starts
    hours, sized = board.hours, board.sized
    empty, width, many = len(people) - 1, words.shape[1], codes.shape[1]
    seats = members.shape[1] + 1
    a, b = np.empty(seats, np.int64), np.empty(seats, np.int64)
    others_a, others_b = np.empty((seats, width), np.uint64), np.empty((seats, width), np.uint64)
    left_a, left_b = np.empty(seats, np.int64), np.empty(seats, np.int64)
    codes_a, codes_b = np.empty((many, seats), np.int64), np.empty((many, seats), np.int64)
    own_a, own_b = np.zeros(seats, np.int64), np.zeros(seats, np.int64)
    to_a, to_b = np.zeros(seats, np.int64), np.zeros(seats, np.int64)
    for number in range(len(heats)):
        heat = heats[number]
        cold = 1 if heat == 0 else 0
        now = _mixed(key + KEY * np.uint64(first + number + 1))
        order = order_of(board, members, now)
        for pair in range(len(order) // 2):
            group_a, group_b = order[2 * pair], order[2 * pair + 1]
            if members[group_a, 0] == empty and members[group_b, 0] == empty:
                continue
            na, nb = 0, 0
            while na < seats - 1 and members[group_a, na] != empty:
                a[na] = members[group_a, na]
                na += 1
            while nb < seats - 1 and members[group_b, nb] != empty:
                b[nb] = members[group_b, nb]
                nb += 1
            a[na], b[nb] = empty, empty
            _all_but_one(words, a, na, others_a)
            _all_but_one(words, b, nb, others_b)
            _all_but_one_sum(people, a, na, left_a)
            _all_but_one_sum(people, b, nb, left_b)
            for k in range(many):
                _all_but_one_sum(codes[:, k], a, na, codes_a[k])
                _all_but_one_sum(codes[:, k], b, nb, codes_b[k])
            if board.keep:
                _ties(board, a, na, a, na, True, own_a)
                _ties(board, b, nb, b, nb, True, own_b)
                _ties(board, a, na, b, nb, False, to_b)
                _ties(board, b, nb, a, na, False, to_a)
            chance = now + PAIR * np.uint64(group_a + 1)
            best, chosen_i, chosen_j = np.int64(NEVER), na, nb
            for i in range(na, -1, -1):
                for j in range(nb, -1, -1):
                    one, other = a[i], b[j]
                    size_a, size_b = left_a[i] + people[other], left_b[j] + people[one]
                    value_a, value_b = sized[size_a], sized[size_b]
                    if value_a < 0 or value_b < 0:
                        continue
                    slots = 0
                    for word in range(width):
                        slots += _ones(others_a[i, word] & words[other, word])
                    if hours[slots] < 0:
                        continue
                    value_a += hours[slots]
                    slots = 0
                    for word in range(width):
                        slots += _ones(others_b[j, word] & words[one, word])
                    if hours[slots] < 0:
                        continue
                    value_b += hours[slots]
                    for k in range(many):
                        value_a += tables[starts[k] + codes_a[k, i] + codes[other, k]]
                        value_b += tables[starts[k] + codes_b[k, j] + codes[one, k]]
                    value = value_a * leaning[cold, size_a] + value_b * leaning[cold, size_b]
                    if board.keep:
                        lost = own_a[i] + own_b[j] + 2 * _tie(board, one, other)
                        value += board.keep * (to_a[j] + to_b[i] - lost)
                    if cold == 0:
                        drawn = _mixed(chance + SEAT * np.uint64(i * 64 + j)) >> np.uint64(52)
                        value += heat * gumbel[np.int64(drawn)]
                    elif i == na and j == nb:
                        value += 1
                    if value > best:
                        best, chosen_i, chosen_j = value, i, j
            if chosen_i == na and chosen_j == nb:
                continue
            one, other = a[chosen_i], b[chosen_j]
            if not _keeps_apart(board, other, a, na, chosen_i):
                continue
            if not _keeps_apart(board, one, b, nb, chosen_j):
                continue
            a[chosen_i], b[chosen_j] = other, one
            _seated(members, group_a, a, na, empty)
            _seated(members, group_b, b, nb, empty)


@njit(cache=True, nogil=True)
def anneal_each(
    board: Board, stack: Ints, keys: Words, first: int, heats: Ints, leans: Ints, gumbel: Ints
) -> None:
    """Do the same rounds on several repetitions (`stack`: [repetition, group, seat]) one after the other."""
    for row in range(len(stack)):
        anneal(board, stack[row], keys[row], first, heats, leans[row], gumbel)


@njit(cache=True, nogil=True)
def hour_ranks(board: Board, units: Ints, key: np.uint64) -> Ints:
    """Return a number for each unit: close ones share the first two of their hours, in an order drawn by the key."""
    probes = probes_of(board, key)
    ranks = np.empty(len(units), np.int64)
    for row in range(len(units)):
        unit, first, second = units[row], len(probes), len(probes)
        for k in range(len(probes)):
            slot = probes[k]
            if (board.words[unit, slot >> 6] >> np.uint64(slot & 63)) & np.uint64(1):
                if first == len(probes):
                    first = k
                else:
                    second = k
                    break
        jitter = np.int64(_mixed(key + JITTER * np.uint64(unit + 1)) >> np.uint64(36))
        ranks[row] = (first << 45) | (second << 30) | jitter
    return ranks


@njit(cache=True, nogil=True)
def grow(board: Board, order: Ints, window: int, least: int, desired: int, groups: Ints) -> int:
    """Fill `groups` from units in order, each with the best of the next `window`; return how many were filled.

    A group is kept when its score is at least `least` (in ONE); of the others only the first unit is passed over.
    `desired` slots in common are enough.
    """
    words, people, codes, tables, starts = board.words, board.people, board.codes, board.tables, board.starts
    count, width, many, target = len(order), words.shape[1], codes.shape[1], board.target
    is_free = np.ones(count, np.bool_)
    after = np.arange(1, count + 1)
    common, sums = np.empty(width, np.uint64), np.empty(many, np.int64)
    chosen = np.empty(board.high, np.int64)
    full = board.hours[desired] if width else np.int64(0)
    # Hours only get fewer: what is worth less than this can never be a group that is kept.
    fewest = max(np.int64(0), least - (np.int64(ONE) - full))
    head, made = 0, 0
    while head < count:
        chosen[0], seats, size = head, 1, people[order[head]]
        is_free[head] = False
        for word in range(width):
            common[word] = words[order[head], word]
        for k in range(many):
            sums[k] = codes[order[head], k]
        while size < target:
            best, place, looked, at = np.int64(-1), -1, 0, after[head]
            while at < count and looked < window:
                unit = order[at]
                if is_free[at] and size + people[unit] <= target:
                    slots = 0
                    for word in range(width):
                        slots += _ones(common[word] & words[unit, word])
                    if board.hours[slots] >= fewest:
                        value = board.hours[slots] if slots < desired else full
                        for k in range(many):
                            value += tables[starts[k] + sums[k] + codes[unit, k]]
                        if value > best and _may_sit(board, unit, order, chosen, seats):
                            best, place = value, at
                at, looked = after[at], looked + 1
            if place < 0:
                break
            chosen[seats], seats, size = place, seats + 1, size + people[order[place]]
            is_free[place] = False
            for word in range(width):
                common[word] &= words[order[place], word]
            for k in range(many):
                sums[k] += codes[order[place], k]
        value, slots = board.sized[size], 0
        for word in range(width):
            slots += _ones(common[word])
        value += board.hours[slots]
        for k in range(many):
            value += tables[starts[k] + sums[k]]
        if size >= board.low and value >= least:
            for k in range(seats):
                groups[made, k] = order[chosen[k]]
            made += 1
        else:
            for k in range(1, seats):
                is_free[chosen[k]] = True
        head = after[head]
        while head < count and not is_free[head]:
            head = after[head]
        at, looked = head, 0
        while at < count and looked < window:
            follower = after[at]
            while follower < count and not is_free[follower]:
                follower = after[follower]
            after[at], at, looked = follower, follower, looked + 1
    return made


@njit(cache=True, nogil=True, inline="always")
def _may_sit(board: Board, unit: int, order: Ints, chosen: Ints, seats: int) -> bool:
    if not board.pinned[unit] and board.apart_at[unit] == board.apart_at[unit + 1]:
        return True
    for k in range(seats):
        other = order[chosen[k]]
        if board.pinned[unit] and board.pinned[other]:
            return False
        for at in range(board.apart_at[unit], board.apart_at[unit + 1]):
            if board.apart[at] == other:
                return False
    return True
