"""Bytes of a course file as lines of text, and the few settings between `---` on top of a week or text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from .model import Problem
from .variables import PRIVATE

_SETTING = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*?))?[ \t]*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass
class Ledger:
    """Collects the problems of a folder, each once."""

    problems: set[Problem] = field(default_factory=set)

    def note(self, file: str, line: int, text: str) -> None:
        """Write one problem down."""
        self.problems.add(Problem(file, line, text))

    def sorted(self) -> list[Problem]:
        """Return all problems by file and line."""
        return sorted(self.problems)


@dataclass(frozen=True)
class Source:
    """A Markdown file: its body with everything above it blanked, and its settings with their lines."""

    file: str
    body: str
    settings: dict[str, tuple[str, int]]

    def setting(self, name: str, default: str = "") -> str:
        """Return the value of a setting."""
        return self.settings.get(name, (default, 0))[0]

    def line_of(self, name: str) -> int:
        """Return where a setting stands; the first line if it does not."""
        return self.settings.get(name, ("", 1))[1]


def decode(file: str, content: bytes, ledger: Ledger) -> str | None:
    """Return the text of a file with newlines as "\\n", or None when it is none; a byte order mark is forgiven."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        value = f"0x{content[error.start]:02x}"
        ledger.note(file, line, f"this is not UTF-8: the byte {value} stands here; save the file as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        value = f"U+{ord(control[0]):04X}"
        ledger.note(file, line, f"this is not a text: the control character {value} stands here; remove it")
        return None
    for private in PRIVATE.finditer(text):
        line, value = text.count("\n", 0, private.start()) + 1, f"U+{ord(private[0]):04X}"
        ledger.note(file, line, f"the private character {value} means something else to everybody; remove it")
    return text


def read_source(file: str, content: bytes, known: Iterable[str], ledger: Ledger) -> Source | None:
    """Read a Markdown file; its settings may be those known. None when it is not a text at all or says nothing."""
    text = decode(file, content, ledger)
    if text is None:
        return None
    if not text.strip():
        ledger.note(file, 1, "the file is empty; write it, or remove it")
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Source(file, text, {})
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        ledger.note(file, 1, "the settings begin with --- but never end; put a line --- below them")
        return None
    settings = _settings(file, lines[1:end], tuple(known), ledger)
    return Source(file, "\n".join([""] * (end + 1) + lines[end + 1 :]), settings)


def _settings(
    file: str, lines: list[str], known: tuple[str, ...], ledger: Ledger
) -> dict[str, tuple[str, int]]:
    settings: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _SETTING.match(line)
        if not found:
            ledger.note(file, number, f"the setting {clip(line)} cannot be read; write it as name: value")
            continue
        name, value = found[1], found[2] or ""
        if name not in known:
            ledger.note(file, number, f"the setting {name} is unknown; {did_you_mean(name, known)}")
        elif name in settings:
            ledger.note(file, number, f"the setting {name} is given twice; keep one")
        else:
            settings[name] = (_unquoted(file, number, name, value, ledger), number)
    return settings


def _unquoted(file: str, line: int, name: str, value: str, ledger: Ledger) -> str:
    quote = value[:1]
    if quote in ('"', "'"):
        if len(value) < 2 or value[-1] != quote:
            ledger.note(file, line, f"the {name} {clip(value)} has no closing {quote}; add it")
            return ""
        inner = value[1:-1]
        return _ESCAPED.sub(r"\1", inner) if quote == '"' else inner.replace("''", "'")
    if not value:
        ledger.note(file, line, f"the {name} is empty; give it a value or remove the line")
    elif ": " in value or " #" in value or value[0] in "[]{}&*!|>%@`":
        # Our reader would understand it; a forge reads YAML and shows an error instead of the page.
        ledger.note(file, line, f'the {name} {clip(value)} needs quotation marks; write {name}: "{value}"')
    return value


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Say what to write instead of an unknown name."""
    names = list(known)
    near = get_close_matches(value, names, 1)
    return f"did you mean {near[0]}?" if near else f"use {listed(names)}"


def listed(names: Iterable[str]) -> str:
    """Return "a, b or c"."""
    all_names = list(names)
    return " or ".join(filter(None, [", ".join(all_names[:-1]), all_names[-1]])) if all_names else "nothing"


def clip(value: object, length: int = 60) -> str:
    """Return a value as it may be shown in one line."""
    shown = " ".join(str(value).split())
    return f"“{shown[: length - 1]}…”" if len(shown) > length else f"“{shown}”"
