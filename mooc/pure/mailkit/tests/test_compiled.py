import email
from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.mailkit import Address, MissingSlot, Rich, Source, compile, section, slot  # noqa: A004

SOURCE = Source(
    headers=(
        ("From", f"{slot('from_name')} <machine@mooc.example>"),
        ("To", slot("to")),
        ("Subject", f"Week 3 for {slot('name')}"),
        ("Message-ID", "<1@mooc.example>"),
        ("List-Unsubscribe", section("stop", f"<{slot('stop')}>")),
    ),
    text=f"Good day {slot('name')},\n{slot('words')}\nand a line.\n{section('stop', 'Stop: ' + slot('stop'))}\n",
    html=f'<p title="{slot("name")}">{slot("name")}</p><div>{slot("words")}</div><a href="{slot("stop")}">stop</a>\n',
)
PLAIN = {
    "from_name": "The Machine",
    "to": Address("Bob", "bob@example.org"),
    "name": "Bob",
    "words": "hello",
    "stop": "https://mooc.example/stop/x/",
}
# What people call themselves and write: any text, and what usually breaks mail.
TRICKY = st.sampled_from(
    [
        "محمد بن سلمان",
        "李小龙 " * 30,
        "🐍👩‍👩‍👧‍👦" * 20,
        ".",
        "..\n.\n.dot",
        "a" * 300,
        "=" * 100,
        "x" * 75 + "é",
        "From here\nFrom there",
        "trailing \t \nspaces  ",
        "Bcc: eve@example.org\r\nSubject: you won",
        "a\r\n\r\n--boundary--\r\n<script>",
        "\0\x01\x1b[31m",
        "\ud800half\udfff",
        "=?utf-8?q?sneaky?=",
        '"Quoted" <eve@example.org>, other',
        "\ue000words\ue001",
        " ",
        "",
    ]
)
ANY = st.one_of(TRICKY, st.text(alphabet=st.characters(), max_size=200))


def parsed(raw):
    return email.message_from_bytes(raw, policy=policy.default)


def part(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def meant(value):
    """What a body should say: NUL is gone, halves of characters are replaced, every line break is one."""
    scrubbed = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in value)
    return scrubbed.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


@settings(deadline=None)  # a machine may be busy
@given(name=ANY, words=ANY)
def test_a_filled_message_reads_back_as_it_was_meant(name, words):
    raw = compile(SOURCE).fill(PLAIN | {"name": name, "words": words})
    message = parsed(raw)
    assert part(message, "plain").startswith(f"Good day {meant(name)},\n{meant(words)}\nand a line.\n")
    html = part(message, "html")
    assert unescape(html.split("<div>")[1].split("</div>")[0]) == unescape(meant(words).replace("&", "&amp;"))
    assert "<script" not in html


@settings(deadline=None)  # a machine may be busy
@given(name=ANY, words=ANY)
def test_no_value_adds_a_header_or_a_part_or_a_long_line(name, words):
    raw = compile(SOURCE).fill(PLAIN | {"name": name, "words": words, "from_name": name})
    message = parsed(raw)
    assert list(message) == [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Unsubscribe",
        "MIME-Version",
        "Content-Type",
    ]
    assert [one.get_content_type() for one in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not message.defects
    head, _, body = raw.partition(b"\r\n\r\n")
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()


@settings(deadline=None)  # a machine may be busy
@given(name=ANY)
def test_subject_and_names_survive_header_encoding(name):
    raw = compile(SOURCE).fill(
        PLAIN | {"name": name, "from_name": name, "to": Address(name, "bob@example.org")}
    )
    message = parsed(raw)
    wanted = " ".join("".join(sign for sign in meant(name) if sign.isprintable() or sign.isspace()).split())
    if not all(sign.isprintable() or sign in "\n\t " for sign in meant(name)):
        return  # invisible signs are taken out of headers; what is left is tested elsewhere
    assert message["subject"] == f"Week 3 for {wanted}".strip()
    assert message["from"].addresses[0].addr_spec == "machine@mooc.example"
    assert message["to"].addresses[0].addr_spec == "bob@example.org"
    display, _ = parseaddr(
        email.message_from_bytes(raw)["To"]
    )  # the newer parser leaves spaces between words
    assert str(make_header(decode_header(display))) == wanted


def test_the_same_values_give_the_same_bytes():
    assert compile(SOURCE).fill(PLAIN) == compile(SOURCE).fill(dict(PLAIN))


def test_a_rich_value_says_each_part_its_own():
    words = Rich("Ana, 玲 and you", "<ul><li>Ana</li><li>玲</li></ul>")
    message = parsed(compile(SOURCE).fill(PLAIN | {"words": words}))
    assert "Ana, 玲 and you" in part(message, "plain")
    assert "<ul><li>Ana</li><li>玲</li></ul>" in part(message, "html")


def test_values_come_from_the_first_mapping_that_has_them():
    compiled = compile(SOURCE)
    group, house = (
        {"words": "our group"},
        {"words": "everybody", "name": "somebody", "stop": "https://x.example/"},
    )
    mine = {"from_name": "M", "to": "bob@example.org", "name": "Bob"}
    for _ in range(2):
        text = part(parsed(compiled.fill(mine, group, house)), "plain")
        assert text.startswith("Good day Bob,\nour group\n")
    other = part(parsed(compiled.fill(mine, {"words": "another group"}, house)), "plain")
    assert other.startswith("Good day Bob,\nanother group\n")


def test_a_missing_value_is_named():
    with pytest.raises(MissingSlot, match="'words'"):
        compile(SOURCE).fill({name: value for name, value in PLAIN.items() if name != "words"})


def test_a_section_is_left_out_where_its_value_is_empty():
    message = parsed(compile(SOURCE).fill(PLAIN | {"stop": ""}))
    assert "List-Unsubscribe" not in message
    assert "Stop:" not in part(message, "plain")


def test_it_knows_its_slots_wherever_they_stand():
    assert compile(SOURCE).slots == {"from_name", "to", "name", "words", "stop"}


def test_a_mail_without_html_is_plain_text():
    message = parsed(
        compile(Source((("Subject", "hello"),), f"Only words, {slot('name')}", "")).fill({"name": "Bób"})
    )
    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "Only words, Bób\r\n"


def test_no_text_can_end_a_part():
    boundary = parsed(compile(SOURCE).fill(PLAIN)).get_boundary()
    message = parsed(
        compile(SOURCE).fill(PLAIN | {"words": f"\n--{boundary}--\n--{boundary}\nContent-Type: x/y\n"})
    )
    assert len(list(message.walk())) == 3
    assert f"--{boundary}--" in part(message, "plain")


def test_a_header_name_that_is_none_is_refused():
    with pytest.raises(ValueError, match="cannot be the name"):
        compile(Source((("Subject: x\r\nBcc", "y"),), "text", ""))
