"""The sentence above a quote, "On Monday, Ana wrote:", by what it says: when, who, and that somebody wrote."""

import re

from .phrases import ON, QUOTING, WROTE

MOST_CHARACTERS = 600

# The sentence is over: a colon, a few dashes, or what some languages put in brackets behind the verb.
ENDS = re.compile(r"[:：][\s*_>]{0,4}$|-{3,}$|\d[^()]{0,20}\)$|\d\s?>{2,3}$|\d{4}[:.]?$")
_COLON = re.compile(r"[:：][\s*_>]{0,4}$")
_WROTE = re.compile(
    rf"(?<!\w)(?:{WROTE})(?!\w)|写道|写到|寫道|寫了|写了|書きました|のメール|のメッセージ|작성|쓴 글",
    re.IGNORECASE,
)
_BY_MYSELF = re.compile(
    r"\b(?:i|we|he|she|they|ich|wir|je|j'ai|nous|yo|io|ik|wij|jag|vi|я|мы)\b[^<@]{0,40}$", re.IGNORECASE
)
_LEAD = re.compile(rf"[-\s*_\[]{{0,10}}(?:{ON})(?=[\s,:\d]|$)|[在於於]", re.IGNORECASE)
# One or two words (a weekday), then the number of a day or year.
_DATE_FIRST = re.compile(r"[\s*_\[]{0,4}(?:[^\W\d]{1,15}[.,،]{0,2} ?){0,3}\d")
_DATE = re.compile(
    r"\d{1,4}\s?[./年-]\s?\d{1,2}\s?[./月-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[:.h]\d{2}(?!\d)"
    r"|[\u0660-\u0669\u06f0-\u06f9]{1,4}"
)
# A year, or three numbers.
_DAY = re.compile(
    r"\d{1,4}\s?[./年년-]\s?\d{1,2}\s?[./月월-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)"
    r"|[\u0660-\u0669\u06f0-\u06f9]{4}"
)
_TIME = re.compile(
    r"(?<!\d)[\d\u0660-\u0669\u06f0-\u06f9]{1,2}(?:[:.h\u066b]| h )[\d\u0660-\u0669\u06f0-\u06f9]{2}(?!\d)"
)
_ADDRESS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
_BRACKETED = re.compile(r"[<(\[]\s?(?:mailto:)?[^\s<>@():]{1,100}@[^\s<>@()]{1,100}\s?[>)\]]")
_NAME_AND_ADDRESS = re.compile(
    r"[^<>@:]{0,100}(?:[<\[(]\s?(?:mailto:)?[^\s<>@:]{1,100}@[^\s<>@]{1,200}[>\])]|(?<!\S)[^\s<>@:]{1,100}@[^\s<>@]{1,200})"
)
_NAME_AND_DATE = re.compile(r"\* [^<>@:\[\]]{1,80} \[\d{4}-\d\d-\d\d[^\[\]]{0,20}\]:$")
_QUOTING = re.compile(rf"(?:{QUOTING})(?!\w)", re.IGNORECASE)
_BETWEEN_ARROWS = re.compile(r">>> [^<>]{1,80}(?:<[^<>\s]{1,100}>)? ?[^<>]{0,30}>>>$")
_ADDRESS_LAST = re.compile(r"[>)\]][\s*]{0,3}[:：]$|@[^\s<>@]{1,100}[:：]$")
# Gmail in some languages had neither verb nor colon: "2016-03-03 17:21 GMT+01:00 Ana <ana@example.org>".
_STAMP = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2} (?:\d\d?:\d\d (?:GMT|UTC)[+-]\d\d:?\d\d [^:]{1,100}"
    r"|[^<>:]{1,80} <[^<>\s]{1,80}@[^<>\s]{1,80}>)$"
)
_MOST_WORDS = 30


def is_stamp(said: str) -> bool:
    """Say whether it is a date, perhaps an hour, and a name, and nothing else."""
    return _STAMP.match(said) is not None


def is_between_arrows(said: str) -> bool:
    """Accept GroupWise's ">>> Ana <ana@example.org> 23.11.2026 12:00 >>>"."""
    return _BETWEEN_ARROWS.match(said) is not None and _DAY.search(said) is not None


