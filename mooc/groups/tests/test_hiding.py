"""Posts that are hidden, and shown again."""

import pytest

from mooc.delivery.models import Delivery
from mooc.groups.actions.hiding import LONGEST_REASON, hide_post, unhide_post
from mooc.groups.discussion.posting import write_post
from mooc.groups.errors import NeedsReason
from mooc.groups.models import Post
from mooc.inbound.tests.stage import set_stage
from mooc.journal.models import Fact


@pytest.fixture
def stage(db, now):
    return set_stage(now)


@pytest.fixture
def post(stage, now):
    return write_post(group=stage.group, enrolment=stage.ana, subject="Rope", text="Buy rope here", now=now)


def states(post):
    rows = Delivery.objects.filter(mailing__occasion=f"post/{post.pk}")
    return sorted(rows.values_list("state", flat=True))


def test_copies_that_have_not_left_are_stopped_and_go_again(stage, post, now):
    assert hide_post(post, reason=" Too\nloud ", by=stage.alice, now=now) == 2
    kept = Post.objects.get(pk=post.pk)
    assert (kept.hidden_at, kept.hidden_by, kept.hidden_reason) == (now, stage.alice, "Too loud")
    assert states(post) == [Delivery.State.CANCELLED] * 2
    assert unhide_post(post, by=stage.alice, now=now)
    assert states(post) == [Delivery.State.PENDING] * 2
    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_what_has_left_stays_what_it_is(stage, post, now):
    Delivery.objects.update(state=Delivery.State.ACCEPTED)
    assert hide_post(post, reason="No", by=stage.alice, now=now) == 0
    unhide_post(post, by=stage.alice, now=now)
    assert states(post) == [Delivery.State.ACCEPTED] * 2


def test_the_first_reason_stands_and_twice_is_once(stage, post, now):
    hide_post(post, reason="First", by=stage.alice, now=now)
    assert hide_post(post, reason="Second", by=stage.alice, now=now) is None
    assert Post.objects.get(pk=post.pk).hidden_reason == "First"
    assert unhide_post(post, by=stage.alice, now=now) and not unhide_post(post, by=stage.alice, now=now)


def test_nothing_is_hidden_without_a_reason_and_a_long_one_is_cut(stage, post, now):
    with pytest.raises(NeedsReason):
        hide_post(post, reason=" \n", by=stage.alice, now=now)
    hide_post(post, reason="x" * 999, by=stage.alice, now=now)
    assert len(Post.objects.get(pk=post.pk).hidden_reason) == LONGEST_REASON


def test_the_journal_knows_whose_post_and_who_decided(stage, post, now):
    hide_post(post, reason="No", by=stage.alice, now=now)
    fact = Fact.objects.get(kind="post-hidden")
    assert (fact.person_id, fact.run_id, fact.subject_id) == (stage.ana.person_id, stage.run.pk, post.pk)
    assert fact.detail == {"by": stage.alice.pk, "group": stage.group.pk, "stopped": 2}
