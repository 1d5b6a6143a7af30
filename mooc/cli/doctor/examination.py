"""Runs all checks and gathers what they find; a check that stumbles or hangs is a finding, too."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import Error as DatabaseError

from mooc.errors import MoocError

from .dns import DnsSilent
from .finding import Finding, problem, skipped, warning
from .redaction import redacted
from .surroundings import Surroundings

Check = Callable[[Surroundings], Iterator[Finding]]
# What all threads together are waited for.
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """Checks that are shown together. `is_far`: they ask the network and nothing of the database."""

    title: str
    checks: Sequence[Check]
    is_far: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What the checks of a part found."""

    title: str
    findings: tuple[Finding, ...]


def examine(
    parts: Sequence[Part],
    around: Surroundings,
    *,
    progress: Callable[[str], None] = lambda title: None,
    patience: float = PATIENCE_SECONDS,
) -> list[Section]:
    """Run all checks; those that ask the network begin first and are gathered last."""
    started = time.monotonic()
    far = {check: _begin(check, around) for part in parts if part.is_far for check in part.checks}
    near: dict[Check, list[Finding]] = {}
    for part in parts:
        progress(part.title)
        near |= {check: _run(check, around) for check in part.checks if not part.is_far}
    progress("waiting for answers of the network")
    ended = {
        check: _wait(check, answer, started + patience - time.monotonic()) for check, answer in far.items()
    }
    found = near | ended
    return [
        Section(part.title, tuple(one for check in part.checks for one in found[check])) for part in parts
    ]


def _begin(check: Check, around: Surroundings) -> "queue.SimpleQueue[list[Finding]]":
    """Run a check in a thread that nobody waits for at the end: a name server may keep it for long."""
    answer: queue.SimpleQueue[list[Finding]] = queue.SimpleQueue()
    threading.Thread(target=lambda: answer.put(_run(check, around)), daemon=True).start()
    return answer


def _wait(check: Check, answer: "queue.SimpleQueue[list[Finding]]", seconds: float) -> list[Finding]:
    try:
        return answer.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        return [skipped(_name(check), "no answer in time", "Ask again when the network is quicker.")]


def _run(check: Check, around: Surroundings) -> list[Finding]:
    found: list[Finding] = []
    try:
        for finding in check(around):
            found.append(_harmless(finding))
    except DnsSilent as error:
        found.append(
            _harmless(
                skipped(_name(check), str(error), "Is there a network? MOOC_DNS names another resolver.")
            )
        )
    except MoocError as error:
        found.append(_harmless(problem(_name(check), str(error), "Correct that setting.")))
    except DatabaseError as error:
        says = f"the database refuses the question: {_first_line(error)}"
        found.append(_harmless(skipped(_name(check), says, "See what is found about the database.")))
    except Exception as error:  # noqa: BLE001  (one check that stumbles must not hide the others)
        says = f"this check stumbled over {type(error).__name__}: {_first_line(error)}"
        found.append(_harmless(warning(_name(check), says, "Please report this as a fault of mooc doctor.")))
    return found


def _harmless(finding: Finding) -> Finding:
    """Take out secrets, and what a terminal would obey: servers may say anything."""
    says, do = (_printable(redacted(text)) for text in (finding.says, finding.do))
    return replace(finding, says=says, do=do)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["nothing said"])[0][:200]


def _name(check: Check) -> str:
    return getattr(check, "__name__", "check").replace("_", " ")
