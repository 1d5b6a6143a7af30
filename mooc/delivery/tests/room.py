"""A room for the tests: a filler whose recipients are numbers, and the parts of a mailing's life in one line each."""

from dataclasses import dataclass, field
from datetime import timedelta

from mooc.delivery.actions import plan
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.pure.mailkit import slot


@dataclass
class Room:
    """Owns the mailings of the tests: recipient 7 is reached at reader-7@example.org."""

    skips: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)
    addresses: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    text: str = "Good day {name}, this is week 3.\n"
    fails: bool = False
    draft_fails: bool = False
    asked: list = field(default_factory=list)

    def draft(self, mailing, variant, language, *, now):
        if self.draft_fails:
            raise ValueError("the week file is gone")
        name = slot("name")
        text = self.text.format(name=name)
        return Draft(subject=f"Week 3 for {name}", text=text, html=f"<p>{text}</p>", preheader="Week 3")

    def fill(self, mailing, recipients, *, now):
        self.asked.append(list(recipients))
        if self.fails:
            raise ValueError("the group table is upside down")
        shared = {"why": "You get this because you take part.", "stop_url": "http://mooc.localhost/stop/x/"}
        return {number: self._answer(number, shared) for number in recipients if number not in self.missing}

    def _answer(self, number, shared):
        if number in self.skips:
            return Skip(self.skips[number], "it was skipped")
        address = self.addresses.get(number, f"reader-{number}@example.org")
        values = {"name": f"Reader {number}"} | self.values.get(number, {})
        return Filling(address, "group", "en", values, shared, name=f"Reader {number}")


def furnished(name="test-room"):
    """Return a room that answers for mailings with that filler."""
    room = Room()
    register(name, room)
    return room


def planned(now, recipients=range(1, 6), *, occasion="weekly/1/3", filler="test-room", **more):
    """Plan a mailing of the room."""
    given = {"kind": "weekly", "title": "Week 3", "lifetime": timedelta(days=4)} | more
    return plan(occasion=occasion, filler=filler, now=now, recipients=recipients, **given)
