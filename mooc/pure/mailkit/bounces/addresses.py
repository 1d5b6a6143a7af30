"""Addresses in what mail systems write."""

import re

ADDRESS = r"[^\s<>\"'()\[\],:;@]{1,64}@(?:[\w-]{1,63}\.){0,8}[\w-]{1,63}"
FOUND = re.compile(ADDRESS)


def addresses_in(text: str) -> list[str]:
    """Return the addresses in a text, each once, in order."""
    return list(dict.fromkeys(FOUND.findall(text[:20_000])))


def bare(field: str) -> str:
    """Return the address of a field such as "rfc822; <bob@example.org>"; empty where there is none."""
    value = field.partition(";")[2] or field
    match = FOUND.search(value)
    return match[0] if match else ""
