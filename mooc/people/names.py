"""Names, zones and languages as people give them, checked before they are kept."""

import re
import unicodedata

from mooc.pure import timetable
from mooc.pure.mailkit import scrub

from .errors import BadLanguage, BadName, BadZone

LONGEST_NAME = 80
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2}")
# Marks that turn the writing direction of what follows, U+202A-202E and U+2066-2069: a name with them could make a
# line of ours read backwards. Joiners stay: Persian, Hindi and emoji need them.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LINK = re.compile(r"://|www\.|@", re.IGNORECASE)


def clean_name(text: str) -> str:
    """Return a name in any script, composed (NFC), without what cannot be seen. Raises BadName.

    A name with a link is refused: it would let strangers send their advertisement in our mails.
    """
    visible = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in scrub(text).translate(_TURNS)
    )
    name = unicodedata.normalize("NFC", " ".join(visible.split()))
    if len(name) > LONGEST_NAME:
        raise BadName(
            f"The name {name[:30]!r}... is {len(name)} characters long. At most {LONGEST_NAME} fit."
        )
    if _LINK.search(name):
        raise BadName(f"The name {name!r} holds a link or an address. Give the name alone.")
    return name


def checked_zone(name: str) -> str:
    """Return the name of a zone that exists. Raises BadZone with the nearest name."""
    try:
        timetable.zone(name.strip())
    except timetable.UnknownZone as error:
        raise BadZone(str(error)) from error
    return name.strip()


def checked_language(tag: str) -> str:
    """Return a language tag (RFC 5646, the simple ones: "en", "pt-BR", "zh-Hant"). Raises BadLanguage."""
    if not _LANGUAGE.fullmatch(tag.strip()):
        raise BadLanguage(f"{tag[:40]!r} is not a language. Write a tag such as en, es or pt-BR.")
    first, *rest = tag.strip().split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
