"""To be told of the next run of a course: ask, confirm, stop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mooc.courses.models import Course
from mooc.runs import actions as runs
from mooc.runs.models import Follower

from ..forms.small import AddressForm
from ..links import opened_by_follower
from ..one_click import is_one_click, one_click_answer
from ..typed_address import recall_address, remember_address
from .sign_up import is_patient


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an address and say where to look; the same for everybody."""
    course = get_object_or_404(Course, slug=slug)
    form = AddressForm(request.POST or None, auto_id="follow_%s")
    if request.method == "POST" and form.is_valid() and is_patient(request, form):
        email = form.cleaned_data["email"]
        if not request.POST.get("website"):
            runs.follow_course(course, email, now=timezone.now())
        return remember_address(redirect("web:follow", slug), email, path=request.path)
    context = {"course": course, "follow_form": form, "address": recall_address(request)}
    return render(request, "web/follow.html", context)


@opened_by_follower("follow")
def confirm(request: HttpRequest, follower: Follower) -> HttpResponse:
    """One button, and the machine will tell of the next run."""
    if request.method == "POST":
        runs.confirm_follow(follower, now=timezone.now())
        return redirect(request.path)
    return render(request, "web/acts/follow_confirm.html", {"follower": follower})


@csrf_exempt
@opened_by_follower("follow-stop")
def stop(request: HttpRequest, follower: Follower) -> HttpResponse:
    """Stop at once on one click (RFC 8058), or by the button of the page; and the way back."""
    now = timezone.now()
    if is_one_click(request):
        runs.stop_following(follower, now=now)
        return one_click_answer("I will not write about this course any more.")
    if request.method == "POST":
        if "again" in request.POST:
            runs.confirm_follow(follower, now=now)
        else:
            runs.stop_following(follower, now=now)
        return redirect(request.path)
    return render(request, "web/acts/follow_stop.html", {"follower": follower})
