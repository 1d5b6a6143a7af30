"""Documentation is tested: whatever a person can type or set is named in docs/, and no link leads nowhere."""

import re
from pathlib import Path

import pytest
import typer.main

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def command_paths(command, path="mooc"):
    if not getattr(command, "commands", None):
        return [path]
    return [found for name, sub in command.commands.items() for found in command_paths(sub, f"{path} {name}")]


def test_every_command_is_documented():
    from mooc.cli import commands

    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    paths = command_paths(typer.main.get_command(commands.app))
    assert paths
    assert not [path for path in paths if f"`{path}`" not in page]


def test_no_command_is_documented_that_is_not_there():
    from mooc.cli import commands

    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(mooc [^`]+)`", page, re.MULTILINE))
    assert named <= set(command_paths(typer.main.get_command(commands.app)))


def test_every_setting_is_documented():
    assert settings_in_code() <= documented_settings()


def test_no_setting_is_documented_that_is_not_there():
    in_tests = set(
        re.findall(r"MOOC_TEST_[A-Z_]+", " ".join(map(read, [*tools(), *(ROOT / "tests").glob("*.py")])))
    )
    assert documented_settings() <= settings_in_code() | in_tests


def settings_in_code():
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", read(ROOT / "mooc" / "settings.py")))


def documented_settings():
    return set(re.findall(r"^\| `([A-Z_]+)`", read(DOCS / "settings.md"), re.MULTILINE))


def tools():
    return (ROOT / "tools").glob("*.sh")


def test_every_target_of_make_is_documented():
    targets = re.findall(r"^([a-z-]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE)
    page = read(DOCS / "development.md")
    assert not [name for name in targets if name not in {"help", "clean"} and f"make {name}" not in page]


def test_every_page_is_in_an_index():
    assert not [page.name for page in DOCS.glob("*.md") if page.name not in read(DOCS / "README.md")]
    decisions = DOCS / "decisions"
    assert not [
        page.name for page in decisions.glob("0*.md") if page.name not in read(decisions / "README.md")
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_leads_nowhere(page):
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)", read(page))
    assert not [link for link in links if not (page.parent / link).exists()]


def read(path):
    return path.read_text(encoding="utf-8")
