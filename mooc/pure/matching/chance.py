"""Chance that is a function: one seed and place give one draw, in whatever order and thread they are asked."""

import numpy as np
import numpy.typing as npt

Draws = npt.NDArray[np.uint64]
# One number for each use, so that no two draws are related.
KEY = np.uint64(0x9E3779B97F4A7C15)
PROBE = np.uint64(0xA0761D6478BD642F)
SHUFFLE = np.uint64(0xE7037ED1A0B428DB)
EMPTY = np.uint64(0x8EBC6AF09C88C6E3)
JITTER = np.uint64(0x589965CC75374CC3)
PAIR = np.uint64(0xD1B54A32D192ED03)
SEAT = np.uint64(0x1D8E4E27C47D124F)


def mixed(x: Draws) -> Draws:
    """Return 64 bits for each of `x` that look like chance (splitmix64; Steele, Lea, Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def key_of(*seeds: int) -> np.uint64:
    """Return one key for some numbers of any size."""
    words = np.random.SeedSequence([abs(2 * seed + (seed < 0)) for seed in seeds]).generate_state(
        1, np.uint64
    )
    return np.uint64(words[0])
