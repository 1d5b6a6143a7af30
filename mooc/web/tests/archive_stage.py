"""What Copper Kettle wrote (see `stage`): Bob asks by mail, Ana answers with a program and quotes, Bob thanks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from mooc.groups.discussion.posting import receive_post, write_post
from mooc.groups.models import Membership, Post
from mooc.inbound.models import InboundMail, RawMail
from mooc.pure.mailkit import AttachedFile, Letter
from mooc.runs.models import Enrolment

from .stage import Stage

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ANSWER = """Like this:

def tie(rope):
    return rope * 2

On Monday, Bob wrote:
> How do you tie it?
"""
RAW = b"From: Ana Castro <ana@example.org>\r\nSubject: Re: How?\r\nMessage-ID: <2@ana.example>\r\n\r\nLike <this>\r\n"


@dataclass
class Conversation:
    """The posts, the oldest first."""

    question: Post
    answer: Post
    thanks: Post

    @property
    def thread_id(self) -> int:
        """The thread of all three."""
        return self.question.thread_id


def converse(stage: Stage, now: datetime) -> Conversation:
    """Write three posts into one thread: a week ago, a day later, an hour ago."""
    began = now - timedelta(days=7)
    Membership.objects.filter(group=stage.group).update(joined_at=began)
    question = post(stage, stage.bob, 1, "How do you tie it?", subject="How?", now=began)
    answer = post(
        stage, stage.ana, 2, ANSWER, subject="Re: How?", answers=question, now=began + timedelta(days=1)
    )
    keep_raw(answer, now)
    thanks = write_post(
        group=stage.group,
        enrolment=stage.bob,
        subject="",
        text="Thanks!",
        answers=answer,
        files=[("knot.png", "image/png", PNG), ("evil.html", "text/html", b"<script>1</script>")],
        now=now - timedelta(hours=1),
    )
    return Conversation(question, answer, thanks)


def post(
    stage: Stage,
    author: Enrolment,
    number: int,
    text: str,
    *,
    subject: str,
    now: datetime,
    answers: Post | None = None,
    files: tuple[AttachedFile, ...] = (),
) -> Post:
    """Let a post come by mail."""
    return receive_post(
        group=stage.group,
        enrolment=author,
        letter=Letter(
            message_id=f"<{number}@{author.person.first_name.lower()}.example>",
            in_reply_to=answers.message_id if answers else "",
            references=(answers.message_id,) if answers else (),
            subject=subject,
            text=text,
            files=files,
        ),
        now=now,
    )


def keep_raw(of: Post, now: datetime) -> InboundMail:
    """Keep the mail that a post came from."""
    raw = RawMail.objects.create(digest=f"{of.pk:064}", content=RAW, size=len(RAW), received_at=now)
    return InboundMail.objects.create(
        raw=raw,
        rcpt_to="copper-kettle@mooc.localhost",
        source="lmtp",
        received_at=now,
        state=InboundMail.State.ROUTED,
        kind="post",
        message_id=of.message_id,
        became_id=of.pk,
    )


def at(page: str, *args: int, group: str = "copper-kettle") -> str:
    """Return the address that is the same for all, such as at("thread", 7)."""
    return reverse(f"web:group_{page}" if page else "web:group", args=[group, *args])


def own(stage: Stage, page: str, *args: int, enrolment: Enrolment | None = None) -> str:
    """Return the address behind somebody's own link; Bob's, if nobody is named."""
    name = f"web:my_group_{page}" if page else "web:my_group"
    return reverse(name, args=[1, stage.token("group", enrolment), *args])
