"""What the organisers read about a proposal."""

from types import SimpleNamespace

import pytest

from mooc.groups import mails


@pytest.fixture
def draft_of(now):
    run = SimpleNamespace(name="Knots, winter", starts_date=now.date())

    def draft(*, groups, placed, wanted):
        report = {"groups": groups, "placed": placed, "wanted": wanted}
        return mails.proposal(SimpleNamespace(run=run, report=report))

    return draft


def test_organisers_are_asked_to_look_at_the_groups(draft_of):
    draft = draft_of(groups=2, placed=14, wanted=15)
    assert draft.subject == "2 groups proposed for Knots, winter"
    assert "I propose 2 groups for Knots, winter: 14 of 15 people" in draft.text
    assert "If they look right, press the button there." in draft.text


def test_one_group_is_not_groups(draft_of):
    assert draft_of(groups=1, placed=8, wanted=8).subject == "1 group proposed for Knots, winter"


def test_with_nobody_to_place_there_is_no_button_to_press(draft_of):
    draft = draft_of(groups=0, placed=0, wanted=0)
    assert draft.subject == "No groups to make in Knots, winter"
    assert "Nobody who said to be in wants one" in draft.text
    assert "press the button" not in draft.text
