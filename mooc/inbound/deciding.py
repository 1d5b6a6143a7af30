"""What a person decides about a held mail: keep (post it), hide, ask its writer, and take a hiding back.

Each is a row with who and why, added in the transaction that changes the mail. Only what is held can be decided: of two
people at once the second is told who was first, and what that one did.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mooc.journal.actions import note, note_many
from mooc.journal.models import Fact
from mooc.people.models import Person

from .answering import write
from .decision_words import what_became_of
from .errors import AlreadyDecided, CannotAsk, CannotKeep
from .models import Decision, InboundMail, Question
from .offers import Offer, offers
from .outcomes import Outcome
from .reading import Reads
from .releasing import locked, post_held, read_anew

State, Verb = InboundMail.State, Decision.Verb
_FACT = "decided-on-mail"
# Ids in one statement: databases take so many and not all.
_AT_ONCE = 5_000


def keep(mail: InboundMail, *, by: Person | None, now: datetime, reason: str = "") -> Outcome:
    """Post a held mail to its group in its writer's name. Raises AlreadyDecided, CannotKeep.

    What was found forged is posted in nobody's name before he says that it is his: an organiser cannot know better
    than the mail server, and a voice that is not his would be heard by the whole group.
    """
    reads = read_anew(mail)  # which may take a while, so not while we keep others from the database
    with transaction.atomic():
        return _kept(mail, reads, by=by, now=now, reason=reason)


def _kept(mail: InboundMail, reads: Reads, *, by: Person | None, now: datetime, reason: str) -> Outcome:
    held = _held(mail)
    offer = offers([held])[held.pk]
    writer = offer.writer
    if offer.needs_word:
        raise CannotKeep(
            f"mail {held.pk} was found forged, so only its writer can say that it is his. {_next(offer)}"
        )
    if writer is not None and held.writer_id is None:
        # Whom we have asked; a human need not wait for his answer.
        InboundMail.objects.filter(pk=held.pk).update(writer_id=writer.pk)
    outcome = post_held(held, reads=reads, now=now)
    if outcome.state != State.ROUTED:
        raise CannotKeep(f"mail {mail.pk} cannot be posted: {outcome.reason}. It stays as it was.")
    _decide(held, Verb.KEEP, by=by, reason=reason, now=now)
    return outcome


def _next(offer: Offer) -> str:
    """Return what to do with a mail that was found forged."""
    if offer.asks is not None:
        return f"Ask {offer.asks}: a yes posts it."
    if offer.writer is not None:
        return f"{offer.writer.person} was asked; a yes posts it."
    return "It names no member whom I could ask; hide it, or write to whom you think it is from."


@transaction.atomic
def hide(mail: InboundMail, *, by: Person | None, now: datetime, reason: str = "") -> None:
    """Let nobody see a held mail; `reopen` takes that back. Raises AlreadyDecided."""
    held = _held(mail)
    InboundMail.objects.filter(pk=held.pk).update(state=State.DROPPED)
    _decide(held, Verb.HIDE, by=by, reason=reason, now=now)


@transaction.atomic
def ask(mail: InboundMail, *, by: Person | None, now: datetime, reason: str = "") -> Question:
    """Ask at his proven address whom a held mail names whether it is his; a yes posts it. Raises CannotAsk.

    A human asks, so this is no automatic answer and is not counted as one.
    """
    held = _held(mail)
    offer = offers([held])[held.pk]
    if offer.group is None or offer.asks is None:
        raise CannotAsk(f"nobody can be asked about mail {held.pk}: {_why_not(held, offer)}.")
    question, _ = Question.objects.get_or_create(mail=held, defaults={"person": offer.asks, "asked_at": now})
    write(held, question.person, kind="question", now=now)
    _decide(held, Verb.ASK, by=by, reason=reason, now=now)
    return question


def _why_not(mail: InboundMail, offer: Offer) -> str:
    if offer.group is None:
        return "it is for no group"
    question = Question.objects.filter(mail=mail).select_related("person").order_by("id").first()
    if question is None:
        return "it names no member whose address I know to be his"
    said = "has answered" if question.answered_at else "has not answered yet"
    return f"{question.person} was asked on {question.asked_at:%-d %B, %H:%M} UTC and {said}"


@transaction.atomic
def hide_kind(
    kind: str,
    *,
    by: Person | None,
    up_to: int,
    now: datetime,
    run_ids: Sequence[int] | None = None,
    reason: str = "",
) -> int:
    """Hide all held mails of a kind up to the last that somebody has seen; returns how many."""
    held = InboundMail.objects.filter(state=State.HELD, kind=kind, pk__lte=up_to)
    if run_ids is not None:
        held = held.filter(run_id__in=run_ids)
    rows = list(held.select_for_update().order_by("id").values_list("id", "run_id", "reason"))
    for start in range(0, len(rows), _AT_ONCE):
        some = [pk for pk, _, _ in rows[start : start + _AT_ONCE]]
        InboundMail.objects.filter(pk__in=some).update(state=State.DROPPED)
    Decision.objects.bulk_create(
        Decision(mail_id=pk, verb=Verb.HIDE, by=by, reason=_short(reason), was=was, at=now)
        for pk, _, was in rows
    )
    note_many(
        Fact(
            kind=_FACT,
            at=now,
            run_id=run_id,
            person_id=by.pk if by else None,
            subject_id=pk,
            detail={"verb": Verb.HIDE, "held_as": kind, "of": len(rows)},
        )
        for pk, run_id, _ in rows
    )
    return len(rows)


@transaction.atomic
def reopen(mail: InboundMail, *, by: Person | None, now: datetime, reason: str = "") -> None:
    """Put a mail that was hidden back among those that wait. Raises AlreadyDecided when it is not hidden."""
    row = locked(mail.pk)
    latest = row.decisions.order_by("-id").first()
    if row.state != State.DROPPED or latest is None or latest.verb != Verb.HIDE:
        raise AlreadyDecided(f"mail {row.pk} is not hidden: {what_became_of(row)}")
    InboundMail.objects.filter(pk=row.pk).update(state=State.HELD)
    _decide(row, Verb.REOPEN, by=by, reason=reason, now=now)


def _decide(mail: InboundMail, verb: Decision.Verb, *, by: Person | None, reason: str, now: datetime) -> None:
    Decision.objects.create(mail=mail, verb=verb, by=by, reason=_short(reason), was=mail.reason, at=now)
    person_id = by.pk if by else None
    note(
        _FACT,
        at=now,
        run_id=mail.run_id,
        person_id=person_id,
        subject_id=mail.pk,
        verb=verb,
        held_as=mail.kind,
    )


def _held(mail: InboundMail) -> InboundMail:
    """Take a mail for this transaction alone, if it still is held."""
    row = locked(mail.pk)
    if row.state != State.HELD:
        raise AlreadyDecided(f"mail {row.pk} waits no more: {what_became_of(row)}")
    return row


def _short(reason: str) -> str:
    return " ".join(reason.split())[:300]
