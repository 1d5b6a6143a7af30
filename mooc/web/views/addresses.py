"""The addresses from which a learner writes: his page that lists them, and the pages that links in mail open."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.people import actions as people
from mooc.people import tokens as person_tokens
from mooc.people.errors import BadToken, PeopleError
from mooc.people.models import OtherAddress
from mooc.people.queries import other_addresses
from mooc.runs.links import link
from mooc.runs.models import Enrolment
from mooc.runs.tokens import sign

from ..access import organises_something
from ..forms.small import OtherAddressForm
from ..links import bad_link, opened_by, private


@opened_by("home")
def my_addresses(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """List the addresses, and ask at one more whether it is his."""
    form = OtherAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = people.ask_other_address(enrolment.person, form.cleaned_data["email"], now=timezone.now())
        except MoocError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"I wrote to {row.email}. Press the button there, and it is yours.")
            return redirect(request.path)
    context = {
        "enrolment": enrolment,
        "token": sign("home", enrolment.pk),
        "home_url": link("home", enrolment.pk),
        "others": other_addresses(enrolment.person, now=timezone.now()),
        "form": form,
    }
    return render(request, "web/my_addresses.html", context, status=422 if form.errors else 200)


@opened_by("home")
def remove(request: HttpRequest, enrolment: Enrolment, number: int) -> HttpResponse:
    """Take mail from one of them for a stranger's again."""
    if request.method == "POST":
        row = _own(enrolment, number)
        people.remove_other_address(row.pk, now=timezone.now())
        messages.success(request, f"Mail from {row.email} is not taken for yours any more.")
    return redirect("web:my_addresses", sign("home", enrolment.pk))


@opened_by("home")
def write_there(request: HttpRequest, enrolment: Enrolment, number: int) -> HttpResponse:
    """Ask at one of them whether to write there from now on.

    Whose address it is may sign in, so an organiser signs in first, as for every new address.
    """
    if request.method != "POST":
        return redirect("web:my_addresses", sign("home", enrolment.pk))
    row = _own(enrolment, number)
    if organises_something(enrolment.person) and request.user != enrolment.person:
        messages.error(request, "You organise here too: sign in first, then choose where I write to.")
        return redirect("web:my_addresses", sign("home", enrolment.pk))
    try:
        people.ask_address_change(enrolment.person, row.email, now=timezone.now())
    except MoocError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"I wrote to {row.email}. Press the button there, and I write there.")
    return redirect("web:my_addresses", sign("home", enrolment.pk))


@private
def other_address(request: HttpRequest, token: str) -> HttpResponse:
    """Take mail from a further address for its owner's, once the button sent there is pressed."""
    return _act(request, "other_address", token, people.confirm_other_address)


@private
def remove_address(request: HttpRequest, token: str) -> HttpResponse:
    """Let who has the account end what a link of his in wrong hands began."""
    return _act(request, "remove_address", token, people.remove_other_address)


def _act(request: HttpRequest, name: str, token: str, act: Callable[..., object]) -> HttpResponse:
    try:
        row_id = person_tokens.read(name.replace("_", "-"), token)
    except BadToken as error:
        return bad_link(request, error)
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            act(row_id, now=timezone.now())
        except PeopleError as error:
            context["problem"], status = str(error), 409
        else:
            return redirect(request.path)
    context["row"] = OtherAddress.objects.select_related("person").filter(pk=row_id).first()
    return render(request, f"web/acts/{name}.html", context, status=status)


def _own(enrolment: Enrolment, number: int) -> OtherAddress:
    row = enrolment.person.other_addresses.filter(pk=number).first()
    if row is None:
        raise Http404(f"There is no address {number} of yours.")
    return row
