"""The compiled search answers as the plain one does, number for number, and as no thread can change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import Rules, form_groups, search

from .populations import WEEK, crowds, people

pytestmark = pytest.mark.once
MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)


def plainly(monkeypatch):
    monkeypatch.setattr(search, "has_numba", lambda: False)


@pytest.mark.parametrize("mode", ["meet", "write"])
def test_few_get_the_same_groups_with_and_without_numba(mode, monkeypatch):
    learners = people(
        70, zones=("Europe/Berlin", "Asia/Kathmandu", "America/New_York"), languages=("en", "es")
    )
    learners = [replace(one, group=number // 6) for number, one in enumerate(learners[:30])] + learners[30:]
    learners[3] = replace(learners[3], keep_apart=("p4", "p9"), keep_with=("p31",))
    learners[40] = replace(learners[40], home="a")
    learners[41] = replace(learners[41], home="b")
    rules = Rules.defaults(mode, WEEK)
    compiled = form_groups(learners, rules, 3, effort=0.1)
    plainly(monkeypatch)
    assert form_groups(learners, rules, 3, effort=0.1) == compiled


@settings(max_examples=10, deadline=None)
@given(crowds(), st.sampled_from([MEET, WRITE]))
def test_strange_crowds_get_the_same_groups_with_and_without_numba(learners, rules):
    compiled = form_groups(learners, rules, 1, effort=0.05)
    with pytest.MonkeyPatch.context() as monkeypatch:
        plainly(monkeypatch)
        assert form_groups(learners, rules, 1, effort=0.05) == compiled


@pytest.mark.parametrize(("mode", "count"), [("meet", 2_300), ("meet", 900), ("write", 2_300)])
def test_no_number_of_threads_changes_the_groups(mode, count, monkeypatch):
    learners, rules = people(count, 4), Rules.defaults(mode, WEEK)
    found = []
    for threads in (1, 2, 5):
        monkeypatch.setattr("mooc.pure.matching.form.cpu_count", lambda threads=threads: threads)
        found.append([group.members for group in form_groups(learners, rules, 1, effort=0.05).groups])
    assert found[0] == found[1] == found[2]
    assert found[0]
