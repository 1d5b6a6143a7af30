"""Mailings of a run or of the house: the account of each, its copies with their answers, its text."""

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from mooc.delivery.actions import accept_uncertain, repeat_uncertain
from mooc.delivery.models import Delivery, Edition, Mailing
from mooc.runs.models import Run

from ..access import check_run_id, may_read_mailbox, organisers_only, run_for, server_organisers_only
from ..boards import mailings as board
from ..boards.accounts import account_of_run
from ..boards.editions import preview
from ..boards.mailbox import letters_by_delivery
from ..boards.pages import number_of, split_page, words_of
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
def mailing(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Show a mailing: its account, its texts, and each copy with the answer of the other side."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    run = check_run_id(request, found.run_id)
    search, state = words_of(request.GET.get("q")), words_of(request.GET.get("state"))
    copies, more = split_page(
        board.copies_page(found, search=search, state=state, before=number_of(request.GET.get("before"))),
        board.PAGE,
    )
    context = {
        "run": run,
        "mailing": found,
        "account": board.mailing_rows([found])[0].mail,
        "editions": board.editions_of(found),
        "copies": board.with_learners(found, copies),
        "letters": letters_by_delivery(copy.pk for copy in copies) if may_read_mailbox(request) else {},
        "search": search,
        "state": state,
        "next_before": copies[-1].pk if more else None,
        "here": "mailings",
    }
    return render(request, "web/organise/mailing.html", context)


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
