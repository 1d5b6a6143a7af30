"""What a member typed on the web, as if it had come by mail."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from mooc.pure.mailkit import AttachedFile, Letter, subject_key
from mooc.runs.models import Enrolment

from ..models import Group, Post


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a form. `files`: (name, content type, bytes). `key`: what the form was given when it was drawn."""

    group: Group
    enrolment: Enrolment
    subject: str
    text: str
    answers: Post | None = None
    files: tuple[tuple[str, str, bytes], ...] = ()
    key: str = ""

    def letter(self, *, now: datetime) -> Letter:
        """Return the letter; without a subject it has that of the post it answers."""
        answered = self.answers.message_id if self.answers else ""
        before = self.answers.references.split() if self.answers else []
        return Letter(
            message_id=self.message_id(now=now),
            in_reply_to=answered,
            references=tuple([*before, answered][-50:]) if answered else (),
            subject=self._subject(),
            text=self.text,
            attachments=tuple(name for name, _, _ in self.files),
            files=tuple(
                AttachedFile(name, kind, content, len(content)) for name, kind, content in self.files
            ),
        )

    def message_id(self, *, now: datetime) -> str:
        """Return the same for the same words in the same form; without a key, for the same words at this moment."""
        words = (
            self.group.pk,
            self.enrolment.pk,
            self.subject,
            self.text,
            [(name, len(content)) for name, _, content in self.files],
            self.key or now.isoformat(),
        )
        digest = salted_hmac("mooc.post-on-the-web", repr(words), algorithm="sha256").hexdigest()[:32]
        return f"<post-{digest}@{settings.MOOC_MAIL_DOMAIN}>"

    def posted(self, *, now: datetime) -> Post | None:
        """Return the post that this has become already."""
        posts = Post.objects.filter(group=self.group, message_id=self.message_id(now=now))
        return posts.filter(author=self.enrolment).order_by("id").first()

    def _subject(self) -> str:
        if self.subject.strip() or self.answers is None:
            return self.subject
        answered = self.answers.subject
        return answered if subject_key(answered)[1] else f"Re: {answered}"
