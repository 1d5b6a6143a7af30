"""The desk: mail that waits for a decision, oldest first, and the four things that an organiser can do with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from mooc.errors import MoocError
from mooc.inbound import deciding
from mooc.inbound import desk as board
from mooc.inbound.models import InboundMail
from mooc.people.models import Person

from ..access import organisers_only, person_of
from ..boards.inbound import mail_for, run_ids_of
from ..boards.pages import number_of, split_page, words_of
from ..clock import in_own_zone

MOST_REASON = 300


@require_safe
@organisers_only
@in_own_zone
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits, oldest first, perhaps of one kind only."""
    run_ids = run_ids_of(request)
    kind, after = words_of(request.GET.get("kind")), number_of(request.GET.get("after"))
    kinds = board.held_kinds(run_ids)
    found, more = split_page(
        board.waiting(board.held_mails(run_ids, kind=kind, after_id=after or 0)), board.PAGE
    )
    chosen = next((one for one in kinds if one.kind == kind), None)
    context = {
        "rows": found,
        "kinds": kinds,
        "chosen": chosen,
        "many": sum(one.count for one in kinds),
        "up_to": board.held_mails(run_ids, kind=kind).values_list("pk", flat=True).last() if chosen else None,
        "after": after,
        "next_after": found[-1].mail.pk if more else None,
        "reasons": board.usual_reasons(person_of(request)),
    }
    return render(request, "web/organise/inbound_waiting.html", context)


@require_POST
@organisers_only
def keep(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Post a held mail in its writer's name."""

    def post(mail: InboundMail, by: Person, reason: str) -> str:
        outcome = deciding.keep(mail, by=by, reason=reason, now=timezone.now())
        return f"“{_subject(mail)}”: {outcome.reason}."

    return _decide(request, mail_id, post)


@require_POST
@organisers_only
def hide(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Let nobody see a held mail."""

    def put_away(mail: InboundMail, by: Person, reason: str) -> str:
        deciding.hide(mail, by=by, reason=reason, now=timezone.now())
        return f"“{_subject(mail)}” is hidden. Its page puts it back."

    return _decide(request, mail_id, put_away)


@require_POST
@organisers_only
def ask(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Ask whom a held mail names whether it is his."""

    def write(mail: InboundMail, by: Person, reason: str) -> str:
        question = deciding.ask(mail, by=by, reason=reason, now=timezone.now())
        return f"I ask {question.person} about “{_subject(mail)}”. A yes posts it; until then it waits here."

    return _decide(request, mail_id, write)


@require_POST
@organisers_only
def reopen(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Put a mail that was hidden back among those that wait."""

    def put_back(mail: InboundMail, by: Person, reason: str) -> str:
        deciding.reopen(mail, by=by, reason=reason, now=timezone.now())
        return f"“{_subject(mail)}” waits again."

    return _decide(request, mail_id, put_back)


@require_POST
@organisers_only
def hide_kind(request: HttpRequest) -> HttpResponse:
    """Hide all held mail of a kind that stood on the page, and none that has come since."""
    kind, up_to = words_of(request.POST.get("kind")), number_of(request.POST.get("up_to"))
    if not request.POST.get("is_sure"):
        messages.error(
            request, "Nothing is hidden. Tick that you mean all of them, and press the button again."
        )
        return _back_to_waiting(kind)
    hidden = deciding.hide_kind(
        kind,
        by=person_of(request),
        up_to=up_to or 0,
        run_ids=run_ids_of(request),
        reason=words_of(request.POST.get("reason"), most=MOST_REASON),
        now=timezone.now(),
    )
    messages.info(
        request, f"{hidden:,} {'is' if hidden == 1 else 'are'} hidden. Each can be put back from its page."
    )
    return _back_to_waiting("")


def _decide(
    request: HttpRequest, mail_id: int, act: Callable[[InboundMail, Person, str], str]
) -> HttpResponse:
    """Do what the button says and go back to where it was pressed; or say why it could not be."""
    mail = mail_for(request, mail_id)
    reason = words_of(request.POST.get("reason"), most=MOST_REASON)
    try:
        messages.info(request, act(mail, person_of(request), reason))
    except MoocError as error:
        text = str(error)
        messages.error(request, text[:1].upper() + text[1:])
    if request.POST.get("back") == "mail":
        return redirect("web:organise_inbound_mail", mail_id=mail.pk)
    return _back_to_waiting(words_of(request.POST.get("kind")))


def _back_to_waiting(kind: str) -> HttpResponse:
    query = f"?{urlencode({'kind': kind})}" if kind else ""
    return redirect(reverse("web:organise_waiting") + query)


def _subject(mail: InboundMail) -> str:
    return mail.subject or "(no subject)"
