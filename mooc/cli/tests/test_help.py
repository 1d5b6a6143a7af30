"""What --help says is shown whole."""

import re
from pathlib import Path

import pytest

import mooc.cli

FILES = sorted(Path(mooc.cli.__file__).parent.glob("*.py"))


@pytest.mark.once
def test_no_help_holds_brackets_that_the_terminal_takes_for_a_colour() -> None:
    eaten = {
        path.name: found
        for path in FILES
        if (found := re.findall(r"\[default: [^\]]*\]", path.read_text(encoding="utf-8")))
    }
    assert eaten == {}
