"""The world in which `filling` measures: a run of the starter course, its readers, and two rooms."""

import email
import email.policy
import os
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")
django.setup()
from django.db import connection  # noqa: E402

from mooc.cli import commands  # noqa: E402, F401  (with it all that `mooc work` needs is in memory)

connection.ensure_connection()
READY_MIB = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

from django.core.mail import EmailMultiAlternatives  # noqa: E402
from django.core.management import call_command  # noqa: E402

from mooc.courses.actions import import_course  # noqa: E402
from mooc.delivery import fillers  # noqa: E402
from mooc.delivery.actions import plan  # noqa: E402
from mooc.delivery.filling import Batch, Ready  # noqa: E402
from mooc.delivery.layout import Draft, dress  # noqa: E402
from mooc.delivery.models import Delivery, Mailing  # noqa: E402
from mooc.delivery.sql import Claim  # noqa: E402
from mooc.groups.models import Group, Membership, Post  # noqa: E402
from mooc.people.models import Person  # noqa: E402
from mooc.pure.mailkit import Address, compile, slot  # noqa: A004, E402
from mooc.runs.models import Enrolment, Run  # noqa: E402
from mooc.weekly.actions import open_week  # noqa: E402

COURSE = Path(__file__).parents[1] / "courses" / "gentle-introduction-to-python"
NOW = datetime(2026, 12, 15, 12, tzinfo=UTC)
STARTS = date(2026, 12, 7)
FIRST = (
    "Ana",
    "Bob",
    "Chen",
    "Dmitri",
    "Eszter",
    "Fatima",
    "Gül",
    "Hauke",
    "José",
    "玲",
    "Olu",
    "Zoë",
    "Ravi",
)
LAST = ("Silva", "Weaver", "O'Neil", "Kowalski", "Nguyễn", "Haddad", "Smith", "García", "van Dijk", "Okafor")
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Africa/Lagos", "America/Sao_Paulo")
SIMPLE = "bench-simple"


def measured(learners: int, *, batch: int, rounds: int) -> dict[str, object]:
    """Return the microseconds of processor time that a copy costs in each of the ways."""
    call_command("migrate", verbosity=0)
    _populate(learners)
    raw, subject, values = _an_example()
    ways: dict[str, Callable[[], int]] = {
        "a batch, weekly message": lambda: _fill_all("weekly", batch),
        "a batch, simple room": lambda: _fill_all(SIMPLE, batch),
        "mailkit alone": _mailkit_alone(),
        "Django's message, built for each": _django_alone(raw, subject),
        "str.format of the whole message": _format_alone(raw, values),
    }
    return {
        "microseconds": {name: _best(way, rounds) for name, way in ways.items()},
        "bytes": len(raw),
        "ready MiB": READY_MIB,
    }


def _best(way: Callable[[], int], rounds: int) -> float:
    """Return microseconds a copy; `way` says how many it filled."""
    found = []
    for _ in range(rounds):
        started = time.process_time()
        copies = way()
        found.append((time.process_time() - started) / copies * 1e6)
    return min(found)


