"""Brings many posts to their groups at once; where one stumbles, each goes alone, so that only that one is held."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from mooc.groups.discussion import NewPost, receive_post, receive_posts
from mooc.groups.models import Post
from mooc.pure.mailkit import Letter, new_words
from mooc.runs.models import Enrolment

from .outcomes import Outcome, held, routed
from .reading import Incoming
from .writers import ToPost, find_writers

log = logging.getLogger("mooc.inbound")


def post_all(mails: Sequence[ToPost], *, now: datetime) -> dict[int, Outcome]:
    """Post what members wrote; returns {id of the inbound mail: how it ends} for all."""
    identified = [(_identified(incoming), group) for incoming, group in mails]
    outcomes: dict[int, Outcome] = {}
    posts: list[tuple[int, NewPost]] = []
    for (incoming, group), writer in zip(identified, find_writers(identified, now=now), strict=True):
        if isinstance(writer, Enrolment) and not _says_something(incoming.letter):
            outcomes[incoming.mail.pk] = held("empty", "There are no words in it", run_id=group.run_id)
        elif isinstance(writer, Enrolment):
            posts.append((incoming.mail.pk, NewPost(group, writer, incoming.letter)))
        else:
            outcomes[incoming.mail.pk] = writer
    return outcomes | _posted(posts, now=now)


def _identified(incoming: Incoming) -> Incoming:
    """Give a letter without Message-ID one that is the same each time."""
    if incoming.letter.message_id:
        return incoming
    digest = incoming.mail.raw.digest[:32] if incoming.mail.raw else str(incoming.mail.pk)
    own = f"<post-{digest}@{settings.MOOC_MAIL_DOMAIN}>"
    return replace(incoming, letter=replace(incoming.letter, message_id=own))


def _says_something(letter: Letter) -> bool:
    """Ask for new words, because a reply sent by mistake holds nothing but the quoted mail."""
    return bool(letter.attachments or new_words(letter.text))


def _posted(posts: Sequence[tuple[int, NewPost]], *, now: datetime) -> dict[int, Outcome]:
    try:
        with transaction.atomic():
            made = receive_posts([new for _, new in posts], now=now) if posts else []
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
    return routed("post", f"Posted to {new.group.name}", run_id=new.group.run_id, became_id=post.pk)
