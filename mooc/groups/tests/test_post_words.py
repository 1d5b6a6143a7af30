"""What of a member's mail the others get to read."""

from base64 import urlsafe_b64encode
from time import perf_counter

import pytest

from mooc.groups.discussion.post_words import (
    NO_ADDRESS,
    REMOVED,
    as_html,
    opening,
    relayable_words,
    whole_words,
    without_personal_links,
)
from mooc.people import tokens as person_tokens
from mooc.pure.mailkit import REPLY_MARKER
from mooc.runs import tokens

TOKEN = "12.0123456789abcdef0123"


@pytest.mark.parametrize(
    "link",
    [
        f"http://127.0.0.1:8000/my/{TOKEN}/",
        f"http://127.0.0.1:8000/confirm/{TOKEN}/",
        f"HTTP://127.0.0.1:8000/Stop/{TOKEN}/",
        f"127.0.0.1:8000/leave/{TOKEN}/",
        f"http://127.0.0.1:8000/check-in/2/done/{TOKEN}/",
        f"https://safe.example/?url=http%3A%2F%2F127.0.0.1%3A8000%2Fjoin%2F{TOKEN}%2F&data=1",
        f"https://safe.example/?url=http%253A%252F%252F127.0.0.1%253A8000%252Fjoin%252F{TOKEN}",
        f"https://urldefense.example/v2/url?u=http-3A__127.0.0.1-3A8000_my_{TOKEN}_&d=x",
        f"stop+{TOKEN}@mooc.localhost",
        f"mailto:stop%2B{TOKEN}@mooc.localhost",
        "bounces+7-abcdefghijklmnop@MOOC.localhost",
    ],
)
def test_what_lets_a_reader_act_as_the_writer_is_removed(link):
    assert without_personal_links(f"see ({link}) there") == f"see ({REMOVED}) there"


@pytest.mark.parametrize(
    "words",
    [
        "http://127.0.0.1:8000/runs/gentle-python/messages/ is the archive",
        "http://127.0.0.1:8000/courses/python/faq/",
        "my own server: http://127.0.0.1:5000/hello",
        "write to brass-lantern@mooc.localhost",
        "https://docs.python.org/3/tutorial/",
        "my/way, stop/go and confirm/deny",
    ],
)
def test_what_anybody_may_open_stays(words):
    assert without_personal_links(words) == words


@pytest.mark.parametrize("act", sorted(tokens.ACTS))
def test_a_token_that_stands_alone_is_removed(act):
    token = tokens.sign(act, 7)
    text = f"> http://127.0.0.1:8000/my/\n> {token}/\n> =2F{token.upper()}=2F"
    assert token not in without_personal_links(text).lower()


@pytest.mark.parametrize(
    "act", ["was-this-you", "other-address", "old-address", "new-address", "remove-address"]
)
def test_so_is_a_token_of_a_page_about_a_person(act):
    token = person_tokens.sign(act, 7)
    assert without_personal_links(f"> {token}/") == f"> {REMOVED}/"


@pytest.mark.parametrize("named", ["lernkreis-münchen.example", "xn--lernkreis-mnchen-tzb.example"])
def test_a_domain_of_other_letters_is_known_in_both_forms(named, settings):
    forms = {"lernkreis-münchen.example", "lernkreis-münchen.example".encode("idna").decode()}
    settings.MOOC_MAIL_DOMAIN = named
    for form in forms:
        assert without_personal_links(f"to group-1+abcdefghijklmnop@{form}") == f"to {REMOVED}"


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_what_a_link_checker_wrapped_in_base64_is_removed(before):
    wrapped = urlsafe_b64encode(f"{before}http://127.0.0.1:8000/sign-in/link/7/c9-0a1b2c/".encode()).decode()
    assert without_personal_links(f"<https://checks.example/?d=x&u={wrapped}&k=1>") == f"<{REMOVED}>"
    public = urlsafe_b64encode(f"{before}http://127.0.0.1:8000/courses/python/".encode()).decode()
    assert public in without_personal_links(f"<https://checks.example/?d=x&u={public}&k=1>")


