"""What is read of a mail that is longer than what may be posted."""

from mooc.inbound import actions
from mooc.inbound.reading import open_mail

from .stage import GROUP_ADDRESS

BOUNDARY = (
    b'From: bob@example.net\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b'--b\r\nContent-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n'
)


def test_its_last_file_is_named_and_not_kept_without_its_end(stage, now, settings):
    raw = BOUNDARY + b"0123456789\r\n" * 500 + b"--b--\r\n"
    (mail,) = actions.ingest(
        raw=raw, mail_from="bob@example.net", rcpt_to=[GROUP_ADDRESS], source="lmtp", now=now
    )
    (whole,) = open_mail(mail).letter.files
    assert whole.size == len(whole.content) > 5_000
    settings.MOOC_MAX_INBOUND_BYTES = 2_000
    (cut,) = open_mail(mail).letter.files
    assert (cut.name, cut.content, cut.size) == ("a.txt", b"", 0)
