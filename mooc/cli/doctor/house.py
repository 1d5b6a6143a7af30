"""The house: its folder, its disk, its secrets, and the address under which people find it."""

import os
import shutil
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .finding import Finding, ok, problem, skipped, warning
from .surroundings import Surroundings, is_local

FEW_BYTES, TOO_FEW_BYTES = 1 << 30, 200 << 20
FEW_FILES = 10_000
SHORT_SECRET = 32
_PRIVATE = ("secret_key", "mooc.sqlite3")


def disk(around: Surroundings) -> Iterator[Finding]:
    """Say whether MOOC_DATA can be written to, for how long still, and by whom it can be read."""
    folder: Path = settings.MOOC_DATA
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield problem(
            "disk", f"{folder} cannot be written to: {error.strerror}", "Give it to the user that runs mooc."
        )
        return
    yield _room(folder)
    files = os.statvfs(folder)
    if files.f_files and files.f_favail < FEW_FILES:
        says = f"room for {files.f_favail:,} more files (inodes) only"
        yield warning("files", says, "Remove many small files from that disk.")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    database = folder / "mooc.sqlite3"
    size = database.stat().st_size if database.exists() else 0
    says = f"{_told(free)} free under {folder}"
    if free < TOO_FEW_BYTES:
        return problem("disk", says, "Make room now: a full disk stops sign-ups and mail.")
    if free < FEW_BYTES or free < 2 * size:
        return warning(
            "disk", f"{says}; the database has {_told(size)}, and a backup needs it twice", "Make room."
        )
    return ok("disk", says)


def secrets(around: Surroundings) -> Iterator[Finding]:
    """Say whether others on this machine can read what they should not."""
    folder: Path = settings.MOOC_DATA
    keys = sorted((folder / "dkim").glob("*.pem"))
    open_ones = [
        path
        for path in (*(folder / name for name in _PRIVATE), *keys)
        if path.exists() and _mode(path) & 0o077
    ]
    if _mode(folder) & 0o007:
        says = f"everybody on this machine may look into {folder}: addresses, posts and keys lie there"
        yield problem("privacy", says, f"chmod 700 {folder}")
    elif _mode(folder) & 0o070:
        yield warning("privacy", f"a group of this machine may look into {folder}", f"chmod 700 {folder}")
    else:
        yield ok("privacy", f"only its owner looks into {folder}")
    exposed = [path for path in open_ones if path.suffix == ".pem" or path.name == "secret_key"]
    if exposed:
        names = " ".join(map(str, exposed))
        yield problem("keys", f"others may read {names}", f"chmod 600 {names}")
    if len(settings.SECRET_KEY) < SHORT_SECRET:
        says = f"the secret key has {len(settings.SECRET_KEY)} signs; whoever guesses it acts as anybody"
        yield problem(
            "secret key",
            says,
            f"Give MOOC_SECRET_KEY {SHORT_SECRET} or more by chance; old links die with it.",
        )
    else:
        yield ok("secret key", "long enough")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def address(around: Surroundings) -> Iterator[Finding]:
    """Say whether the pages have an address that others can use safely."""
    parts = urlsplit(settings.MOOC_URL)
    host = parts.hostname or ""
    is_here = _is_this_machine(host)
    if is_here:
        says = f"MOOC_URL is {settings.MOOC_URL}: links in mails work on this machine only"
        yield warning("address", says, "Set MOOC_URL to the https address under which people find the pages.")
    elif parts.scheme != "https":
        says = f"MOOC_URL is {settings.MOOC_URL}: what people write can be read and changed on the way"
        yield problem(
            "address", says, "Put a web server with a certificate before it, and write https:// there."
        )
    else:
        yield ok("address", f"{settings.MOOC_URL}, encrypted")
    if settings.DEBUG and not is_here:
        yield problem("debug", "MOOC_DEBUG is on: errors show settings to everybody", "Take MOOC_DEBUG away.")
    if settings.MOOC_OPEN_MAILBOX and not is_here:
        yield problem(
            "mailbox", "everybody may read all mail (MOOC_OPEN_MAILBOX)", "Take MOOC_OPEN_MAILBOX away."
        )
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not settings.DEBUG and not manifest.exists():
        says = "the style sheets have not been collected yet"
        yield warning("style", says, "`mooc serve` and `mooc web` do so when they start.")


def postal(around: Surroundings) -> Iterator[Finding]:
    """Say whether mail names the place that many laws ask for."""
    if settings.MOOC_POSTAL_ADDRESS.strip():
        yield ok("postal address", "it stands in the foot of each mail")
    elif not settings.EMAIL_URL:
        yield skipped("postal address", "none is set, and no mail leaves this machine")
    else:
        says = "none is set; laws on mass mail (CAN-SPAM and others) ask for one"
        yield warning("postal address", says, "Set MOOC_POSTAL_ADDRESS.")


def pages(around: Surroundings) -> Iterator[Finding]:
    """Open the front page as a visitor would."""
    url = f"{settings.MOOC_URL}/"
    asking = urllib.request.Request(url, headers={"User-Agent": "mooc doctor"}, method="HEAD")  # noqa: S310  (settings: http or https)
    try:
        with urllib.request.urlopen(asking, timeout=around.seconds) as answer:  # noqa: S310
            yield ok("pages", f"{url} answers {answer.status}")
    except urllib.error.HTTPError as error:
        says = f"{url} answers {error.code} {error.reason}"
        yield problem("pages", says, "Look into the log of `mooc web` and of the web server before it.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            says = f"nobody vouches for the certificate of {url}: {reason.verify_message}"
            yield problem(
                "pages", says, "Renew the certificate; the check of the web server names what is wrong."
            )
        else:
            says = f"{url} does not answer from here: {reason}"
            yield warning(
                "pages", says, "Is `mooc serve` (or `mooc web`) running? Behind a router, try from outside."
            )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return is_local(host)


def _told(size: float) -> str:
    return f"{size / 2**30:,.1f} GiB" if size >= 1 << 30 else f"{size / 2**20:,.0f} MiB"
