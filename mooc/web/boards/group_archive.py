"""What a group wrote, ready to be shown: posts of a thread, and what a search found."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from mooc.groups.models import Attachment, Post
from mooc.groups.queries import called
from mooc.pure.mailkit import subject_key

from ..group_door import Reader
from ..plain_words import laid_out

THREADS = 30
# What browsers draw without running anything in it; SVG can hold scripts.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a post; `href` is empty where it was too large to keep."""

    name: str
    content_type: str
    size: int
    href: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as this reader sees it. `whole` is empty where there is no more than `words`."""

    id: int
    author: str
    is_mine: bool
    subject: str
    is_new_subject: bool
    post: Post
    words: SafeString
    whole: str
    files: tuple[ShownFile, ...]
    source_href: str
    hiding_href: str
    report_href: str

    @property
    def is_hidden(self) -> bool:
        """Say whether it was taken out of the archive."""
        return self.post.hidden_at is not None


def shown_posts(posts: Iterable[Post], reader: Reader, *, subject: str) -> list[ShownPost]:
    """Return posts ready for a page; `subject` is that of the thread. No queries."""
    return [shown_post(post, reader, subject=subject) for post in posts]


def shown_post(post: Post, reader: Reader, *, subject: str) -> ShownPost:
    """Return one post ready for a page. What is hidden has no words, for nobody but who may bring them back."""
    is_mine = reader.enrolment is not None and post.author_id == reader.enrolment.pk
    may_read = post.hidden_at is None or reader.organises
    has_source = post.via == Post.Via.MAIL and (reader.organises or (is_mine and may_read))
    return ShownPost(
        id=post.pk,
        author=called(post.author.person.first_name),
        is_mine=is_mine,
        subject=post.subject,
        is_new_subject=may_read and subject_key(post.subject)[0] != subject_key(subject)[0],
        post=post,
        words=words_of_post(post) if may_read else SafeString(""),
        whole=post.whole if may_read and post.whole.strip() != post.text.strip() else "",
        files=tuple(_shown_file(one, reader) for one in post.attachments.all()) if may_read else (),
        source_href=reader.href("source", post.pk) if has_source else "",
        hiding_href=reader.href("hiding", post.pk) if reader.organises else "",
        report_href=reader.href("report", post.pk) if reader.enrolment and not is_mine and may_read else "",
    )


def words_of_post(post: Post) -> SafeString:
    """Return the new words: as the mail had them, cleaned when it came in, or laid out from its text."""
    return mark_safe(post.html) if post.html else laid_out(post.text)  # noqa: S308


def _shown_file(attachment: Attachment, reader: Reader) -> ShownFile:
    return ShownFile(
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        href=reader.href("attachment", attachment.pk) if attachment.digest else "",
        is_picture=bool(attachment.digest) and attachment.content_type.lower() in PICTURES,
    )
