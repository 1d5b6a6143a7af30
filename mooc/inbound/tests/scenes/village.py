"""The stage of the scenes: members who write, read and answer, and what must be true when the curtain falls."""

import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from itertools import count, pairwise

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import MailboxCopy, Mailing
from mooc.groups.actions import plan_due_digests
from mooc.groups.models import Group, Post
from mooc.inbound import actions
from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, enrol, set_stage
from mooc.people.models import Person
from mooc.runs.models import Enrolment

ENDS = ("routed", "held", "dropped")
PASS = "mooc.localhost; dmarc=pass"
FAIL = "mooc.localhost; dmarc=fail"
# A Message-ID of ours ("<copy-7...") is no secret: answers name it.
_TOKEN = re.compile(r"(?<![\w-])\d{1,18}\.[0-9a-f]{20}")
_REPLY_ADDRESS = re.compile(r"[a-z0-9-]+\+[a-z2-7]{16}@mooc\.localhost")
_AUTOMATIC = "answer-"
_WORTH_A_LOOK = 12


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail that arrived with somebody, as his mail program has it."""

    number: int
    raw: bytes
    envelope: str
    kind: str
    message: EmailMessage = field(repr=False)

    def __getitem__(self, name):
        return self.message[name]

    @property
    def words(self):
        """The text part."""
        return self.message.get_body(("plain",)).get_content()

    @property
    def whole(self):
        """Header and both parts, decoded: whatever a reader could see."""
        parts = [part.get_content() for part in self.message.walk() if part.get_content_maintype() == "text"]
        return "\n".join([*(f"{name}: {value}" for name, value in self.message.items()), *parts])


class Member:
    """Somebody with a mail program."""

    def __init__(self, village, address, name, enrolment=None):
        self.village, self.address, self.name, self.enrolment = village, address, name, enrolment
        self._seen = 0

    def writes(
        self,
        words="Hello all.",
        *,
        to=None,
        subject="Hello",
        sender=None,
        proof=PASS,
        fields=(),
        envelope=None,
    ):
        """Write a fresh mail to the group, or to elsewhere; returns its row."""
        sender = sender or self.address
        raw = _mail(
            f"{self.name} <{sender}>", to or self.village.address, subject, words, fields, self.village
        )
        return self.village.brings(
            raw, words, to=to, envelope=sender if envelope is None else envelope, proof=proof
        )

    def answers(self, copy, words, *, sender=None, proof=PASS, fields=(), quoted=True, to=None):
        """Press "Reply": to where the copy wants it, with everything quoted."""
        below = "".join(f"> {line}\n" for line in copy.words.splitlines()) if quoted else ""
        text = (
            f"{words}\n\nOn Mon, 23 Nov 2026 at 12:00, {copy['From']} wrote:\n\n{below}" if quoted else words
        )
        ids = (("In-Reply-To", copy["Message-ID"]), ("References", copy["Message-ID"]))
        return self.writes(
            text,
            to=to or _bare(copy["Reply-To"] or copy["From"]),
            subject=f"Re: {copy['Subject']}",
            sender=sender,
            proof=proof,
            fields=(*ids, *fields),
        )

    def is_away(self, copy, *, fields=(("Auto-Submitted", "auto-replied"),), to=None, envelope=""):
        """Let his mail program answer a copy while he is on holiday."""
        ids = (("In-Reply-To", copy["Message-ID"]), ("References", copy["Message-ID"]))
        subject = f"Automatic reply: {copy['Subject']}"
        return self.writes(
            "I am on holiday.",
            to=to or copy.envelope,
            subject=subject,
            fields=(*ids, *fields),
            envelope=envelope,
        )

    def reads(self):
        """Return what has come since he looked last, oldest first."""
        found = [copy for copy in self.village.copies(self.address) if copy.number > self._seen]
        self._seen = max([self._seen, *(copy.number for copy in found)])
        return found


class Village:
    """The group Brass Lantern with Bob, Ana and Dora; Sam learns alone, Alice organises, Charlie is a stranger."""

    def __init__(self, now):
        self.now, self.ids = now, count(1)
        self.stage = set_stage(now)
        self.address, self.group = GROUP_ADDRESS, self.stage.group
        self.bob, self.ana, self.dora, self.sam = (
            self._member(one) for one in (self.stage.bob, self.stage.ana, self.stage.dora, self.stage.sam)
        )
        self.alice = Member(self, self.stage.alice.email, "Alice Organiser")
        self.charlie = Member(self, "charlie@example.net", "Charlie")
        # What came in: digest of its bytes, recipient, and its first words.
        self.brought = []
        self._waits = False

    def _member(self, enrolment):
        return Member(self, enrolment.person.email, enrolment.person.name, enrolment)

    def another_group(self, local_part):
        """Make a further group with one member, who is returned."""
        made = Group.objects.create(
            run=self.stage.run,
            number=next(self.ids) + 100,
            name=local_part.title(),
            local_part=local_part,
            mode="write",
            language="en",
            made_at=self.now,
        )
        name = local_part.title()
        return self._member(enrol(self.stage.run, f"{local_part}@example.net", name, self.now, group=made))

    def brings(self, raw, words="", *, to=None, envelope="bob@example.net", proof=""):
        """Bring bytes through the door, to the end of their way; returns the row of the (first) recipient."""
        to = [to or self.address] if isinstance(to or "", str) else to
        mails = actions.ingest(
            raw=raw, mail_from=envelope, rcpt_to=to, source="lmtp", now=self.now, authentication=proof
        )
        self.brought += [(sha256(raw).hexdigest(), mail.rcpt_to, words) for mail in mails]
        if not self._waits:
            self.works()
            mails[0].refresh_from_db()
        return mails[0]

    @contextmanager
    def at_once(self):
        """Let the worker look at all that comes meanwhile together, as after a break."""
        self._waits = True
        yield
        self._waits = False
        self.works()

    def works(self):
        """Let the worker do what is due."""
        plan_due_digests(now=self.now)
        actions.route_kept(now=self.now)
        send_due(now=self.now)

    def later(self, **span):
        """Let time pass."""
        self.now += timedelta(**span)

    def copies(self, address=None):
        """Return all copies that went out, or those to an address."""
        rows = MailboxCopy.objects.order_by("id")
        return [_copy(row) for row in (rows.filter(rcpt_to=address) if address else rows)]

    def posts(self):
        """Return the texts of all posts, oldest first."""
        return list(Post.objects.order_by("id").values_list("text", flat=True))

    def closes(self):
        """Check what must be true at the end of every scene."""
        rows = InboundMail.objects.select_related("raw").defer("raw__content").order_by("id")
        ends = {(row.raw.digest, row.rcpt_to): row for row in rows}
        sent = list(MailboxCopy.objects.order_by("id"))
        wholes = [(one.kind, one.rcpt_to, _copy(one).whole) for one in sent]
        assert InboundMail.objects.count() == len(ends)
        self._nothing_is_lost(ends)
        self._only_posts_are_relayed(ends, wholes)
        self._nothing_personal_is_shared(wholes)
        self._answers_are_rare_and_go_to_proven_addresses(
            [one for one in sent if one.kind.startswith(_AUTOMATIC)]
        )

    def _nothing_is_lost(self, ends):
        assert ends.keys() == {(digest, to) for digest, to, _ in self.brought}
        wrong = [
            f"{to}: {row.state} {row.kind} ({row.reason})"
            for (_, to), row in ends.items()
            if not _has_ended(row)
        ]
        assert wrong == []

    def _only_posts_are_relayed(self, ends, wholes):
        assert {to for _, to, _ in wholes} <= set(self._addresses())
        came_of = sorted(
            row.became_id for row in ends.values() if (row.state, row.kind) == ("routed", "post")
        )
        assert came_of == sorted(Post.objects.filter(via="mail").values_list("pk", flat=True))
        about = Mailing.objects.filter(kind="post").values_list("subject_id", flat=True)
        assert set(about) <= set(Post.objects.values_list("pk", flat=True))
        posted = "\n".join(self.posts())
        relayed = "\n".join(whole for kind, _, whole in wholes if kind in ("post", "digest"))
        for digest, to, words in self.brought:
            first = words.split("\n")[0].strip()
            if ends[digest, to].state != "routed" and len(first) >= _WORTH_A_LOOK and first not in posted:
                assert first not in relayed, f"relayed: {first}"

    def _nothing_personal_is_shared(self, wholes):
        readers = defaultdict(set)
        everybody = set(self._addresses())
        for kind, to, whole in wholes:
            for token in {*_TOKEN.findall(whole), *_REPLY_ADDRESS.findall(whole)}:
                readers[token].add(to)
            if kind in ("post", "digest"):
                assert {other for other in everybody - {to} if other in whole.lower()} == set()
        assert {token: them for token, them in readers.items() if len(them) > 1} == {}

    def _answers_are_rare_and_go_to_proven_addresses(self, answers):
        proven = set(Enrolment.objects.filter(ready_at__isnull=False).values_list("person__email", flat=True))
        proven |= set(Person.objects.filter(email_verified_at__isnull=False).values_list("email", flat=True))
        assert {one.rcpt_to for one in answers} <= proven
        times = defaultdict(list)
        for one in answers:
            times[one.rcpt_to].append(one.at)
        soon = [
            to for to, at in times.items() if any(b - a < timedelta(days=1) for a, b in pairwise(sorted(at)))
        ]
        assert soon == []

    def _addresses(self):
        return Person.objects.values_list("email", flat=True)


def _has_ended(row):
    return row.state in ENDS and row.kind and row.reason and row.routed_at and "trips me up" not in row.reason


def _mail(sender, to, subject, words, fields, village):
    """Write the bytes of a mail; a field that is given twice stands there twice, one of None not at all."""
    standard = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": f"<{next(village.ids)}@mail.example>",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }
    given = {name for name, _ in fields}
    lines = [f"{name}: {value}" for name, value in standard.items() if name not in given]
    lines += [f"{name}: {value}" for name, value in fields if value is not None]
    return ("\r\n".join([*lines, "", words.replace("\n", "\r\n"), ""])).encode()


def _copy(row):
    raw = read_copy(row.pk)
    return Copy(row.pk, raw, row.mail_from, row.kind, message_from_bytes(raw, policy=policy.default))


def _bare(address):
    return address.rpartition("<")[2].rstrip(">")
