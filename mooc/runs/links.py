"""Where links of a learner's mail lead, and what the frame of his mail holds. No queries, microseconds each."""

from collections.abc import Callable

from django.conf import settings

from mooc.delivery import links
from mooc.people import mails

from . import tokens

_PAGES = {
    "confirm": "web:confirm",
    "ready": "web:ready",
    "home": "web:my_home",
    "leave": "web:leave",
    "stop": "web:stop",
    "check-in": "web:check_in",
    "join": "web:join",
    "choices": "web:choices",
    "week": "web:my_week",
    "group": "web:my_group",
    "change": "web:change_group",
    "mail": "web:my_mail",
    "report": "web:report_post",
    "follow": "web:follow_confirm",
    "follow-stop": "web:follow_stop",
}


def link(act: str, row_id: int, *args: str | int) -> str:
    """Return the absolute address of the page for one act, such as link("check-in", 7, 3, "done")."""
    return links.act(_PAGES[act], *args, token=tokens.sign(act, row_id))


def linker(act: str, *args: str | int) -> Callable[[int], str]:
    """Return `link` for one act and many rows: what is the same in all of them is looked up once."""
    (before, after), sign = links.around(_PAGES[act], *args), tokens.signer(act)
    return lambda row_id: f"{before}{sign(row_id)}{after}"


def own_links() -> Callable[[int], dict[str, str]]:
    """Return what gives the values of the frame that are a learner's own: his page, and two ways to stop."""
    home, (before, after), sign = linker("home"), links.around(_PAGES["stop"]), tokens.signer("stop")
    domain = settings.MOOC_MAIL_DOMAIN

    def of_enrolment(enrolment_id: int) -> dict[str, str]:
        token = sign(enrolment_id)
        return {
            "home_url": home(enrolment_id),
            "stop_url": f"{before}{token}{after}",
            "stop_address": f"stop+{token}@{domain}",
        }

    return of_enrolment


def stop_address(enrolment_id: int) -> str:
    """Return the address to which an empty mail stops the mail of this run (the mailto of List-Unsubscribe)."""
    return f"stop+{tokens.sign('stop', enrolment_id)}@{settings.MOOC_MAIL_DOMAIN}"


def run_address(slug: str) -> str:
    """Return the address that reaches the organisers of a run."""
    return f"run-{slug}@{settings.MOOC_MAIL_DOMAIN}"


def envelope(
    enrolment_id: int, *, why: str, reply_note: str, reply_to: str = "", stops: bool = True
) -> dict[str, str]:
    """Return the values of `layout.ENVELOPE_SLOTS` for mail of the machine to one enrolment.

    With `stops` false there is neither a page of his own nor a way to stop: mail to who has not confirmed
    yet.
    """
    if not stops:
        return mails.envelope(why=why, reply_note=reply_note, reply_to=reply_to)
    own = own_links()(enrolment_id)
    return mails.envelope(why=why, reply_note=reply_note, reply_to=reply_to, **own)
