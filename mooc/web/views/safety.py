"""Telling the organisers of a post or a person: one form, one button, and the same thanks whatever was told before.

No page here says that somebody has told of something already: a link that came into other hands, or a screen that
others see, must not give that away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mooc.groups import actions
from mooc.groups.errors import CannotReport
from mooc.groups.models import Group, Membership, Post
from mooc.groups.safety.report_queries import hearers_of
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment

from ..access import person_of, signed_in_only
from ..clock import in_learners_zone
from ..forms.safety import ReportForm
from ..group_door import Reader, by_own_link, by_sign_in, signed_in_reader
from ..links import opened_by, private


@dataclass(frozen=True, slots=True)
class Told:
    """What a form is about: a person, or a post of his."""

    group: Group
    about: Enrolment
    post: Post | None = None


@opened_by("report")
@in_learners_zone
def report_post(request: HttpRequest, enrolment: Enrolment, post_id: int) -> HttpResponse:
    """Tell of a post by the link that stands under it in a mail.

    The words of the post are not shown: the mail has them, and this link opens nothing else.
    """
    post = _post(post_id)
    seats = Membership.objects.filter(enrolment=enrolment, group=post.group_id)
    # Who had left before it was written learns neither its subject nor by whom it is.
    if not seats.filter(Q(left_at=None) | Q(left_at__gte=post.posted_at)).exists():
        raise Http404
    return _about_post(request, enrolment, post, back=link("home", enrolment.pk))


@private
@signed_in_only
def lead_to_report(request: HttpRequest, post_id: int) -> HttpResponse:
    """Lead who is signed in to the same page within his group."""
    post = _post(post_id)
    reader = signed_in_reader(post.group, person_of(request))
    if reader is None:
        raise Http404
    return redirect(reader.href("report", post.pk))


def _within_group(request: HttpRequest, reader: Reader, *, post_id: int) -> HttpResponse:
    """Tell of a post that one reads on the web."""
    post = _post(post_id)
    later = reader.until is not None and post.posted_at > reader.until
    if post.group_id != reader.group.pk or later or reader.enrolment is None:
        raise Http404
    return _about_post(request, reader.enrolment, post, back=reader.href())


def _of_person(request: HttpRequest, reader: Reader, *, enrolment_id: int) -> HttpResponse:
    """Tell of somebody who is in the group, or was."""
    found = Enrolment.objects.filter(pk=enrolment_id)  # empty for a number that is too long for a database
    seats = Membership.objects.filter(group=reader.group, enrolment__in=found)
    seat = seats.select_related("enrolment__person", "enrolment__run").order_by("id").first()
    if seat is None or reader.enrolment is None:
        raise Http404
    act = partial(actions.report_person, seat.enrolment, reporter=reader.enrolment)
    told = Told(reader.group, seat.enrolment)
    return _page(request, reader.enrolment, act, told, back=reader.href("members"))


group_report, my_group_report = by_sign_in(_within_group), by_own_link(_within_group)
group_report_person, my_group_report_person = by_sign_in(_of_person), by_own_link(_of_person)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you and what happens now, to nobody in particular."""
    return render(request, "web/safety/thanks.html")


def _post(post_id: int) -> Post:
    rows = Post.objects.select_related("author__person", "author__run", "group__run", "group__successor")
    found = rows.filter(pk=post_id).order_by("id").first()
    if found is None:
        raise Http404
    return found


def _about_post(request: HttpRequest, enrolment: Enrolment, post: Post, *, back: str) -> HttpResponse:
    act = partial(actions.report_post, post, reporter=enrolment)
    return _page(request, enrolment, act, Told(post.group, post.author, post), back=back)


def _page(
    request: HttpRequest,
    enrolment: Enrolment,
    act: Callable[..., object],
    told: Told,
    *,
    back: str,
) -> HttpResponse:
    """Show the form, or do what its button says."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            act(kind=given["kind"], words=given["words"], now=timezone.now())
        except CannotReport as error:
            problem = str(error)
        else:
            return redirect("web:report_thanks")
    context = {
        "post": told.post,
        "group": told.group,
        "person": told.about.person,
        "enrolment": enrolment,
        "run": enrolment.run,
        "form": form,
        "problem": problem,
        "is_own": told.about == enrolment,
        "is_heard": hearers_of(told.group, told.about).exists(),
        "organisers": run_address(enrolment.run.slug),
        "back": back,
    }
    status = 409 if problem else 422 if form.errors else 200
    return render(request, "web/safety/report.html", context, status=status)
