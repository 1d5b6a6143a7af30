"""`mooc group mbox`."""

import mailbox
import stat

import pytest
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups.discussion.posting import write_post
from mooc.inbound.tests.stage import set_stage

from .test_run import mooc


@pytest.fixture
def stage(db):
    now = timezone.now()
    stage = set_stage(now)
    for text in ("One", "Two"):
        write_post(group=stage.group, enrolment=stage.ana, subject="Rope", text=text, now=now)
    return stage


def test_it_writes_a_run_or_one_group_for_its_owner_only(stage, tmp_path):
    for number, arguments in enumerate(((), (12,))):
        path = tmp_path / f"{number}.mbox"
        said = mooc("group", "mbox", stage.run.slug, *arguments, "--out", path).stdout
        assert said == f"2 posts in {path}\n"
        assert [mail.get_payload().strip() for mail in mailbox.mbox(path, create=False)] == ["One", "Two"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_never_takes_the_place_of_another_file(stage, tmp_path):
    path = tmp_path / "there.mbox"
    path.write_text("mine")
    with pytest.raises(MoocError, match="is there already"):
        mooc("group", "mbox", stage.run.slug, "--out", path)
    assert path.read_text() == "mine"
    with pytest.raises(MoocError, match="cannot be written"):
        mooc("group", "mbox", stage.run.slug, "--out", tmp_path / "no" / "folder.mbox")


def test_a_group_that_is_not_there_is_named(stage, tmp_path):
    with pytest.raises(MoocError, match="has no group 99"):
        mooc("group", "mbox", stage.run.slug, 99, "--out", tmp_path / "x.mbox")
    assert not (tmp_path / "x.mbox").exists()


def test_half_a_file_is_none(stage, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        yield b"From x\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mooc.cli.group_mbox.mbox_of_run", broken)
    with pytest.raises(MoocError, match="No space left"):
        mooc("group", "mbox", stage.run.slug, "--out", tmp_path / "x.mbox")
    assert not (tmp_path / "x.mbox").exists()
