"""Where links of a learner's mail lead, and what the frame of his mail holds. No queries, microseconds each."""

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
    "week": "web:my_week",
    "follow": "web:follow_confirm",
    "follow-stop": "web:follow_stop",
}


def link(act: str, row_id: int, *args: str | int) -> str:
    """Return the absolute address of the page for one act, such as link("check-in", 7, 3, "done")."""
    return links.act(_PAGES[act], *args, token=tokens.sign(act, row_id))


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
    token = tokens.sign("stop", enrolment_id)
    return mails.envelope(
        why=why,
        reply_note=reply_note,
        reply_to=reply_to,
        home_url=link("home", enrolment_id),
        stop_url=links.act(_PAGES["stop"], token=token),
        stop_address=f"stop+{token}@{settings.MOOC_MAIL_DOMAIN}",
    )
