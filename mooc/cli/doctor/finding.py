"""What a check has to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is. SKIPPED: it could not be looked at, or there is nothing to look at."""

    OK = "ok"
    SKIPPED = "skipped"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what is so, and what to do where something should be done."""

    name: str
    state: State
    says: str
    do: str = ""


def ok(name: str, says: str) -> Finding:
    """All is well."""
    return Finding(name, State.OK, says)


def skipped(name: str, says: str, do: str = "") -> Finding:
    """It was not looked at, for the reason given."""
    return Finding(name, State.SKIPPED, says, do)


def warning(name: str, says: str, do: str) -> Finding:
    """It works, and should be better; or nobody can tell from here."""
    return Finding(name, State.WARNING, says, do)


def problem(name: str, says: str, do: str) -> Finding:
    """It does not work, or harms."""
    return Finding(name, State.PROBLEM, says, do)


def worst(findings: Iterable[Finding]) -> State:
    """Return the worst state, OK where there is nothing to be said."""
    order = list(State)
    return max((one.state for one in findings), key=order.index, default=State.OK)
