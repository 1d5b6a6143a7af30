"""The welcome to a group says each thing once, whatever the course says of it."""

from types import SimpleNamespace

import pytest

from mooc.groups import mails
from mooc.pure.coursebook import Rendered
from mooc.pure.mailkit import slot

NAME, ADDRESS, SIZE = slot("group_name"), slot("group_address"), slot("group_size")


@pytest.fixture
def welcome(monkeypatch):
    """Write a welcome in which the course says this; None: nothing."""

    def write(said):
        found = None if said is None else Rendered("", "", f"{said}\n", f"<p>{said}</p>")
        monkeypatch.setattr(mails, "_introduction", lambda course: found)
        return mails.welcome(SimpleNamespace(), "write")

    return write


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        (f"You are {NAME}. Write to {ADDRESS}.", [f"It has {SIZE} people. It writes"]),
        (f"The {SIZE} of you are {NAME}.", ["\n\nIt writes", f"{ADDRESS} reaches all of you."]),
        ("Hello to all.", [f"{NAME} has {SIZE} people.", f"{ADDRESS} reaches all of you."]),
        (None, [f"a group of {SIZE}: {NAME}.", "\n\nIt writes", f"{ADDRESS} reaches all of you."]),
    ],
)
def test_what_the_course_has_said_is_not_said_again(said, facts, welcome):
    draft = welcome(said)
    assert all(fact in draft.text for fact in facts)
    words = draft.text.partition("It writes")
    for part in (draft.text, draft.html.replace(f"mailto:{ADDRESS}", "")):
        assert [part.count(value) for value in (NAME, ADDRESS, SIZE)] == [1, 1, 1], words
    assert "\n\n\n" not in draft.text
