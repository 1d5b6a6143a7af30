"""What groups wrote as one file, read back by Python's own reader of such files."""

import mailbox
import re
from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from mooc.groups.actions.hiding import hide_post
from mooc.groups.discussion import mbox
from mooc.groups.discussion.posting import receive_post, write_post
from mooc.groups.models import Group, Post
from mooc.inbound.tests.stage import set_stage
from mooc.pure.mailkit import Letter
from mooc.runs.models import Run

WORDS = "From here on\n>From there\n\nFrom: nobody\n  >>From deep\n    return 'ü'\n.\n"


@pytest.fixture
def stage(db, now, settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path / "kept")}}
    settings.STORAGES = storages
    return set_stage(now)


def write(stage, now, **given):
    words = {"subject": "Rope", "text": WORDS} | given
    return write_post(group=stage.group, enrolment=stage.ana, now=now, **words)


def read_back(tmp_path, pieces):
    path = tmp_path / "group.mbox"
    path.write_bytes(b"".join(pieces))
    return list(mailbox.mbox(path, create=False))


def of_group(stage, now, **more):
    options = {"until": None, "with_files": True} | more
    return mbox.mbox_of_group(stage.group, now=now + timedelta(hours=1), **options)


def words_of(part):
    """Undo the quoting, as every reader of this kind of file does."""
    return re.sub(r"(?m)^>(>*From )", r"\1", part.get_payload(decode=True).decode())


def test_it_reads_back_as_it_was_written(stage, now, tmp_path):
    first = receive_post(
        group=stage.group,
        enrolment=stage.bob,
        letter=Letter(message_id="<1@x>", subject="Größe, =?utf-8?q?x?=", text="Hello"),
        now=now,
    )
    write(stage, now + timedelta(minutes=1), subject="", answers=first)
    one, two = read_back(tmp_path, of_group(stage, now))
    assert words_of(two) == WORDS
    assert two["From"] == '"Ana" <brass-lantern@mooc.localhost>'
    assert (two["In-Reply-To"], two["References"], one["Message-ID"]) == ("<1@x>", "<1@x>", "<1@x>")
    assert str(make_header(decode_header(str(one["Subject"])))) == "Größe, =?utf-8?q?x?="
    assert two["Date"] == "Mon, 23 Nov 2026 12:01:00 +0000"
    assert one["Archived-At"].endswith(f"/threads/{first.thread_id}/?post={first.pk}#post-{first.pk}>")
    assert one.get_from().startswith("brass-lantern@mooc.localhost ")


def test_nobodys_own_address_is_in_it(stage, now):
    write(stage, now)
    whole = b"".join(of_group(stage, now))
    assert b"ana@example.org" not in whole and b"Souza" not in whole


def test_html_and_files_are_parts_and_files_can_be_left_out(stage, now, tmp_path):
    post = write(
        stage, now, files=[("rope.txt", "text/plain", b"three strands"), ("x", "message/rfc822", b"a")]
    )
    Post.objects.filter(pk=post.pk).update(html="<p>From</p>\n<pre>\nFrom here\n</pre>")
    (mail,) = read_back(tmp_path, of_group(stage, now))
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/plain", "application/octet-stream"]
    file = next(part for part in mail.walk() if part.get_filename() == "rope.txt")
    assert file.get_payload(decode=True) == b"three strands"
    (mail,) = read_back(tmp_path, of_group(stage, now, with_files=False))
    named = [part.get_filename() for part in mail.walk() if part.get_filename()]
    assert not named and "[rope.txt: http" in words_of(next(mail.walk()).get_payload(0))


def test_a_hidden_post_keeps_its_place_and_says_why(stage, now, tmp_path):
    hide_post(write(stage, now), reason="Too loud", by=stage.alice, now=now)
    (mail,) = read_back(tmp_path, of_group(stage, now))
    assert mail.get_payload() == "[Hidden by an organiser: Too loud]\n"
    assert mail["Subject"] == "(hidden)"


def test_who_left_gets_what_was_written_until_then(stage, now, tmp_path):
    write(stage, now)
    write(stage, now + timedelta(minutes=30), text="Later")
    assert len(read_back(tmp_path, of_group(stage, now))) == 2
    assert len(read_back(tmp_path, of_group(stage, now, until=now))) == 1


def test_a_run_has_all_its_groups_and_no_other_run(stage, now, tmp_path):
    write(stage, now)
    other = Run.objects.create(**_values(stage.run), slug="other")
    group = Group.objects.create(**_values(stage.group) | {"run_id": other.pk}, local_part="elsewhere")
    Post.objects.create(
        group=group, author=stage.bob, message_id="<e@x>", subject="Elsewhere", text="No", posted_at=now
    )
    (mail,) = read_back(tmp_path, mbox.mbox_of_run(stage.run, with_files=False, now=now))
    assert words_of(mail) == WORDS
    assert mbox.posts_to_write(stage.run, None, now=now) == 1


def _values(row):
    left_out = ("id", "slug", "local_part")
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name not in left_out
    }


def test_long_lines_and_odd_ids_are_written_so_that_they_can_be_read(stage, now, tmp_path):
    post = write(stage, now, text="é" * 2000)
    Post.objects.filter(pk=post.pk).update(
        message_id="<ö  x@y>\r\nBcc: evil@example.org", references="<a> " * 99
    )
    (mail,) = read_back(tmp_path, of_group(stage, now))
    assert words_of(mail).strip() == "é" * 2000 and mail["Bcc"] is None
    assert len(mail["References"].split()) == 99
    assert max(len(line) for piece in of_group(stage, now) for line in piece.split(b"\n")) <= 998


def test_posts_are_read_by_batches_and_each_is_one_piece(stage, now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(mbox, "BATCH", 3)
    for number in range(7):
        receive_post(
            group=stage.group,
            enrolment=stage.bob,
            letter=Letter(message_id=f"<{number}@x>", subject="Many", text=f"Number {number}"),
            now=now,
        )
    with django_assert_num_queries(7):
        pieces = list(of_group(stage, now))
    assert len(pieces) == 7 and all(piece.startswith(b"From ") for piece in pieces)
