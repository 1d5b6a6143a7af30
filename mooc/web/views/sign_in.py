"""Signing in by a code sent by mail, signing out, and the way in for the first organiser."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mooc.groups.models import Membership
from mooc.people import actions as people
from mooc.people.errors import LinkIsUsed
from mooc.people.queries import first_organiser_link, person_of_link
from mooc.runs.links import link
from mooc.runs.models import Enrolment

from ..access import organises_something, person_of, signed_in_only
from ..forms.sign_in import FirstOrganiser
from ..sign_in import LIFETIME_MINUTES


class AskView(RequestLoginCodeView):  # type: ignore[misc]  # allauth is not typed
    """Ask for an address; the answer is the same whether somebody has it or not."""

    template_name = "web/sign_in/ask.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Stay here though a code is on its way: this is how to ask for another or for another address."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Queue a code; for an address nobody has, one without figures, which delivery throws away.

        So both answers take the same time, too.
        """
        if not form.is_known:
            people.queue_sign_in_code(form.cleaned_data["email"], "", now=timezone.now())
        response: HttpResponse = super().form_valid(form)
        return response


class CodeView(ConfirmLoginCodeView):  # type: ignore[misc]
    """Take the code, in the browser that asked for it."""

    template_name = "web/sign_in/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say for how long the code is good."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"minutes": LIFETIME_MINUTES}


ask = AskView.as_view()
code = CodeView.as_view()


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser."""
    logout(request)
    messages.info(request, "You are signed out in this browser.")
    return redirect("web:home")


@never_cache
def first_organiser(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first organiser from the one-time link that `mooc serve` printed."""
    now = timezone.now()
    if first_organiser_link(token, now=now) is None:
        return _used_link(request)
    form = FirstOrganiser(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "web/sign_in/first.html", {"form": form})
    try:
        person = people.use_first_organiser_link(token=token, email=form.cleaned_data["email"], now=now)
    except LinkIsUsed:
        return _used_link(request)
    people.edit_person(person, name=form.cleaned_data["name"])
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("web:organise")


@never_cache
def by_link(request: HttpRequest, person_id: int, token: str) -> HttpResponse:
    """Sign in by the link that `mooc organiser sign-in` printed; only the button does it."""
    person = person_of_link(person_id, token)
    if person is None:
        return _used_link(request)
    if request.method != "POST":
        return render(request, "web/sign_in/by_link.html", {"person": person})
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("web:organise" if organises_something(person) else "web:me")


def _used_link(request: HttpRequest) -> HttpResponse:
    return render(request, "web/sign_in/used_link.html", status=410)


@signed_in_only
def me(request: HttpRequest) -> HttpResponse:
    """List the runs in which whoever is signed in learns."""
    person = person_of(request)
    enrolments = (
        Enrolment.objects.filter(person=person)
        .exclude(state=Enrolment.State.EXPIRED)
        .select_related("run__course")
        .order_by("-run__starts_date", "-id")
    )
    seats = Membership.objects.filter(enrolment__person=person, left_at=None).select_related("group")
    groups = {seat.enrolment_id: seat.group for seat in seats}
    places = [(enrolment, _own_page(enrolment), groups.get(enrolment.pk)) for enrolment in enrolments]
    context = {"person": person, "places": places, "organises": organises_something(person)}
    return render(request, "web/sign_in/me.html", context)


def _own_page(enrolment: Enrolment) -> str:
    return "" if enrolment.state == Enrolment.State.PENDING else link("home", enrolment.pk)
