"""Who posts to us: proven by the library's own checks, or by the one of Standard Webhooks where it needs a package."""

import base64
import binascii
import hmac
import json
import logging
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from mooc.delivery.transports.vendors import ServiceAddress
from mooc.delivery.transports.vendors.opening import for_boto3
from mooc.inbound.actions import use_seal

from .faults import NotProven, Unreadable, WrongDoor
from .fetching import in_time, limit

log = logging.getLogger("mooc.mailin")
# How far the clock of a signature may be from ours, against requests that are played again.
MOST_SECONDS_APART = 300
# Mailgun sends a request again, as it is, for eight hours; its clock may be ahead of ours.
MOST_AGE, MOST_AHEAD = timedelta(days=1), timedelta(seconds=MOST_SECONDS_APART)


def events_of(
    request: HttpRequest, address: ServiceAddress, secret: str, direction: str, *, now: datetime
) -> list[Any]:
    """Return the events of a request, as the library reads them.

    Raises NotProven, WrongDoor, Unreadable; OSError and TooBig where a mail has to be fetched.
    """
    view = _view(address, secret, direction, request.path)
    view.setup(request)
    try:
        if address.kind.scheme == "resend":
            _insist_on_signature(request, secret, now=now)
        else:
            view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise NotProven from error
    except (
        AnymailError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:  # not even in the right form
        raise NotProven from error
    try:
        with in_time():
            events = view.parse_events(request)
    except ImproperlyConfigured as error:
        raise WrongDoor(f"This belongs to another address of mine: {error}") from error
    except OSError:  # some of those of `requests` are ValueErrors as well
        raise
    except (AnymailError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(f"I cannot read this ({type(error).__name__})") from error
    found = [event for event in events if event is not None]
    if any(hasattr(event, "message") is not (direction == "inbound") for event in found):
        raise WrongDoor("This belongs to another address of mine")  # one of Mandrill's views does both
    return found


def insist_on_password(request: HttpRequest, secret: str) -> None:
    """Check name and password of a request whose body nobody has read yet. Raises NotProven."""
    given = get_request_basic_auth(request) or ""
    if not constant_time_compare(given, secret):
        raise NotProven


def insist_on_first_time(request: HttpRequest, *, now: datetime) -> None:
    """Let a signature that does not cover the words come with one set of them only, and not long after it was made.

    Call it in the transaction that keeps what is said. The same words again are let in: the service has not heard our
    answer, and what is kept is kept once. Raises NotProven.
    """
    said = (
        json.loads(request.body)["signature"] if request.content_type == "application/json" else request.POST
    )
    moment = datetime.fromtimestamp(int(said["timestamp"]), UTC)
    if not -MOST_AHEAD <= now - moment <= MOST_AGE:
        raise NotProven
    seal = f"{said['timestamp']}\n{said['token']}"
    if not use_seal(sha256(seal.encode()).hexdigest(), words=_digest_of_words(request), now=now):
        log.warning("a signature came a second time, with other words")
        raise NotProven


def _digest_of_words(request: HttpRequest) -> str:
    """Return a digest of what is said; of a form, whose parts are divided anew each time, that of its fields."""
    digest = sha256()
    if request.content_type == "application/json":
        digest.update(request.body)
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            digest.update(file.read())
            file.seek(0)
    return digest.hexdigest()


def _view(address: ServiceAddress, secret: str, direction: str, path: str) -> Any:
    """Return the library's view of a service, made with our secrets instead of with settings."""
    kind = address.kind
    module = import_module(f"anymail.webhooks.{kind.module}")
    limit(module)
    combined = getattr(module, "MandrillCombinedWebhookView", None)
    view = combined or getattr(module, f"{kind.title.replace(' ', '')}{direction.title()}WebhookView", None)
    if view is None:
        raise WrongDoor(f"{kind.title} does not hand over mail that comes in")
    return view(**_given(address, secret, direction, path))


def _given(address: ServiceAddress, secret: str, direction: str, path: str) -> dict[str, Any]:
    scheme, own = address.kind.scheme, dict(address.parameters)
    if scheme == "mailgun":
        return {"webhook_signing_key": secret, "webhook_secret": []}
    if scheme == "mandrill":  # it signs the address that it knows, whatever proxies make of it
        return {"webhook_key": secret, "webhook_url": settings.MOOC_URL + path, "webhook_secret": []}
    if scheme == "postal":
        return {"webhook_key": secret, "webhook_secret": []}
    if scheme == "unisender-go":
        return {"api_key": own["api_key"], "webhook_secret": [secret] if secret else []}
    if scheme == "mailersend":
        return {_secret_name(direction): secret, "webhook_secret": []}
    if scheme == "mailtrap":
        token = {"api_token": own["api_token"]} if direction == "inbound" else {}
        return {_secret_name(direction): secret, "webhook_secret": [], **token}
    if scheme == "resend":  # its own check, were it ever asked, would refuse everybody
        return {**_interface(own, direction), "webhook_secret": [secrets.token_urlsafe()]}
    if scheme == "amazon-ses":
        return {"client_params": for_boto3(address)["client_params"], "webhook_secret": [secret]}
    return {"webhook_secret": [secret], **(_interface(own, direction) if scheme == "brevo" else {})}


def _secret_name(direction: str) -> str:
    return "inbound_secret" if direction == "inbound" else "signing_secret"


def _interface(own: dict[str, str], direction: str) -> dict[str, str]:
    """Return what it takes to fetch a mail of which the service tells only that it came."""
    return (
        {name: own[name] for name in ("api_key", "api_url") if name in own} if direction == "inbound" else {}
    )


def _insist_on_signature(request: HttpRequest, secret: str, *, now: datetime) -> None:
    """Check a signature of Standard Webhooks as Svix writes it. Raises NotProven, ValueError."""
    number, moment, given = (
        request.headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")
    )
    if abs(now.timestamp() - int(moment)) > MOST_SECONDS_APART:
        raise NotProven
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        log.error("the webhook_secret in EMAIL_URL is not one that Resend gives; it begins with whsec_")
        raise NotProven from None
    signed = b".".join([number.encode(), moment.encode(), request.body])
    ours = base64.b64encode(hmac.digest(key, signed, "sha256"))
    theirs = [part.removeprefix("v1,").encode() for part in given.split() if part.startswith("v1,")]
    if not any(hmac.compare_digest(ours, one) for one in theirs):
        raise NotProven