def has_day(said: str) -> bool:
    """Say whether a day is named in full."""
    return _DAY.search(said) is not None


def begins_with_lead(said: str) -> bool:
    """Say whether it begins as "On ..." does."""
    return _LEAD.match(said) is not None


def announces(said: str) -> bool:
    """Say whether one line by itself is what a mail program writes above a quote."""
    if len(said) > MOST_CHARACTERS or not ENDS.search(said):
        return False
    return says_when(said, is_quoted=True) or says_who(said, is_quoted=True)


def says_when(said: str, *, is_quoted: bool) -> bool:
    """Accept "On <date> ... wrote:", "<date> ... <address>:" and, in any language, a day, an hour and an address.

    Where nothing quoted follows, all that is below will be left out, so the hour or an address must be there too.
    """
    date = _DATE.search(said)
    if date is None:
        return False
    if _says_all(said, is_quoted=is_quoted) or (is_quoted and _NAME_AND_DATE.match(said)):
        return True
    lead, first = _LEAD.match(said), _DATE_FIRST.match(said)
    if date.start() > 60 or not (lead or first):
        return is_quoted and _name_wrote_then(said)
    has_address = _ADDRESS.search(said) is not None
    if wrote(said) and not (said.endswith(")") and not is_quoted):
        return is_quoted or has_address or (_TIME.search(said) is not None and _ends_as_programs_do(said))
    return first is not None and has_address and _ADDRESS_LAST.search(said) is not None


def says_who(said: str, *, is_quoted: bool) -> bool:
    """Accept "Ana <ana@example.org> wrote:", and above a quote also "Ana <ana@example.org> [<date>]:"."""
    if is_quoted and len(said) <= 200 and _QUOTING.match(said):
        return True
    found = _NAME_AND_ADDRESS.match(said)
    if found is None:
        return False
    verb = _WROTE.search(said, found.end() - 1)
    if verb and verb.start() - found.end() < 3:
        return True
    return (is_quoted or verb is not None) and _DATE.search(said, found.end()) is not None


def only_says_wrote(said: str) -> bool:
    """Accept "Ana wrote:", which stands directly above a quote."""
    return len(said) <= 80 and _COLON.search(said) is not None and wrote(said)


def wrote(said: str) -> bool:
    """Say whether somebody else than the writer is said to have written."""
    last = max((found.start() for found in _WROTE.finditer(said)), default=-1)
    return last >= 0 and not _BY_MYSELF.search(said[:last])


def _says_all(said: str, *, is_quoted: bool) -> bool:
    """Accept a day, an hour and an address in brackets, whatever the language; above a quote the hour may miss."""
    address = _BRACKETED.search(said)
    if len(said.split()) > _MOST_WORDS or not _COLON.search(said) or address is None:
        return False
    if not _DAY.search(said) or not (is_quoted or _TIME.search(said)):
        return False
    if not is_quoted and not _begins(said):
        return False
    verb = max((found.start() for found in _WROTE.finditer(said)), default=address.start())
    return not _BY_MYSELF.search(said[:verb])


def _begins(said: str) -> bool:
    """Say whether the day comes at once, or a known verb somewhere, as where a program wrote it."""
    if _WROTE.search(said) or _LEAD.match(said) or _DATE_FIRST.match(said):
        return True
    before = next((index for index, sign in enumerate(said) if sign.isdigit()), len(said))
    return len(said[:before].split()) <= 3


def _name_wrote_then(said: str) -> bool:
    """Accept "Ana wrote on <date>:" and its like."""
    verb = _WROTE.search(said[:100])
    if verb is None or len(said[: verb.start()].split()) > 6 or _BY_MYSELF.search(said[: verb.start()]):
        return False
    return len(said) <= 200 and _DATE.search(said, verb.end()) is not None


def _ends_as_programs_do(said: str) -> bool:
    """Tell "Bob wrote:" from "Bob wrote a poem:"; where the name comes last, few words follow, and a capital."""
    last = max((found.end() for found in _WROTE.finditer(said)), default=0)
    rest = said[last:].strip(" *_:：-")
    return not rest or ((rest[0] in "\"'" or not rest[0].islower()) and len(rest.split()) < 6)
