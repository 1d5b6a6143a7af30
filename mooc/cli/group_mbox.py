"""`mooc group mbox`: what the groups of a run wrote, as one file that mail programs open."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mooc.errors import MoocError
from mooc.groups.discussion.mbox import mbox_of_group, mbox_of_run, posts_to_write
from mooc.groups.queries import group_numbered
from mooc.runs.queries import run_of

from .group import RunName, group_app


class CannotWrite(MoocError):
    """The file cannot be written where it was asked for."""


@group_app.command()
def mbox(
    run: RunName,
    group: Annotated[
        int | None, typer.Argument(help="The group's number; all groups, if not told.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where to write; RUN.mbox or GROUP.mbox here, if not told."
        ),
    ] = None,
    files: Annotated[
        bool, typer.Option("--files", help="Put the files that came with posts in, too.")
    ] = False,
) -> None:
    """Write what a run's groups wrote, or one of them, into a file that mail programs open (mboxrd)."""
    found, now = run_of(run), datetime.now(UTC)
    chosen = None if group is None else group_numbered(found, group)
    path = out or Path(f"{found.slug}.mbox" if chosen is None else f"{chosen.local_part}.mbox")
    pieces = (
        mbox_of_run(found, with_files=files, now=now)
        if chosen is None
        else mbox_of_group(chosen, until=None, with_files=files, now=now)
    )
    total = posts_to_write(found, chosen, now=now)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        written = _write(path, bar.track(pieces, total=total, description="Posts"))
    print(f"{written:,} {'post' if written == 1 else 'posts'} in {path}")


def _write(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a new file that only its owner can read, whole or not at all; return how many pieces it has."""
    written = 0
    try:
        with open(path, "xb", opener=_private) as file:
            try:
                for piece in pieces:
                    file.write(piece)
                    written += 1
            except BaseException:
                path.unlink()
                raise
    except FileExistsError:
        raise CannotWrite(f"{path} is there already. Name another with --out, or remove it first.") from None
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from error
    return written


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
