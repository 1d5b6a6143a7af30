"""One look for all mail: what a message says (`Draft`) put into the frame that every message has.

The frame is rendered once per language, its styles written into the tags once, and kept; a draft's own html is
styled by the same sheet and set into it. So a draft costs about a millisecond, which matters where each relayed post
is one.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from mooc.pure.mailkit import REPLY_MARKER, Source, section, slot

# What a filling gives; one it leaves out is empty, and the sender is the machine.
ENVELOPE_SLOTS = (
    "from_name",
    "from_addr",
    "reply_to",  # "": no Reply-To
    "list_id",  # "": no List-Id
    "why",  # a sentence: why you get this
    "reply_note",  # a sentence: where a reply goes
    "home_url",  # the reader's page: hour, address, pause, less, leave; "": no link
    "stop_url",  # page with a button, and RFC 8058 one-click POST; "": no link, no header
    "stop_address",  # the same by mail; "": none
)
# What the engine itself gives to each copy; a draft may use them too.
ENGINE_SLOTS = ("to", "date", "message_id", "feedback_id")

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "ha", "he", "khw", "ks", "ku", "ps", "sd", "ur", "yi"}
)
_PLACE = re.compile("@@(subject|preheader|label|link|body)@@")
_TEMPLATES = Path(__file__).parent / "templates" / "mail"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its room writes it: the body only, with slots. Text comes first and stands alone.

    `headers` are further fields, such as In-Reply-To of a relayed post; one named like a field of the frame takes its
    place. `stops`: the message carries the headers and the link to stop it. `machine`: nobody wrote it by hand.
    """

    subject: str
    text: str
    html: str
    preheader: str = ""
    button: tuple[str, str] | None = None
    stops: bool = True
    machine: bool = True
    headers: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=64)
def dress(draft: Draft, *, kind: str, language: str) -> Source:
    """Return the whole message for compiling. `kind` is told in a header, for programs that sort mail."""
    label, link = draft.button or ("", "")
    frame = _frame(language, stops=draft.stops, button=draft.button is not None)
    words = {"label": label, "link": link, "body": draft.text.strip()}
    marked = {
        "subject": escape(draft.subject),
        "preheader": escape(draft.preheader),
        "label": escape(label),
        "link": escape(link),
        "body": _inliner().inline_fragment(draft.html, _read("body.css")),
    }
    return Source(_headers(draft, kind, language), _put(frame.text, words), _put(frame.html, marked))


def _headers(draft: Draft, kind: str, language: str) -> tuple[tuple[str, str], ...]:
    fields = {
        "From": f"{slot('from_name')} <{slot('from_addr')}>",
        "To": slot("to"),
        "Reply-To": slot("reply_to"),
        "Subject": draft.subject,
        "Date": slot("date"),
        "Message-ID": slot("message_id"),
        "List-Id": slot("list_id"),
        "Content-Language": language,
        "Feedback-ID": slot("feedback_id"),
        "X-Mooc-Kind": kind,
    }
    if draft.machine:
        fields["Auto-Submitted"] = "auto-generated"
    if draft.stops:
        by_page = section("stop_url", f"<{slot('stop_url')}>, ")
        by_mail = section("stop_address", f"<mailto:{slot('stop_address')}?subject=stop>")
        fields["List-Unsubscribe"] = by_page + by_mail
        fields["List-Unsubscribe-Post"] = section("stop_url", "List-Unsubscribe=One-Click")
    names = {name.lower(): name for name in fields}
    for name, value in draft.headers:
        fields[names.get(name.lower(), name)] = value
    return tuple(fields.items())


@dataclass(frozen=True, slots=True)
class _Frame:
    html: str
    text: str


@cache
def _frame(language: str, *, stops: bool, button: bool) -> _Frame:
    """Render the frame with marks where a draft goes, its styles written into the tags."""
    context = {
        "language": language,
        "direction": "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        "stops": stops,
        "button": button,
        "name": settings.MOOC_NAME,
        "postal_address": settings.MOOC_POSTAL_ADDRESS,
        "marker": REPLY_MARKER,
        "sheet": _read("sheet.css"),
        "slots": {name: slot(name) for name in ENVELOPE_SLOTS},
        "begin": {name: section(name, "|").split("|")[0] for name in ENVELOPE_SLOTS},
        "end": {name: section(name, "|").split("|")[1] for name in ENVELOPE_SLOTS},
    }
    with translation.override(language):
        html = render_to_string("mail/frame.html", context)
        text = render_to_string("mail/frame.txt", context)
    # What differs in the dark and on small screens stays a style sheet, which the inliner would drop.
    style = f"<style>{_read('dark.css')}</style></head>"
    return _Frame(html=_inliner().inline(html).replace("</head>", style, 1), text=text)


def _put(frame: str, words: dict[str, str]) -> str:
    """Set words into the places marked @@name@@, in one pass, so that words naming a place stay words."""
    return _PLACE.sub(lambda match: words[match[1]], frame)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


@cache
def _read(name: str) -> str:
    """Return a style sheet, its white space reduced: each copy carries it."""
    return " ".join((_TEMPLATES / name).read_text(encoding="utf-8").split())
