"""The quick ways to fill a mail against one obvious way, for values of every kind in every mapping."""

import email
from email import policy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mooc.pure.mailkit import Address, MissingSlot, Rich, Source, compile, section, slot  # noqa: A004
from mooc.pure.mailkit.body import encode_html, encode_piece, encode_text
from mooc.pure.mailkit.compiled import _digest
from mooc.pure.mailkit.header import field, mailbox_field
from mooc.pure.mailkit.slots import Closing, Opening, pieces

pytestmark = pytest.mark.once

SOURCE = Source(
    headers=(
        ("From", f"{slot('sender')} <machine@mooc.example>"),
        ("To", slot("to")),
        ("Reply-To", slot("group_address")),
        ("Subject", f"Week 3 for {slot('name')}"),
        ("X-Group", f"{slot('group')}, 100 % of {slot('run')}"),
        ("X-Both", f"{slot('name')} of {slot('group')}"),
        ("Message-ID", slot("message_id")),
        (
            "List-Unsubscribe",
            section("stop", f"<{slot('stop')}>, ")
            + section("by_mail", f"<mailto:{slot('by_mail')}?subject=stop>"),
        ),
        ("List-Unsubscribe-Post", section("stop", "List-Unsubscribe=One-Click")),
        ("References", f"{slot('message_id')} {slot('stop')}"),
    ),
    text=f"Good day {slot('name')},\n{section('note', 'Note: ' + slot('note'))}\n.\n{slot('group')}{slot('name')}\n"
    f"{section('stop', 'Stop: ' + slot('stop'))}\n{slot('run')}: 100 %\nümläut {slot('words')}",
    html=f'<p title="{slot("name")}">{slot("name")} & {slot("group")}</p>{section("group", "<hr>" + slot("run"))}'
    f'<div>{slot("words")}</div><a href="{slot("stop")}">stop</a>{slot("run")}\n',
)
NAMES = sorted(compile(SOURCE).slots)
TRICKY = st.sampled_from(
    [
        "",
        " ",
        "Ana",
        "José",
        "李小龙 " * 30,
        "🐍",
        ".",
        "..\n.\n.dot",
        "ends with a line\n",
        "a" * 75,
        "a" * 76,
        "b" * 151,
        "x" * 1200,
        "word " * 300,
        "100 % %s %%",
        "=" * 100,
        "\0",
        "a\0b",
        "Bcc: eve@example.org\r\nSubject: you won",
        "a\r\n\r\n--boundary--\r\n<script>",
        "\ud800half",
        "=?utf-8?q?sneaky?=",
        '"Quoted" <eve@example.org>, other',
        ", <https://evil.example/>,",
        "https://mooc.example/stop/12345.0123456789abcdef0123/",
        "trailing \t ",
    ]
)
WORDS = st.one_of(TRICKY, st.text(alphabet=st.characters(), max_size=100), st.text("abc.<&=% ", max_size=90))
VALUE = st.one_of(
    WORDS, WORDS, WORDS, st.builds(Rich, WORDS, WORDS), st.builds(Address, WORDS, WORDS), st.none()
)
LAYER = st.dictionaries(st.sampled_from(NAMES), VALUE)


def obvious(source, layers):
    """Fill a mail piece by piece, with nothing made ready."""
    boundary = b"=_" + _digest(source)
    plain, html = (
        b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        % kind
        for kind in (b"plain", b"html")
    )
    head = b"".join(header(name, template, layers) for name, template in source.headers)
    return (
        head
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n' % boundary
        + b"--%b\r\n" % boundary
        + plain
        + body(source.text, layers, lambda one: encode_text(one.text if isinstance(one, Rich) else str(one)))
        + b"\r\n--%b\r\n" % boundary
        + html
        + body(
            source.html,
            layers,
            lambda one: encode_piece(one.html) if isinstance(one, Rich) else encode_html(str(one)),
        )
        + b"\r\n--%b--\r\n" % boundary
    )


def header(name, template, layers):
    if name in ("To", "Reply-To"):
        value = value_of(pieces(template)[0].name, layers)
        if isinstance(value, Address):
            return mailbox_field(name, value.name, value.addr)
    words = [
        one if isinstance(one, str) else spoken(value_of(one.name, layers)) for one in shown(template, layers)
    ]
    return field(name, "".join(words))


def body(text, layers, encode):
    return b"".join(
        encode_piece(one) if isinstance(one, str) else encode(value_of(one.name, layers))
        for one in shown(text, layers)
    )


def shown(text, layers):
    hidden = False
    for piece in pieces(text):
        if isinstance(piece, Opening | Closing):
            hidden = isinstance(piece, Opening) and not str(value_of(piece.name, layers))
        elif not hidden:
            yield piece


def spoken(value):
    return value.text if isinstance(value, Rich) else str(value)


def value_of(name, layers):
    return next((layer[name] for layer in layers if layer.get(name) is not None), None) or (
        "" if any(layer.get(name) is not None for layer in layers) else missing(name)
    )


