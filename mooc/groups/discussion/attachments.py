"""Files that come with posts: bytes in the storage, once whatever posts they came with, and a row each.

The bytes are written before the rows are committed, so a row never names what is not there. What a rolled back
transaction leaves behind, and what belonged to posts that are gone, `forget_unused_files` sweeps away.
"""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from mooc.delivery import links
from mooc.pure.mailkit import AttachedFile, Rich, scrub

from ..errors import FileIsGone
from ..models import Attachment, Post
from .post_words import without_personal_links

FOLDER = "attachments"
# Nobody reads further names than these.
MOST_NAMED = 100
# A file that no row names is left alone so long: its row may not be committed yet.
_GRACE = timedelta(days=1)
_MOST_SWEPT = 100_000
_CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,57}")
_PATH = re.compile(r"^.*[/\\]", re.DOTALL)


def keep_files(posts: Sequence[tuple[Post, Sequence[AttachedFile]]]) -> list[Attachment]:
    """Keep what came with some posts, as far as the caps go; what is too big is named all the same.

    One statement where there are any, none else. Only rows inside the caller's transaction: bytes stay when it fails.
    """
    rows = [row for post, files in posts if files for row in _rows(post, files)]
    return Attachment.objects.bulk_create(rows) if rows else []


def open_attachment(attachment: Attachment) -> "File[bytes]":
    """Return an attachment's bytes, opened for reading. Raises FileIsGone, also where it was too big to keep."""
    if not attachment.digest:
        raise FileIsGone(f"{attachment.name} was too big to keep. Ask whoever sent it for another way.")
    try:
        opened: File[bytes] = default_storage.open(_path(attachment.digest))
    except OSError as error:
        raise FileIsGone(f"{attachment.name} is not in the storage any more.") from error
    return opened


def attachment_url(local_part: str, attachment_id: int) -> str:
    """Return the page from which the members of a group get a file."""
    return links.page("web:group_attachment", local_part, attachment_id)


def file_line(name: str, size: int, url: str) -> Rich:
    """Return how a mail names a file, in text and HTML; without an address it was too big to keep."""
    said = f"{name} ({_said_size(size)})" if size else name
    if not url:
        return Rich(f"- {said}: too big to keep here", f"{escape(said)}: too big to keep here")
    link = f'<a style="color:#0f6460" href="{escape(url)}">{escape(name)}</a>'
    return Rich(f"- {said}:\n  {url}", f"{link}{escape(said[len(name) :])}")


def forget_unused_files(*, now: datetime) -> int:
    """Delete bytes that no attachment names; returns how many files went."""
    unused = _without_rows(_kept_digests(before=now - _GRACE))
    for digest in unused:
        default_storage.delete(_path(digest))
    return len(unused)


def _rows(post: Post, files: Sequence[AttachedFile]) -> list[Attachment]:
    room = settings.MOOC_MAX_ATTACHMENT_BYTES
    seen: set[str] = set()
    rows: list[Attachment] = []
    for one in files:
        digest = sha256(one.content).hexdigest() if one.content else ""
        if (
            digest and digest in seen
        ):  # an invitation stands in many mails twice: once to be shown, once as a file
            continue
        seen.add(digest)
        fits = bool(digest) and len(one.content) <= room and len(rows) < settings.MOOC_MAX_ATTACHMENTS
        if fits:
            room -= len(one.content)
            _write(digest, one.content)
        rows.append(
            Attachment(
                post=post,
                name=shown_name(one.name, one.content_type),
                content_type=_content_type(one.content_type),
                size=one.size,
                digest=digest if fits else "",
            )
        )
    return rows[:MOST_NAMED]


def shown_name(name: str, content_type: str = "") -> str:
    """Return a file's name as it may be shown and saved: no path, no invisible characters, no tokens."""
    plain = "".join(c if c.isprintable() else " " for c in scrub(_PATH.sub("", name)))
    plain = without_personal_links(" ".join(plain[:2_000].split())).lstrip(".")
    if len(plain) > 120:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[:100]}{dot}{ending[:15]}" if stem else plain[:120]
    return plain or f"unnamed ({_content_type(content_type)})"


def _said_size(size: int) -> str:
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _content_type(given: str) -> str:
    plain = given.strip().lower()
    return plain if _CONTENT_TYPE.fullmatch(plain) else "application/octet-stream"


def _path(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}"


def _write(digest: str, content: bytes) -> None:
    """Write bytes that are not there, or not whole, and see them on the disk before a row names them."""
    path = _path(digest)
    if default_storage.exists(path) and default_storage.size(path) == len(content):
        _touch(path)
        return
    default_storage.save(path, ContentFile(content))
    if place := _place(path):
        with place.open("rb") as written:
            os.fsync(written.fileno())


def _touch(path: str) -> None:
    """Show the sweep that this is wanted again, though its row is not committed yet."""
    if place := _place(path):
        os.utime(place)
    elif not Attachment.objects.filter(digest=path.rpartition("/")[2]).exists():
        with default_storage.open(path) as old:
            content = old.read()
        default_storage.delete(path)  # nobody can miss it, and not every storage overwrites
        default_storage.save(path, ContentFile(content))


def _place(path: str) -> Path | None:
    """Return where something is kept on a disk of this machine; None where the storage keeps it elsewhere."""
    storage = storages["default"]
    return Path(storage.path(path)) if isinstance(storage, FileSystemStorage) else None


def _kept_digests(*, before: datetime) -> Iterable[str]:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            if default_storage.get_modified_time(f"{FOLDER}/{folder}/{name}") < before:
                yield name


def _without_rows(digests: Iterable[str]) -> list[str]:
    old = list(islice(digests, _MOST_SWEPT))
    found: list[str] = []
    for start in range(0, len(old), 500):
        part = old[start : start + 500]
        named = set(Attachment.objects.filter(digest__in=part).values_list("digest", flat=True))
        found += [digest for digest in part if digest not in named]
    return found
