"""A run with a group, for tests of mail that comes in.

Alice organises. Bob, Ana and Dora are in the group Brass Lantern, Sam learns alone; Charlie is a stranger.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mooc.courses.models import Course, Version
from mooc.groups.models import Group, Membership
from mooc.inbound import actions
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run, RunOrganiser

LETTERS = Path(__file__).resolve().parents[3] / "tests" / "letters"
GROUP_ADDRESS = "brass-lantern@mooc.localhost"
RUN_ADDRESS = "run-gentle-python@mooc.localhost"
# For members beyond the first: a message of the size people write.
LETTER = (
    "From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{number}@letters.example>\r\n"
    "Date: Tue, 24 Nov 2026 18:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
)


@dataclass
class Stage:
    """The rows of the cast."""

    run: Run
    group: Group
    alice: Person
    bob: Enrolment
    ana: Enrolment
    dora: Enrolment
    sam: Enrolment


def set_stage(now, *, slug="gentle-python", group="brass-lantern"):
    """Make the cast."""
    course = Course.objects.create(slug=f"course-{slug}", title="A Gentle Introduction", created_at=now)
    version = Version.objects.create(course=course, number=1, digest="0" * 64, imported_at=now)
    today = now.date()
    run = Run.objects.create(
        course=course,
        version=version,
        slug=slug,
        name="Gentle Python, November",
        state=Run.State.RUNNING,
        starts_date=today,
        sign_up_closes_date=today,
        ready_asked_date=today,
        groups_formed_date=today,
        ends_date=today + timedelta(days=70),
        created_at=now,
    )
    alice = Person.objects.create(
        email="alice@example.org", name="Alice Organiser", email_verified_at=now, created_at=now
    )
    RunOrganiser.objects.create(run=run, person=alice)
    made = Group.objects.create(
        run=run,
        number=12,
        name="Brass Lantern",
        local_part=group,
        mode=Group.Mode.WRITE,
        language="en",
        made_at=now,
    )
    bob = enrol(run, "bob@example.net", "Bob Miller", now, group=made)
    ana = enrol(run, "ana@example.org", "Ana Souza", now, group=made)
    dora = enrol(run, "dora@example.com", "Dora", now, group=made)
    sam = enrol(run, "sam@example.net", "Sam Soloist", now)
    return Stage(run, made, alice, bob, ana, dora, sam)


def enrol(run, email, name, now, *, group=None):
    """Make a confirmed learner, in a group if one is given."""
    person = Person.objects.create(email=email, name=name, email_verified_at=now, created_at=now)
    enrolment = Enrolment.objects.create(
        run=run,
        person=person,
        state=Enrolment.State.LEARNING,
        signed_up_at=now,
        confirmed_at=now,
        ready_at=now,
        began_at=now,
    )
    if group:
        Membership.objects.create(group=group, enrolment=enrolment, joined_at=now)
    return enrolment


def letter(name):
    """Return the bytes of tests/letters/NAME.eml."""
    return (LETTERS / f"{name}.eml").read_bytes()


def written(
    number, *, sender="Bob Miller <bob@example.net>", subject="Hello", text="Words.", to=GROUP_ADDRESS
):
    """Return the bytes of a plain message."""
    return LETTER.format(number=number, sender=sender, subject=subject, text=text, to=to).encode()


def receive(raw, *, now, to=GROUP_ADDRESS, mail_from="bob@example.net", authentication=""):
    """Bring a mail through the door and to its room; returns its row."""
    (mail,) = actions.ingest(
        raw=raw, mail_from=mail_from, rcpt_to=[to], source="lmtp", now=now, authentication=authentication
    )
    actions.route_kept(now=now)
    mail.refresh_from_db()
    return mail
