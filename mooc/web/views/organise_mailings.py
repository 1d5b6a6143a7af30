"""Mailings of a run or of the house: the account of each, its copies with their answers, its text."""

from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from mooc.delivery.actions import accept_uncertain, may_try, repeat_uncertain
from mooc.delivery.models import Delivery, Edition, Mailing
from mooc.delivery.progress import progress_of
from mooc.runs.models import Run

from ..access import check_run_id, may_read_mailbox, organisers_only, run_for, server_organisers_only
from ..boards import mailings as board
from ..boards.accounts import Account, account_of_run
from ..boards.departure import departure_of
from ..boards.editions import preview
from ..boards.mailbox import letters_by_delivery
from ..boards.pages import number_of, split_page, words_of
from ..clock import in_own_zone
from ..frames import MAIL_POLICY, with_links_outside


@require_safe
@organisers_only
def of_run(request: HttpRequest, slug: str) -> HttpResponse:
    """List the mailings of a run."""
    return _mailings(request, run_for(request, slug))


@require_safe
@server_organisers_only
def of_house(request: HttpRequest) -> HttpResponse:
    """List the mailings that belong to no run: sign-in codes, changes of address, news for followers."""
    return _mailings(request, None)


def _mailings(request: HttpRequest, run: Run | None) -> HttpResponse:
    kind, before = words_of(request.GET.get("kind")), number_of(request.GET.get("before"))
    only_rejected = request.GET.get("show") == "rejected"
    run_id = run.pk if run else None
    found, more = split_page(
        board.mailings_page(run_id, kind=kind, only_rejected=only_rejected, before=before), board.PAGE
    )
    context = {
        "run": run,
        "rows": board.mailing_rows(found),
        "account": account_of_run(run_id),
        "kinds": board.kinds_of(run_id),
        "kind": kind,
        "only_rejected": only_rejected,
        "next_before": found[-1].pk if more else None,
        "before": before,
        "here": "mailings",
    }
    return render(request, "web/organise/mailings.html", context)


@require_safe
@organisers_only
@in_own_zone
def mailing(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Show a mailing: where it stands, who gets it, its texts, and each copy with the answer of the other side."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    run = check_run_id(request, found.run_id)
    search, state = words_of(request.GET.get("q")), words_of(request.GET.get("state"))
    after = number_of(request.GET.get("after"))
    copies, more = split_page(board.copies_page(found, search=search, state=state, after=after), board.PAGE)
    standing = _standing(found)
    context = standing | {
        "run": run,
        "audience": board.audience_of(found),
        "editions": board.editions_of(found, standing["progress"].editions),
        "tests": board.tests_of(found),
        "may_try": may_try(found),
        "may_resend": found.state != Mailing.State.CANCELLED and standing["progress"].done > 0,
        "copies": board.with_learners(found, copies),
        "letters": letters_by_delivery(copy.pk for copy in copies) if may_read_mailbox(request) else {},
        "search": search,
        "state": state,
        "after": after,
        "next_after": copies[-1].recipient if more else None,
        "here": "mailings",
    }
    return render(request, "web/organise/mailing.html", context)


@require_safe
@organisers_only
@in_own_zone
def progress(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Answer with the part of a mailing's page that tells how far it is."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    check_run_id(request, found.run_id)
    return render(request, "web/organise/elements/mailing_progress.html", _standing(found))


def _standing(mailing: Mailing) -> dict[str, Any]:
    """Return how far a mailing is; one statement over its copies."""
    now = timezone.now()
    found = progress_of(mailing, now=now)
    return {
        "mailing": mailing,
        "progress": found,
        "account": Account(found.audience, found.states, found.doubted),
        "departure": departure_of(mailing, found, now=now),
        "done_words": f"{found.done:,} of {found.audience:,} have come to an end",
        "now": timezone.localtime(now),
    }


@require_POST
@organisers_only
def settle_uncertain(request: HttpRequest, mailing_id: int, word: str) -> HttpResponse:
    """Take an organiser's word on copies that were in flight when a worker died: "arrived", or send them "again"."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    check_run_id(request, found.run_id)
    ids = list(found.deliveries.filter(state=Delivery.State.UNCERTAIN).values_list("pk", flat=True))
    if word == "arrived":
        said = f"I count them as arrived: {accept_uncertain(ids, now=timezone.now()):,}."
    elif word == "again":
        said = (
            f"They go out once more under the same Message-ID: {repeat_uncertain(ids, now=timezone.now()):,}."
        )
    else:
        raise Http404
    messages.info(request, said)
    return redirect("web:organise_mailing", mailing_id=mailing_id)


@require_safe
@organisers_only
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the text of a mailing for one variant and language, with the names of what each reader's copy puts in."""
    found, run = _edition(request, edition_id)
    context = {"run": run, "edition": found, "preview": preview(found), "here": "mailings"}
    return render(request, "web/organise/edition.html", context)


@csp(MAIL_POLICY)
@xframe_options_sameorigin
@require_safe
@organisers_only
def edition_html(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Answer with the HTML part alone, for the frame."""
    found, _ = _edition(request, edition_id)
    return HttpResponse(with_links_outside(preview(found).html))


def _edition(request: HttpRequest, edition_id: int) -> tuple[Edition, Run | None]:
    found = Edition.objects.select_related("mailing").filter(pk=edition_id).first()
    if found is None:
        raise Http404
    return found, check_run_id(request, found.mailing.run_id)
