"""Wild mails: whatever comes in, no exception leaves the door or the worker, and each ends in one visible state."""

import email
import re
from datetime import timedelta

import pytest

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.inbound import actions
from mooc.inbound.models import InboundMail

from .fuzzing import astray, bring_in, wild_mails
from .spoilt import letters_of_python

COUNT = 500
State = Delivery.State
_ONCE = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "Return-Path")


def test_five_hundred_wild_mails_end_in_one_state_each_and_what_is_relayed_is_well_formed(stage, now):
    mails = wild_mails(COUNT, stage, chance=5)
    for start in range(0, COUNT, 50):  # an hour apart, so that members may post more than a few
        now += timedelta(hours=1)
        bring_in(mails[start : start + 50], now=now)
        actions.route_kept(now=now)
    assert astray(mails) == []
    ends = list(InboundMail.objects.values_list("state", flat=True))
    assert min(ends.count(state) for state in ("routed", "held", "dropped")) > 20
    send_due(now=now)
    assert set(Delivery.objects.values_list("state", flat=True)) <= {
        State.ACCEPTED,
        State.SUPPRESSED,
        State.CANCELLED,
    }
    copies = [read_copy(pk) for pk in MailboxCopy.objects.values_list("pk", flat=True)]
    assert copies
    for raw in copies:
        copy = email.message_from_bytes(raw)
        assert copy.defects == []
        assert [name for name in _ONCE if len(copy.get_all(name, [])) > 1] == []
        assert not re.search(rb"[^\r]\n|\r[^\n]|\0|[^\r\n]{999}", raw)


def test_the_mails_of_python_s_own_tests_are_among_them():
    if not letters_of_python():
        pytest.skip("this Python comes without its package `test`: only our own letters were spoilt")
    assert len(letters_of_python()) > 40
