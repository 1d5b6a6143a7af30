"""Mail as bytes: written once with slots and filled for each reader, and read back tolerantly. No Django, no clock.

`compile(Source)` encodes everything that is the same for all readers; `Compiled.fill` adds what differs, in hundredths
of a millisecond, and cannot be talked into a second header or a broken line by any value. `slot` and `section` mark the
places, and survive templates, Markdown and style inliners. `read_letter` takes any bytes and never raises; `new_words`
finds what somebody wrote around the quoted mail, `split_reply` also what was left out.
"""

from .compiled import Compiled, compile  # noqa: A004  (a mail is compiled; the builtin is not used here)
from .html_words import new_html, words_of_html
from .letter import Letter, of_a_cut_mail, read_letter
from .parts import AttachedFile
from .replies import REPLY_MARKER, Reply, new_words, split_reply
from .showing import fill_html, fill_text
from .slots import scrub, section, slot, slots_of
from .source import Address, MissingSlot, Rich, Source, Value
from .stencil import Stencil
from .subjects import subject_key

__all__ = [
    "REPLY_MARKER",
    "Address",
    "AttachedFile",
    "Compiled",
    "Letter",
    "MissingSlot",
    "Reply",
    "Rich",
    "Source",
    "Stencil",
    "Value",
    "compile",
    "fill_html",
    "fill_text",
    "new_html",
    "new_words",
    "of_a_cut_mail",
    "read_letter",
    "scrub",
    "section",
    "slot",
    "slots_of",
    "split_reply",
    "subject_key",
    "words_of_html",
]
