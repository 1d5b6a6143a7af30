"""A learner changes his group by one button."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.actions.answering import LONGEST_REASON, why_not
from mooc.groups.living.change_queries import waiting_wish
from mooc.groups.queries import group_of
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment

from ..clock import in_learners_zone
from ..forms.house import HouseForm
from ..links import opened_by

POSTS = 30
QUIET = "My group is quiet."


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
    is_quiet = "quiet" in request.GET
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"reason": QUIET} if is_quiet else None
    )
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
        "is_quiet": is_quiet,
        "objection": "" if wish else why_not(enrolment, now=now),
        "form": form,
        "home_url": link("home", enrolment.pk),
        "join_url": link("join", enrolment.pk),
        "organisers": run_address(enrolment.run.slug),
    }
    return render(request, "web/acts/change.html", context, status=422 if form.errors else 200)
