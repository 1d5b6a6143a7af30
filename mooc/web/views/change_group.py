"""A learner changes his group by one button, and reads what was written in the groups he was in."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.actions.answering import LONGEST_REASON, why_not
from mooc.groups.change_queries import own_seats, waiting_wish
from mooc.groups.models import Membership, Post
from mooc.groups.queries import group_of
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment

from ..boards.pages import number_of
from ..clock import in_learners_zone
from ..forms.house import HouseForm
from ..links import opened_by

POSTS = 30


class ReasonForm(HouseForm):
    """Why, if he wants to say it."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label="Why? You need not say",
        help_text="Only the organisers of this run can read it. No member of any group does.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@opened_by("change")
@in_learners_zone
def change_group(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Ask for another group, or take that back."""
    now = timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "stay" in request.POST:
        actions.take_back_wish(enrolment, now=now)
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_another_group(enrolment, reason=form.cleaned_data["reason"], now=now)
        except MoocError as error:
            messages.error(request, str(error))
        return redirect(request.path)
    wish = waiting_wish(enrolment)
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "group": group_of(enrolment),
        "wish": wish,
        "objection": "" if wish else why_not(enrolment, now=now),
        "form": form,
        "home_url": link("home", enrolment.pk),
        "join_url": link("join", enrolment.pk),
        "organisers": run_address(enrolment.run.slug),
    }
    return render(request, "web/acts/change.html", context, status=422 if form.errors else 200)


@opened_by("group")
@in_learners_zone
def my_group(request: HttpRequest, enrolment: Enrolment, number: int) -> HttpResponse:
    """Show what was written in a group while the learner was in it; it stays his to read when he has moved."""
    seats = list(own_seats(enrolment, number))
    if not seats:
        raise Http404(f"You were never in group {number} of {enrolment.run}.")
    group = seats[-1].group
    pages = Paginator(_posts(seats[-1]), POSTS)
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "group": group,
        "is_here": any(seat.left_at is None for seat in seats),
        "left_at": seats[-1].left_at,
        "page": pages.get_page(number_of(request.GET.get("page")) or 1),
        "home_url": link("home", enrolment.pk),
    }
    return render(request, "web/my_group.html", context)


def _posts(last: Membership) -> "QuerySet[Post]":
    """Return the posts of a group up to the moment at which the learner left it, its past before he came too."""
    posts = Post.objects.filter(group_id=last.group_id).select_related("author__person")
    if last.left_at is not None:
        posts = posts.filter(posted_at__lte=last.left_at)
    return posts.order_by("-posted_at", "-id")
