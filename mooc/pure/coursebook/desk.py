"""What the readers of week, page and text files share: the files, the ledger of faults, and a file's title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from .grammar import tokens_of
from .inspection import Inspector
from .sources import Ledger, Source, clip
from .text_part import inline_text
from .words import Words

LONGEST = {"subject": 120, "preheader": 200}


@dataclass
class Desk:
    """One folder being read; `refused` files exist but could not be taken, so nobody misses them."""

    files: Mapping[str, bytes]
    refused: frozenset[str] = frozenset()
    ledger: Ledger = field(default_factory=Ledger)
    ids: dict[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    @property
    def paths(self) -> frozenset[str]:
        """All paths that exist."""
        return frozenset(self.files) | self.refused

    def note(self, file: str, line: int, text: str) -> None:
        """Write one fault down."""
        self.ledger.note(file, line, text)

    def inspector(self, path: str, **more: Any) -> Inspector:
        """Return who looks through the Markdown of one file."""
        return Inspector(path, self.ledger, self.paths, self.ids, **more)

    def title(self, path: str, tokens: Sequence[Token]) -> str:
        """Return the `#` title of a file; every file has one, and only one."""
        titles = [
            (inline_text(tokens[index + 1], self.words), (token.map or [0])[0] + 1)
            for index, token in enumerate(tokens)
            if token.type == "heading_open" and token.tag == "h1"
        ]
        if not titles:
            self.note(path, 1, "there is no title; begin with a line such as # Decisions")
            return ""
        for title, line in titles[1:]:
            self.note(path, line, f"{clip(title)} is a second title; use ## for a part of it")
        title, line = titles[0]
        if not title:
            self.note(path, line, "the title is empty; write it after the #")
        elif len(title) > LONGEST["subject"]:
            self.note(
                path, line, f"the title has {len(title)} characters; shorten it to {LONGEST['subject']}"
            )
        return title

    def check_settings(self, source: Source, **more: Any) -> None:
        """Look at subject and preheader: their length, and the variables in them."""
        for name, longest in LONGEST.items():
            value, line = source.setting(name), source.line_of(name)
            if len(value) > longest:
                self.note(
                    source.file, line, f"the {name} has {len(value)} characters; shorten it to {longest}"
                )
            self.inspector(source.file, **more).inspect_line(tokens_of(value), line)
