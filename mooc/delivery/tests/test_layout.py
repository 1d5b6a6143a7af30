import email
import re
from email import policy

import pytest

from mooc.delivery.layout import ENGINE_SLOTS, ENVELOPE_SLOTS, Draft, dress
from mooc.pure.mailkit import Address, compile, slot  # noqa: A004

VALUES = dict.fromkeys(ENVELOPE_SLOTS, "") | {
    "from_name": "The Machine",
    "from_addr": "machine@mooc.example",
    "to": Address("Bob", "bob@example.org"),
    "date": "Mon, 23 Nov 2026 12:00:00 +0000",
    "message_id": "<copy-1@mooc.example>",
    "feedback_id": "1:weekly:mooc:mooc-example",
    "why": "You get this because you take part.",
    "reply_to": "group-12@mooc.example",
    "reply_note": "A reply goes to Group 12.",
    "home_url": "https://mooc.example/my/x/",
    "stop_url": "https://mooc.example/stop/x/",
    "stop_address": "stop+x@mooc.example",
    "name": "Bob",
    "page": "https://mooc.example/my/3/x/?a=1&b=2",
}
DRAFT = Draft(
    subject=f"Week 3, {slot('name')}",
    text=f"Good day {slot('name')}\n",
    html=f'<p>Good day {slot("name")}</p><p class="check-ins"><a href="{slot("page")}">Done</a></p>',
    preheader="Start with twenty minutes.",
    button=("Open week 3", slot("page")),
)


def message(draft=DRAFT, *, language="en", **values):
    raw = compile(dress(draft, kind="weekly", language=language)).fill(VALUES | values)
    return email.message_from_bytes(raw, policy=policy.default)


def text(found):
    return found.get_body(("plain",)).get_content()


def html(found):
    return found.get_body(("html",)).get_content()


def links(html):
    return set(re.findall(r'href="([^"]+)"', html.replace("&amp;", "&")))


def test_every_link_of_the_html_stands_in_the_text_too():
    found = message(Draft("s", "Your page", "<p>x</p>", button=("Open week 3", slot("page"))))
    assert links(html(found)) == {VALUES["page"], VALUES["home_url"], VALUES["stop_url"]}
    assert all(link in text(found) for link in links(html(found)))


def test_it_says_why_it_came_where_a_reply_goes_and_how_to_stop():
    for part in (text(message()), html(message())):
        for name in ("why", "reply_note", "home_url", "stop_url"):
            assert VALUES[name] in part


def test_what_is_not_given_leaves_no_trace():
    found = message(reply_to="", home_url="", stop_url="", stop_address="", reply_note="", why="")
    assert not {"Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(found)
    for part in (text(found), html(found)):
        assert "Your page" not in part
        assert "Stop this mail" not in part
        assert "Write above this line" not in part
    assert links(html(found)) == {VALUES["page"]}


def test_it_can_be_stopped_with_one_click_by_page_and_by_mail():
    found = message()
    assert found["List-Unsubscribe"] == f"<{VALUES['stop_url']}>, <mailto:stop+x@mooc.example?subject=stop>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message(stop_address="")["List-Unsubscribe"] == f"<{VALUES['stop_url']}>"
    assert message(stop_url="")["List-Unsubscribe"] == "<mailto:stop+x@mooc.example?subject=stop>"
    assert "List-Unsubscribe" not in message(Draft("Your code", "1", "<p>1</p>", stops=False))


def test_a_post_keeps_its_own_headers_and_is_no_machine_s_mail():
    own = (
        ("Message-ID", "<ana@example.org>"),
        ("In-Reply-To", "<bob@example.org>"),
        ("Archived-At", f"<{slot('page')}>"),
    )
    found = message(Draft("Nim", "x", "<p>x</p>", machine=False, headers=own))
    assert found.get_all("Message-ID") == ["<ana@example.org>"]
    assert found["In-Reply-To"] == "<bob@example.org>"
    assert found["Archived-At"] == f"<{VALUES['page']}>"
    assert "Auto-Submitted" not in found
    assert message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("zh-hans", "ltr")]
)
def test_it_tells_language_and_direction(language, direction):
    assert f'lang="{language}" dir="{direction}"' in html(message(language=language))


def test_it_is_small_dark_proof_and_asks_for_nothing_from_outside():
    page = html(message())
    assert len(page.encode()) < 20_000
    assert "prefers-color-scheme: dark" in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "Start with twenty minutes." in page
    assert not re.search(r"<img|<link|@import|@font-face|<script|url\(", page)
    assert 'class="check-ins" style=' in page


def test_words_that_look_like_places_of_the_frame_stay_words():
    found = message(Draft("@@body@@", "see @@link@@", "<p>@@label@@ @@body@@</p>"))
    assert "see @@link@@" in text(found)
    assert "<p>@@label@@ @@body@@</p>" in re.sub(r' style="[^"]*"', "", html(found))


def test_the_frame_s_slots_are_those_it_names():
    compiled = compile(dress(Draft("s", "t", "<p>h</p>"), kind="weekly", language="en"))
    assert compiled.slots == {*ENVELOPE_SLOTS, *ENGINE_SLOTS}
