import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from mooc.cli.app import app
from mooc.cli.mail import mail_app  # noqa: F401  (registers the commands)
from mooc.delivery.actions import send_due
from mooc.delivery.models import Delivery, Mailing, Suppression
from mooc.delivery.tests.room import furnished, planned
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
    from mooc.errors import MoocError

    with pytest.raises(MoocError):
        say(*words)


def test_a_cancelled_mailing_is_not_sent_again(mailing):
    from mooc.errors import MoocError

    Mailing.objects.update(state=Mailing.State.CANCELLED)
    with pytest.raises(MoocError, match="was cancelled"):
        say("resend", "weekly/1/3")
