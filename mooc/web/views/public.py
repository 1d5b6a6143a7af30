"""Pages about the house itself, and the choice of light or dark."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from mooc.runs.links import run_address
from mooc.runs.queries import open_runs

from ..context import LOOKS

YEAR_SECONDS = 365 * 24 * 3600
PRIVATE_PATHS = (
    *(
        "check-in",
        "confirm",
        "first",
        "follow",
        "join",
        "leave",
        "mailbox",
        "me",
        "my",
        "new-address",
        "organise",
    ),
    *("old-address", "other-address", "ready", "remove-address", "report", "sign-in", "stop", "was-this-you"),
)


@require_safe
def code_of_conduct(request: HttpRequest) -> HttpResponse:
    """How we treat each other, and whom to turn to."""
    runs = [(run.name, run_address(run.slug)) for run in open_runs(now=timezone.now())]
    return render(request, "web/code_of_conduct.html", {"contact": _people_behind(), "runs": runs})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the machine knows about people, why, and for how long."""
    days = {"copies_days": settings.MOOC_KEEP_COPIES_DAYS, "raw_days": settings.MOOC_KEEP_RAW_DAYS}
    return render(request, "web/privacy.html", days | {"contact": _people_behind()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed; the pages of single persons and of organisers say no by themselves, too."""
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in PRIVATE_PATHS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the device has it; without JavaScript too."""
    back = request.POST.get("back") or request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("web:home")
    if request.method != "POST":
        return render(request, "web/look.html", {"back": back})
    return _remember_look(HttpResponseRedirect(back), request)


def _remember_look(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("look", "")
    if chosen not in dict(LOOKS) or chosen == "auto":
        response.delete_cookie("look")
        return response
    response.set_cookie("look", chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def _people_behind() -> str:
    """Return the address that people read, whatever runs there are (RFC 2142)."""
    return f"abuse@{settings.MOOC_MAIL_DOMAIN}"
