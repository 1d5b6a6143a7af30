"""The page of somebody without a group: why, what would help, and four things to choose, one button each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.placing.left_over import LeftOver, left_over
from mooc.runs.links import link
from mooc.runs.models import Enrolment

from ..forms.left_over import MoreHoursForm, OtherLanguageForm
from ..languages import language_name
from ..links import opened_by
from .acts import GOES_ON, MAY_JOIN

_SAID = {
    "hours": "Kept. I look for a group that meets at these hours too, from now on.",
    "language": "Kept. I look for a group in {language} from now on.",
    "write": "Kept. I look among the groups that write from now on; hours do not matter there.",
    "alone": "Kept. You go on alone; the weekly message comes as ever, and you can join a group at any time.",
}


@opened_by("choices")
def choose(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Show why there is no group; a press keeps what the learner chose. Opening it changes nothing."""
    found = left_over(enrolment)
    hours = MoreHoursForm(_data_for("hours", request), enrolment=enrolment)
    offered = [(tag, language_name(tag)) for tag in found.languages]
    language = OtherLanguageForm(_data_for("language", request), offered=offered)
    if request.method == "POST" and _chosen(request, enrolment, hours, language):
        return redirect(request.path)
    return _page(request, enrolment, found, hours=hours, language=language)


def _data_for(choice: str, request: HttpRequest) -> object:
    return request.POST if request.method == "POST" and request.POST.get("choice") == choice else None


def _chosen(
    request: HttpRequest, enrolment: Enrolment, hours: MoreHoursForm, language: OtherLanguageForm
) -> bool:
    """Do what was chosen; False where a field has to be mended first."""
    choice, now = request.POST.get("choice", ""), timezone.now()
    named = ""
    try:
        if choice == "hours" and hours.is_valid():
            actions.give_more_hours(enrolment, availability=hours.availability, now=now)
        elif choice == "language" and language.is_valid():
            named = language.cleaned_data["language"]
            actions.name_language(enrolment, language=named, now=now)
        elif choice == "write":
            actions.choose_writing(enrolment, now=now)
        elif choice == "alone":
            actions.go_alone(enrolment, now=now)
        else:
            return choice not in _SAID
    except MoocError as error:
        messages.error(request, str(error))
        return True
    messages.success(request, _SAID[choice].format(language=language_name(named)))
    return True


def _page(request: HttpRequest, enrolment: Enrolment, found: LeftOver, **forms: object) -> HttpResponse:
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "found": found,
        "may_choose": enrolment.state in MAY_JOIN and enrolment.run.state in GOES_ON and not found.is_seated,
        "own_language": language_name(enrolment.person.language),
        "home_url": link("home", enrolment.pk),
        "join_url": link("join", enrolment.pk),
    } | forms
    status = 422 if any(getattr(form, "errors", None) for form in forms.values()) else 200
    return render(request, "web/choose.html", context, status=status)
