"""What came in by mail: each in exactly one state; one of them with its decisions, and its whole life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mooc.inbound import desk
from mooc.inbound.decision_words import why
from mooc.inbound.models import Decision, InboundMail
from mooc.inbound.offers import offers
from mooc.inbound.queries import PAGE, inbound_mails, read_raw
from mooc.inbound.tracing import MOST_COPIES, life_of

from ..access import organisers_only, person_of
from ..boards.inbound import mail_for, run_ids_of, states_of
from ..boards.pages import number_of, split_page, words_of
from ..clock import in_own_zone
from ..letters import open_letter, shown_source


@require_safe
@organisers_only
@in_own_zone
def inbound(request: HttpRequest) -> HttpResponse:
    """List inbound mail: of the whole house for its organisers, of their runs for the others."""
    run_ids = run_ids_of(request)
    state, before = words_of(request.GET.get("state")), number_of(request.GET.get("before"))
    found, more = split_page(
        inbound_mails(state=state, run_ids=run_ids, limit=PAGE + 1, before_id=before), PAGE
    )
    reasons = why(found)
    context = {
        "mails": [(mail, reasons[mail.pk]) for mail in found],
        "held": desk.held_mails(run_ids).count(),
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
    """Show one inbound mail: what became of it and why, what can be done, its headers and its text."""
    found = mail_for(request, mail_id)
    raw = read_raw(found)
    decisions = list(found.decisions.select_related("by").order_by("id"))
    context = {
        "mail": found,
        "raw": raw,
        "letter": open_letter(raw),
        "decisions": decisions,
        "question": getattr(found, "question", None),
        "offer": offers([found])[found.pk] if found.state == InboundMail.State.HELD else None,
        "is_hidden": _is_hidden(found, decisions),
        "reasons": desk.usual_reasons(person_of(request)),
        "back": "mail",
    }
    return render(request, "web/organise/inbound_mail.html", context)


@require_safe
@organisers_only
@in_own_zone
def life(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Tell the whole life of one mail, from the door to the last copy and what came back."""
    found = mail_for(request, mail_id)
    told = life_of(found, with_copies=True, run_ids=run_ids_of(request))
    context = {
        "mail": found,
        "life": told,
        "moments": [moment for moment in told.moments if moment.what != "copy"],
        "copies": [moment for moment in told.moments if moment.what == "copy"],
        "more": max(0, told.copies - MOST_COPIES),
    }
    return render(request, "web/organise/inbound_life.html", context)


@require_safe
@organisers_only
def source(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show the bytes as they came."""
    found = mail_for(request, mail_id)
    context = {"mail": found, "source": shown_source(read_raw(found))}
    return render(request, "web/organise/inbound_source.html", context)


def _is_hidden(mail: InboundMail, decisions: list[Decision]) -> bool:
    """Say whether a person hid it last; what I dropped myself is not put back."""
    is_dropped = mail.state == InboundMail.State.DROPPED
    return is_dropped and bool(decisions) and decisions[-1].verb == Decision.Verb.HIDE
