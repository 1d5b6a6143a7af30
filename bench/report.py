"""What a benchmark returns, and how it is shown."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """A promise: `value` may be at most `limit`, or, with `least`, must be at least that."""

    promise: str
    value: float
    limit: float
    least: bool = False

    @property
    def holds(self) -> bool:
        """Say whether the promise is kept."""
        return self.value >= self.limit if self.least else self.value <= self.limit

    def as_line(self) -> str:
        """Return it as a line of a Markdown list."""
        bound = "least" if self.least else "most"
        line = f"- {self.promise}: {_plain(self.value)} (at {bound} {_plain(self.limit)})"
        return line if self.holds else f"{line} **missed**"


@dataclass(frozen=True)
class Report:
    """A table of figures and the promises that it proves or breaks."""

    title: str
    rows: tuple[dict[str, Any], ...]
    bars: tuple[Bar, ...] = ()
    note: str = ""

    @property
    def holds(self) -> bool:
        """Say whether all promises are kept."""
        return all(bar.holds for bar in self.bars)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self) | {"holds": self.holds}

    def as_markdown(self) -> str:
        """Return it as a section of docs/performance.md."""
        names = list(self.rows[0])
        lines = [f"## {self.title}", "", _line(names), _line(["---:"] * len(names))]
        lines += [_line([_plain(row[name]) for name in names]) for row in self.rows]
        lines += [""] if self.bars else []
        lines += [bar.as_line() for bar in self.bars]
        return "\n".join(lines + (["", self.note] if self.note else [])) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
