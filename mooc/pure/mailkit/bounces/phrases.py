"""How phrases are written down and looked for."""

import re
from dataclasses import dataclass

_LINK = re.compile(
    r"\b(?:https?|mailto|ftp):/{0,2}[^\s<>]{1,2000}|<[^<>\s]{1,300}@[^<>\s]{1,300}>|\bwww\.[^\s<>]{1,500}"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reason and how it is said, in lower case, blanks squeezed."""

    reason: str
    pattern: re.Pattern[str]


def said(reason: str, *ways: str) -> Phrase:
    """Write down ways to say a reason: plain alternations, so that reading costs in proportion to the words."""
    return Phrase(reason, re.compile("|".join(ways)))


def plain_words(words: str) -> str:
    """Return words as the tables want them: lower case, one blank, without the words in links and addresses."""
    return " ".join(_LINK.sub("<>", words[:6_000]).lower().replace("’", "'").split())[:4_000]
