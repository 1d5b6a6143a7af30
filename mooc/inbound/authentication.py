"""What our own mail server found out about the domain in From (RFC 8601): DMARC, which ties SPF and DKIM to it."""

import re

from django.conf import settings

from .reading import Incoming

_DMARC = re.compile(r"\s*dmarc\s*=\s*(\w+)")
# What a field quotes or remarks may be a sender's own words, such as an envelope sender of "dmarc=pass".
_ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')


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
    results = _ASIDE.sub("", field).split(";")[1:]
    return [found[1] for result in results if (found := _DMARC.match(result))]


def _names(value: str, authserv_id: str) -> bool:
    return value.partition(";")[0].split()[:1] == [authserv_id]
