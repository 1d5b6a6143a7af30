"""Exit codes that mail systems understand (sysexits.h); who pipes mail to us bounces or comes again by them."""

import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

DATA_ERROR = 65
NO_USER = 67
UNAVAILABLE = 69
TRY_AGAIN = 75
NOT_ALLOWED = 77
_KNOWN = (0, *range(64, 79))

_BY_TEXT = {"5.1.1": NO_USER, "5.1.6": NO_USER, "5.7.1": NOT_ALLOWED}


def code_of(reply_code: int, text: str) -> int:
    """Return the exit code for a refusal in the words of SMTP: a reply code and a text that begins with a status."""
    if reply_code < 500:
        return TRY_AGAIN
    return _BY_TEXT.get(text.split(maxsplit=1)[0], UNAVAILABLE)


def run_as_pipe(run: Callable[[], None]) -> NoReturn:
    """Run a command behind a pipe: whatever goes wrong without a word of its own means "come again", not a bounce.

    A database that does not answer, a setting that is wrong, a misspelt option: the mail waits in the queue of who
    calls us until somebody has mended it.
    """
    try:
        run()
    except SystemExit as stop:
        sys.exit(stop.code if stop.code in _KNOWN or stop.code is None else TRY_AGAIN)
    except Exception:  # noqa: BLE001  (its traceback is told, and the mail is not lost)
        traceback.print_exc()
        sys.exit(TRY_AGAIN)
    sys.exit(0)
