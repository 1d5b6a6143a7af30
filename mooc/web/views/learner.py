"""A learner's own page and his own view of a week, by links that are good for one enrolment."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe

from mooc.courses.queries import read_course
from mooc.delivery import actions as delivery
from mooc.errors import MoocError
from mooc.people import actions as people
from mooc.runs import actions as runs
from mooc.runs.links import link
from mooc.runs.models import Enrolment
from mooc.runs.tokens import sign
from mooc.weekly.queries import my_message

from ..access import organises_something
from ..forms.learner import SettingsForm
from ..forms.small import NewAddressForm
from ..links import opened_by
from ..my_page import my_page
from ..silence import silence_of


@opened_by("home")
def my_home(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Show run, week and group; keep what the learner changes about himself."""
    now = timezone.now()
    form = SettingsForm(request.POST or None, enrolment=enrolment)
    if request.method == "POST" and form.is_valid() and _keep(form, enrolment, now):
        messages.success(request, "Kept. It holds from the next message on.")
        return redirect(request.path)
    return _page(request, enrolment, now, form=form, address_form=NewAddressForm(auto_id="new_%s"))


@opened_by("home")
def my_address(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Ask at a new address whether it is his.

    Whose address it is may sign in. So an organiser signs in first: a link of his that was forwarded with a message
    must not be a way to his runs.
    """
    now, token = timezone.now(), sign("home", enrolment.pk)
    if request.method != "POST":
        return redirect("web:my_home", token)
    if organises_something(enrolment.person) and request.user != enrolment.person:
        messages.error(
            request, "You organise here too: sign in first, then change your address on this page."
        )
        return redirect("web:my_home", token)
    form = NewAddressForm(request.POST, auto_id="new_%s")
    if form.is_valid() and _asked(form, enrolment, now):
        messages.success(
            request, f"I wrote to {form.cleaned_data['email']}. Press the button there, and I use it."
        )
        return redirect("web:my_home", token)
    return _page(request, enrolment, now, form=SettingsForm(enrolment=enrolment), address_form=form)


@opened_by("home")
def my_start(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Write to the learner again, where that is his to decide."""
    token = sign("home", enrolment.pk)
    silence = silence_of(enrolment)
    if request.method == "POST" and silence is not None and silence.reader_may_start:
        now = timezone.now()
        if silence.is_of_address:
            delivery.lift_suppression(address=enrolment.person.email, now=now)
        runs.start_mail(enrolment, now=now)
        messages.success(request, "I write to you again, from the next message on.")
    return redirect("web:my_home", token)


@opened_by("week")
def my_week(request: HttpRequest, enrolment: Enrolment, week: int) -> HttpResponse:
    """Show a weekly message as this learner got it."""
    message = my_message(enrolment, week, now=timezone.now())
    if message is None:
        raise Http404(f"Message {week} of {enrolment.run} has not gone out.")
    context = {
        "message": message,
        "html": mark_safe(message.html),  # noqa: S308  (written by our own renderer)
        "enrolment": enrolment,
        "language": read_course(enrolment.run.version_id).language,
        "home_url": link("home", enrolment.pk),
        "week": week,
    }
    return render(request, "web/my_week.html", context)


def _keep(form: SettingsForm, enrolment: Enrolment, now: datetime) -> bool:
    given = form.cleaned_data
    try:
        runs.edit_enrolment(
            enrolment,
            name=given["name"],
            zone=given["zone"],
            language=given["language"],
            company=given["company"],
            availability=form.availability,
            send_hour=given["send_hour"],
            now=now,
        )
    except MoocError as error:
        form.add_error(None, str(error))
        return False
    return True


def _asked(form: NewAddressForm, enrolment: Enrolment, now: datetime) -> bool:
    try:
        people.ask_address_change(enrolment.person, form.cleaned_data["email"], now=now)
    except MoocError as error:
        form.add_error("email", str(error))
        return False
    return True


def _page(request: HttpRequest, enrolment: Enrolment, now: datetime, **forms: object) -> HttpResponse:
    status = 422 if any(getattr(form, "errors", None) for form in forms.values()) else 200
    token = sign("home", enrolment.pk)
    context = {"page": my_page(enrolment, now=now), "enrolment": enrolment, "token": token} | forms
    context["silence"] = silence_of(enrolment)
    return render(request, "web/my_home.html", context, status=status)
