"""Sign-in by a code, as django-allauth does it, with two changes made through its own hooks.

The session keeps the hash of a code, not the code; and the mail that carries it leaves by `people.actions`, so through
delivery like all mail. See docs/decisions/0010-sign-in.md.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mooc.people import actions as people
from mooc.people.models import Person

from .access import organises_something
from .forms.sign_in import hashed

LIFETIME_MINUTES = 10


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """What allauth asks of the house."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many tries in a short time. Wait fifteen minutes, then ask me for a new code."
    }

    def generate_login_code(self) -> str:
        """Make a code, put it aside for the mail, and give allauth only its hash to keep in the session."""
        code: str = super().generate_login_code()
        current.request.code_for_the_mail = code
        return hashed(code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the one mail of allauth that we let out; any other is a fault of ours."""
        if template_prefix != "account/email/login_code":
            raise RuntimeError(f"allauth wants to send {template_prefix}, which this house does not")
        people.queue_sign_in_code(email, current.request.code_for_the_mail, now=timezone.now())

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Pass on refusals in our words; the other news of allauth the pages tell themselves."""
        if kwargs.get("message"):
            super().add_message(request, level, *args, **kwargs)

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, and note that the address is alive: the code that came back was sent there."""
        super().login(request, user)
        people.verify_address(user, now=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead organisers to their runs, learners to theirs."""
        return home_of(request)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Refuse a person whose account is closed."""
        return render(request, "web/sign_in/closed.html", status=403)


def home_of(request: HttpRequest) -> str:
    """Return the first page after signing in."""
    person = request.user
    organises = isinstance(person, Person) and organises_something(person)
    return reverse("web:organise" if organises else "web:me")
