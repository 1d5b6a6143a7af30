"""Absolute addresses of our pages, by the names the web door gives them."""

from functools import cache

from django.conf import settings
from django.urls import reverse

_PLACE = "PLACE"


def page(name: str, *args: str | int) -> str:
    """Return the absolute address of a page, such as page("web:run", "python-2026")."""
    return settings.MOOC_URL + reverse(name, args=args)


@cache
def around(name: str, *args: str | int) -> tuple[str, str]:
    """Return what stands before and after the token in the address of a page whose last argument is one."""
    before, _, after = page(name, *args, _PLACE).partition(_PLACE)
    return before, after


def act(name: str, *args: str | int, token: str) -> str:
    """Return the address of a page whose last argument is a token, without asking the URL resolver each time."""
    before, after = around(name, *args)
    return before + token + after
