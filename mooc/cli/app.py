"""Puts the commands together and turns our own errors into one line and an exit code.

Exit codes: 0 done, 1 refused (a `MoocError`), 2 asked or set up wrongly, 130 stopped by the keyboard; those of
`mooc mail ingest` are for mail systems (`sysexits`).
"""

import os
import sys

import typer

from mooc import __version__

from .sysexits import run_as_pipe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")

app = typer.Typer(
    name="mooc",
    help="The Mechanical MOOC: courses with thousands of learners and no teacher.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"mooc {__version__}")
        raise typer.Exit


@app.callback()
def _mooc(
    asked_version: bool = typer.Option(  # typer reads it by its declaration
        False, "--version", callback=_say_version, is_eager=True, help="Say the version and stop."
    ),
) -> None:
    """Every command takes `--help`; every report takes `--json`."""


def main() -> None:
    """Run the command line."""
    if sys.argv[1:3] == ["mail", "ingest"]:
        run_as_pipe(_main)
    _main()


def _main() -> None:
    _run_without_django(sys.argv[1:])
    from django.core.exceptions import ImproperlyConfigured

    from mooc.errors import MoocError

    from .bench_stage import prepare_stage
    from .demo_environment import prepare_environment

    prepare_environment(sys.argv[1:])
    try:
        prepare_stage(sys.argv[1:])
        _load_commands()
        _run()
    except KeyboardInterrupt:
        sys.exit(130)
    except ImproperlyConfigured as error:
        _refuse(error, 2)
    except MoocError as error:
        _refuse(error, 1)


def _run_without_django(arguments: list[str]) -> None:
    """Run what reads files only; waking Django for that would take most of the time."""
    if arguments[:2] == ["mail", "inspect"]:
        from . import inspect

        inspect.run_alone(arguments[2:])
    if arguments[:1] == ["match"]:
        from . import match

        match.run_alone(arguments[1:])


def _load_commands() -> None:
    import django

    django.setup()
    from . import commands  # noqa: F401  (needs the apps to be ready)


def _run() -> None:
    from .tables import run_on_tables  # needs the apps to be ready, too

    run_on_tables(app)


def _refuse(error: Exception, code: int) -> None:
    print(f"mooc: {error}", file=sys.stderr)
    sys.exit(code)
