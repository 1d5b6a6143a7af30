"""A mail to ourselves, through the worker, the transport, the world and our mail door; and back into our rows."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.utils import timezone

from mooc.delivery.check_mail import give_up, plan_check
from mooc.delivery.models import Delivery
from mooc.inbound.models import InboundMail
from mooc.pure.mailkit import read_letter
from mooc.pure.mailkit.bounces import read_bounce
from mooc.pure.mailkit.dkim_keys import tags_of

from .examination import Check
from .finding import Finding, ok, problem, skipped, warning
from .receiving import check_address
from .sending import is_at_work
from .surroundings import Surroundings, is_local, mail_domain

_T = TypeVar("_T")
PATIENCE_SECONDS = 20.0
LOOKS_EVERY_SECONDS = 0.2
_GONE = (Delivery.State.ACCEPTED, Delivery.State.BOUNCED, Delivery.State.COMPLAINED)
_OPEN = (*Delivery.WAITING, Delivery.State.CLAIMED)


def round_trip(*, send_to: str, seconds: float = PATIENCE_SECONDS) -> Check:
    """Return the check that sends one mail to ourselves, and one more to `send_to`, and waits for what comes of it."""
    check = partial(_round_trip, send_to=send_to, seconds=seconds)
    check.__name__ = "round trip"  # type: ignore[attr-defined]
    return check


def _round_trip(around: Surroundings, *, send_to: str, seconds: float) -> Iterator[Finding]:
    reason = _why_not()
    if reason:
        yield skipped("round trip", reason)
        return
    deadline = time.monotonic() + seconds
    ours = check_address()
    comes_back = not is_local(mail_domain())
    sent = {
        to: plan_check(to, now=timezone.now()) for to in ([send_to] if send_to else []) + [ours] * comes_back
    }
    try:
        for to, check in sent.items():
            found = _until(deadline, partial(_settled, check))
            yield _sent("sent to " + to if to == send_to else "sent", found or _fresh(check))
        if comes_back and _fresh(sent[ours]).state in _GONE:
            yield from _came_back(_until(deadline, partial(_inbound, ours)), seconds)
    finally:
        for check in sent.values():
            if _fresh(check).state in _OPEN:
                give_up(check, now=timezone.now())


def _why_not() -> str:
    if not settings.EMAIL_URL:
        return "EMAIL_URL is empty: all mail stays in the built-in mailbox"
    if not is_at_work():
        return "no worker runs that would send it; start `mooc serve`"
    return ""


def _sent(name: str, check: Delivery) -> Finding:
    if check.state in _GONE:
        return ok(name, f"the transport took it: {check.answer}")
    waits = "it has not been tried yet"
    if check.state in _OPEN:
        says = f"it did not leave in time: {check.answer or waits}"
        return problem(
            name, says, "What is found about the worker and the relay says why; I have taken it back."
        )
    return problem(name, f"{check.get_state_display()}: {check.answer}", "Put right what it says.")


def _came_back(mail: InboundMail | None, seconds: float) -> Iterator[Finding]:
    if mail is None:
        says = f"it did not come in within {seconds:.0f} s: the other side took it, and our mail door has not seen it"
        do = "Does the MX lead to a server that delivers to our LMTP door? Slow relays: `mooc inbound list` later."
        yield warning("round trip", says, do)
        return
    raw = bytes(mail.raw.content) if mail.raw else b""
    report = read_bounce(raw)
    if report.kind == "bounce" and report.recipients:
        says = f"a bounce came in its place: {report.recipients[0].words or report.recipients[0].status}"
        yield problem(
            "round trip", says, "The mail server of our MX should deliver the whole domain to our door."
        )
        return
    yield ok("round trip", f"it came in by {mail.source}")
    yield _signed(raw)


def _signed(raw: bytes) -> Finding:
    """Say whether somebody signed it on its way: we, or the relay."""
    headers = read_letter(raw).headers
    domains = [tags_of(value).get("d", "?") for name, value in headers if name == "dkim-signature"]
    if domains:
        return ok("signature", f"it was signed with DKIM for {', '.join(domains)}")
    do = "Let the relay sign, or sign here: `mooc mail dkim-key` (docs/mail.md)."
    return problem("signature", "nobody signed it with DKIM: Gmail and Yahoo refuse mass mail without", do)


def _settled(check: Delivery) -> Delivery | None:
    found = _fresh(check)
    return None if found.state in _OPEN else found


def _fresh(check: Delivery) -> Delivery:
    return Delivery.objects.select_related("mailing").get(pk=check.pk)


def _inbound(address: str) -> InboundMail | None:
    return InboundMail.objects.filter(rcpt_to=address).select_related("raw").order_by("-id").first()


def _until(deadline: float, ask: Callable[[], _T | None]) -> _T | None:
    """Ask again and again until there is an answer, or the time is over."""
    while (answer := ask()) is None and time.monotonic() < deadline:
        time.sleep(LOOKS_EVERY_SECONDS)
    return answer
