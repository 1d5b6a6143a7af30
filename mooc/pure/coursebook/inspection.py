"""What can be wrong inside a Markdown file: links, attributes, images, variables, containers, stray marks.

Each rule is a small function over one token and its line; what it finds goes into the ledger.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, normpath

from markdown_it.token import Token

from .addresses import address_problem, scheme_of
from .grammar import AUDIENCES, walk
from .resources import links
from .sources import Ledger, clip, did_you_mean, listed
from .variables import VARIABLES, named, show
from .words import KINDS

ATTRIBUTES = ("kind", "provider", "minutes", "licence", "optional", "alternate", "id")
MAX_MINUTES = 6000
_UNKNOWN_VARIABLE = re.compile(r"\{\{(.*?)(?:\}\}|$)")
_SINGLE = re.compile(r"(?<!\{)\{\s*(" + "|".join(VARIABLES) + r")\s*\}(?!\})")
_APART = re.compile(r"\{\s*(?:(?:" + "|".join(ATTRIBUTES) + r")\s*=|optional\s*\}|#\w)")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")
_TORN = re.compile(r"\[[^\[\]]+\]\s+\((?:https?:|mailto:|www\.)[^()]*\)")


@dataclass
class Inspector:
    """Looks through one file; `ids` is shared by all files of a course, `paths` are the files of the folder."""

    file: str
    ledger: Ledger
    paths: Collection[str] = ()
    ids: dict[str, str] = field(default_factory=dict)
    variables: Collection[str] = tuple(VARIABLES)
    # Group variables are empty for soloists: outside what only groups see they are a mistake.
    for_group: bool = False
    tables: bool = False

    def inspect(self, tokens: Sequence[Token], source: str) -> None:
        """Note everything wrong in these tokens."""
        lines = source.split("\n")
        inside: list[str] = []
        previous: Token | None = None
        for token, line in walk(tokens):
            if token.type.startswith("container_"):
                self._container(token, line, inside, lines)
            elif token.type == "inline":
                self._links(token)
            elif token.type == "text":
                self._text(token.content, line)
            elif token.type == "link_open":
                self._attributes(token, line)
                self._link(token, line)
            elif token.type == "image":
                self._image(token, line)
            elif token.type == "table_open" and not self.tables:
                self._note(line, "a table does not fit into a mail; write a list")
            self._variables(token, line, inside)
            if previous is not None and token.type == "text" and previous.type == "link_close":
                self._after_link(token.content, line)
            previous = token

    def inspect_line(self, tokens: Sequence[Token], line: int) -> None:
        """Note what is wrong with a setting of one line, of which only words and variables are used."""
        for token, _ in walk(tokens):
            if token.type == "text":
                self._text(token.content, line)
            self._variables(token, line, ())

    def _note(self, line: int, text: str) -> None:
        self.ledger.note(self.file, line, text)

    def _container(self, token: Token, line: int, inside: list[str], lines: Sequence[str]) -> None:
        _, name, side = token.type.split("_")
        if side == "close":
            inside.pop()
            return
        if inside:
            self._note(line, f"::: {name} stands inside ::: {inside[-1]}; end that first with a line :::")
        inside.append(name)
        end = (token.map or [0, 0])[1]
        if end >= len(lines) or not lines[end].lstrip("> \t").startswith(":::"):
            self._note(line, f"::: {name} is never ended; put a line ::: where it ends")

    def _text(self, text: str, line: int) -> None:
        if text.startswith(":::"):
            self._stray_container(text.strip(": ").strip(), line)
        for found in _UNKNOWN_VARIABLE.finditer(text):
            value = found[0] if len(found[0]) < 40 else found[0][:39] + "…"
            self._note(line, f"{value} is no variable; {did_you_mean(found[1].strip(), self.variables)}")
        for found in _SINGLE.finditer(text):
            self._note(line, f"{found[0]} has single braces; write {{{{ {found[1]} }}}}")
        for found in _TORN.finditer(text):
            self._note(line, f"{clip(found[0])} is no link; remove the space between ] and (")
        for found in _HTML.finditer(text):
            self._note(line, f"{clip(found[0])} is HTML, which is shown as it stands; write it in Markdown")

    def _stray_container(self, name: str, line: int) -> None:
        if not name:
            self._note(line, "::: ends a part that never began; remove it, or begin with ::: group")
        elif name in AUDIENCES:
            self._note(line, f"::: {name} is not alone: put an empty line above it")
        else:
            self._note(line, f"::: {clip(name)} is unknown; {did_you_mean(name, AUDIENCES)}")

    def _after_link(self, text: str, line: int) -> None:
        if _APART.match(text.lstrip()) and text[:1].isspace():
            self._note(line, f"{clip(text.strip())} stands apart from its link; remove the space before {{")

    def _links(self, paragraph: Token) -> None:
        for opening, shown in links(paragraph):
            opening.meta["title"] = shown

    def _link(self, token: Token, line: int) -> None:
        shown, address = token.meta.get("title", ""), str(token.attrs.get("href", ""))
        if not shown:
            self._note(
                line, f"the link to {clip(show(address))} has no words; write [what it is]({show(address)})"
            )
        if problem := address_problem(address):
            self._note(line, f"the link {clip(shown)} {problem}")

    def _image(self, token: Token, line: int) -> None:
        source = str(token.attrs.get("src", ""))
        if not token.content.strip():
            self._note(
                line, f"the image {clip(source)} has no alternative text; say what it shows: ![...]({source})"
            )
        if token.meta.get("attributes"):
            self._note(
                line, f"{clip(token.meta['written'])} stands after an image; only links have attributes"
            )
        if scheme_of(source):
            if problem := address_problem(source, images=True):
                self._note(line, f"the image {problem}")
            return
        path = normpath(f"{dirname(self.file)}/{source.split('#')[0].split('?')[0]}").lstrip("/")
        if path.startswith("..") or source.startswith("/"):
            self._note(line, f"the image {clip(source)} is outside the folder; put it into the course")
        elif path not in self.paths:
            self._note(line, f"the image {clip(source)} is not in the folder; add {path}")

    def _attributes(self, token: Token, line: int) -> None:
        written, broken = token.meta.get("written", ""), token.meta.get("broken", "")
        if broken:
            example = '{kind=lecture provider="MIT" minutes=50}'
            self._note(line, f"the attributes {clip(written)} are broken: {broken}; an example: {example}")
            return
        attributes: dict[str, str] = token.meta.get("attributes") or {}
        for name, value in attributes.items():
            if name not in ATTRIBUTES:
                self._note(line, f"the attribute {clip(name)} is unknown; {did_you_mean(name, ATTRIBUTES)}")
            elif not value.strip():
                self._note(line, f"the attribute {name} is empty; give it a value or remove it")
            else:
                self._attribute(name, value, line)
        if attributes and "kind" not in attributes:
            self._note(
                line, f"the attributes {clip(written)} name no kind; add kind={KINDS[0]} ({listed(KINDS)})"
            )

    def _attribute(self, name: str, value: str, line: int) -> None:
        if name == "kind" and value not in KINDS:
            self._note(line, f"the kind {clip(value)} is unknown; {did_you_mean(value, KINDS)}")
        elif name == "minutes" and not (_is_number(value) and 0 < int(value) <= MAX_MINUTES):
            self._note(line, f"minutes is {clip(value)}; it must be a whole number from 1 to {MAX_MINUTES}")
        elif name == "optional" and value not in ("yes", "true"):
            self._note(line, f"optional is {clip(value)}; write only the word optional, or leave it out")
        elif name == "alternate":
            for address in value.split():
                if problem := address_problem(address):
                    self._note(line, f"the alternate {problem}")
        elif name == "id":
            self._id(value, line)

    def _id(self, value: str, line: int) -> None:
        here = f"{self.file}:{line}"
        if value in self.ids:
            self._note(line, f"the id {clip(value)} is taken by {self.ids[value]}; choose another")
        self.ids.setdefault(value, here)

    def _variables(self, token: Token, line: int, inside: Sequence[str]) -> None:
        if token.type in ("inline", "code_inline", "fence", "code_block"):
            return
        written = token.content + "".join(str(value) for value in token.attrs.values())
        hidden = "".join((token.meta.get("attributes") or {}).values())
        for name in named(hidden):
            self._note(
                line, f"{{{{ {name} }}}} stands inside attributes, where nothing is filled in; remove it"
            )
        for name in named(written):
            if name not in self.variables:
                self._note(line, f"{{{{ {name} }}}} is no variable here; {self._instead(name)}")
            elif VARIABLES[name].group and not (self.for_group or {"group", "quiet"} & set(inside)):
                cure = "put it between ::: group and :::"
                self._note(line, f"{{{{ {name} }}}} is empty for those without a group; {cure}")

    def _instead(self, name: str) -> str:
        if self.variables:
            return did_you_mean(name, self.variables)
        return "a page is the same for everybody, so write the words themselves"


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10
