"""Fills the digests of a run: recipients are enrolments, each gets what his group wrote and he did not.

Words are written once for all who read the same: members of a group in one zone who neither wrote nor muted anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE
from mooc.pure.mailkit import Rich
from mooc.runs.links import link, own_links
from mooc.runs.models import Enrolment

from . import digests_words as words
from .digests import KIND, Window, window_of
from .digests_rows import MOST_READ, Place, Told, muted_by, places_of, posts_of, readers_of, sizes_of
from .reply_addresses import reply_addresses

Values = dict[str, str | Rich]
_STOPPED = Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
_NOTHING = Skip(Delivery.State.CANCELLED, "there is nothing in it for him any more")
_AWAY_STATES = (Enrolment.State.LEFT, Enrolment.State.PENDING, Enrolment.State.EXPIRED)


class DigestFiller:
    """Answers for mailings of kind "digest"; the window of each stands in its occasion."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Return the frame of all digests."""
        return words.draft()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each what his group wrote in the window; five queries."""
        window = window_of(mailing)
        readers = readers_of(recipients)
        places = places_of(recipients, since=window.since)
        group_ids = {place.group_id for found in places.values() for place in found}
        posts = posts_of(group_ids, since=window.since, until=window.until)
        threads = (post.thread_id for told in posts.values() for post in told if post.thread_id)
        desk = _Desk(window, posts, muted_by(recipients, threads), sizes_of(group_ids))
        return {pk: desk.filling(reader, places.get(pk, [])) for pk, reader in readers.items()}


@dataclass
class _Desk:
    """What a batch is written from, and what was written already."""

    window: Window
    posts: Mapping[int, Sequence[Told]]
    muted: Mapping[int, frozenset[int]]
    sizes: Mapping[int, int]
    own: Callable[[int], dict[str, str]] = field(default_factory=own_links)
    written: dict[tuple[object, ...], Values] = field(default_factory=dict)

    def filling(self, reader: Enrolment, places: Sequence[Place]) -> Filling | Skip:
        """Return one reader's copy."""
        if reader.mail_stopped_at:
            return _STOPPED
        told = self._told(reader, places)
        if all(post.author_id == reader.pk for post in told) or reader.state in _AWAY_STATES:
            return _NOTHING
        place, person = places[0], reader.person
        return Filling(
            address=person.email,
            variant=KIND,
            language=LANGUAGE,
            values={
                **self.own(reader.pk),
                "reply_to": reply_addresses(place.local_part)(reader.pk),
                "mail_url": link("mail", reader.pk),
                "archive_url": link("group", reader.pk, place.number),
            },
            shared=self._shared(reader, place, told),
            name=person.name,
        )

    def _told(self, reader: Enrolment, places: Sequence[Place]) -> list[Told]:
        """Return what is new to a reader, oldest first: not muted, of his time there, his own if he wants it."""
        muted = self.muted.get(reader.pk, frozenset())
        wants_own = hasattr(reader, "mail_wish") and reader.mail_wish.own_copy
        found = [
            post
            for place in places
            for post in self.posts.get(place.group_id, ())
            if (wants_own or post.author_id != reader.pk)
            and post.thread_id not in muted
            and (place.left_at is None or post.posted_at < place.left_at)
        ]
        return sorted(found, key=lambda post: (post.posted_at, post.id))

    def _shared(self, reader: Enrolment, place: Place, told: Sequence[Told]) -> Values:
        """Return the words, one object for all who read the same."""
        key = (place.group_id, reader.run_id, reader.person.zone, *(post.id for post in told))
        if key not in self.written:
            self.written[key] = self._write(reader, place, told)
        return self.written[key]

    def _write(self, reader: Enrolment, place: Place, told: Sequence[Told]) -> Values:
        address = f"{place.local_part}@{settings.MOOC_MAIL_DOMAIN}"
        shown = told[-words.MOST_POSTS :]
        is_cut = len(shown) < len(told) or len(self.posts.get(place.group_id, ())) >= MOST_READ
        digest = words.digest_words(
            place, shown, since=self.window.since, zone_name=reader.person.zone, address=address
        )
        return {
            "from_name": place.name,
            "from_addr": address,
            "list_id": f"{place.name} <{place.local_part}.{settings.MOOC_MAIL_DOMAIN}>",
            "list_post": f"<mailto:{address}>",
            "list_archive": f"<{pages.page('web:group', place.local_part)}>",
            "loop": settings.MOOC_MAIL_DOMAIN,
            "subject": digest.subject,
            "opening": digest.preheader,
            "words": digest.words,
            "more": "yes" if is_cut else "",
            "why": f"You get this because you are in {place.name}, a group of {reader.run.name}.",
            "reply_note": _reply_note(place.name, self.sizes.get(place.group_id, 0)),
        }


def _reply_note(group: str, members: int) -> str:
    readers = "both of you" if members == 2 else f"all {members} members"
    return f"A reply to this mail goes to {readers} of {group}, as a thread of its own."


def register_digest() -> None:
    """Make ourselves known to delivery."""
    register(KIND, DigestFiller(), withdrawable=True)
