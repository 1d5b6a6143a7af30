"""`mooc mail dkim-key`: a key to sign mail with, and the DNS record that goes with it."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from mooc.delivery.errors import WrongDkimSetting
from mooc.delivery.signing import key_file
from mooc.pure.mailkit.dkim import PrivateKey
from mooc.pure.mailkit.dkim_keys import BadDkimKey, read_keys, record_of

from .mail import mail_app
from .saying import AsJson, say_json

_STRING = 255  # RFC 1035, 3.3: a TXT record is made of strings no longer than this


class Kind(StrEnum):
    """The two kinds of keys that DKIM knows."""

    RSA = "rsa"
    ED25519 = "ed25519"


@mail_app.command("dkim-key")
def dkim_key(
    kind: Annotated[
        Kind, typer.Option(help="rsa is understood everywhere; ed25519 is smaller, and fewer check it.")
    ] = Kind.RSA,
    selector: Annotated[
        str,
        typer.Option(help="Its name in the DNS; mooc-rsa or mooc-ed25519, if not told", show_default=False),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make a key that signs our mail, and print the DNS record to publish; again: print the record of the same key."""
    name = selector or f"mooc-{kind}"
    path = key_file(name)
    is_new = _write(path, kind)
    private = _read(path)
    host, record = f"{name}._domainkey.{settings.MOOC_DKIM_DOMAIN}", record_of(private)
    if as_json:
        say_json({"file": str(path), "is_new": is_new, "selector": name, "host": host, "record": record})
        return
    print(
        f"{path}: {'made; only its owner may read it' if is_new else 'is there already, and stays as it is'}."
    )
    print("Publish this in the DNS:\n")
    print(f"{host}. IN TXT ( {zone_strings(record)} )\n")
    print("When `mooc doctor` finds it there, sign with it:\n")
    print(f"MOOC_DKIM_SELECTOR={name}\n")
    print("Two selectors with a comma between them sign twice, for receivers of either kind.")


def zone_strings(record: str) -> str:
    """Return a record as the strings of a zone file."""
    return " ".join(f'"{record[start : start + _STRING]}"' for start in range(0, len(record), _STRING))


def _write(path: Path, kind: Kind) -> bool:
    """Write a new key, readable by its owner only; one that is there is left alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise WrongDkimSetting(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(_made(kind).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return True


def _made(kind: Kind) -> PrivateKey:
    if kind is Kind.ED25519:
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _read(path: Path) -> PrivateKey:
    try:
        (key,) = read_keys(path.read_text(encoding="ascii"))
    except (BadDkimKey, OSError, ValueError) as error:
        why = error if isinstance(error, BadDkimKey) else "it holds no single key in PEM"
        raise WrongDkimSetting(f"the DKIM key {path} cannot be used: {why}.") from None
    return key
