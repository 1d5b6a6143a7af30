"""A house with two runs, for tests of organisers' pages and the mailbox.

Alice organises the server, Olga one run ("Pottery") only. Bob learns in "Gentle Python", in the group Brass Lantern.
Charlie is a stranger; where a page asks for a sign-in, he is a person who has signed in and takes part in nothing.
"""

import zlib
from dataclasses import dataclass
from datetime import timedelta

from mooc.courses.models import Course, CourseFile, Version
from mooc.delivery.models import Delivery, Edition, MailboxCopy, MailboxFrame, Mailing
from mooc.delivery.transports.mailbox import pack
from mooc.groups.models import Group, Membership, Placement, Post, Proposal, ProposedGroup, Thread
from mooc.inbound.models import InboundMail, RawMail
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run, RunOrganiser

WEEK = """---
subject: "{title}"
preheader: "One small thing."
---
# {title}

## First step

Write one line. [A book](https://example.org/book){{kind=reading minutes=20}}

## Note

A line is a start.

## Materials

- [A lecture](https://example.org/lecture){{kind=lecture minutes=30}}

## Tasks

1. Do it.

## For your group

Tell them.
"""
TOML = """slug = "{slug}"
title = "A Gentle Introduction"
summary = "From nothing to something."
language = "en"
licence = "CC BY 4.0"

[[questions]]
id = "expertise"
label = "How much have you programmed?"
kind = "choice"
levels = [{{ id = "none", label = "Never" }}, {{ id = "app", label = "A lot" }}]
"""
TEXT = """---
subject: "Hello"
preheader: "A word before."
---
# Hello

Hello there.
"""
RAW = (
    b"From: Bob Miller <bob@example.net>\r\nTo: brass-lantern@mooc.localhost\r\n"
    b"Subject: =?utf-8?q?R=C3=A9ponse?=\r\nMessage-ID: <7@letters.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nIs anybody there? <b>Yes</b>\r\n"
)


LETTER = (
    "From: The Mechanical MOOC <machine@mooc.localhost>\r\nTo: {to}\r\nSubject: {subject}\r\n"
    "Message-ID: <{number}@mooc.localhost>\r\nX-Mooc-Kind: {kind}\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello, open http://localhost/runs/gentle-python/\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    '<html lang="en"><head><title>Hello</title></head><body style="color:#24211C">'
    '<p style="margin:0">Hello, open <a href="{home}">the page</a>.</p>'
    "{script}</body></html>\r\n--b--\r\n"
)


@dataclass
class House:
    """The rows of the cast."""

    run: Run
    pottery: Run
    group: Group
    proposal: Proposal
    weekly: Mailing
    codes: Mailing
    held: InboundMail
    alice: Person
    olga: Person
    bob: Enrolment
    charlie: Person


def build_house(now) -> House:
    """Make the cast on a server where a run is under way and another waits for its groups."""
    run = make_run(now, "gentle-python", "Gentle Python", starts=now.date() - timedelta(days=14))
    pottery = make_run(now, "pottery", "Pottery", starts=now.date() + timedelta(days=2))
    alice = make_person(now, "alice@example.org", "Alice Organiser", is_organiser=True)
    olga = make_person(now, "olga@example.org", "Olga Kiln")
    RunOrganiser.objects.create(run=pottery, person=olga)
    charlie = make_person(now, "charlie@example.com", "Charlie Stranger")
    group = Group.objects.create(
        run=run,
        number=1,
        name="Brass Lantern",
        local_part="brass-lantern",
        mode="write",
        language="en",
        made_at=now,
    )
    bob = enrol(now, run, "bob@example.net", "Bob Miller", group=group)
    thread = Thread.objects.create(
        group=group, subject="Hello", key="hello", started_at=now, last_at=now, posts_count=1
    )
    Post.objects.create(
        group=group,
        author=bob,
        thread=thread,
        message_id="<1@x>",
        subject="Hello",
        text="I am here.",
        posted_at=now,
    )
    return House(
        run=run,
        pottery=pottery,
        group=group,
        proposal=propose(now, pottery),
        weekly=make_mailing(now, run, bob),
        codes=Mailing.objects.create(
            occasion="sign-in/today", kind="sign-in", filler="sign-in", title="Sign-in codes", planned_at=now
        ),
        held=hold(now, run),
        alice=alice,
        olga=olga,
        bob=bob,
        charlie=charlie,
    )


