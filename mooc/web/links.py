"""Pages that a link in a mail opens: whose link it is, and what all of them have in common.

A token is good for one act of one enrolment, without a session. Nothing may index these pages, keep them, or tell
another site their address. The referrer policy is `same-origin` and not `no-referrer`, which would make browsers send
`Origin: null` with our own forms, and Django refuse them.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mooc.people.errors import BadToken
from mooc.runs import tokens

View = Callable[..., HttpResponseBase]


def opened_by(act: str) -> Callable[[View], View]:
    """Turn the token of a page's address into the enrolment it stands for; a bad one into a page that helps."""
    return _opened(lambda token: tokens.enrolment_of(act, token))


def opened_by_follower(act: str) -> Callable[[View], View]:
    """Do the same for a visitor who follows a course."""
    return _opened(lambda token: tokens.follower_of(act, token))


def _opened(owner: Callable[[str], object]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *, token: str, **kwargs: object) -> HttpResponseBase:
            try:
                found = owner(token)
            except BadToken as error:
                return bad_link(request, error)
            return view(request, found, **kwargs)

        return private(opened)

    return decorate


def private(view: View) -> View:
    """Take GET, HEAD and POST; keep the page out of indexes, caches and other sites' logs."""

    @wraps(view)
    def kept_private(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(kept_private))


def bad_link(request: HttpRequest, error: BadToken) -> HttpResponse:
    """Say what is wrong with a link and what to do about it."""
    return render(request, "web/acts/bad_link.html", {"problem": str(error)}, status=404)
