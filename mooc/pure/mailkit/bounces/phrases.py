"""How phrases are written down and looked for."""

import re
from dataclasses import dataclass
from functools import cached_property

# What is in a text only by name: links, addresses, and hosts. "spam.example.org said: user unknown" says nothing of
# spam; the list in "see spam.example.org" does.
_NAMES = re.compile(
    r"\b(?:https?|mailto|ftp):/{0,2}[^\s<>]{1,2000}|<[^<>\s]{1,300}@[^<>\s]{1,300}>|\bwww\.[^\s<>]{1,500}"
    r"|[^\s<>\"'()\[\],:;@]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}"
    r"|(?<!using )(?<!ed by )(?<!via )(?<!in )(?<!on )(?<!see )(?<!at )(?<![\w./-])(?!resolver\.|queue\."
    r"|routing\.|storedrv\.)"
    r"(?:[a-z0-9_-]{1,63}\.){2,8}[a-z][a-z0-9-]{1,62}(?![\w@-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrase:
    """A reason and how it is said, in lower case, blanks squeezed.

    Compiled when first looked for: the tables together take a quarter of a second, and few processes read bounces.
    """

    reason: str
    ways: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All ways as one alternation, so that reading costs in proportion to the words."""
        return re.compile("|".join(self.ways))


def said(reason: str, *ways: str) -> Phrase:
    """Write down ways to say a reason, each an expression."""
    return Phrase(reason, ways)


def plain_words(words: str) -> str:
    """Return words as the tables want them: lower case, one blank, without the words in links, addresses, hosts."""
    return " ".join(_NAMES.sub("<>", words[:6_000]).lower().replace("’", "'").split())[:4_000]
