"""The address somebody typed a moment ago, kept in a signed cookie of his own browser, to show it back to him.

It is there whether we know the address or not, so it tells nothing; and no session row is made for a stranger.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "typed_address"
TEN_MINUTES = 600


def remember_address(response: HttpResponse, address: str, *, path: str) -> HttpResponse:
    """Keep the address for ten minutes, for the pages below `path` only."""
    response.set_signed_cookie(
        COOKIE,
        address,
        salt=COOKIE,
        max_age=TEN_MINUTES,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def recall_address(request: HttpRequest) -> str:
    """Return the address, or nothing."""
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=TEN_MINUTES) or ""
