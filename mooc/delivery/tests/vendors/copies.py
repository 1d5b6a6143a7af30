"""Copies as the core makes them, a watch that takes notes, and a carrier that is run dry."""

import threading
import time
from dataclasses import dataclass, field

from mooc.delivery.addresses import bounce_address, message_id
from mooc.delivery.transports.base import Frame, Outgoing
from mooc.delivery.transports.vendors import Service, service_from_url

KEY = "re_Secret+Key"
LETTER = (
    "From: =?utf-8?q?Ana_S=C3=B3uza_via_Group_12?= <group-12@mooc.example>\r\n"
    'To: "Miller, Bob" <{to}>\r\n'
    "Reply-To: Group 12 <group-12@mooc.example>\r\n"
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= to all\r\n"
    "Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: {message_id}\r\n"
    "In-Reply-To: <one@letters.example>\r\n"
    "References: <zero@letters.example>\r\n <one@letters.example>\r\n"
    "List-Id: =?utf-8?q?Gr=C3=BCn?= <group-12.mooc.example>\r\n"
    "List-Unsubscribe: <https://mooc.example/stop/t/>,\r\n <mailto:stop+t@mooc.example?subject=stop>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    "Feedback-ID: 1:post:mooc:mooc-example\r\n"
    "Auto-Submitted: auto-generated\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="xx"\r\n\r\n'
    "--xx\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Gr=C3=BC=C3=9Fe.\r\nWeek=20\r\n\r\n"
    "--xx\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "PHA+R3LDvMOfZS48L3A+\r\n"
    "--xx--\r\n"
)


def copy(number, *, to="", at=0.0, author_id=""):
    """Return a copy; `author_id` is the Message-ID that all copies of a post share."""
    to = to or f"reader-{number}@example.org"
    its_id = author_id or message_id(number)
    raw = LETTER.format(to=to, message_id=its_id).encode()
    return Outgoing(number, bounce_address(number), to, raw, "Hello", "post", its_id, 1, Frame("f", b""), at)


@dataclass
class Notes:
    """A watch."""

    stopped: set = field(default_factory=set)
    asked: list = field(default_factory=list)
    handed: list = field(default_factory=list)
    noted: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_wanted(self, outgoing):
        with self.lock:
            self.asked.append(outgoing.delivery_id)
        return outgoing.delivery_id not in self.stopped

    def handing(self, outgoing):
        with self.lock:
            self.handed.append(outgoing.delivery_id)

    def answered(self, answer):
        with self.lock:
            self.noted.append(answer)


def address_of(service, scheme="resend", named=KEY, **options):
    """Return the address of a fake service."""
    given = {"api_url": service.url, "connections": 1, "timeout": 1} | options
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return service_from_url(f"{scheme}://{named}?{query}")


def carried(address, copies, watch=None):
    """Carry copies until each has its answer; returns {id: answer}."""
    carrier = Service(address)
    carrier.start(watch or Notes())
    carrier.offer(copies)
    found = collect(carrier, len(copies))
    carrier.close()
    return found


def collect(carrier, count, seconds=8.0):
    """Wait for so many answers."""
    found = {}
    until = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        found |= {answer.delivery_id: answer for answer in carrier.answers(0.05)}
    return found
