"""Mails as nobody should write them, made field by field and part by part. `make bench ARGS=fuzz` uses them too."""

from base64 import b64encode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some

WRITERS = (
    b"Bob Miller <bob@example.net>",
    b"ana@example.org",
    b'"Dora, of the knots" <dora@example.com>',
    b"=?utf-8?q?Jos=C3=A9?= <BOB@example.net>",
    b"Charlie <charlie@example.net>",
    b"bob@example.net, ana@example.org",
    b"MAILER-DAEMON@mx.example.net",
    b"<>",
    b"",
)
CHARSETS = (
    b"utf-8",
    b"us-ascii",
    b"iso-2022-jp",
    b"utf-16",
    b"utf-7",
    b"gb18030",
    b"koi8-r",
    b"x-none",
    b"hex",
    b"idna",
)
ENCODINGS = (b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"x-uuencode", b"none", b"")
ENDS = (b"\r\n", b"\n", b"\r", b"\r\n", b"\n\r")
KINDS = (
    b"text/plain", b"text/html", b"text/plain; format=flowed; delsp=yes", b"text/calendar; method=REQUEST",
    b"application/ms-tnef; name=winmail.dat", b"application/pkcs7-signature; name=smime.p7s", b"image/png",
    b"message/delivery-status", b"message/feedback-report", b"text/rfc822-headers", b"nonsense", b"text/", b"/",
)  # fmt: skip
TREES = (b"mixed", b"alternative", b"related", b"signed; micalg=sha-256", b"report; report-type=delivery-status",
         b"report; report-type=feedback-report", b"encrypted", b"digest")  # fmt: skip
FIELDS = (
    b"Subject", b"To", b"Cc", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Received", b"List-Id",
    b"Reply-To", b"Auto-Submitted", b"Precedence", b"Return-Path", b"Sender", b"Authentication-Results", b"X Y",
    b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"MIME-Version", b"From", b"DKIM-Signature",
    b"Disposition-Notification-To", b"X-Auto-Response-Suppress", b"", b"X-Failed-Recipients", b"\xc3\xa9",
)  # fmt: skip
SAYINGS = (
    b"Hello all, what is the difference between = and ==?", b"digest on", b"stop", b"help", b"done",
    b"pause until 3 December", b"On Monday Ana wrote:\r\n> Hello\r\n> all", b"-- \r\nBob", b"550 5.1.1 User unknown",
    b"Final-Recipient: rfc822; bob@example.net\r\nAction: failed\r\nStatus: 5.1.1", b"Feedback-Type: abuse",
    b"<p>Hello <b>all</b><script>no()</script><img src=x onerror=no()>", b"<table>" * 60,
    b"Subject: inner\r\n\r\nHello",    b"begin 666 knots.txt\r\n#0V%T\r\n`\r\nend", b"> " * 300, b"http://mooc.localhost/my/1.0123456789abcdef0123/",
    b"{{ first_name }} {% raw %}", b"<!--", b"\xe2\x80\xae\xe2\x81\xa6 mirrored", b"\xe4\xbd\xa0\xe5\xa5\xbd" * 30,
)  # fmt: skip

_bytes = some.binary(max_size=30)
_words = some.sampled_from(SAYINGS)
_texts = some.text(some.characters(exclude_categories=("Cs",)), max_size=40).map(str.encode)


@some.composite
def values(draw):
    """The value of a field: plain, encoded, half encoded, folded, huge, or bytes."""
    kind = draw(
        some.sampled_from(("words", "text", "encoded", "bytes", "folded", "huge", "parameters", "halved"))
    )
    text = draw(_words | _texts | _bytes)
    if kind == "encoded":
        how = draw(some.sampled_from((b"q", b"b", b"B", b"x", b"")))
        return b"=?%s?%s?%s?=" % (draw(some.sampled_from(CHARSETS)), how, b64encode(text))
    if kind == "folded":
        return draw(some.sampled_from((b"\r\n ", b"\n\t", b"\r ", b"\r\n \r\n "))).join(
            [text] * draw(some.integers(1, 9))
        )
    if kind == "huge":
        return ((text or b"x") * draw(some.sampled_from((50, 500, 3_000))))[:40_000]
    if kind == "parameters":
        return b"; ".join(
            [b"x/y", *(b"n*%d*=utf-8''%s" % (n, text[:9]) for n in range(draw(some.integers(0, 40))))]
        )
    if kind == "halved":
        return text[: max(0, len(text) - 1)]
    return text


@some.composite
def fields(draw):
    """A field of a header."""
    return b"%s:%s%s" % (
        draw(some.sampled_from(FIELDS)),
        draw(some.sampled_from((b" ", b"", b"\t", b" \0"))),
        draw(values()),
    )


@some.composite
def leaves(draw):
    """A part without parts: lines of its header, and its content, which need not be what the header says."""
    content = b"\r\n".join(draw(some.lists(_words | _texts | _bytes, max_size=4)))
    encoding = draw(some.sampled_from(ENCODINGS))
    if encoding == b"base64" and draw(some.booleans()):
        content = b64encode(content)
    if draw(some.integers(0, 7)) == 0:
        content = (
            draw(some.sampled_from((b"", b"\0" * 40, b"=\r\n" * 40, b"\xc3" * 40, b"\r" * 40))) + content
        )
    kind = draw(some.sampled_from(KINDS))
    charset = draw(some.sampled_from(CHARSETS))
    lines = [b'Content-Type: %s; charset="%s"' % (kind, charset), b"Content-Transfer-Encoding: " + encoding]
    if draw(some.booleans()):
        lines.append(b"Content-Disposition: attachment; filename=" + draw(values()))
    return lines, content


@some.composite
def trees(draw, parts):
    """A part with parts, whose boundaries may be missing, wrong or the same as those around."""
    said, used = draw(
        some.sampled_from(
            ((b"b", b"b"), (b"c", b"c"), (b"c", b"d"), (b"", b""), (b"b ", b"b"), (b"e" * 90,) * 2)
        )
    )
    inside = [b"--%s\r\n%s" % (used, _joined(part)) for part in draw(some.lists(parts, max_size=4))]
    end = draw(some.sampled_from((b"--%s--\r\n" % used, b"", b"--%s" % used)))
    kind = draw(some.sampled_from(TREES))
    return [b'Content-Type: multipart/%s; boundary="%s"' % (kind, said)], b"\r\n".join(inside) + b"\r\n" + end


@some.composite
def mails(draw):
    """A whole mail, mostly of a member."""
    parts = some.recursive(leaves(), trees, max_leaves=8)
    lines, content = draw(parts)
    header = [b"From: " + draw(some.sampled_from(WRITERS)), *draw(some.lists(fields(), max_size=6)), *lines]
    if draw(some.booleans()):
        header.insert(1, b"Message-ID: <%d@wild.example>" % draw(some.integers(0, 10**9)))
    header += [draw(fields())] * draw(some.sampled_from((0, 0, 0, 0, 1, 30, 600)))
    raw = b"\r\n".join([*header, b"", content])
    end = draw(some.sampled_from(ENDS))
    return raw if end == b"\r\n" else raw.replace(b"\r\n", end)


def _joined(part):
    lines, content = part
    return b"\r\n".join([*lines, b"", content])


def made(count: int, *, chance: int) -> list[bytes]:
    """Return so many mails, the same for the same chance."""
    found: list[bytes] = []

    @seed(chance)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mails())
    def gather(raw):
        found.append(raw)

    gather()
    return found
