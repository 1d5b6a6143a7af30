"""A folder on disk as safe bytes: nothing outside it, nothing that is no plain file, nothing too large."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import CoursebookError
from .model import Problem
from .sources import clip

MAX_TEXT_BYTES = 64 * 1024
MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_FOLDER_BYTES = 20 * 1024 * 1024
MAX_FILES = 500
MAX_DEPTH = 6
MAX_PATH = 200


class NotAFolder(CoursebookError):
    """There is no course to read at this path."""


@dataclass(frozen=True)
class Folder:
    """What a folder holds: `files` by path with "/", `refused` what was not taken, `left_out` hidden on purpose."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    refused: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def read_folder(path: Path | str) -> Folder:
    """Read all files of a folder; hidden ones are left out. Raises NotAFolder."""
    root = Path(path)
    if not root.exists():
        raise NotAFolder(f"{root} does not exist; name a course folder, or make one: mooc course new {root}")
    if not root.is_dir():
        raise NotAFolder(f"{root} is a file; name the folder of the course that it is in")
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.refused: set[str] = set()
        self.left_out: list[str] = []
        self.total = 0

    def read(self) -> Folder:
        for path, entry in self._walk(self.root, "", 1):
            self._take(path, entry)
            if len(self.files) + len(self.refused) > MAX_FILES:
                self._refuse(
                    path, f"there are more than {MAX_FILES} files; a course links to content, it holds none"
                )
                break
            if self.total > MAX_FOLDER_BYTES:
                self._refuse(
                    path, f"the folder is larger than {MAX_FOLDER_BYTES // 1024**2} MiB; link to large files"
                )
                break
        return Folder(
            files=dict(sorted(self.files.items())),
            problems=tuple(sorted(self.problems)),
            refused=frozenset(self.refused),
            left_out=tuple(self.left_out),
        )

    def _refuse(self, path: str, text: str, line: int = 1) -> None:
        self.refused.add(path)
        self.problems.append(Problem(path.encode("utf-8", "backslashreplace").decode(), line, text))

    def _walk(self, folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, os.DirEntry[str]]]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._refuse(
                prefix or ".", f"the folder cannot be read: {error.strerror}; change its permissions"
            )
            return
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.name.startswith("."):
                self.left_out.append(path)
            elif not entry.is_symlink() and entry.is_dir(follow_symlinks=False):
                if depth >= MAX_DEPTH:
                    self._refuse(path, f"it is nested deeper than {MAX_DEPTH} folders; move it up")
                else:
                    yield from self._walk(Path(entry.path), f"{path}/", depth + 1)
            else:
                yield path, entry

    def _take(self, path: str, entry: os.DirEntry[str]) -> None:
        if problem := _name_problem(path):
            return self._refuse(path, problem)
        if entry.is_symlink():
            leads_to = clip(os.fsencode(Path(entry.path).readlink()).decode("utf-8", "backslashreplace"))
            return self._refuse(
                path, f"it is a symbolic link to {leads_to}; put a copy of the file in its place"
            )
        most = MAX_TEXT_BYTES if path.endswith((".md", ".toml")) else MAX_FILE_BYTES
        try:
            content = _read_file(entry.path, most)
        except OSError as error:
            return self._refuse(path, f"it cannot be read: {error.strerror}; change its permissions")
        if content is None:
            return self._refuse(path, "it is no plain file; remove it")
        if len(content) > most:
            size = f"{entry.stat(follow_symlinks=False).st_size:,} bytes"
            return self._refuse(path, f"it has {size}, more than {most:,}; shorten it or link to it")
        self.total += len(content)
        self.files[path] = content
        return None


def _read_file(path: str, most: int) -> bytes | None:
    """Read a plain file without following a link that took its place meanwhile; one byte more than `most` at most."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        return file.read(most + 1)


def _name_problem(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    if len(path) > MAX_PATH:
        return f"its path has {len(path)} characters; shorten it to {MAX_PATH}"
    if "\\" in path or any(ord(letter) < 32 for letter in path):
        return "its name has a backslash or a control character; rename it"
    return ""
