from datetime import timedelta

import pytest

from mooc.delivery import logbook
from mooc.delivery.actions import recover_claimed, send_due
from mooc.delivery.logbook import Logbook
from mooc.delivery.models import Delivery, Edition
from mooc.delivery.queries import accounting
from mooc.delivery.sql import claim
from mooc.delivery.transports.base import Answer, Frame, Outgoing, Verdict

from .room import planned

pytestmark = pytest.mark.django_db
State = Delivery.State


def outgoing(number, edition):
    return Outgoing(
        number, "", f"reader-{number}@example.org", b"", "", "weekly", "", edition.pk, Frame("", b"")
    )


@pytest.fixture
def ground(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    return tmp_path


@pytest.fixture
def dead(room, now, ground):
    """A worker that claimed five copies and died: one untouched, two answered, two handed over."""
    mailing = planned(now, range(1, 6))
    edition = Edition.objects.create(mailing=mailing, variant="group", language="en", compiled_at=now)
    book = Logbook(transactional=False)
    claims = claim(book.worker, now=now, limit=10)
    ids = [one.id for one in claims]
    for number in ids[1:]:
        book.handing(outgoing(number, edition))
    book.answered(Answer(ids[1], Verdict.ACCEPTED, "250 2.0.0 queued as 4F1B"))
    book.answered(Answer(ids[2], Verdict.REJECTED, "550 5.1.1 no such user"))
    book._map.write(b"a 12")  # cut short
    return book


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_a_dead_worker_s_notes_tell_apart_what_became_of_each_copy(dead, now):
    dead.close(is_settled=False)
    recovered = recover_claimed(now=now)
    assert (recovered.settled, recovered.put_back, recovered.uncertain) == (2, 1, 2)
    assert states() == [State.PENDING, State.ACCEPTED, State.REJECTED, State.UNCERTAIN, State.UNCERTAIN]
    accepted = Delivery.objects.get(state=State.ACCEPTED)
    assert accepted.answer == "250 2.0.0 queued as 4F1B"
    assert accepted.address.startswith("reader-")
    assert accepted.edition is not None
    assert accounting().doubted == 2
    assert accounting().holds
    assert recover_claimed(now=now).total == 0


def test_what_is_uncertain_goes_once_more_at_once(dead, now):
    dead.close(is_settled=False)
    assert send_due(now=now).accepted == 3
    assert accounting().doubted == 2


def test_a_worker_that_lives_keeps_what_it_claimed(dead, now):
    assert recover_claimed(now=now + timedelta(days=1)).total == 0
    assert states() == [State.CLAIMED] * 5
    dead.close(is_settled=False)


def test_after_a_restart_of_the_host_every_copy_without_an_answer_is_in_doubt(dead, now, monkeypatch):
    dead.close(is_settled=False)
    monkeypatch.setattr(logbook, "_boot", lambda: "another boot")
    recovered = recover_claimed(now=now)
    assert (recovered.settled, recovered.put_back, recovered.uncertain) == (2, 0, 3)


def test_claims_of_another_host_are_freed_when_their_lease_is_over(dead, now, settings, tmp_path):
    settings.MOOC_DATA = tmp_path / "another host"
    assert recover_claimed(now=now + timedelta(minutes=59)).total == 0
    assert recover_claimed(now=now + timedelta(minutes=61)).uncertain == 5
    dead.close(is_settled=False)


def test_a_crash_with_the_mailbox_leaves_no_doubt(room, now, ground):
    planned(now, [1, 2])
    book = Logbook(transactional=True)
    claim(book.worker, now=now, limit=10)
    book.close(is_settled=False)
    assert recover_claimed(now=now).put_back == 2
    assert send_due(now=now).accepted == 2


def test_a_pass_that_ends_well_leaves_no_notes(room, now, ground):
    planned(now, [1, 2])
    send_due(now=now)
    assert not list((ground / "sending").iterdir())


def test_a_pass_that_breaks_off_is_recovered_by_the_next(room, now, ground, monkeypatch):
    planned(now, [1, 2])

    def breaks(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mooc.delivery.preparing.Batch", breaks)
        with pytest.raises(KeyboardInterrupt):
            send_due(now=now)
    assert states() == [State.CLAIMED] * 2
    assert send_due(now=now).accepted == 2
