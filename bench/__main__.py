"""`python -m bench [NAME]... [--json] [--write]`: run the benchmarks, all when none is named."""

import importlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .measure import describe_machine
from .report import Report

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def names() -> list[str]:
    """Return the benchmarks there are: the modules with a function `run`; read, for one may be heavy to import."""
    found = sorted(Path(__file__).parent.glob("*.py"))
    return [path.stem for path in found if "\ndef run() ->" in path.read_text(encoding="utf-8")]


def main(
    chosen: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Put the figures into docs/performance.md.")] = False,
) -> None:
    """Measure, print, and end with 1 if a promise is not kept."""
    unknown = set(chosen or []) - set(names())
    if unknown:
        raise SystemExit(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names())}")
    reports = {}
    for name in chosen or names():
        reports[name] = report = importlib.import_module(f"bench.{name}").run()
        if not as_json:
            print(report.as_markdown(), flush=True)
        if write:
            write_section(name, report)
    if as_json:
        print(json.dumps({name: report.as_json() for name, report in reports.items()}, indent=2))
    raise SystemExit(not all(report.holds for report in reports.values()))


def write_section(name: str, report: Report) -> None:
    """Put the section between its two marks in docs/performance.md, at the end when it is new."""
    first, last = f"<!-- bench {name} -->", f"<!-- end {name} -->"
    when = f"Measured {datetime.now(UTC):%Y-%m-%d}: {describe_machine()}."
    section = f"{first}\n{report.as_markdown()}\n{when}\n{last}"
    page = PAGE.read_text(encoding="utf-8")
    if first not in page:
        page = f"{page.rstrip()}\n\n{first}\n{last}\n"
    page = re.sub(f"{re.escape(first)}.*{re.escape(last)}", lambda _: section, page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


typer.run(main)
