"""`mooc bench send` as a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

CONNECTIONS = 10


def measured_send(count: int, port: int, server: str) -> dict[str, Any]:
    """Return what `mooc bench send --json` tells. `server`: a PostgreSQL server, or "" for SQLite."""
    target = f"smtp://127.0.0.1:{port}?connections={CONNECTIONS}"
    done = subprocess.run(
        [sys.executable, "-m", "mooc", "bench", "send", "--count", str(count), "--to", target, "--json"],
        env=os.environ | {"DATABASE_URL": server},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"mooc bench send ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return dict(json.loads(done.stdout))
