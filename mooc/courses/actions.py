"""Folder in, folder out; the only writer of courses, versions and files."""

import hashlib
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mooc.pure import coursebook

from .errors import BrokenCourse, FolderNotEmpty, UnwritableFolder
from .models import Course, CourseFile, Version
from .queries import newest_version, read_course, version_files

SCAFFOLD = Path(__file__).parent / "templates" / "course"
_MARK = re.compile(r"@(slug|title)@")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def import_course(path: Path | str, *, now: datetime) -> Version:
    """Keep a course folder as its course's newest version.

    The bytes of the newest version again are that version again (its `imported_at` is not `now`); runs move on by
    `runs.actions.adopt_version`. Raises NotAFolder and BrokenCourse; of a broken folder nothing is kept.
    """
    folder, problems = coursebook.check_folder(path)
    if problems:
        raise BrokenCourse(problems)
    return _keep(coursebook.parse(folder.files), folder.files, now)


@transaction.atomic
def _keep(course: coursebook.Course, files: Mapping[str, bytes], now: datetime) -> Version:
    row, _ = Course.objects.get_or_create(
        slug=course.slug, defaults={"title": course.title, "created_at": now}
    )
    row = Course.objects.select_for_update().get(pk=row.pk)
    newest = row.versions.order_by("-number", "-id").first()
    digest = digest_of(files)
    if newest and newest.digest == digest:
        return newest
    number = newest.number + 1 if newest else 1
    version = row.versions.create(number=number, digest=digest, imported_at=now)
    # SQLite gives the number of a row that was rolled back to the next one: forget what was read under it.
    read_course.cache_clear()
    CourseFile.objects.bulk_create(
        CourseFile(version=version, path=path, content=content) for path, content in files.items()
    )
    Course.objects.filter(pk=row.pk).update(title=course.title)
    row.title = course.title
    version.course = row
    return version


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return what tells two folders apart: names and bytes of all files."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        name = path.encode()
        whole.update(b"%d %d " % (len(name), len(content)) + name + content)
    return whole.hexdigest()


def export_course(slug: str, path: Path | str, *, force: bool = False) -> Version:
    """Write the newest version of a course as a folder, whole or not at all, byte for byte as it came in.

    `force` replaces what is there, its hidden files (.git and the like) excepted. Raises NoSuchCourse, FolderNotEmpty
    and UnwritableFolder.
    """
    version = newest_version(slug)
    write_folder(version_files(version.pk), Path(path), force=force)
    return version


def new_course(path: Path | str, *, title: str = "") -> coursebook.Course:
    """Write a small course that passes the check, named after its folder. Raises FolderNotEmpty, UnwritableFolder."""
    target = Path(path)
    name = target.resolve().name
    slug = _NOT_SLUG.sub("-", name.casefold()).strip("-")[:60].strip("-") or "my-course"
    title = " ".join(title.split())[:120] or slug.replace("-", " ").capitalize()
    written = {"slug": slug, "title": title.replace("\\", "\\\\").replace('"', '\\"')}
    files = {
        place.relative_to(SCAFFOLD).as_posix(): _MARK.sub(
            lambda mark: written[mark[1]], place.read_text("utf-8")
        )
        for place in sorted(SCAFFOLD.rglob("*"))
        if place.is_file()
    }
    write_folder({place: text.encode() for place, text in files.items()}, target)
    return coursebook.parse(coursebook.read_folder(target).files)


def write_folder(files: Mapping[str, bytes], target: Path, *, force: bool = False) -> None:
    """Write files beside the target first and move them into place at the end."""
    try:
        _refuse_to_replace(target, force=force)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.resolve().parent) as beside:
            fresh = Path(beside) / "new"
            _write(files, fresh)
            _swap(fresh, target.resolve(), Path(beside) / "old")
    except OSError as error:
        raise UnwritableFolder(target, error.strerror or str(error)) from error


def _refuse_to_replace(target: Path, *, force: bool) -> None:
    if target.exists() and not target.is_dir():
        raise UnwritableFolder(target, "it is a file")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not force:
        raise FolderNotEmpty(target)
    if not (target / "course.toml").is_file():
        raise UnwritableFolder(
            target, "it holds something else than a course, which --force does not replace"
        )


def _write(files: Mapping[str, bytes], fresh: Path) -> None:
    fresh.mkdir()
    for name, content in files.items():
        place = fresh.joinpath(*name.split("/"))
        if fresh.resolve() not in place.resolve().parents:
            raise UnwritableFolder(place, "its path leaves the folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put the fresh folder in place of the target; hidden files such as .git move over, or back when it fails."""
    if target.exists():
        target.rename(old)
    hidden = [path.name for path in old.glob(".*")]
    try:
        for name in hidden:
            (old / name).rename(fresh / name)
        fresh.rename(target)
    except OSError:
        for name in hidden:
            if (fresh / name).exists():
                (fresh / name).rename(old / name)
        if old.exists():
            old.rename(target)
        raise
