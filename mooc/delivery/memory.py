"""Keep the memory of one batch for the next.

A batch of messages is some megabytes that are freed at once. The C library gives much of that back to the system and
asks for it again, page by page: measured 0.7 page faults a copy, of nearly three microseconds each.
"""

import ctypes
import sys
from functools import cache

# From malloc.h of the GNU C library.
_TRIM_THRESHOLD = -1
_KEPT_BYTES = 32 * 2**20


@cache
def keep_freed_memory() -> bool:
    """Ask the C library, once, to keep up to 32 MiB of what is freed; False where it knows nothing of this."""
    if sys.platform != "linux":
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, _KEPT_BYTES))
    except (AttributeError, OSError):  # another C library, such as musl
        return False
