"""What our own mail server found out about the domain in From (RFC 8601): DMARC, which ties SPF and DKIM to it."""

import re

from django.conf import settings

from .reading import Incoming

_DMARC = re.compile(r"\s*dmarc\s*=\s*(\w+)(?=\s|$)")
# A failure counts wherever it stands: who opens a quote and never closes it must not swallow it.
_FAILS = re.compile(r";\s*dmarc\s*=\s*fail\b")
# No server of ours writes a longer field.
_LONGEST = 8_000


def dmarc_result(incoming: Incoming) -> str:
    """Return "pass", "fail", another word of RFC 8601, or nothing where nobody of ours has looked.

    What the door knows counts first. Else only what our own server says (RFC 8601, 5): the topmost of its fields that
    speaks of DMARC, since SPF, DKIM and DMARC are often checked by three programs, which write a field each. Where a
    field says both, it is a failure.
    """
    ours = settings.MOOC_AUTHSERV_ID.lower()
    said = [value for value in incoming.all_said("Authentication-Results") if _names(value, ours)]
    fields = [incoming.mail.authentication.lower()] if incoming.mail.authentication else said
    results = next(filter(None, map(_dmarc_results, fields)), [""])
    return next((word for word in ("fail", "pass") if word in results), results[0])


def _dmarc_results(field: str) -> list[str]:
    said = [found[1] for result in _without_asides(field).split(";")[1:] if (found := _DMARC.match(result))]
    return [*said, "fail"] if _FAILS.search(field) else said


def _without_asides(field: str) -> str:
    """Leave out what a field quotes or remarks: it may be a sender's own words, such as a sender of "dmarc=pass"."""
    plain: list[str] = []
    depth, is_quoted = 0, False
    letters = iter(field[:_LONGEST])
    for letter in letters:
        if letter == "\\" and (depth or is_quoted):
            next(letters, "")
        elif letter == '"' and not depth:
            is_quoted = not is_quoted
        elif not is_quoted and letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
            plain.append(" ")
        elif not is_quoted and not depth:
            plain.append(letter)
    return "".join(plain)


def _names(value: str, authserv_id: str) -> bool:
    return value.partition(";")[0].split()[:1] == [authserv_id]
