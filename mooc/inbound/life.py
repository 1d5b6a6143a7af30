"""The life of a mail as a list of moments, each made of one row; `tracing` collects them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.queries import Accounting
from mooc.groups.models import Post

from .decision_words import deed_words
from .models import AutoAnswer, Decision, InboundMail, Question

_ORDER = {
    "came": 0,
    "decided": 1,
    "answered": 1,
    "settled": 2,
    "asked": 3,
    "told": 3,
    "posted": 4,
    "planned": 5,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. what: came, settled, decided, asked, answered, posted, hidden, planned, copy, ..."""

    at: datetime
    what: str
    words: str
    # The ids of its rows, and what else programs want.
    detail: dict[str, Any] = field(default_factory=dict)


def came(mail: InboundMail) -> Moment:
    """It came through a door."""
    sender = mail.mail_from or "the null sender"
    words = f"Came by {mail.source}, from {sender} for {mail.rcpt_to}."
    detail = {"inbound": mail.pk, "door": mail.source, "mail_from": mail.mail_from, "rcpt_to": mail.rcpt_to}
    return Moment(mail.received_at, "came", words, detail)


def settled(mail: InboundMail) -> list[Moment]:
    """It was looked at; nothing while it is only kept."""
    if mail.routed_at is None:
        return []
    kind = f" as {mail.kind}" if mail.kind else ""
    why = f": {mail.reason.rstrip('.')}" if mail.reason else ""
    detail = {"inbound": mail.pk, "state": mail.state, "kind": mail.kind, "reason": mail.reason}
    return [Moment(mail.routed_at, "settled", f"Inbound mail {mail.pk} is {mail.state}{kind}{why}.", detail)]


def decided(decision: Decision) -> Moment:
    """Somebody decided about it."""
    detail = {
        "inbound": decision.mail_id,
        "verb": decision.verb,
        "by": decision.by_id,
        "reason": decision.reason,
        "was": decision.was,
    }
    before = f" Until then it was held: {decision.was.rstrip('.')}." if _says_no_more(decision) else ""
    return Moment(decision.at, "decided", deed_words(decision) + before, detail)


def _says_no_more(decision: Decision) -> bool:
    """Say whether the mail has forgotten why it was held: one that was posted says where to."""
    return bool(decision.was) and decision.verb == Decision.Verb.KEEP


def asked(question: Question) -> list[Moment]:
    """Whom it names was asked whether it is his, and what he said."""
    detail = {"inbound": question.mail_id, "question": question.pk, "person": question.person_id}
    moments = [Moment(question.asked_at, "asked", f"I asked {question.person} whether it is his.", detail)]
    if question.answered_at is not None:
        said = "Yes, it is mine" if question.was_he else "No, it is not mine"
        words = f"{question.person} answered: {said}."
        moments.append(Moment(question.answered_at, "answered", words, detail | {"was_he": question.was_he}))
    return moments


def told(answer: AutoAnswer) -> Moment:
    """Its writer got an automatic answer."""
    what = {"waits": "that it waits, and why", "command": "what I did", "question": "a question"}
    words = f"I wrote to {answer.person} {what.get(answer.kind, answer.kind)}."
    return Moment(answer.at, "told", words, {"inbound": answer.mail_id, "kind": answer.kind})


def posted(post: Post) -> list[Moment]:
    """It became a post, and perhaps was hidden later."""
    words = f"It is post {post.pk} of {post.author.person} in {post.group.name}, “{post.subject}”."
    detail = {"post": post.pk, "group": post.group.local_part, "via": post.via}
    moments = [Moment(post.posted_at, "posted", words, detail)]
    if post.hidden_at is not None:
        why = f": {post.hidden_reason}" if post.hidden_reason else ""
        moments.append(Moment(post.hidden_at, "hidden", f"The post was hidden{why}.", {"post": post.pk}))
    return moments


def planned(mailing: Mailing, account: Accounting) -> Moment:
    """Copies of it were planned; how they are now."""
    states = {label: count for label, count in account.as_dict().items() if count}
    now = ", ".join(f"{count:,} {label}" for label, count in states.items()) or "none"
    copies = "1 copy" if account.audience == 1 else f"{account.audience:,} copies"
    words = f"“{mailing.title}” ({mailing.occasion}) was planned, {copies}. Now: {now}."
    if not account.audience:
        words = f"“{mailing.title}” ({mailing.occasion}) was planned; there was nobody to get a copy."
    detail = {
        "mailing": mailing.pk,
        "occasion": mailing.occasion,
        "audience": account.audience,
        "states": states,
    }
    return Moment(mailing.planned_at, "planned", words, detail)


def copy_went(copy: Delivery) -> Moment:
    """One copy: where it went and what was answered. One that waits stands at the hour from which it may go."""
    tries = "1 try" if copy.attempts == 1 else f"{copy.attempts} tries"
    said = f", {copy.answer}" if copy.answer else ""
    where = f" to {copy.address}" if copy.address else ""
    words = f"Copy {copy.pk}{where}: {copy.get_state_display()}, {tries}{said}"
    detail = {
        "copy": copy.pk,
        "mailing": copy.mailing_id,
        "recipient": copy.recipient,
        "address": copy.address,
        "state": copy.get_state_display(),
        "attempts": copy.attempts,
        "answer": copy.answer,
    }
    return Moment(copy.settled_at or copy.not_before, "copy", words, detail)


def came_back(mail: InboundMail) -> Moment:
    """A bounce or a complaint about one of its copies."""
    detail = {"inbound": mail.pk, "copy": mail.became_id, "kind": mail.kind, "reason": mail.reason}
    return Moment(mail.received_at, "came-back", f"{mail.kind.capitalize()}: {mail.reason}", detail)


def in_order(moments: Iterable[Moment]) -> Sequence[Moment]:
    """Sort by time; of one second's moments, what leads to the others comes first."""
    return sorted(moments, key=lambda moment: (moment.at, _ORDER.get(moment.what, len(_ORDER))))
