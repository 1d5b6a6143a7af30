"""Saying how a week was: two taps from the mail, no sign-in, changeable as long as the run lasts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.courses.queries import read_course
from mooc.groups.queries import group_of
from mooc.progress import actions as progress
from mooc.progress.models import CheckIn
from mooc.progress.queries import answers_of
from mooc.runs.links import link
from mooc.runs.models import Enrolment
from mooc.runs.tokens import sign

from ..forms.check_in import CheckInForm
from ..links import opened_by


@opened_by("check-in")
def check_in(request: HttpRequest, enrolment: Enrolment, week: int, answer: str) -> HttpResponse:
    """Show the answer of the link, ready to be pressed; once pressed, thank and show how to change it."""
    course = read_course(enrolment.run.version_id)
    if week >= len(course.weeks) or answer not in CheckIn.Answer.values:
        raise Http404(f"There is no week {week}, or no answer {answer!r}.")
    form = CheckInForm(request.POST or None, initial={"answer": answer})
    if request.method == "POST" and form.is_valid():
        said = CheckIn.Answer(form.cleaned_data["answer"])
        progress.check_in(enrolment=enrolment, week=week, answer=said, now=timezone.now())
        return redirect("web:check_in", week=week, answer=said, token=sign("check-in", enrolment.pk))
    said_before = answers_of(enrolment).get(week, "")
    context = {
        "enrolment": enrolment,
        "form": form,
        "answer": answer,
        "said": CheckIn.Answer(said_before).label if said_before else "",
        "is_said": said_before == answer,
        "week_label": course.week_label(course.weeks[week]),
        "week_title": course.weeks[week].title,
        "group": group_of(enrolment),
        "home_url": link("home", enrolment.pk),
        "join_url": link("join", enrolment.pk),
    }
    return render(request, "web/acts/check_in.html", context)
