"""Replies that others published, with what in them is new; not part of this project.

They are read from MOOC_SHARED_DATA. `python -m mooc.pure.mailkit.tests.test_replies_of_others` prints the figures and
what was split wrongly.
"""

import os
from pathlib import Path

import pytest

from mooc.pure.mailkit import new_words

ROOT = Path(__file__).resolve().parents[4]
REPLIES = Path(os.environ.get("MOOC_SHARED_DATA", ROOT.parent / "shared" / "data")) / "replies"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not (REPLIES / "emails").is_dir(),
        reason=f"the published replies are not at {REPLIES}; MOOC_SHARED_DATA says where they are",
    ),
]


def cases():
    """Yield name, new words as published, new words as found."""
    for path in sorted((REPLIES / "emails").iterdir()):
        expected = (REPLIES / "trimmed" / path.name).read_bytes().decode("utf-8", "replace")
        yield path.name, lines(expected), lines(new_words(path.read_bytes().decode("utf-8", "replace")))


def lines(text):
    return [line.rstrip() for line in text.replace("\r\n", "\n").rstrip().split("\n")]


def is_lost(expected, found):
    rest = iter(found)
    return not all(line in rest for line in expected if line)


def test_most_are_exactly_right():
    wrong = [name for name, expected, found in cases() if expected != found]
    assert len(wrong) <= 6, wrong


def test_no_new_line_is_lost():
    assert not [name for name, expected, found in cases() if is_lost(expected, found)]


if __name__ == "__main__":
    done = list(cases())
    right = [name for name, expected, found in done if expected == found]
    lost = [name for name, expected, found in done if is_lost(expected, found)]
    print(*sorted({name for name, _, _ in done} - set(right)), sep="\n")
    print(f"{len(done)} replies, {len(right)} exactly right, new words lost in {len(lost)}")
