import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from mooc.cli.app import app
from mooc.cli.mail import mail_app  # noqa: F401  (registers the commands)
from mooc.delivery.actions import hold, send_due
from mooc.delivery.fillers import register
from mooc.delivery.models import Delivery, MailboxCopy, Mailing, Pace, Pause, Sender, Suppression
from mooc.delivery.tests.room import furnished, planned
from mooc.errors import MoocError
from mooc.inbound.faults import note_fault
from mooc.people.errors import BadAddress

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def mailing():
    """A mailing of which one copy arrived, one was rejected and one is uncertain."""
    room = furnished()
    room.addresses = {2: "no address"}
    now = timezone.now() - timedelta(hours=1)
    found = planned(now, [1, 2, 3])
    send_due(now=now)
    Delivery.objects.filter(recipient=3).update(state=State.UNCERTAIN, doubts=1)
    return found


def say(*words):
    done = CliRunner().invoke(app, ["mail", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def states():
    return list(Delivery.objects.order_by("recipient").values_list("state", flat=True))


def test_status_accounts_for_every_copy(mailing):
    found = json.loads(say("status", "--json"))
    assert (found["audience"], found["holds"], found["doubted"]) == (3, True, 1)
    assert (found["states"]["accepted"], found["states"]["rejected"], found["states"]["uncertain"]) == (
        1,
        1,
        1,
    )
    assert found["transport"] == "the built-in mailbox"
    assert "Planned: 3 copies." in say("status")


def test_status_tells_when_rows_are_missing(mailing):
    Delivery.objects.filter(recipient=1).delete()
    assert "1 unaccounted for" in say("status")


def test_it_lists_and_shows_mailings(mailing):
    assert "weekly/1/3" in say("list")
    assert json.loads(say("list", "--json"))[0]["audience"] == 3
    shown = say("show", "weekly/1/3")
    assert "553 5.1.3 not an address" in shown
    assert json.loads(say("show", str(mailing.pk), "--json"))["copies"][0]["state"] == "rejected"


def test_an_empty_list_says_what_comes_next():
    assert "Nothing was written outside of runs yet" in say("list")


def test_it_stops_and_allows_addresses():
    assert say("suppress", "Bob@example.org") == "I will not write to Bob@example.org.\n"
    assert Suppression.objects.get().address == "bob@example.org"
    assert "already" in say("suppress", "bob@example.org")
    assert say("allow", "bob@example.org") == "I will write to bob@example.org again.\n"
    assert "Nothing kept me" in say("allow", "bob@example.org")


def test_what_is_no_address_is_refused():
    with pytest.raises(BadAddress, match="'foo' is not an address"):
        say("suppress", "foo")
    assert not Suppression.objects.exists()


def test_it_sends_again_what_failed_or_whom_it_is_told(mailing):
    assert "1 copy of" in say("resend", "weekly/1/3")
    assert states() == [State.ACCEPTED, State.PENDING, State.UNCERTAIN]
    assert json.loads(say("resend", "weekly/1/3", "--to", "1", "--json"))["again"] == 1
    assert states()[0] == State.PENDING


def test_it_takes_a_word_on_uncertain_copies(mailing):
    assert json.loads(say("uncertain", "--json"))[0]["recipient"] == 3
    assert "1 copy will go out once more" in say("uncertain", "--again")
    assert states()[2] == State.DEFERRED
    assert json.loads(say("uncertain", "--accept", "--json")) == {"accepted": 0}


@pytest.mark.parametrize(
    "words", [["uncertain", "--accept", "--again"], ["show", "nothing"], ["resend", "77"]]
)
def test_what_cannot_be_meant_is_one_of_our_errors(words):
    with pytest.raises(MoocError):
        say(*words)


def test_a_cancelled_mailing_is_not_sent_again(mailing):
    Mailing.objects.update(state=Mailing.State.CANCELLED)
    with pytest.raises(MoocError, match="was cancelled"):
        say("resend", "weekly/1/3")


@pytest.fixture
def waiting():
    """A mailing of three copies that leave in nine minutes."""
    room = furnished()
    register("test-room", room, withdrawable=True)
    now = timezone.now()
    return planned(now, [1, 2, 3], run_id=4, not_before=now + timedelta(minutes=9))


def test_it_says_when_a_mailing_goes_out_and_how_far_it_is(waiting):
    shown = say("show", "weekly/1/3")
    assert "It goes out at " in shown or "It goes out on " in shown
    assert "(in 9 minutes)." in shown
    Delivery.objects.update(not_before=timezone.now())
    assert "It is going out: 3 due" in say("show", "weekly/1/3")
    send_due(now=timezone.now())
    assert "Nothing of it waits any more." in say("show", "weekly/1/3")


def test_it_holds_and_lets_go(waiting):
    assert json.loads(say("hold", "weekly/1/3", "--json")) == {
        "mailing": waiting.pk,
        "state": "held",
        "waiting": 3,
    }
    assert "It is held: 3 copies wait until somebody lets it go." in say("hold", "weekly/1/3")
    assert "(in 9 minutes)" in say("release", "weekly/1/3")


def test_it_cancels_and_brings_back(waiting):
    assert "3 copies of weekly/1/3 will not go out" in say("cancel", "weekly/1/3")
    assert states() == [State.CANCELLED] * 3
    assert json.loads(say("reopen", "weekly/1/3", "--json"))["again"] == 3
    assert states() == [State.PENDING] * 3
    with pytest.raises(MoocError, match="Nothing of weekly/1/3 can be brought back"):
        say("reopen", "weekly/1/3")
    say("cancel", "weekly/1/3")
    with pytest.raises(MoocError, match="was cancelled before"):
        say("cancel", "weekly/1/3")
    with pytest.raises(MoocError, match="mooc mail reopen"):
        say("release", "weekly/1/3")


def test_on_a_terminal_nothing_is_cancelled_without_a_yes(waiting, monkeypatch):
    monkeypatch.setattr("mooc.cli.mail_steering.agrees", lambda question: False)
    done = CliRunner().invoke(app, ["mail", "cancel", "weekly/1/3"])
    assert done.exit_code == 1
    assert states() == [State.PENDING] * 3


def test_it_says_how_many_would_go_again_and_takes_states(mailing):
    found = json.loads(say("resend", "weekly/1/3", "--state", "accepted", "--preview", "--json"))
    assert found == {"mailing": mailing.pk, "would_go_again": 1}
    assert states()[0] == State.ACCEPTED
    say("resend", "weekly/1/3", "--state", "accepted", "--state", "rejected")
    assert states()[:2] == [State.PENDING, State.PENDING]
    with pytest.raises(MoocError, match="'lost' is none of: accepted, bounced"):
        say("resend", "weekly/1/3", "--state", "lost")


def test_it_sends_a_test(waiting):
    found = json.loads(say("test-send", "weekly/1/3", "--to", "Alice@Example.org", "--json"))
    assert found["to"] == "alice@example.org"
    send_due(now=timezone.now())
    assert MailboxCopy.objects.get().rcpt_to == "alice@example.org"
    assert states().count(State.PENDING) == 3


def test_watching_ends_when_nothing_is_due_and_changes_nothing(waiting):
    lines = [json.loads(line) for line in say("watch", str(waiting.pk), "--json").splitlines()]
    assert [(line["done"], line["later"], line["holds"]) for line in lines] == [(0, 3, True)]
    assert "3 pending" in say("watch", str(waiting.pk))


def test_watching_tells_each_second_until_all_have_gone(waiting, monkeypatch):
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr("mooc.cli.mail_watch.time.sleep", lambda _: send_due(now=timezone.now(), limit=2))
    lines = [json.loads(line) for line in say("watch", "weekly/1/3", "--json").splitlines()]
    assert [line["done"] for line in lines] == [0, 2, 3]
    assert lines[-1]["states"]["accepted"] == 3


def test_status_says_what_waits_longest_what_pauses_and_who_sends(waiting):
    now = timezone.now()
    Delivery.objects.update(not_before=now - timedelta(minutes=3))
    Pause.objects.create(transport="smtp://relay", since=now, until=now, reason="535 5.7.8 no", is_ours=True)
    Pace.objects.create(key="provider:google", slowed_to=30, changed_at=now, reason="421 4.7.28 too many")
    Sender.objects.create(
        name="one", host="left", process=7, transport="smtp://relay", started_at=now, seen_at=now
    )
    said = say("status")
    assert (
        "The oldest copy that is due waits since 3 minutes, of weekly/1/3; in all 3 copies are due." in said
    )
    assert "as smtp://relay says: 535 5.7.8 no" in said
    assert "provider:google is slowed to 30.0 a minute: 421 4.7.28 too many" in said
    assert "one sends on left by smtp://relay, seen 1 second ago" in said
    found = json.loads(say("status", "--json"))
    assert (found["due"], found["oldest_due"]["mailing"]) == (3, "weekly/1/3")
    assert (found["senders"][0]["is_lost"], found["stopped_by"][0]["is_ours"]) == (False, True)
    hold(waiting)
    assert json.loads(say("status", "--json"))["oldest_due"] is None


def test_status_says_what_other_servers_find_wrong_with_us_and_what_to_do(db):
    note_fault(
        "authfailure", address="bob@gmail.com", delivery_id=1, answer="550 5.7.26 no", now=timezone.now()
    )
    said = say("status")
    assert "The servers of google cannot verify that our mail is ours (once since " in said
    assert "`mooc doctor` says which record" in said
    (fault,) = json.loads(say("status", "--json"))["faults"]
    assert (fault["kind"], fault["provider"], fault["count"]) == ("authfailure", "google", 1)
