"""Decisions in words: who did what with a mail, when, and why."""

from collections.abc import Sequence

from .models import Decision, InboundMail

_DID = {
    Decision.Verb.KEEP: "posted it",
    Decision.Verb.HIDE: "hid it",
    Decision.Verb.ASK: "asked its writer",
    Decision.Verb.CONFIRM: "said that it is his",
    Decision.Verb.DISOWN: "said that it is not his",
    Decision.Verb.REOPEN: "put it back among those that wait",
}


def did(decision: Decision) -> str:
    """Return what was done, as in "Alice did so": "hid it"."""
    return _DID[Decision.Verb(decision.verb)]


def who(decision: Decision) -> str:
    """Return who decided; a decision without a person came from the command line."""
    return str(decision.by) if decision.by else "Somebody at the command line"


def decision_words(decision: Decision) -> str:
    """Return a decision as one sentence with its time."""
    return _sentence(decision, f" on {decision.at:%-d %B, %H:%M} UTC")


def deed_words(decision: Decision) -> str:
    """Return a decision as one sentence, for where the time stands beside it."""
    return _sentence(decision, "")


def _sentence(decision: Decision, when: str) -> str:
    reason = decision.reason.rstrip(".")
    if decision.verb in (Decision.Verb.CONFIRM, Decision.Verb.DISOWN):  # the reason is why he was asked
        return f"{who(decision)} {did(decision)}{when}."
    return f"{who(decision)} {did(decision)}{when}{f': {reason}' if reason else ''}."


def what_became_of(mail: InboundMail) -> str:
    """Say how a mail has ended: by the latest decision about it, else by its state."""
    latest = mail.decisions.select_related("by").order_by("-id").first()
    if latest:
        return decision_words(latest)
    return f"it is {mail.state} ({mail.reason.rstrip('.') or mail.get_state_display()})."


def why(mails: Sequence[InboundMail]) -> dict[int, str]:
    """Return by the id of each mail why it ended as it did: what I noted, or who hid it. One query."""
    found = {mail.pk: mail.reason for mail in mails}
    hidden = [mail.pk for mail in mails if mail.state == InboundMail.State.DROPPED]
    for decision in Decision.objects.filter(mail__in=hidden).select_related("by").order_by("id"):
        found[decision.mail_id] = deed_words(decision)
    return found
