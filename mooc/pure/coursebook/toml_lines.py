"""On which line a value of a TOML file stands; the standard library's reader tells only the lines of bad syntax."""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([\w-]+|"[^"]*"|'[^']*')\s*=""")
_AT = re.compile(r"at line (\d+)")
_OPENS = re.compile(r"=\s*\[\s*(?:#.*)?$")
_LONG = re.compile(r'"""|' + "'''")

Path = tuple[str | int, ...]


class TomlLines:
    """Finds lines by path: ("title",), ("questions", 0), ("questions", 0, "label"), ("words", "week")."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._at: dict[Path, int] = {}
        self._read()

    def __contains__(self, path: object) -> bool:
        return path in self._at

    def of(self, *path: str | int) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while path and path not in self._at:
            path = path[:-1]
        return self._at.get(path, 1)

    def of_text(self, text: str, *path: str | int, nth: int = 0) -> int:
        """Return the line where a quoted text stands for the nth time (from 0) under a path."""
        start = self.of(*path)
        end = min((line for line in self._at.values() if line > start), default=len(self.lines) + 1)
        seen = 0
        for number in range(start, end):
            seen += len(re.findall(rf"""(["']){re.escape(text)}\1""", self.lines[number - 1]))
            if seen > nth:
                return number
        return start

    def _read(self) -> None:
        around: Path = ()
        array: Path = ()
        counts: dict[Path, int] = {}
        inside = ""
        for number, line in enumerate(self.lines, 1):
            inside, was_inside = _still_inside(inside, line), inside
            if was_inside:
                continue
            if array:
                array = self._element(array, number, line.strip(), counts)
            elif header := _HEADER.match(line):
                around = self._under(header[2], counts, is_list=header[1] == "[[")
                self._at.setdefault(around, number)
            elif key := _KEY.match(line):
                path = (*around, key[1].strip("\"'"))
                self._at.setdefault(path, number)
                array = path if _OPENS.search(line) else ()

    def _element(self, array: Path, number: int, line: str, counts: dict[Path, int]) -> Path:
        """Note where an element of a list written over several lines begins; () once the list ends."""
        if line.startswith("]"):
            return ()
        if line.startswith("{"):
            counts[array] = counts.get(array, 0) + 1
            self._at[(*array, counts[array] - 1)] = number
        return array

    def _under(self, header: str, counts: dict[Path, int], *, is_list: bool) -> Path:
        path: Path = ()
        names = [name.strip().strip("\"'") for name in header.split(".")]
        for depth, name in enumerate(names, 1):
            path = (*path, name)
            if is_list and depth == len(names):
                counts[path] = counts.get(path, 0) + 1
            if path in counts:
                path = (*path, counts[path] - 1)
        return path


def _still_inside(quote: str, line: str) -> str:
    for found in _LONG.findall(line):
        if not quote:
            quote = found
        elif quote == found:
            quote = ""
    return quote


def error_line(message: str, text: str) -> int:
    """Return the line a TOML error speaks of; "at end of document" is the last one."""
    found = _AT.search(message)
    return int(found[1]) if found else len(text.rstrip("\n").split("\n"))
