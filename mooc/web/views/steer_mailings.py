"""An organiser's hand on a mailing: hold, let go, cancel, bring back, send a test, send again to some."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mooc.delivery import actions
from mooc.delivery.models import Delivery, Mailing

from ..access import check_run_id, organisers_only, person_of
from ..boards.accounts import accounts_of_mailings
from ..boards.pages import number_of
from ..forms.mailings import TestForm


@require_POST
@organisers_only
def steer(request: HttpRequest, mailing_id: int, act: str) -> HttpResponse:
    """Do one of `ACTS`, and say on the mailing's page what came of it."""
    if act not in ACTS:
        raise Http404
    found = get_object_or_404(Mailing, pk=mailing_id)
    check_run_id(request, found.run_id)
    messages.info(request, ACTS[act](found, timezone.now()))
    return redirect("web:organise_mailing", mailing_id=mailing_id)


def _hold(mailing: Mailing, now: datetime) -> str:
    if actions.hold(mailing):
        return "I hold it: no further copy leaves until you let it go."
    return f"There was nothing to hold: the mailing is {mailing.get_state_display()}."


def _release(mailing: Mailing, now: datetime) -> str:
    if actions.release(mailing):
        return "It goes on. Copies that are due leave now."
    return f"It was not held: the mailing is {mailing.get_state_display()}."


def _cancel(mailing: Mailing, now: datetime) -> str:
    if mailing.state == Mailing.State.CANCELLED:
        return "It was cancelled before."
    count = actions.cancel(mailing, now=now, reason=actions.BY_HAND)
    return f"Cancelled: {_copies(count)} will not go out. You can bring them back while their time lasts."


def _reopen(mailing: Mailing, now: datetime) -> str:
    count = actions.reopen(mailing, now=now) if actions.may_reopen(mailing, now=now) else 0
    return (
        f"{_copies(count)} will go out after all." if count else "There was nothing to bring back any more."
    )


ACTS: dict[str, Callable[[Mailing, datetime], str]] = {
    "hold": _hold,
    "release": _release,
    "cancel": _cancel,
    "reopen": _reopen,
}


@organisers_only
def test(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Ask as whom and to whom, and send one copy."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    run = check_run_id(request, found.run_id)
    now = timezone.now()
    if not actions.may_try(found):
        raise Http404
    editions, problem = _editions(found, now)
    own = person_of(request).email
    form = TestForm(request.POST or None, editions=editions, own=own) if editions else None
    if form is not None and request.method == "POST" and form.is_valid() and _tried(form, found, now):
        messages.success(request, f"A test is on its way to {form.cleaned_data['email']}.")
        return redirect("web:organise_mailing", mailing_id=mailing_id)
    context = {"run": run, "mailing": found, "form": form, "problem": problem}
    context["here"] = "mailings"
    return render(
        request, "web/organise/mailing_test.html", context, status=422 if form and form.errors else 200
    )


def _editions(mailing: Mailing, now: datetime) -> tuple[list[tuple[str, str]], str]:
    """Return the variants and languages there are, or why there are none."""
    try:
        return actions.trial_variants(mailing, now=now), ""
    except actions.CannotTry as error:
        return [], str(error)


def _tried(form: TestForm, mailing: Mailing, now: datetime) -> bool:
    variant, _, language = form.cleaned_data["edition"].rpartition(" ")
    try:
        actions.try_mailing(
            mailing, address=form.cleaned_data["email"], variant=variant, language=language, now=now
        )
    except actions.CannotTry as error:
        form.add_error(None, str(error))
        return False
    return True


@organisers_only
def again(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Let copies be chosen by their states, say how many they are, and send them again."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    run = check_run_id(request, found.run_id)
    if found.state == Mailing.State.CANCELLED:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    terms = [
        term
        for term in accounts_of_mailings([found])[found.pk].terms
        if term.state >= Delivery.State.ACCEPTED
    ]
    wanted = {number_of(text) for text in asked.getlist("state")}
    chosen = [term.state for term in terms if term.state in wanted]
    if request.method == "POST" and chosen:
        readers = found.deliveries.filter(state__in=chosen).order_by("recipient")
        count = actions.resend(found, readers.values_list("recipient", flat=True), now=timezone.now())
        messages.info(request, f"{_copies(count)} will go out again.")
        return redirect("web:organise_mailing", mailing_id=mailing_id)
    total = sum(term.count for term in terms if term.state in chosen)
    context = {"run": run, "mailing": found, "terms": terms, "chosen": chosen, "total": total}
    return render(request, "web/organise/mailing_again.html", context | {"here": "mailings"})


def _copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count:,} copies"
