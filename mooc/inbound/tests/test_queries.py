"""What the door asks at RCPT."""

import pytest

from mooc.delivery.addresses import bounce_address
from mooc.groups.models import Group
from mooc.inbound import actions
from mooc.inbound.errors import NoSuchMail
from mooc.inbound.queries import (
    ACCEPT,
    ToDelivery,
    ToGroup,
    ToOrganisers,
    ToStop,
    find_destinations,
    inbound_mail,
    inbound_mails,
    inbound_numbers,
    verdict,
)
from mooc.runs import links

from .stage import GROUP_ADDRESS, RUN_ADDRESS, letter, receive, written


def destination_of(address):
    return find_destinations([address])[address]


@pytest.mark.parametrize(
    "address",
    [
        GROUP_ADDRESS,
        "Brass-Lantern@MOOC.localhost",
        f"<{GROUP_ADDRESS}>",
        "brass-lantern+anything@mooc.localhost",
        RUN_ADDRESS,
        "postmaster@mooc.localhost",
        "Abuse@mooc.localhost",
        "postmaster",
        "POSTMASTER",
        "machine@mooc.localhost",
        bounce_address(7),
        bounce_address(7).upper(),
        links.stop_address(7),
        links.stop_address(7).upper(),
    ],
)
def test_our_addresses_are_accepted(address, stage):
    assert verdict(address) == ACCEPT


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("nobody@mooc.localhost", "550 5.1.1"),
        ("bob", "550 5.1.1"),
        ("", "550 5.1.1"),
        ("run-nothing@mooc.localhost", "550 5.1.1"),
        ("bounces@mooc.localhost", "550 5.1.1"),
        ("bounces+7-aaaaaaaaaaaaaaaa@mooc.localhost", "550 5.1.1"),
        ("stop@mooc.localhost", "550 5.1.1"),
        ("stop+7.0000@mooc.localhost", "550 5.1.1"),
        ("bob@example.net", "550 5.7.1"),
        ("postmaster@example.net", "550 5.7.1"),
        ("brass-lantern@mooc.localhost.example.net", "550 5.7.1"),
        ("brass-lantern%example.net@mooc.localhost", "550 5.1.1"),
        ("\ud800@mooc.localhost", "550 5.1.1"),
        ("a\x00b@mooc.localhost", "550 5.1.1"),
        ("' OR 1=1 --@mooc.localhost", "550 5.1.1"),
        ("x" * 5_000 + "@mooc.localhost", "550 5."),
    ],
)
def test_all_others_are_refused_with_the_code_that_fits(address, line, stage):
    assert str(verdict(address)).startswith(line)


def test_a_closed_group_takes_no_mail(stage):
    Group.objects.update(state=Group.State.CLOSED)
    assert str(verdict(GROUP_ADDRESS)).startswith("550 5.1.6")


def test_an_address_leads_to_its_room(stage):
    assert destination_of(GROUP_ADDRESS) == ToGroup(stage.group)
    assert destination_of(RUN_ADDRESS) == ToOrganisers(stage.run)
    assert destination_of("machine@mooc.localhost") == ToOrganisers(None)
    assert destination_of(bounce_address(7)) == ToDelivery(7)
    assert destination_of(links.stop_address(7)) == ToStop(7)


def test_a_sender_elsewhere_is_ours_too(stage, settings):
    settings.MOOC_SENDER = "machine@sender.example"
    assert verdict("Machine@sender.example") == ACCEPT
    assert str(verdict("other@sender.example")).startswith("550 5.7.1")


def test_a_verdict_costs_two_queries_at_most(stage, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        verdict("run-nothing@mooc.localhost")


def test_mails_are_listed_newest_first_by_state_and_run(stage, now):
    posted = receive(letter("post"), now=now)
    held = receive(letter("stranger"), now=now)
    assert [mail.pk for mail in inbound_mails()] == [held.pk, posted.pk]
    assert [mail.pk for mail in inbound_mails(state="held")] == [held.pk]
    assert [mail.pk for mail in inbound_mails(run_ids=[stage.run.pk])] == [held.pk, posted.pk]
    assert inbound_mails(run_ids=[]) == []
    assert [mail.pk for mail in inbound_mails(before_id=held.pk)] == [posted.pk]
    assert inbound_numbers() == {"kept": 0, "routed": 1, "refused": 0, "held": 1, "dropped": 0}


def test_one_mail_is_shown_or_said_to_be_missing(stage, now):
    (mail,) = actions.ingest(raw=written(1), mail_from="", rcpt_to=[GROUP_ADDRESS], source="lmtp", now=now)
    assert inbound_mail(mail.pk) == mail
    with pytest.raises(NoSuchMail, match="999"):
        inbound_mail(999)
