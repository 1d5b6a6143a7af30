"""Where `mooc bench` works: a throw-away folder and database, made before Django reads its settings.

Nothing of an installation is read or written: its database may be busy, and its learners are to get no such mail.
"""

import atexit
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from mooc.errors import MoocError

from .demo_environment import option

_STAGED: list[str] = []


class NotLoopback(MoocError):
    """A benchmark may write to a server of this machine only."""


class NoStage(MoocError):
    """A benchmark was to run on the data of an installation."""


def prepare_stage(arguments: Sequence[str]) -> None:
    """Point the settings at a throw-away place when a benchmark is asked for. Raises NotLoopback."""
    target = option(arguments, "--to")
    if arguments[:2] != ["bench", "send"] or not target or "--help" in arguments:
        return
    insist_on_loopback(target)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that atexit is heard
    folder = tempfile.mkdtemp(prefix="mooc-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"MOOC_DATA": folder, "EMAIL_URL": target}
    if os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _make_database(os.environ["DATABASE_URL"])
    _STAGED.append(folder)


def insist_on_stage() -> None:
    """Raise NoStage unless the settings were pointed at a throw-away place."""
    if not _STAGED:
        raise NoStage(
            "mooc bench works in a throw-away database only; run it as a command: mooc bench send ..."
        )


def insist_on_loopback(target: str) -> None:
    """Raise NotLoopback where mail would leave this machine."""
    try:
        host = urlsplit(target).hostname or ""
    except ValueError:
        host = ""
    if not _is_loopback(host):
        raise NotLoopback(
            f"--to {host or target!r} is not this machine. A benchmark sends thousands of messages, so it takes a "
            "server on loopback only, such as --to smtp://127.0.0.1:2525 (smtp-sink of Postfix is one)."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _make_database(server: str) -> str:
    """Make a database on the server that DATABASE_URL names, to be dropped at the end; return its address."""
    import psycopg

    name = f"mooc_bench_{secrets.token_hex(6)}"
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as error:
        raise NoStage(
            f"no database can be made on the server of DATABASE_URL: {str(error).strip()}"
        ) from error
    atexit.register(_drop_database, server, name)
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _drop_database(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
