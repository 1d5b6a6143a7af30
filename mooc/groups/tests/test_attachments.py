"""Files that come with posts."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from mooc.groups.discussion.attachments import (
    FOLDER,
    file_line,
    forget_unused_files,
    open_attachment,
    shown_name,
)
from mooc.groups.discussion.posting import receive_post
from mooc.groups.errors import FileIsGone
from mooc.groups.models import Attachment, Post
from mooc.inbound.tests.stage import set_stage
from mooc.pure.mailkit import AttachedFile, Letter


@pytest.fixture
def stage(db, now, tmp_path, settings):
    storages = settings.STORAGES["default"]
    options = storages["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"default": storages | {"OPTIONS": options}}
    return set_stage(now)


def file(name="plan.txt", content=b"one", kind="text/plain", **fields):
    return AttachedFile(name, kind, content, **{"size": len(content)} | fields)


def post(stage, now, *files):
    letter = Letter(message_id=f"<{Post.objects.count()}@x>", text="Here.", files=files)
    return receive_post(group=stage.group, enrolment=stage.bob, letter=letter, now=now)


def kept(made):
    return list(made.attachments.order_by("id").values_list("name", "size", "content_type"))


def files_on_disk():
    return sorted(
        name
        for folder in default_storage.listdir(FOLDER)[0]
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]
    )


def test_bytes_are_kept_and_opened_again(stage, now):
    made = post(stage, now, file(), file("b.png", b"two", "image/png"))
    assert kept(made) == [("plan.txt", 3, "text/plain"), ("b.png", 3, "image/png")]
    with open_attachment(made.attachments.last()) as opened:
        assert opened.read() == b"two"
    place = default_storage.path(f"{FOLDER}/{made.attachments.last().digest[:2]}")
    assert Path(place).stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once(stage, now):
    one, other = post(stage, now, file()), post(stage, now, file("other name.txt"))
    assert one.attachments.get().digest == other.attachments.get().digest
    assert files_on_disk() == [one.attachments.get().digest]


def test_a_file_that_stands_twice_in_a_mail_is_one(stage, now):
    assert kept(post(stage, now, file(), file())) == [("plan.txt", 3, "text/plain")]


def test_what_is_too_big_is_only_named(stage, now, settings):
    settings.MOOC_MAX_ATTACHMENT_BYTES = 10
    made = post(
        stage, now, file(content=b"12345678"), file("film", b"x" * 11), file("c", b"ab"), file("d", b"z")
    )
    assert [bool(row.digest) for row in made.attachments.order_by("id")] == [True, False, True, False]
    with pytest.raises(FileIsGone, match="too big"):
        open_attachment(made.attachments.get(name="film"))


def test_so_many_are_kept_and_no_more(stage, now, settings):
    settings.MOOC_MAX_ATTACHMENTS = 2
    made = post(stage, now, *(file(f"{n}.txt", b"%d" % n) for n in range(3)))
    assert made.attachments.exclude(digest="").count() == 2
    assert post(stage, now, *(file(str(n), b"%d" % n) for n in range(150))).attachments.count() == 100


def test_a_file_that_is_gone_says_so(stage, now):
    attachment = post(stage, now, file()).attachments.get()
    default_storage.delete(f"{FOLDER}/{attachment.digest[:2]}/{attachment.digest}")
    with pytest.raises(FileIsGone, match=r"plan\.txt"):
        open_attachment(attachment)


def test_half_a_file_is_written_again(stage, now):
    attachment = post(stage, now, file()).attachments.get()
    place = Path(default_storage.path(f"{FOLDER}/{attachment.digest[:2]}/{attachment.digest}"))
    with place.open("wb") as half:
        half.write(b"o")
    post(stage, now, file())
    with open_attachment(attachment) as opened:
        assert opened.read() == b"one"


def test_what_no_post_names_is_swept_a_day_later(stage, now):
    gone, stays = post(stage, now, file()), post(stage, now, file("b", b"two"))
    gone.delete()
    today = timezone.now()
    assert forget_unused_files(now=today) == 0
    assert forget_unused_files(now=today + timedelta(days=2)) == 1
    assert files_on_disk() == [stays.attachments.get().digest]


def test_without_files_there_is_nothing_to_sweep(stage):
    assert forget_unused_files(now=timezone.now()) == 0


def test_a_sweep_spares_what_has_just_come_again(stage, now):
    attachment = post(stage, now, file()).attachments.get()
    path = default_storage.path(f"{FOLDER}/{attachment.digest[:2]}/{attachment.digest}")
    os.utime(path, (0, 0))
    post(stage, now, file())
    Attachment.objects.all().delete()
    assert forget_unused_files(now=timezone.now()) == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\bob\\plan.pdf", "plan.pdf"),
        (".bashrc", "bashrc"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ("a\r\nb\0.txt", "a b.txt"),
        ("", "unnamed (image/png)"),
        ("x" * 300 + ".ipynb", "x" * 100 + ".ipynb"),
        ("größe 1.txt", "größe 1.txt"),
    ],
)
def test_names_are_shown_without_anything_odd(name, shown):
    assert shown_name(name, "image/png") == shown


@pytest.mark.once
def test_a_line_of_a_mail_says_name_size_and_place():
    line = file_line("a <b>.txt", 1_234_567, "https://x.example/1/")
    assert line.text == "- a <b>.txt (1.2 MB):\n  https://x.example/1/"
    assert ">a &lt;b&gt;.txt</a> (1.2 MB)" in line.html


def test_odd_types_are_bytes(stage, now):
    assert kept(post(stage, now, file(kind='text/html"; x=y')))[0][2] == "application/octet-stream"


def test_a_storage_that_keeps_no_files_here_serves_as_well(stage, now, settings):
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": elsewhere}
    first, again = post(stage, now, file()), post(stage, now, file())
    for made in (first, again):
        with open_attachment(made.attachments.get()) as opened:
            assert opened.read() == b"one"
    Attachment.objects.all().delete()
    post(stage, now, file())
    assert forget_unused_files(now=timezone.now() + timedelta(days=30)) == 0
    Attachment.objects.all().delete()
    assert forget_unused_files(now=timezone.now() + timedelta(days=30)) == 1
    assert files_on_disk() == []
