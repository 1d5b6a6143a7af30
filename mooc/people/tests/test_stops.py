from datetime import timedelta

import pytest

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import MailboxCopy, Mailing
from mooc.delivery.pauses import begin_pause, end_pause
from mooc.people.actions import meet, tell_of_stops
from mooc.pure.mailkit import read_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(now):
    person = meet(email="alice@example.org", name="Alice", now=now)
    person.is_organiser = True
    person.save()
    return person


def test_organisers_are_told_once_that_mail_had_stopped(alice, now):
    meet(email="bob@example.org", now=now)
    begin_pause("relay.example:587", "535 5.7.8 wrong password", now=now, is_ours=True)
    assert tell_of_stops(now=now) == 0
    later = now + timedelta(minutes=90)
    end_pause("relay.example:587", now=later)
    assert (tell_of_stops(now=later), tell_of_stops(now=later)) == (1, 0)
    send_due(now=later)
    letter = read_letter(read_copy(MailboxCopy.objects.get(rcpt_to="alice@example.org").pk))
    assert letter.subject == "Mail had stopped, and goes again"
    assert "from 23 November 2026, 12:00 UTC to 23 November 2026, 13:30 UTC" in " ".join(letter.text.split())
    assert "535 5.7.8 wrong password" in letter.text
    assert MailboxCopy.objects.count() == 1


def test_each_stop_is_told_of_anew(alice, now):
    for hour in range(2):
        moment = now + timedelta(hours=hour)
        begin_pause("relay.example:587", "550 5.7.1 blocked", now=moment, is_ours=True)
        end_pause("relay.example:587", now=moment + timedelta(minutes=30))
        assert tell_of_stops(now=moment + timedelta(minutes=30)) == 1
    assert Mailing.objects.filter(kind="mail-stopped").count() == 2


def test_where_nobody_organises_there_is_nobody_to_tell(now):
    begin_pause("relay.example:587", "550 5.7.1 blocked", now=now, is_ours=True)
    end_pause("relay.example:587", now=now + timedelta(minutes=30))
    tell_of_stops(now=now + timedelta(minutes=30))
    assert send_due(now=now + timedelta(minutes=30)).handled == 0