class SimpleRoom:
    """Asks no database: its readers are numbers."""

    draft_of_all = Draft(
        subject="Week 3: functions",
        preheader="Twenty minutes.",
        text=f"Hello {slot('name')},\n\n" + "Write a function that greets, and call it twice.\n\n" * 40,
        html=f"<p>Hello {slot('name')},</p>\n"
        + "<p>Write a function that greets, and call it twice.</p>\n" * 40,
    )

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Return the only one."""
        return self.draft_of_all

    def fill(self, mailing: Mailing, recipients, *, now: datetime):
        """Give a name and the links of the frame."""
        shared = {"why": "You get this because you take part.", "reply_to": "run-x@mooc.example"}
        return {
            number: fillers.Filling(
                f"reader-{number}@example.org",
                "all",
                "en",
                {
                    "name": "Ana",
                    "home_url": f"https://mooc.example/my/{number}.0123456789abcdef0123/",
                    "stop_url": f"https://mooc.example/stop/{number}.0123456789abcdef0123/",
                    "stop_address": f"stop+{number}.0123456789abcdef0123@mooc.example",
                },
                shared,
                name="Ana Silva",
            )
            for number in recipients
        }


def _populate(learners: int) -> None:
    """Make a run in its second week, its learners in groups of seven, every third group with news, two mailings."""
    rng = random.Random("filling")  # noqa: S311  (people to try, no secrets)
    run = _a_run()
    people = Person.objects.bulk_create(
        Person(
            email=f"reader-{number}@example.org",
            name=f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            zone=rng.choice(ZONES),
            created_at=NOW,
        )
        for number in range(learners)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            run=run, person=person, state="learning", signed_up_at=NOW, began_at=NOW - timedelta(days=9)
        )
        for person in people
    )
    # Most members of a group live in one zone, and signed up on different days.
    mixed = sorted(
        enrolments,
        key=lambda one: (one.person.zone if rng.random() < 0.7 else rng.choice(ZONES), rng.random()),
    )
    _group(run, mixed)
    open_week(run=run, week=1, now=NOW)
    fillers.register(SIMPLE, SimpleRoom())
    plan(occasion=SIMPLE, kind="weekly", filler=SIMPLE, title="x", now=NOW, recipients=range(learners))


def _a_run() -> Run:
    version = import_course(COURSE, now=NOW)
    return Run.objects.create(
        course=version.course,
        version=version,
        slug="python-2026",
        name="A Gentle Introduction to Python, winter 2026",
        state=Run.State.RUNNING,
        starts_date=STARTS,
        sign_up_closes_date=STARTS,
        ready_asked_date=STARTS,
        groups_formed_date=STARTS,
        ends_date=STARTS + timedelta(days=70),
        created_at=NOW,
    )


def _group(run: Run, members: list[Enrolment]) -> None:
    groups = Group.objects.bulk_create(
        Group(
            run=run,
            number=number,
            name=f"Group {number}",
            local_part=f"group-{number}-py",
            mode="write",
            language="en",
            made_at=NOW,
        )
        for number in range(1, len(members) // 7 + 2)
    )
    Membership.objects.bulk_create(
        Membership(group=groups[place // 7], enrolment=member, joined_at=NOW)
        for place, member in enumerate(members)
    )
    Post.objects.bulk_create(
        Post(
            group=group,
            author=members[place * 7],
            message_id=f"<{place}@x>",
            subject="Hello",
            text="I got it to run! " * 9,
            posted_at=NOW - timedelta(days=1),
        )
        for place, group in enumerate(groups)
        if place % 3 == 0 and place * 7 < len(members)
    )


def _claims(filler: str) -> list[Claim]:
    rows = Delivery.objects.filter(mailing__filler=filler).order_by("not_before", "id")
    return [Claim(row.pk, row.mailing_id, row.recipient, 0, 0, row.expires_at) for row in rows]


_claimed: dict[str, list[Claim]] = {}


def _filled(claims: list[Claim]) -> list[Ready]:
    batch = Batch(claims, now=NOW, with_subjects=True)
    ready, ended = batch.fill(len(batch))
    if batch.ended or ended:
        raise SystemExit(f"a copy was not filled: {(batch.ended + ended)[0]}")
    return ready


def _fill_all(filler: str, batch: int) -> int:
    if filler not in _claimed:
        _claimed[filler] = _claims(filler)
    claims = _claimed[filler]
    for start in range(0, len(claims), batch):
        _filled(claims[start : start + batch])
    return len(claims)


def _an_example() -> tuple[bytes, str, dict[str, str]]:
    """Return a weekly copy as filled, its subject, and the values that are its reader's own."""
    claims = _claims("weekly")[:1]
    ready = _filled(claims)
    mailing = Mailing.objects.get(filler="weekly")
    given = fillers.filler_of(mailing).fill(mailing, [claims[0].recipient], now=NOW)[claims[0].recipient]
    own = {name: value for name, value in given.values.items() if value}
    return ready[0].outgoing.raw, ready[0].outgoing.subject, own


def _mailkit_alone() -> Callable[[], int]:
    compiled = compile(dress(SimpleRoom.draft_of_all, kind="weekly", language="en"))
    room = SimpleRoom()
    fillings = room.fill(None, range(5_000), now=NOW).values()
    house = dict.fromkeys(compiled.slots, "") | {
        "from_name": "The Machine",
        "from_addr": "machine@mooc.example",
        "date": "Tue, 15 Dec 2026 12:00:00 +0000",
    }
    rows = [
        ({**one.values, "to": Address(one.name, one.address), "message_id": f"<{one.address}>"}, one.shared)
        for one in fillings
    ]

    def fill() -> int:
        for values, shared in rows:
            compiled.fill(values, shared, house)
        return len(rows)

    return fill


def _django_alone(raw: bytes, subject: str) -> Callable[[], int]:
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))

    def build() -> int:
        for number in range(200):
            message = EmailMultiAlternatives(
                subject,
                text,
                "The Machine <machine@mooc.example>",
                [f"Ana Silva <reader-{number}@example.org>"],
                headers={
                    "List-Unsubscribe": f"<https://mooc.example/stop/{number}/>",
                    "Message-ID": f"<{number}@x>",
                },
            )
            message.attach_alternative(html, "text/html")
            message.message().as_bytes()
        return 200

    return build


def _format_alone(raw: bytes, values: dict[str, str]) -> Callable[[], int]:
    """Put the reader's values back into his message, wherever they stand in it whole."""
    template = raw.decode("ascii").replace("{", "{{").replace("}", "}}")
    kept = {}
    for name, value in sorted(values.items(), key=lambda item: -len(item[1])):
        if value in template and len(value) > 2:
            template, kept[name] = template.replace(value, "{" + name + "}"), value

    def fill() -> int:
        for _ in range(5_000):
            template.format(**kept).encode("ascii")
        return 5_000

    return fill