def make_run(now, slug, name, *, starts) -> Run:
    """Make a run of a small course of its own."""
    course = Course.objects.create(slug=f"{slug}-course", title="A Gentle Introduction", created_at=now)
    version = Version.objects.create(course=course, number=1, digest="0" * 64, imported_at=now)
    files = {"course.toml": TOML.format(slug=course.slug)}
    files |= {f"weeks/0{number}-w{number}.md": WEEK.format(title=f"Part {number}") for number in range(3)}
    files |= {f"texts/{name}.md": TEXT for name in ("welcome", "group-introduction", "farewell")}
    CourseFile.objects.bulk_create(
        [CourseFile(version=version, path=path, content=text.encode()) for path, text in files.items()]
    )
    return Run.objects.create(
        course=course,
        version=version,
        slug=slug,
        name=name,
        state=Run.State.RUNNING if starts <= now.date() else Run.State.MATCHING,
        starts_date=starts,
        sign_up_closes_date=starts - timedelta(days=3),
        ready_asked_date=starts - timedelta(days=7),
        groups_formed_date=starts - timedelta(days=2),
        ends_date=starts + timedelta(days=28),
        created_at=now - timedelta(days=30),
    )


def make_person(now, email, name, **more) -> Person:
    """Make a person."""
    return Person.objects.create(email=email, name=name, email_verified_at=now, created_at=now, **more)


def enrol(now, run, email, name, *, group=None, state="learning") -> Enrolment:
    """Make a learner, in a group if one is given."""
    person, _ = Person.objects.get_or_create(email=email, defaults={"name": name, "created_at": now})
    made = Enrolment.objects.create(
        run=run,
        person=person,
        state=state,
        answers={"expertise": "none"},
        signed_up_at=now - timedelta(days=20),
        confirmed_at=now - timedelta(days=19),
        ready_at=now - timedelta(days=16),
    )
    if group:
        Membership.objects.create(group=group, enrolment=made, joined_at=now, cause="proposal 1, seed 7")
    return made


def propose(now, run) -> Proposal:
    """Make a proposal of one group of three, and one learner without a group."""
    found = Proposal.objects.create(run=run, number=1, seed=7, rules={}, report={}, made_at=now)
    group = ProposedGroup.objects.create(
        proposal=found, number=1, mode="write", score=0.83, parts={}, why="All three speak English."
    )
    for number in range(4):
        learner = enrol(now, run, f"potter{number}@example.org", f"Potter{number} Clay", state="ready")
        Placement.objects.create(
            proposal=found,
            enrolment=learner,
            group=group if number < 3 else None,
            reason="" if number < 3 else "Nobody else speaks Basque.",
            help="" if number < 3 else "One more who does.",
        )
    return found


def make_mailing(now, run, bob) -> Mailing:
    """Make a weekly mailing with one copy that the other side took and one that it refused."""
    found = Mailing.objects.create(
        occasion=f"weekly/{run.pk}/0",
        kind="weekly",
        filler="weekly",
        run_id=run.pk,
        title="Week 0 of Gentle Python",
        planned_at=now,
        audience=2,
    )
    edition = Edition.objects.create(
        mailing=found,
        variant="group",
        language="en",
        subject="Part 0",
        text="Hello there",
        html="<html><head></head><body><p>Hello</p></body></html>",
        compiled_at=now,
    )
    make_copy(now, found, bob.pk, "bob@example.net", Delivery.State.ACCEPTED, "250 2.0.0 queued", edition)
    refused = enrol(now, run, "dora@example.com", "Dora")
    make_copy(
        now, found, refused.pk, "dora@example.com", Delivery.State.REJECTED, "550 5.1.1 no such user", edition
    )
    return found


def make_copy(now, mailing, recipient, address, state, answer, edition) -> Delivery:
    """Make one settled copy."""
    return Delivery.objects.create(
        mailing=mailing,
        recipient=recipient,
        edition=edition,
        state=state,
        not_before=now,
        expires_at=now + timedelta(days=7),
        attempts=1,
        settled_at=now,
        address=address,
        answer=answer,
    )


def hold(now, run) -> InboundMail:
    """Make a mail that is held for a human."""
    raw = RawMail.objects.create(digest="1" * 64, content=RAW, size=len(RAW), received_at=now)
    return InboundMail.objects.create(
        raw=raw,
        mail_from="bob@example.net",
        rcpt_to="brass-lantern@mooc.localhost",
        source="lmtp",
        received_at=now,
        state=InboundMail.State.HELD,
        kind="post",
        reason="nobody of this address is in the group",
        from_addr="bob@example.net",
        subject="Réponse",
        run_id=run.pk,
    )


def keep_copy(
    at, to, subject, *, kind="weekly", script="<script>1</script>", home="http://localhost/"
) -> MailboxCopy:
    """Put a letter into the built-in mailbox."""
    frame, _ = MailboxFrame.objects.get_or_create(digest="f" * 32, defaults={"body": zlib.compress(b"frame")})
    number = MailboxCopy.objects.count()
    raw = LETTER.format(to=to, subject=subject, number=number, kind=kind, script=script, home=home).encode()
    return MailboxCopy.objects.create(
        mail_from="bounces+1-x@mooc.localhost",
        rcpt_to=to,
        subject=subject,
        kind=kind,
        message_id=f"{number}@mooc.localhost",
        at=at,
        frame=frame,
        body=pack(raw, b"frame"),
    )
