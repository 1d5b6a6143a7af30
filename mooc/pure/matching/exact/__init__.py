"""The best groups of a small pool, proven: no other choice of groups is worth more.

All groups that the rules allow are walked through (`walk`), never kept: those are listed that could matter at the
prices of a linear relaxation (`relaxed`, solved by HiGHS), which cuts make tighter (`cuts`). Then a search over the
listed groups alone (`dive`) finds the best choice, or shows that none is better. Needs numba and highspy (`fast`).
"""

from importlib.util import find_spec

from ..errors import MatchingError


class NoSolver(MatchingError):
    """Proofs need what is not installed."""


def need_solver() -> None:
    """Raise NoSolver unless a proof can be tried."""
    missing = [name for name in ("highspy", "numba") if find_spec(name) is None]
    if missing:
        raise NoSolver(
            f"To prove that groups are the best I need {' and '.join(missing)}. "
            "Install them with: make setup-fast (or pip install 'mooc[fast]')."
        )
