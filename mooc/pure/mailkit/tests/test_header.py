from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr

import pytest

from mooc.pure.mailkit.header import field


def value(name, text):
    raw = field(name, text)
    assert all(len(line) <= 76 for line in raw.split(b"\r\n"))
    return BytesParser(policy=policy.default).parsebytes(raw + b"\r\n")[name]


@pytest.mark.parametrize(
    "text",
    [
        "Week 3",
        "Semaine n° 3 : les fonctions",
        "第三周：函数" * 12,
        "a " * 80 + "end",
        "=?utf-8?q?no?=",
        "🐍" * 40,
    ],
)
def test_a_subject_reads_back(text):
    assert value("Subject", text) == text


@pytest.mark.parametrize(
    "name",
    ["Ana", 'Ana "the machine" O\'Neil', "Ana, Bob", "Zoë", "玲" * 30, "J. R. (Bob) Smith", "a@b", "=?x?="],
)
def test_a_display_name_reads_back(name):
    raw = field("From", f"{name} <machine@mooc.example>")
    display, addr = parseaddr(message_from_bytes(raw)["From"])
    assert (str(make_header(decode_header(display))), addr) == (name, "machine@mooc.example")


def test_an_address_in_a_name_stays_a_name():
    found = value("From", "eve <eve@example.org> <machine@mooc.example>").addresses
    assert [one.addr_spec for one in found] == ["machine@mooc.example"]


def test_ids_and_links_are_never_encoded_words():
    ids = " ".join(f"<{number}.abcdefghijklmnop@mooc.example>" for number in range(9))
    assert value("References", ids).split() == ids.split()
    assert (
        field("Message-ID", "<a@b>\r\nBcc: eve@example.org") == b"Message-ID: <a@b> Bcc: eve@example.org\r\n"
    )


def test_nothing_gives_nothing():
    assert field("Reply-To", "") == field("Subject", " \r\n ") == field("List-Unsubscribe", ", ") == b""


def test_marks_that_turn_text_around_are_taken_out():
    assert value("Subject", "invoice \u202efdp.exe") == "invoice fdp.exe"


def test_a_list_id_keeps_its_brackets():
    assert field("List-Id", "<group-12.mooc.example>") == b"List-Id: <group-12.mooc.example>\r\n"
    assert (
        field("List-Id", "Group 12 <group-12.mooc.example>")
        == b"List-Id: Group 12 <group-12.mooc.example>\r\n"
    )