@pytest.mark.parametrize("hostile", ["a", "a+", "a.b", "1.", "www.", "_", "+", "\u0e01"])
def test_what_is_made_to_be_slow_is_not(hostile):
    text = f"127.0.0.1 mooc.localhost/{hostile * (60_000 // len(hostile))}"
    began = perf_counter()
    whole_words(text, "x")
    assert perf_counter() - began < 2  # it was minutes


def test_addresses_in_what_is_quoted_stay_with_who_wrote():
    quoted = (
        "From: Ana via Brass Lantern <brass-lantern@mooc.localhost>\nTo: Bob <bob@private.example>\n\nOld."
    )
    whole = whole_words(f"Write to me@example.org.\n\n{quoted}", "Write to me@example.org.")
    assert "private" not in whole and f"Bob <{NO_ADDRESS}>" in whole
    assert "me@example.org" in whole and "brass-lantern@mooc.localhost" in whole


def test_a_link_with_its_token_is_removed_as_one():
    links = f"http://127.0.0.1:8000/my/{tokens.sign('home', 7)}/ stop+{tokens.sign('stop', 7)}@mooc.localhost"
    assert without_personal_links(f"Look: {links}") == f"Look: {REMOVED} {REMOVED}"


def test_pi_to_twenty_places_stays():
    assert without_personal_links("It is 3.14159265358979323846.") == "It is 3.14159265358979323846."


def test_every_page_with_a_token_counts():
    from django.urls import get_resolver

    from mooc.groups.discussion.post_words import _rooms_with_tokens, _routes

    assert {route.split("/")[0] for route in _routes(get_resolver(), "")} <= _rooms_with_tokens()


def test_a_reply_is_cut_at_our_line():
    assert relayable_words(f"Yes, Sunday.\n\n{REPLY_MARKER}\n\nHello Bob,\nweek 2") == "Yes, Sunday."


def test_who_writes_below_the_quote_is_heard():
    assert relayable_words(f"> {REPLY_MARKER}\n> One sets.\n\nNow I see.") == "Now I see."


def test_attachments_are_named_and_not_forwarded():
    assert relayable_words("Here.", 1) == "Here.\n\n[1 attachment was not forwarded.]"
    assert relayable_words("", 2) == "[2 attachments were not forwarded.]"


def test_a_book_is_shortened():
    words = relayable_words("word " * 50_000)
    assert len(words) < 61_000
    assert words.endswith("[The rest was too long to pass on.]")


def test_slot_marks_in_a_post_are_only_characters():
    assert relayable_words("a \ue000home_url\ue001 b\x00") == "a home_url b"


def test_words_become_safe_html_with_links():
    html = as_html('<script>alert(1)</script>\nhttps://example.org/?a=1&b=2\n\n> quoted "x"')
    assert "<script>" not in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert html.count("<p ") == 2
    assert "&gt; quoted" in html
    assert "<br>" in html


def test_a_program_keeps_its_indents():
    html = as_html("for n in range(10):\n    total += n\n\tprint(n)  # says n")
    gap = "\N{NO-BREAK SPACE}"
    assert f"range(10):<br>{gap * 4}total += n<br>{gap * 4}print(n){gap * 2}# says n" in html


def test_a_post_begins_with_its_first_words():
    assert opening("Hello\n\n  all") == "Hello all"
    assert len(opening("word " * 100)) <= 142


def test_one_long_word_costs_nothing_special():
    assert "aaa" in as_html("a" * 60_000)
    assert without_personal_links("mooc.localhost" + "(" * 60_000)
    assert as_html("http://" * 5_000)


def test_who_writes_thousands_of_numbers_like_tokens_keeps_nobody_waiting():
    alike = [f"{number}.{number:020x}" for number in range(1, 20_001)]
    own = tokens.sign("stop", 7)
    words = without_personal_links(" ".join([*alike, own])).split(" ")
    assert words[:200] == alike[:200]
    assert own not in words
    assert alike[-1] not in words
