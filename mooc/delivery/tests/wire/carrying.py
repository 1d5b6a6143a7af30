"""Carry copies and collect what became of them."""

import time
from contextlib import contextmanager

from mooc.delivery.transports.relay import read_email_url
from mooc.delivery.transports.wire import Wire
from mooc.delivery.transports.wire.times import Times

SOON = Times(connect=5, greeting=5, command=5, data=5, block=5, final_dot=5, idle=5, goodbye=1)


class Watch:
    """Notes what is handed over and answered; `unwanted` are not."""

    def __init__(self):
        self.unwanted = set()
        self.asked = []
        self.handed = []
        self.noted = []

    def is_wanted(self, outgoing):
        self.asked.append(outgoing.delivery_id)
        return outgoing.delivery_id not in self.unwanted

    def handing(self, outgoing):
        self.handed.append(outgoing.delivery_id)

    def answered(self, answer):
        self.noted.append(answer)


class Carrying:
    """A carrier at work, and all its answers so far."""

    def __init__(self, wire, watch):
        self.wire, self.watch = wire, watch
        self.answers = []

    def offer(self, *copies):
        self.wire.offer(copies)

    def wait(self, count, seconds=10.0):
        """Wait for so many answers in all; return each copy's verdict."""
        until = time.monotonic() + seconds
        while len(self.answers) < count and time.monotonic() < until:
            self.answers += self.wire.answers(0.05)
        assert len(self.answers) >= count, f"only {self.answers} came"
        return self.verdicts()

    def turn(self):
        """Let things travel for a moment."""
        self.answers += self.wire.answers(0.01)

    def verdicts(self):
        told = {answer.delivery_id: answer.verdict for answer in self.answers}
        assert len(told) == len(self.answers), "a copy was answered twice"
        return told

    def text(self, number):
        return next(answer.text for answer in self.answers if answer.delivery_id == number)


@contextmanager
def carrying(url, *, times=SOON, connections=1, user=""):
    """Carry to the relay that EMAIL_URL would name so."""
    mark = "&" if "?" in url else "?"
    url = url.replace("://", f"://{user}@") if user else url
    relay = read_email_url(f"{url}{mark}connections={connections}")
    wire, watch = Wire(relay, our_name="mooc.localhost", times=times), Watch()
    wire.start(watch)
    try:
        yield Carrying(wire, watch)
    finally:
        wire.close()
