"""What members told the organisers of: the list, one report, and what can be done about it.

Whom a report is about does not find it here, though he organises himself; who told is shown to nobody.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.actions.hiding import hide_post
from mooc.groups.models import SafetyReport
from mooc.groups.queries import group_of
from mooc.groups.safety import report_queries
from mooc.runs.models import Enrolment

from ..access import organisers_only, person_of, runs_of
from ..clock import in_own_zone
from ..forms.safety import HidingForm, SettlementForm

State = SafetyReport.State


@require_safe
@organisers_only
@in_own_zone
def reports(request: HttpRequest) -> HttpResponse:
    """List what waits, and what was settled."""
    lines = report_queries.report_lines(report_queries.reports_for(person_of(request)))
    context = {
        "open": [line for line in lines if line.state == State.OPEN],
        "settled": [line for line in lines if line.state == State.SETTLED],
    }
    return render(request, "web/organise/reports.html", context)


@require_safe
@organisers_only
@in_own_zone
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report: what was told, the post in its thread, and what can be done."""
    return _page(request, _report(request, report_id))


@require_POST
@organisers_only
@in_own_zone
def settle(request: HttpRequest, report_id: int) -> HttpResponse:
    """Say that it is dealt with."""
    found, form = _report(request, report_id), SettlementForm(request.POST)
    if not form.is_valid():
        return _page(request, found, settlement=form)
    given = form.cleaned_data
    try:
        actions.settle_report(
            found, outcome=given["outcome"], thank=given["thank"], by=person_of(request), now=timezone.now()
        )
    except MoocError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, "Settled. It stays here to be read, and nobody is named.")
    return redirect("web:organise_report", found.pk)


@require_POST
@organisers_only
@in_own_zone
def hide(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take the post out of what the group reads."""
    found, form = _report(request, report_id), HidingForm(request.POST)
    if found.post is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, hiding=form)
    try:
        hide_post(found.post, by=person_of(request), reason=form.cleaned_data["reason"], now=timezone.now())
    except MoocError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, "The post is hidden. The group reads your reason in its place.")
    return redirect("web:organise_report", found.pk)


@require_POST
@organisers_only
def remove(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take the person out of the run and the group."""
    found = _report(request, report_id)
    if not _may_remove(request, found):
        raise Http404
    actions.remove_reported(found, now=timezone.now(), by=person_of(request))
    messages.info(
        request, f"{_name(found.about)} is out of {found.about.run.name} and gets no more mail of it."
    )
    return redirect("web:organise_report", found.pk)


def _report(request: HttpRequest, report_id: int) -> SafetyReport:
    found = report_queries.report_for(person_of(request), report_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: SafetyReport,
    *,
    settlement: SettlementForm | None = None,
    hiding: HidingForm | None = None,
) -> HttpResponse:
    others = report_queries.others_about(found)
    context = {
        "report": found,
        "about": found.about,
        "posts": report_queries.thread_around(found.post) if found.post else [],
        "others_open": others.get(State.OPEN, 0),
        "others_settled": others.get(State.SETTLED, 0),
        "settlement": settlement or SettlementForm(),
        "hiding": hiding or HidingForm(auto_id="hiding_%s"),
        "is_in": found.about.state != Enrolment.State.LEFT,
        "group_now": group_of(found.about),
        "may_remove": _may_remove(request, found),
    }
    status = 422 if any(form is not None for form in (settlement, hiding)) else 200
    return render(request, "web/organise/report.html", context, status=status)


def _may_remove(request: HttpRequest, found: SafetyReport) -> bool:
    return runs_of(person_of(request)).filter(pk=found.about.run_id).exists()


def _name(enrolment: Enrolment) -> str:
    return enrolment.person.name or "The learner"
