"""django-post-office as a peer: installed once into an environment of its own, so that ours stays as it is."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .databases import database_on

_ROOT = Path(__file__).resolve().parents[1]
_WANTED = _ROOT / "requirements" / "bench.txt"
_PLACE = _ROOT / "var" / "bench" / "post-office"


def post_office_rate(count: int, port: int, server: str) -> float:
    """Queue and send so many messages; return messages a second. `server`: a PostgreSQL server, or "" for SQLite."""
    python = _installed()
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder, database_on(server) as database:
        done = subprocess.run(
            [
                python,
                "-m",
                "bench.post_office_send",
                str(count),
                str(port),
                database or f"{folder}/queue.sqlite3",
            ],
            cwd=_ROOT,
            env=os.environ | {"TMPDIR": folder},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise SystemExit(f"django-post-office could not be measured:\n{done.stderr}")
    report = json.loads(done.stdout)
    if report["sent"] != count:
        raise SystemExit(f"django-post-office sent {report['sent']} of {count} messages:\n{done.stderr}")
    return float(report["messages_per_second"])


def _installed() -> Path:
    python, stamp = _PLACE / "bin" / "python", _PLACE / "installed"
    if stamp.exists() and stamp.stat().st_mtime > _WANTED.stat().st_mtime:
        return python
    print("Installing django-post-office to compare with (once, about half a minute).", file=sys.stderr)
    install = [python, "-m", "pip", "install", "--quiet", "--quiet", "--require-hashes", "-r", _WANTED]
    for command in ([sys.executable, "-m", "venv", "--clear", _PLACE], install):
        if subprocess.run(command).returncode:
            raise SystemExit(
                f"django-post-office could not be installed into {_PLACE}; the benchmark compares with it. It takes "
                f"the packages of requirements/bench.txt from where pip takes them."
            )
    stamp.touch()
    return python
