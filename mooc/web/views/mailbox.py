"""The built-in mailbox: what was sent, as its readers got it.

Open to all only where MOOC_OPEN_MAILBOX says so (the demo on 127.0.0.1); elsewhere organisers of the server read it.
A sign-in code would let its reader in as somebody else, so copies that carry one are hidden from everybody, but for one
case: the open mailbox, read from this very machine. There the visitor is the operator, and the code is his only way in.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mooc.delivery import mailbox as kept
from mooc.delivery.models import MailboxCopy

from ..access import server_organisers_only
from ..boards import mailbox as board
from ..boards.pages import number_of, words_of
from ..frames import MAIL_POLICY, with_links_outside
from ..letters import open_letter, shown_source

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
View = Callable[..., HttpResponseBase]


def readers_only(view: View) -> View:
    """Let in everybody where the mailbox is open, organisers of the server elsewhere."""
    guarded = server_organisers_only(view)

    @wraps(view)
    def chosen(request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        return view(request, **kwargs) if settings.MOOC_OPEN_MAILBOX else guarded(request, **kwargs)

    return chosen


@require_safe
@readers_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """List what was sent; ?to= follows one reader, ?q= searches addresses and subjects, ?kind= filters."""
    look = board.Look(
        search=words_of(request.GET.get("q")),
        reader=words_of(request.GET.get("to"), most=254),
        kind=words_of(request.GET.get("kind")),
        after=number_of(request.GET.get("after")),
        with_codes=_may_see_codes(request),
    )
    page = board.mailbox_page(look)
    kinds = board.kinds(with_codes=look.with_codes)
    return render(request, "web/mailbox/list.html", {"look_for": look, "page": page, "kinds": kinds})


@require_safe
@readers_only
def copy(request: HttpRequest, copy_id: int) -> HttpResponse:
    """Show one copy: its headers, its text, its HTML in a frame, and the way to its reader's other mail."""
    found = _copy(request, copy_id)
    around = board.neighbours(found, with_codes=_may_see_codes(request))
    letter = open_letter(kept.read_copy(found.pk))
    tab = request.GET.get("as", "")
    if tab not in ("text", "html"):
        tab = "html" if letter.html else "text"
    return render(
        request,
        "web/mailbox/copy.html",
        {"copy": found, "letter": letter, "around": around, "tab": tab},
    )


@csp(MAIL_POLICY)
@xframe_options_sameorigin
@require_safe
@readers_only
def html(request: HttpRequest, copy_id: int) -> HttpResponse:
    """Answer with the HTML part alone, for the frame; its links open beside the mailbox."""
    letter = open_letter(kept.read_copy(_copy(request, copy_id).pk))
    if not letter.html:
        raise Http404
    return HttpResponse(with_links_outside(letter.html))


@require_safe
@readers_only
def source(request: HttpRequest, copy_id: int) -> HttpResponse:
    """Show the copy line by line as it would go over the wire."""
    found = _copy(request, copy_id)
    text = shown_source(kept.read_copy(found.pk))
    return render(request, "web/mailbox/source.html", {"copy": found, "source": text})


def _copy(request: HttpRequest, copy_id: int) -> MailboxCopy:
    copies = board.visible_copies(with_codes=_may_see_codes(request)).defer("body")
    found = copies.filter(pk=copy_id).first()
    if found is None:
        raise Http404
    return found


def _may_see_codes(request: HttpRequest) -> bool:
    came_by_proxy = any(request.META.get(name) for name in FORWARDED)
    return bool(settings.MOOC_OPEN_MAILBOX) and not came_by_proxy and _is_this_machine(request)


def _is_this_machine(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
