"""Addresses in what mail systems write."""

import re

_LOCAL = r"(?:\"[^\"\s<>@]{1,62}\"|[^\s<>\"'()\[\],:;@|：、，][^\s<>\"()\[\],:;@|]{0,63})"
ADDRESS = rf"{_LOCAL}@(?:(?:[\w-]{{1,63}}\.){{0,8}}[\w-]{{1,63}}|\[[\da-f:.]{{7,45}}\])"
FOUND = re.compile(ADDRESS)
# RFC 6533: characters of an address where the report itself is ASCII.
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
# RFC 3461, 4: signs of an address that a command cannot hold; some reports forget to turn them back.
_XTEXT = re.compile(r"\+(2B|3D|40)")


def addresses_in(text: str) -> list[str]:
    """Return the addresses in a text, each once, in order."""
    return list(dict.fromkeys(FOUND.findall(text[:20_000])))


def bare(field: str) -> str:
    """Return the address of a field such as "rfc822; <bob@example.org>"; empty where there is none."""
    kind, _, rest = field.partition(";")
    value = (rest or field).strip()
    if kind.strip().lower() == "utf-8":
        value = _ESCAPED.sub(_character, value)
    match = FOUND.search(value)
    if not match and "+40" in value:
        match = FOUND.search(_XTEXT.sub(_sign, value))
    return match[0] if match else ""


def from_xtext(address: str) -> str:
    """Return an address as it was before it went into ORCPT."""
    return _XTEXT.sub(_sign, address)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 0x7F < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else match[0]


def _sign(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
