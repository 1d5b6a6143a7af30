"""The page of a run and its one form; the answer never tells whether an address is known."""

from datetime import datetime

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mooc.errors import MoocError
from mooc.runs import actions as runs
from mooc.runs.errors import NoSuchRun
from mooc.runs.queries import Landing, landing, run_numbers

from ..cards import RunCard, run_card, syllabus
from ..forms.sign_up import SignUpForm
from ..forms.small import AddressForm
from ..typed_address import recall_address, remember_address

PATIENCE = "Many forms come from your place just now. Wait a minute and press the button again: what you typed is kept."


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, slug: str) -> HttpResponse:
    """What, when and for whom; and the form, while the door is open."""
    now = timezone.now()
    found = landing_or_404(slug, now)
    if request.method == "POST":
        return _take(request, found, now)
    return _page(request, found, SignUpForm(run=found.run, course=found.course), now)


@require_safe
def signed_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where to look now: the same for everybody."""
    found = landing_or_404(slug, timezone.now())
    context = {"run": found.run, "address": recall_address(request), "form": AddressForm()}
    return render(request, "web/signed_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the confirmation again, to who has one coming; say the same to everybody."""
    now = timezone.now()
    found = landing_or_404(slug, now)
    form = AddressForm(request.POST or None, initial={"email": recall_address(request)})
    if request.method != "POST" or not form.is_valid() or not is_patient(request, form):
        return render(request, "web/resend.html", {"run": found.run, "form": form})
    email = form.cleaned_data["email"]
    runs.resend_confirmation(run=found.run, email=email, now=now)
    return _look_into_mail(slug, email)


def landing_or_404(slug: str, now: datetime) -> Landing:
    """Return what the page of a run shows; a run that is not there, or not yet, is a 404."""
    try:
        return landing(slug, now=now)
    except NoSuchRun as error:
        raise Http404(str(error)) from error


def is_patient(request: HttpRequest, form: AddressForm | SignUpForm) -> bool:
    """Count the try; say so in the form when there were too many from one place in a minute."""
    if ratelimit.consume(request, action="signup"):
        return True
    form.add_error(None, PATIENCE)
    return False


def _take(request: HttpRequest, found: Landing, now: datetime) -> HttpResponse:
    form = SignUpForm(request.POST, run=found.run, course=found.course)
    if not card_of(found, now).is_open:
        return _page(request, found, form, now, status=409)
    if form.is_from_a_program:  # it learns nothing: the answer is the one that people get
        return redirect("web:signed_up", found.run.slug)
    if not form.is_valid() or not is_patient(request, form) or not _sign_up(form, found, now):
        return _page(request, found, form, now, status=422)
    return _look_into_mail(found.run.slug, form.cleaned_data["email"])


def _look_into_mail(slug: str, email: str) -> HttpResponse:
    return remember_address(redirect("web:signed_up", slug), email, path=reverse("web:run", args=[slug]))


def _sign_up(form: SignUpForm, found: Landing, now: datetime) -> bool:
    try:
        runs.sign_up(run=found.run, now=now, **form.sign_up())
    except MoocError as error:
        form.add_error(None, str(error))
        return False
    return True


def card_of(found: Landing, now: datetime) -> RunCard:
    """Return the card of a run, with how many are in."""
    return run_card(found.run, now=now, people=run_numbers([found.run])[found.run.pk].confirmed)


def _page(
    request: HttpRequest, found: Landing, form: SignUpForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    context = {
        "card": card_of(found, now),
        "form": form,
        "syllabus": syllabus(found.course, found.run.starts_date),
        "next_run": found.next_run,
        "follow_form": AddressForm(auto_id="follow_%s"),
    }
    return render(request, "web/run.html", context, status=status)
