"""Brings many mails to their groups at once: asks the rules, does commands, and posts what is left.

Where posts do not go together, each goes alone, so that only the one that stumbles is held.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from mooc.groups.discussion.posting import NewPost, receive_post, receive_posts
from mooc.groups.models import Membership, Post
from mooc.people.models import Person
from mooc.runs.models import Enrolment

from .candidates import Candidate
from .commands import as_command
from .commands.obeying import read_wish
from .outcomes import Outcome, held, routed
from .reading import Incoming
from .rules import MAY_BE_POSTED, NEVER_WAIVED, WHO_WROTE_IT, first_objection
from .rules.duplicate import the_group_has_it
from .rules.words import it_says_nothing
from .writers import ToPost, find_candidates

log = logging.getLogger("mooc.inbound")
# By the id of the inbound mail.
Outcomes = dict[int, Outcome]


def post_all(mails: Sequence[ToPost], *, now: datetime) -> Outcomes:
    """Post what members wrote, and do what they tell the machine; returns how each mail ends."""
    if not mails:
        return {}
    try:
        return _judge_all(mails, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(mails) > 1:
            log.warning(
                "%d mails are not judged together (%s); each is alone", len(mails), type(error).__name__
            )
            return {pk: found for mail in mails for pk, found in post_all([mail], now=now).items()}
        log.exception("inbound mail %d trips me up; it is held", mails[0][0].mail.pk)
        return {mails[0][0].mail.pk: tripped(error)}


@transaction.atomic
def _judge_all(mails: Sequence[ToPost], *, now: datetime) -> Outcomes:
    identified = [(_identified(incoming), group) for incoming, group in mails]
    return _post_candidates(find_candidates(identified, now=now), now=now)


def post_confirmed(mail: ToPost, person: Person, *, now: datetime) -> Outcome:
    """Do the same with one mail of which a person says himself that it is his."""
    incoming, group = _identified(mail[0]), mail[1]
    seats = Membership.objects.filter(group=group, enrolment__person=person).select_related(
        "enrolment__person"
    )
    seat = min(seats.order_by("id"), key=lambda seat: seat.left_at is not None, default=None)
    if seat is None:
        return held("not-a-member", "Its writer is not in this group", run_id=group.run_id)
    (candidate,) = find_candidates([(incoming, group)], now=now)
    return _post_candidates([candidate.confirmed_by(seat)], now=now)[incoming.mail.pk]


def post_waived(mail: ToPost, writer: Enrolment, *, now: datetime) -> Outcome:
    """Post a mail in its writer's name because a person says so, whatever but `NEVER_WAIVED` objects."""
    (candidate,) = find_candidates([(_identified(mail[0]), mail[1])], now=now)
    if objection := first_objection(candidate, NEVER_WAIVED):
        return objection
    new = NewPost(candidate.group, writer, candidate.incoming.letter)
    return _posted([(candidate.incoming.mail.pk, new)], now=now)[candidate.incoming.mail.pk]


def _post_candidates(candidates: Sequence[Candidate], *, now: datetime) -> Outcomes:
    """Judge in the order of arrival; what lacks a proof last, because a copy of it may come with one."""
    outcomes: Outcomes = {}
    unproven: list[tuple[Candidate, Outcome]] = []
    posts: list[tuple[int, NewPost]] = []
    for candidate in candidates:
        if objection := first_objection(candidate, WHO_WROTE_IT):
            unproven.append((candidate, objection))
            continue
        found = _judged(candidate, now=now)
        if isinstance(found, NewPost):
            posts.append((candidate.incoming.mail.pk, found))
        else:
            outcomes[candidate.incoming.mail.pk] = found
    outcomes |= _posted(posts, now=now)
    for candidate, objection in unproven:
        outcomes[candidate.incoming.mail.pk] = _without_proof(candidate, objection)
    return outcomes


def _judged(candidate: Candidate, *, now: datetime) -> Outcome | NewPost:
    writer = candidate.writer
    if writer is None:
        raise LookupError("a mail passed the rules on who wrote it, and nobody did")
    if done := _commanded(candidate, writer, now=now):
        return done
    if objection := first_objection(candidate, MAY_BE_POSTED):
        return objection
    candidate.lately.add(candidate.group.pk, writer.pk, candidate.message_id)
    return NewPost(candidate.group, writer, candidate.incoming.letter)


def _commanded(candidate: Candidate, writer: Enrolment, *, now: datetime) -> Outcome | None:
    incoming = candidate.incoming
    if read_wish(incoming, writer) is None:  # as almost always, and then there is nothing to undo
        return None
    try:
        with transaction.atomic():
            done = as_command(incoming, writer, candidate.group, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("inbound mail %d trips me up; it is held", incoming.mail.pk)
        done = tripped(error)
    return replace(done, writer=done.writer or writer) if done else None


def _without_proof(candidate: Candidate, objection: Outcome) -> Outcome:
    """Drop what its group has by now; ask nobody about a mail that says nothing."""
    if known := the_group_has_it(candidate):
        return replace(known, writer=None)
    return replace(objection, asks=None) if it_says_nothing(candidate) else objection


def _identified(incoming: Incoming) -> Incoming:
    """Give a letter without Message-ID one that is the same each time."""
    if incoming.letter.message_id:
        return incoming
    digest = incoming.mail.raw.digest[:32] if incoming.mail.raw else str(incoming.mail.pk)
    own = f"<post-{digest}@{settings.MOOC_MAIL_DOMAIN}>"
    return replace(incoming, letter=replace(incoming.letter, message_id=own))


def _posted(posts: Sequence[tuple[int, NewPost]], *, now: datetime) -> Outcomes:
    if not posts:
        return {}
    try:
        with transaction.atomic():
            made = receive_posts([new for _, new in posts], now=now)
        return {mail_id: _routed(new, post) for (mail_id, new), post in zip(posts, made, strict=True)}
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  (each is tried again alone, and there its fault is logged)
        log.warning("%d posts do not go together (%s); each goes alone", len(posts), type(error).__name__)
    return {mail_id: _posted_alone(mail_id, new, now=now) for mail_id, new in posts}


def _posted_alone(mail_id: int, new: NewPost, *, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            post = receive_post(group=new.group, enrolment=new.enrolment, letter=new.letter, now=now)
        return _routed(new, post)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("inbound mail %d trips me up; it is held", mail_id)
        return tripped(error)


def tripped(error: Exception) -> Outcome:
    """Hold a mail that our own code stumbled over."""
    return held("unreadable", f"It trips me up ({type(error).__name__}); the log says more")


def _routed(new: NewPost, post: Post) -> Outcome:
    reason = f"Posted to {new.group.name}"
    return routed("post", reason, run_id=new.group.run_id, became_id=post.pk, writer=new.enrolment)
