"""`mooc backup`: one file with all that this installation knows, made while it runs."""

import json
import tarfile
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from mooc.groups.discussion.attachments import FOLDER

from .app import app
from .dumps import BackupError, dump_database

FILE_HELP = (
    "The file to write, compressed if it ends in .gz; one named by the time in MOOC_DATA/backups, if not told"
)


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help=FILE_HELP, show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was kept as JSON.")] = False,
) -> None:
    """Copy the database, the files that came with posts and the secret key into one file, while everything runs.

    To restore: unpack it into an empty folder and name that as MOOC_DATA (docs/operating.md).
    """
    started = time.monotonic()
    path = (file or _usual_place(timezone.now())).absolute()
    has_key = write_backup(path)
    size = path.stat().st_size
    if as_json:
        print(json.dumps({
            "file": str(path),
            "bytes": size,
            "database": connection.vendor,
            "secret_key": has_key,
            "seconds": round(time.monotonic() - started, 3),
        }))  # fmt: skip
        return
    print(f"{path}: {size / 2**20:.1f} MiB, and sound.")
    if has_key:
        print("It holds the secret key: whoever reads it can act as anybody. Keep it as you keep a password.")
    else:
        print("The secret key is not in it, but in MOOC_SECRET_KEY. Keep that too: links in mails need it.")


def _usual_place(now: datetime) -> Path:
    folder: Path = settings.MOOC_DATA / "backups"
    folder.mkdir(exist_ok=True)
    return folder / f"mooc-{now:%Y-%m-%dT%H%M%SZ}.tar"


def write_backup(path: Path) -> bool:
    """Write the archive, readable by its owner only; say whether it holds the secret key.

    It appears under its name when it is complete, and never takes the place of another file.
    """
    _refuse_existing(path)
    try:
        with tempfile.TemporaryDirectory(prefix=".mooc-backup-", dir=path.parent) as folder:
            archive = Path(folder) / path.name
            has_key = _pack(archive, _dump_with_progress(Path(folder)))
            _refuse_existing(path)
            archive.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error}") from error
    return has_key


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise BackupError(f"{path} is there already. Give another name, or remove it first.")


def _dump_with_progress(folder: Path) -> Path:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Copying the database", total=None)
        return dump_database(folder, lambda done, total: bar.update(task, completed=done, total=total))


def _pack(archive: Path, dump: Path) -> bool:
    archive.touch(mode=0o600)
    key: Path = settings.MOOC_DATA / "secret_key"
    has_key = key.exists() and key.read_text(encoding="ascii").strip() == settings.SECRET_KEY
    with tarfile.open(archive, "w:gz" if archive.suffix in {".gz", ".tgz"} else "w") as tar:
        tar.add(dump, dump.name, filter=_private)
        # After the rows that name them: a file is there before its row is.
        if (settings.MOOC_DATA / FOLDER).is_dir():
            tar.add(settings.MOOC_DATA / FOLDER, FOLDER, filter=_private)
        if has_key:
            tar.add(key, key.name, filter=_private)
    return has_key


def _private(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Say nothing of the machine that made it, and let only the owner read what comes out of it."""
    entry.mode = 0o700 if entry.isdir() else 0o600
    entry.uid, entry.gid, entry.uname, entry.gname = 0, 0, "", ""
    return entry
