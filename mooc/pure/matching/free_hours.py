"""Free slots of a week as bits of words: halved to coarser slots and back, a million rows at a time."""

import numpy as np
import numpy.typing as npt

from mooc.pure.timetable import QUARTERS

Words = npt.NDArray[np.uint64]
# Words of a week of quarter hours, of half hours, of hours.
WORDS = -(-QUARTERS // 64)
HALVES = -(-QUARTERS // 128)
HOURS = -(-QUARTERS // 256)
_EVEN = 0x5555_5555_5555_5555
# Steps in which every second bit of a word moves together: shift, and the bits that stay.
_STEPS = (
    (1, 0x3333_3333_3333_3333),
    (2, 0x0F0F_0F0F_0F0F_0F0F),
    (4, 0x00FF_00FF_00FF_00FF),
    (8, 0x0000_FFFF_0000_FFFF),
    (16, 0x0000_0000_FFFF_FFFF),
)


def halved(words: Words) -> tuple[Words, npt.NDArray[np.bool_]]:
    """Return [row, word] of slots twice as long that are wholly free, and which rows lose something by it."""
    both = words & (words >> np.uint64(1)) & np.uint64(_EVEN)
    is_losing = (words != (both | both << np.uint64(1))).any(axis=1)
    for shift, mask in _STEPS:
        both = (both | both >> np.uint64(shift)) & np.uint64(mask)
    if both.shape[1] % 2:
        both = np.concatenate([both, np.zeros((len(both), 1), np.uint64)], axis=1)
    return both[:, ::2] | both[:, 1::2] << np.uint64(32), is_losing


def doubled(words: Words, width: int) -> Words:
    """Return [row, word] of slots half as long, `width` words."""
    parts = np.empty((len(words), 2 * words.shape[1]), np.uint64)
    parts[:, ::2], parts[:, 1::2] = words & np.uint64(0xFFFF_FFFF), words >> np.uint64(32)
    for (shift, _), mask in zip(
        reversed(_STEPS), (*(mask for _, mask in reversed(_STEPS[:-1])), _EVEN), strict=True
    ):
        parts = (parts | parts << np.uint64(shift)) & np.uint64(mask)
    both: Words = (parts | parts << np.uint64(1))[:, :width]
    return both