def missing(name):
    raise MissingSlot(name)


HOUSE = {name: f"the {name} of all" for name in NAMES}
PERSONAL = {
    "to": Address("Ana Silva", "ana@example.org"),
    "name": "Ana",
    "message_id": "<copy-12345.0123456789abcdef0123@mooc.example>",
    "stop": "https://mooc.example/stop/12345.0123456789abcdef0123/",
    "by_mail": "stop+12345.0123456789abcdef0123@mooc.example",
}


@settings(max_examples=300, deadline=None)
@given(own=LAYER, group=LAYER, common=LAYER)
@example(own=PERSONAL, group={"group": "Group 1"}, common={})
@example(own=PERSONAL | {"name": "José"}, group={"group": "Ünder"}, common={"run": ""})
@example(own=PERSONAL | {"stop": ""}, group={"group": ""}, common={"note": ""})
@example(own=PERSONAL | {"name": "", "words": "one\n"}, group={"stop": "never seen"}, common={})
def test_the_quick_ways_give_the_same_bytes_as_the_obvious_one(own, group, common):
    compiled = compile(SOURCE)
    for values in (own, PERSONAL | own, own):
        assert compiled.fill(values, group, common, HOUSE) == obvious(SOURCE, (values, group, common, HOUSE))


@settings(deadline=None)
@given(names=st.lists(WORDS, min_size=1, max_size=5), common=LAYER)
def test_one_stencil_serves_many_readers_in_any_order(names, common):
    stencil = compile(SOURCE).stencil(common, HOUSE)
    groups = [{"group": "Copper"}, {"group": "Kettle", "note": ""}]
    for place, name in enumerate([*names, *reversed(names)]):
        values, group = PERSONAL | {"name": name}, groups[place % 2]
        assert stencil.fill(values, group) == obvious(SOURCE, (values, group, common, HOUSE))
        assert stencil.header("Message-ID", values, group) == PERSONAL["message_id"]


@settings(max_examples=200, deadline=None)
@given(
    names=st.lists(WORDS, min_size=1, max_size=12),
    own=LAYER,
    group=LAYER,
    common=LAYER,
    address=st.text(max_size=80),
)
@example(names=["Ana", "Bo", "Cy"], own={}, group={"group": "Copper"}, common={}, address="b@example.org")
@example(names=["Ana", "A\0b", "Cy"], own={}, group={"group": "Copper"}, common={}, address="b@example.org")
@example(
    names=["Ana", " Bo", "C  y"], own={}, group={"group": "Copper"}, common={}, address="b\0@example.org"
)
@example(names=["Ana", "x" * 70, "y" * 80], own={}, group={"group": "Copper"}, common={}, address="b" * 60)
@example(
    names=["Ana", "Bo"], own={"stop": "https://mooc.example/" + "s" * 90}, group={}, common={}, address="b"
)
def test_many_readers_at_once_get_the_same_bytes_as_each_alone(names, own, group, common, address):
    stencil = compile(SOURCE).stencil(common, HOUSE)
    groups = [group, group | {"group": "Kettle"}]
    readers = [
        (PERSONAL | {"to": Address(name, address), "name": name} | own, groups[place % 2])
        for place, name in enumerate(names)
    ]
    alone = [obvious(SOURCE, (values, shared, common, HOUSE)) for values, shared in readers]
    assert stencil.fill_all(readers) == alone
    assert stencil.fill_all([*readers, (PERSONAL, group)])[:-1] == alone


@settings(deadline=None)
@given(own=LAYER, group=LAYER)
def test_whatever_the_values_are_it_is_one_mail_of_two_parts(own, group):
    raw = compile(SOURCE).fill(own, group, HOUSE)
    message = email.message_from_bytes(raw, policy=policy.compat32)
    allowed = [name for name, _ in SOURCE.headers] + ["MIME-Version", "Content-Type"]
    assert [name for name in allowed if name in message] == list(message)
    assert [one.get_content_type() for one in message.walk()][1:] == ["text/plain", "text/html"]
    head, _, rest = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, rest.split(b"\r\n"))) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")


def test_a_header_that_is_the_same_for_some_is_said_for_each_of_them():
    stencil = compile(Source((("Subject", f"{slot('a')} {slot('b')}"),), "text", "")).stencil({"b": "all"})
    one, two = {"a": "one"}, {"a": "two"}
    assert [stencil.header("Subject", {}, group) for group in (one, two, one)] == [
        "one all",
        "two all",
        "one all",
    ]
    assert stencil.header("Subject", {"b": "mine"}, one) == "one mine"
    assert stencil.header("Subject", {}, one) == "one all"
    assert stencil.header("Comments", {}, one) == ""


def test_a_value_that_nobody_gives_is_named_on_every_way():
    compiled = compile(SOURCE)
    for values in (PERSONAL, PERSONAL | {"name": "José"}, PERSONAL | {"name": Rich("a", "b")}):
        with pytest.raises(MissingSlot, match="'sender'"):
            compiled.fill(values, {"group": "Copper"})
