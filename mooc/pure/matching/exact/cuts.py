"""Cuts that no choice of whole groups breaks, but a mixture of halves does.

Take a set of s units and divide it into parts of p: all groups together hold at most floor(s / p) whole parts of it.
For p = 2, s = 3 these are the subset rows of Jepsen et al. (2008).
"""

# mypy: disable-error-code="misc,untyped-decorator,no-untyped-call,no-any-return"

import numpy as np
from numba import njit

from .arrays import Bits, Floats, Ints, packed, unpacked

_PARTS = (2, 3, 4, 5, 6)
_TRIES, _MOST = 200, 40
_LEAST_EXCESS = 0.02
_MOST_WHOLE = 5
_TINY = 1e-9


def violated(masks: Bits, shares: Floats, units: int, seed: int) -> tuple[Bits, Ints]:
    """Return sets and parts of the cuts that these shares of groups break most, at most 40."""
    members = unpacked(masks, units).astype(np.int64)
    sets, parts, excess = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for part in (part for part in _PARTS if 2 * part - 1 <= units and len(masks)):
        found = np.zeros((_TRIES, units), np.bool_)
        much = np.zeros(_TRIES)
        _climb(members, shares, part, seed, found, much)
        words, first = np.unique(packed(found), return_index=True)
        sets.append(words)
        parts.append(np.full(len(words), part))
        excess.append(much[first])
    much_of_all = np.concatenate(excess)
    order = np.argsort(-much_of_all, kind="stable")[:_MOST]
    order = order[much_of_all[order] > _LEAST_EXCESS]
    return np.concatenate(sets)[order], np.concatenate(parts)[order]


@njit(cache=True, nogil=True)
def _climb(members: Ints, shares: Floats, part: int, seed: int, found: np.ndarray, excess: Floats) -> None:
    """Fill `found` with sets that no exchange of one unit makes better, and by how much each is broken."""
    np.random.seed(seed)
    units = members.shape[1]
    for row in range(len(found)):
        whole = 1 + np.random.randint(0, min(_MOST_WHOLE, units // part))
        size = min(whole * part + part - 1, (units - part + 1) // part * part + part - 1)
        inside = found[row]
        _begin(members, size, inside)
        count = (members * inside).sum(axis=1)
        excess[row] = _improved(members, shares, part, inside, count) - size // part


@njit(cache=True, nogil=True)
def _begin(members: Ints, size: int, inside: np.ndarray) -> None:
    """Choose so many units by chance, most of them from a few groups."""
    have = 0
    while have < size:
        whole_group = np.random.random() < 0.7
        group, unit = np.random.randint(0, members.shape[0]), np.random.randint(0, members.shape[1])
        for other in range(members.shape[1]):
            wanted = members[group, other] > 0 if whole_group else other == unit
            if wanted and not inside[other] and have < size:
                inside[other] = True
                have += 1


@njit(cache=True, nogil=True)
def _improved(members: Ints, shares: Floats, part: int, inside: np.ndarray, count: Ints) -> float:
    """Exchange units as long as that makes the cut more broken; return how many parts the groups hold."""
    units, groups = members.shape[1], members.shape[0]
    best = (shares * (count // part)).sum()
    while True:
        out, into = -1, -1
        for one in range(units):
            for other in range(units):
                if inside[one] and not inside[other]:
                    value = 0.0
                    for group in range(groups):
                        value += shares[group] * (
                            (count[group] - members[group, one] + members[group, other]) // part
                        )
                    if value > best + _TINY:
                        best, out, into = value, one, other
        if out < 0:
            return best
        inside[out], inside[into] = False, True
        count += members[:, into] - members[:, out]
