"""The two doors: read within limits, insist on proof, keep, and only then say so."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mooc.delivery.transports.vendors import ServiceAddress, service_of_webhooks

from .faults import NotProven, TooBig, Unreadable, WrongDoor
from .incoming import keep_mail, keep_unread
from .posted import posted
from .reports import keep_event

log = logging.getLogger("mooc.mailin")
_ANSWERS: dict[type[Exception], int] = {TooBig: 413, WrongDoor: 400, Unreadable: 400}
_Keep = Callable[[Any, ServiceAddress, datetime], None]


@csrf_exempt
@require_http_methods(["POST", "GET", "HEAD"])
def tracking(request: HttpRequest, name: str) -> HttpResponse:
    """Take events about copies that we sent."""
    address = _service(name)
    return _taken(request, address, address.webhook_secret, "tracking", _keep_event)


@csrf_exempt
@require_http_methods(["POST", "GET", "HEAD"])
def inbound(request: HttpRequest, name: str) -> HttpResponse:
    """Take mail that came in."""
    address = _service(name)
    return _taken(request, address, address.inbound_secret, "inbound", keep_mail)


def _service(name: str) -> ServiceAddress:
    """Return the service that may come in; any other finds no page."""
    address = service_of_webhooks()
    if address is None or address.kind.scheme != name or not address.kind.proof:
        raise Http404
    return address


def _taken(
    request: HttpRequest, address: ServiceAddress, secret: str, direction: str, keep: _Keep
) -> HttpResponse:
    if request.method != "POST":  # services ask so whether there is a page
        return HttpResponse()
    if not secret and address.kind.proof != "key":
        return _no(403, f"{address.kind.title} has no webhook_secret here, so nothing is let in", address)
    if address.kind.leaves_words_open and not address.webhook_password:
        return _no(403, f"{address.kind.title} has no webhook_password here, so nothing is let in", address)
    if _password(address, secret) and "Authorization" not in request.headers:
        answer = _no(401, "Who is it?", address)  # some send the password only when asked
        answer["WWW-Authenticate"] = 'Basic realm="mail service"'
        return answer
    try:
        _keep_all(request, address, secret, direction, keep)
    except DatabaseError:
        log.exception("a webhook of %s cannot be kept; the service comes again", address.kind.title)
        return HttpResponse("I cannot keep this just now\n", status=503, content_type="text/plain")
    except OSError as error:  # a mail had to be fetched, and its service does not answer
        return _no(503, f"I cannot fetch this just now ({type(error).__name__})", address)
    except NotProven:
        return _no(403, "This does not come from the service", address)
    except tuple(_ANSWERS) as error:
        return _no(_ANSWERS[type(error)], str(error), address)
    return HttpResponse()


def _keep_all(
    request: HttpRequest, address: ServiceAddress, secret: str, direction: str, keep: _Keep
) -> None:
    from .proofs import (  # loads what speaks HTTPS, for which no page should wait
        events_of,
        insist_on_first_time,
        insist_on_password,
    )

    now = timezone.now()
    if password := _password(address, secret):  # before anything of theirs is read
        insist_on_password(request, password)
    whole = posted(request, is_mail=direction == "inbound")
    try:
        events = events_of(whole, address, secret, direction, now=now)
    except Unreadable as error:
        if direction == "tracking":
            raise
        log.warning("%s: %s", address.kind.title, error)
        keep_unread(whole.body, address, now)
        return
    with transaction.atomic():
        if address.kind.leaves_words_open:
            insist_on_first_time(whole, now=now)
        for event in events:
            keep(event, address, now)


def _password(address: ServiceAddress, secret: str) -> str:
    """Return the name and password that it must send; empty where it proves itself by its signature alone."""
    return secret if address.kind.proof == "password" else address.webhook_password


def _keep_event(event: Any, address: ServiceAddress, now: datetime) -> None:
    keep_event(event, address.kind, now=now)


def _no(status: int, words: str, address: ServiceAddress) -> HttpResponse:
    log.warning("a webhook of %s is answered %d: %s", address.kind.title, status, words)
    return HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")
