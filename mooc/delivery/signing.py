"""Signing what goes out with DKIM, where the operator wants us to: MOOC_DKIM_SELECTOR says with which keys.

    MOOC_DKIM_SELECTOR=mooc-rsa                  one key
    MOOC_DKIM_SELECTOR=mooc-ed25519,mooc-rsa     two signatures on each copy, for receivers of either kind

The keys are MOOC_DKIM_KEY (PEM, one after the other in the order of the selectors), or else files in MOOC_DATA/dkim.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from django.conf import settings

from mooc.pure.mailkit.dkim import Key, PrivateKey, sign
from mooc.pure.mailkit.dkim_keys import BadDkimKey, read_keys

from .errors import WrongDkimSetting

_SELECTOR = re.compile(
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE
)


def signer() -> Callable[[bytes], bytes] | None:
    """Return what puts our signatures before a message; None where none are wanted. Raises WrongDkimSetting.

    Keys are read once per process. What it returns may be called from any thread.
    """
    keys = dkim_keys()
    return partial(sign, keys=keys) if keys else None


def dkim_keys() -> tuple[Key, ...]:
    """Return the keys that sign; none where no selector is named. Raises WrongDkimSetting."""
    return _keys(
        settings.MOOC_DKIM_SELECTOR, settings.MOOC_DKIM_KEY, settings.MOOC_DKIM_DOMAIN, settings.MOOC_DATA
    )


def key_file(selector: str) -> Path:
    """Return where the key of a selector lies, if it is not in MOOC_DKIM_KEY. Raises WrongDkimSetting."""
    return _file(settings.MOOC_DATA, selector)


@cache
def _keys(selectors: str, pem: str, domain: str, data: Path) -> tuple[Key, ...]:
    names = [name.strip() for name in selectors.split(",") if name.strip()]
    if not names:
        return ()
    domain = _ascii(domain)
    if not pem:
        return tuple(Key(domain, name, _read_file(data, name)) for name in names)
    try:
        given = read_keys(pem)
    except BadDkimKey as error:
        raise WrongDkimSetting(f"MOOC_DKIM_KEY cannot be used: {error}.") from None
    if len(given) != len(names):
        raise WrongDkimSetting(
            f"MOOC_DKIM_KEY holds {len(given)} keys in PEM and MOOC_DKIM_SELECTOR names {len(names)}; each needs one."
        )
    return tuple(Key(domain, _named(name), key) for name, key in zip(names, given, strict=True))


def _read_file(data: Path, selector: str) -> PrivateKey:
    path = _file(data, selector)
    try:
        given = read_keys(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise WrongDkimSetting(
            f"MOOC_DKIM_SELECTOR names {selector!r} and there is no key {path}. Make one with"
            f" `MOOC_DKIM_SELECTOR= mooc mail dkim-key --selector {selector}`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongDkimSetting(f"the DKIM key {path} cannot be read: {type(error).__name__}.") from None
    except BadDkimKey as error:
        raise WrongDkimSetting(f"the DKIM key {path} cannot be used: {error}.") from None
    if len(given) != 1:
        raise WrongDkimSetting(f"{path} holds {len(given)} keys in PEM; it should hold one.")
    return given[0]


def _file(data: Path, selector: str) -> Path:
    return data / "dkim" / f"{_named(selector)}.pem"


def _named(selector: str) -> str:
    if not _SELECTOR.fullmatch(selector):
        raise WrongDkimSetting(
            f"{selector!r} cannot be a DKIM selector; use letters, digits and hyphens, such as mooc-rsa."
        )
    return selector


def _ascii(domain: str) -> str:
    try:
        return domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise WrongDkimSetting(f"MOOC_DKIM_DOMAIN={domain!r} is no name of a domain.") from None
