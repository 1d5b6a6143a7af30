"""Test copies: a mailing as one of its readers would get it, sent to somebody else, with no link that acts for him.

A trial is a mailing of kind "test" of its own: `subject_id` is the mailing it tries, its recipient the reader whose
words are shown, and the copy's row says from the beginning where it goes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve

from mooc.pure.mailkit import Rich

from .fillers import Filling, Skip, Values, filler_of, register
from .layout import Draft
from .links import page
from .models import Delivery, Mailing

KIND = "test"
MARK = "[Test] "
_GONE = Skip(Delivery.State.CANCELLED, "the reader whose copy this was to show does not get it any more")
# Where an answer or an unsubscribing by mail would go; a test has no such place.
_PLACES_OF_REPLY = dict.fromkeys(("reply_to", "stop_address"), "")
_NOTE = "This is a test: its links lead nowhere, and a reply to it reaches nobody's group."


class TrialFiller:
    """Answers for test copies out of what the tried mailing's own room says."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition with a mark in its subject, without fields that would tie it into a thread."""
        tried = _tried(mailing)
        with leaving_no_trace():
            draft = filler_of(tried).draft(tried, variant, language, now=now)
        return replace(draft, subject=MARK + draft.subject, headers=())

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Show each reader's words to who asked; as many queries as the room asks, and two."""
        tried = _tried(mailing)
        rows = Delivery.objects.filter(mailing=mailing, recipient__in=recipients)
        addresses = dict(rows.values_list("recipient", "address"))
        with leaving_no_trace():
            words = filler_of(tried).fill(tried, recipients, now=now)
        return {
            number: _without_acts(given, addresses[number]) if isinstance(given, Filling) else _GONE
            for number in recipients
            if (given := words.get(number, _GONE)) and number in addresses
        }


@contextmanager
def leaving_no_trace() -> Iterator[None]:
    """Forget what a room notes when it writes: the first real copy must find things as if nobody had tried."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _tried(mailing: Mailing) -> Mailing:
    return Mailing.objects.get(pk=mailing.subject_id or 0)


def _without_acts(filling: Filling, address: str) -> Filling:
    given: Values = {**getattr(filling, "common", {}), **filling.shared, **filling.values}
    values = {**_harmless(given), **_PLACES_OF_REPLY, "reply_note": _NOTE}
    return Filling(address, filling.variant, filling.language, values)


def _harmless(values: Values) -> dict[str, str | Rich]:
    return {name: _harmless_value(value) for name, value in values.items()}


def _harmless_value(value: str | Rich) -> str | Rich:
    if isinstance(value, Rich):
        return Rich(harmless(value.text), harmless(value.html))
    return harmless(value)


def harmless(text: str) -> str:
    """Return words with each link that acts for a reader replaced by one to a page that says so."""
    return _links(settings.MOOC_URL).sub(
        lambda found: page("web:test_link") if acts(found[0]) else found[0], text
    )


def acts(url: str) -> bool:
    """Say whether one of our links carries a token; one that leads nowhere is taken for such."""
    try:
        return "token" in resolve(urlsplit(url).path).kwargs
    except Resolver404:
        return True


@cache
def _links(house: str) -> re.Pattern[str]:
    return re.compile(re.escape(house) + r"/[^\s\"'<>()]*")


def register_trials() -> None:
    """Make ourselves known."""
    register(KIND, TrialFiller())
