"""Commands on a database that has no tables yet, lacks the newest, or does not answer."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from mooc.errors import MoocError


class DatabaseUnfit(MoocError):
    """The database cannot be used as it is; the text says what to do."""


def run_on_tables(run: Callable[[], None]) -> None:
    """Run a command; where there are no tables at all, make them and run it again.

    The first run has changed nothing then, since there was nothing to change. So a new server may begin with any
    command, not only with `mooc serve`. Tables that hold something are brought up to date only by whoever means to.
    """
    try:
        run()
    except (OperationalError, ProgrammingError) as error:
        if _has_tables(error):
            _refuse_if_behind(error)
            raise
    else:
        return
    call_command("migrate", interactive=False, verbosity=0)
    run()


def _has_tables(error: Exception) -> bool:
    connection.close()
    try:
        return bool(connection.introspection.table_names())
    except OperationalError:
        raise DatabaseUnfit(
            f"the database does not answer as DATABASE_URL says: {str(error).strip()}"
        ) from error


def _refuse_if_behind(error: Exception) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseUnfit(
            "the database is older than this version of mooc. Make a backup (`mooc backup`), stop what runs, and start "
            "`mooc serve`, which brings it up to date; for many machines: python manage.py migrate"
        ) from error
