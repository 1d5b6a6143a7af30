"""Seconds and memory of a command, and the machine on which they were measured."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One command that ran to its end."""

    output: str
    seconds: float
    processor_seconds: float
    peak_mib: float


def measure(arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Measured:
    """Run a command and its children to the end; `peak_mib` is that of the largest of these processes."""
    output = folder / "output"
    with output.open("w") as file:
        started = time.monotonic()
        process = subprocess.Popen(arguments, stdout=file, env=os.environ | environment)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Measured(output.read_text(), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def describe_machine() -> str:
    """Say in one line what ran the measurement."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"
