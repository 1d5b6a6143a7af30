"""Who may see what behind the sign-in: organisers of the server all runs, organisers of a run that run.

A visitor who has not signed in is led to the sign-in page, whatever the address says, so that it tells nothing. A
person who organises nothing is refused (403); a run of other organisers does not exist for you (404).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from mooc.people.models import Person
from mooc.runs.models import Run, RunOrganiser

View = Callable[..., HttpResponseBase]


def signed_in_only(view: View) -> View:
    """Lead a visitor to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def organisers_only(view: View) -> View:
    """Let in who organises the server or at least one run."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not organises_something(person_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in_only(guarded)


def server_organisers_only(view: View) -> View:
    """Let in who organises the whole server: what lies here belongs to no single run."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person_of(request).is_organiser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in_only(guarded)


def may_read_mailbox(request: HttpRequest) -> bool:
    """Say whether the built-in mailbox opens for who asks: for all in the demo, else for the server's organisers."""
    person = request.user
    return settings.MOOC_OPEN_MAILBOX or (isinstance(person, Person) and person.is_organiser)


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; only behind one of the guards above."""
    person = request.user
    if not isinstance(person, Person):
        raise PermissionDenied
    return person


def organises_something(person: Person) -> bool:
    """Say whether this person has any business on the organisers' pages."""
    return person.is_organiser or RunOrganiser.objects.filter(person=person).exists()


def runs_of(person: Person) -> QuerySet[Run]:
    """Return the runs that this person may look after, youngest first."""
    runs = Run.objects.select_related("course").order_by("-starts_date", "-id")
    return runs if person.is_organiser else runs.filter(organisers__person=person)


def run_for(request: HttpRequest, slug: str) -> Run:
    """Return the run of this slug, or 404 when there is none for whoever is signed in."""
    run = runs_of(person_of(request)).filter(slug=slug).first()
    if run is None:
        raise Http404
    return run


def check_run_id(request: HttpRequest, run_id: int | None) -> Run | None:
    """Return the run a row belongs to; a row of no run is for organisers of the server; otherwise 404."""
    if run_id is None:
        if not person_of(request).is_organiser:
            raise Http404
        return None
    run = runs_of(person_of(request)).filter(pk=run_id).first()
    if run is None and not person_of(request).is_organiser:
        raise Http404
    return run
