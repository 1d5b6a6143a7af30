"""A mail as a mail program writes it, from the door to the copy: its layout, its files, its secrets."""

from email.message import EmailMessage

import pytest

from mooc.delivery.models import Mailing
from mooc.groups.discussion.attachments import open_attachment
from mooc.groups.discussion.post_mails import PostFiller
from mooc.groups.discussion.posting import receive_post
from mooc.groups.models import Post
from mooc.pure.mailkit import Letter
from mooc.runs.tokens import sign

from .stage import GROUP_ADDRESS, receive, set_stage


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def mail(stage, *, files=()):
    """Return an answer as Gmail writes it, in both parts, with a personal link in the words and in the quote."""
    own = f"http://127.0.0.1:8000/my/{sign('home', stage.bob.pk)}/"
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Bob Miller <bob@example.net>", GROUP_ADDRESS, "Re: Loops"
    made["Message-ID"], made["In-Reply-To"] = "<2@mail.example.net>", "<1@mail.example.org>"
    said = "On Mon, Nov 23, 2026 at 11:00 AM Ana via Brass Lantern <brass-lantern@mooc.localhost> wrote:"
    made.set_content(
        f"I would take *this*:\n\n   - for\n   - while\n\nsee my page <{own}>\n\n{said}\n\n> Which loop?\n> {own}\n"
    )
    made.add_alternative(
        f'<div dir="ltr">I would take <b>this</b>:<div><ul><li>for</li><li>while</li></ul>see '
        f'<a href="{own}">my page</a></div><img src="https://track.example/1.gif"></div><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">{said}<br></div>'
        f'<blockquote class="gmail_quote">Which loop?<br>{own}</blockquote></div>',
        subtype="html",
    )
    for name, content in files:
        made.add_attachment(content, maintype="text", subtype="plain", filename=name)
    return made.as_bytes()


def test_it_is_posted_as_it_was_laid_out_without_quotes_and_personal_links(stage, now):
    token = sign("home", stage.bob.pk)
    assert receive(mail(stage), now=now).state == "routed"
    post = Post.objects.get()
    assert post.text.startswith("I would take *this*:\n\n   - for\n   - while\n\nsee my page <[personal link")
    assert post.html == (
        '<div dir="ltr">I would take <b>this</b>:<div><ul><li>for</li><li>while</li></ul>see my page</div></div>'
    )
    assert "> Which loop?" in post.whole
    assert not [words for words in (post.text, post.html, post.whole) if token in words]


def test_it_joins_the_thread_of_what_it_answers(stage, now):
    letter = Letter(message_id="<1@mail.example.org>", subject="Which loop?", text="Which loop?")
    first = receive_post(group=stage.group, enrolment=stage.ana, letter=letter, now=now)
    receive(mail(stage), now=now)
    assert Post.objects.last().thread == first.thread


def test_its_files_are_kept_and_named_in_the_copies(stage, now):
    receive(mail(stage, files=[("loops.py", b"for n in range(3): pass\n")]), now=now)
    attachment = Post.objects.get().attachments.get()
    with open_attachment(attachment) as opened:
        assert opened.read() == b"for n in range(3): pass\n"
    filled = PostFiller().fill(Mailing.objects.get(kind="post"), [stage.ana.pk], now=now)
    words = filled[stage.ana.pk].shared["words"]
    assert (
        f"- loops.py (24 bytes):\n  http://127.0.0.1:8000/groups/brass-lantern/files/{attachment.pk}/"
        in words.text
    )
    assert "<ul style=" in words.html
