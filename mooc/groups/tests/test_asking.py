"""Proposals that organisers ask for on a page."""

import pytest

from mooc.groups import actions
from mooc.groups.actions import asking
from mooc.groups.errors import AlreadyConfirmed, BadMatchingRules
from mooc.groups.models import AskedProposal, Proposal

from .stage import crowd, grouped


def test_few_people_are_matched_at_once(run, now):
    crowd(run, 14, now)
    asked = actions.ask_for_proposal(run=run, now=now, seed=4, label="  bigger   groups ")
    assert asked.state == AskedProposal.State.MADE
    assert (asked.proposal.seed, asked.proposal.label, asked.share) == (4, "bigger groups", 1)


def test_many_wait_for_the_worker_which_makes_them_once(run, now, monkeypatch):
    monkeypatch.setattr(asking, "FEW", 5)
    crowd(run, 14, now)
    first = actions.ask_for_proposal(run=run, now=now, rules_text="size.target = 7")
    assert first.state == AskedProposal.State.ASKED
    assert not Proposal.objects.exists()
    assert actions.make_asked_proposals(now=now) == 1
    assert actions.make_asked_proposals(now=now) == 0
    first.refresh_from_db()
    assert first.proposal.rules["write"]["size"]["target"] == 7


def test_it_is_based_on_what_was_pinned(run, now):
    crowd(run, 14, now)
    base = actions.ask_for_proposal(run=run, now=now).proposal
    people = list(base.placements.filter(group__number=1).values_list("enrolment_id", flat=True))
    actions.pin(proposal=base, enrolments=people, now=now)
    again = actions.ask_for_proposal(run=run, now=now, based_on=base).proposal
    assert again.based_on == base
    assert set(people) <= set(again.placements.filter(group__number=1).values_list("enrolment_id", flat=True))


def test_rules_that_cannot_be_used_are_refused_before_anything_is_made(run, now):
    with pytest.raises(BadMatchingRules, match="'sise' is no key"):
        actions.ask_for_proposal(run=run, now=now, rules_text="sise.target = 7")
    assert not AskedProposal.objects.exists()


def test_what_cannot_be_made_says_why(run, now, monkeypatch):
    monkeypatch.setattr(asking, "FEW", 5)
    crowd(run, 14, now)
    asked = actions.ask_for_proposal(run=run, now=now)
    grouped(run, 14, now, prefix="q")
    assert actions.make_asked_proposals(now=now) == 0
    asked.refresh_from_db()
    assert asked.state == AskedProposal.State.FAILED
    assert "were made from proposal 1" in asked.problem
    with pytest.raises(AlreadyConfirmed):
        actions.ask_for_proposal(run=run, now=now)
