"""What came in by mail: each in exactly one state, what is held for a human first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mooc.inbound.errors import NoSuchMail
from mooc.inbound.models import InboundMail
from mooc.inbound.queries import PAGE, inbound_mail, inbound_mails, read_raw

from ..access import check_run_id, organisers_only, person_of, runs_of
from ..boards.inbound import states_of
from ..boards.pages import number_of, split_page, words_of
from ..clock import in_own_zone
from ..letters import open_letter, shown_source


@require_safe
@organisers_only
@in_own_zone
def inbound(request: HttpRequest) -> HttpResponse:
    """List inbound mail: of the whole house for its organisers, of their runs for the others."""
    person = person_of(request)
    run_ids = None if person.is_organiser else list(runs_of(person).values_list("pk", flat=True))
    state, before = words_of(request.GET.get("state")), number_of(request.GET.get("before"))
    found, more = split_page(
        inbound_mails(state=state, run_ids=run_ids, limit=PAGE + 1, before_id=before), PAGE
    )
    held = [] if state or before else inbound_mails(state=InboundMail.State.HELD, run_ids=run_ids)
    context = {
        "mails": found,
        "held": held,
        "state": state,
        "states": states_of(run_ids),
        "before": before,
        "next_before": found[-1].pk if more else None,
    }
    return render(request, "web/organise/inbound.html", context)


@require_safe
@organisers_only
@in_own_zone
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show one inbound mail: what became of it and why, its headers and its text."""
    found = _mail(request, mail_id)
    raw = read_raw(found)
    return render(
        request, "web/organise/inbound_mail.html", {"mail": found, "raw": raw, "letter": open_letter(raw)}
    )


@require_safe
@organisers_only
def source(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show the bytes as they came."""
    found = _mail(request, mail_id)
    context = {"mail": found, "source": shown_source(read_raw(found))}
    return render(request, "web/organise/inbound_source.html", context)


def _mail(request: HttpRequest, mail_id: int) -> InboundMail:
    try:
        found = inbound_mail(mail_id)
    except NoSuchMail as error:
        raise Http404 from error
    check_run_id(request, found.run_id)
    return found
