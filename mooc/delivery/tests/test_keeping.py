import zlib
from datetime import timedelta

import pytest

from mooc.delivery.actions import forget_old_copies, send_due
from mooc.delivery.models import Delivery, MailboxCopy, MailboxFrame
from mooc.delivery.queries import accounting

from .room import planned

pytestmark = pytest.mark.django_db


def test_old_copies_and_addresses_are_forgotten_and_the_account_stays(room, now, settings):
    settings.MOOC_KEEP_COPIES_DAYS = 30
    planned(now, range(1, 6), occasion="old")
    send_due(now=now)
    planned(now + timedelta(days=20), [1], occasion="new")
    send_due(now=now + timedelta(days=20))
    forget_old_copies(now=now + timedelta(days=31))
    assert MailboxCopy.objects.count() == 1
    assert MailboxFrame.objects.count() == 1
    assert Delivery.objects.exclude(address="").count() == 1
    assert accounting().holds
    forget_old_copies(now=now + timedelta(days=99))
    assert not MailboxFrame.objects.exists()


def test_no_frame_holds_a_word_about_a_reader(room, now):
    planned(now, range(1, 80))
    send_due(now=now)
    for frame in MailboxFrame.objects.all():
        assert b"Reader" not in zlib.decompress(bytes(frame.body))
