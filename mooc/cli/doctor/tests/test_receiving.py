"""The doors are real, on loopback."""

import pytest

from mooc.cli.doctor import receiving
from mooc.delivery.tests.server import Post, served
from mooc.mailin.tests.test_door import open_doors
from tests.dns_server import served_zone

from .around import around, found, states

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = "mooc.test. IN MX 10 mx.mooc.test.\nmx.mooc.test. IN A 127.0.0.1"


@pytest.fixture(autouse=True)
def house(settings):
    settings.MOOC_MAIL_DOMAIN = "mooc.test"
    settings.EMAIL_URL = "smtp://relay.test"
    return settings


def refuses(nobody):
    return lambda address: "550 5.1.1 nobody" if nobody in address else None


def test_our_own_door_takes_bounces_and_refuses_nobody(house):
    with open_doors() as (lmtp, _):
        house.MOOC_LMTP = f"127.0.0.1:{lmtp}"
        assert states(receiving.door) == {"mail door": "ok"}


def test_a_door_that_is_closed_is_a_problem_where_mail_should_come_in(house):
    house.MOOC_LMTP = "127.0.0.1:1"
    assert states(receiving.door) == {"mail door": "problem"}
    house.EMAIL_URL = ""
    assert states(receiving.door) == {"mail door": "warning"}


@pytest.mark.parametrize(("place", "state"), [("", "skipped"), ("not a place", "problem")])
def test_a_door_that_is_not_there_is_not_asked(house, place, state):
    house.MOOC_LMTP = place
    assert set(states(receiving.door).values()) == {state}


@pytest.mark.parametrize(
    ("post", "state", "says"),
    [
        (Post(RCPT=refuses("nobody")), "ok", "refuses what is nobody's"),
        (Post(), "problem", "do not exist"),
        (Post(RCPT=lambda to: "450 4.1.1 in progress" if "nobody" in to else None), "warning", "in progress"),
        (Post(RCPT=lambda address: "554 5.7.1 relay access denied"), "problem", "relay access denied"),
        (Post(MAIL=lambda address: "550 5.7.1 you are listed"), "warning", "you are listed"),
    ],
)
def test_the_server_of_the_mx_is_asked_whom_it_would_take(post, state, says):
    with served_zone(ZONE) as zone, served(post):
        port = int(post.url.rpartition(":")[2])
        findings = found(receiving.exchanger, around(zone, exchanger_port=port))
    assert (findings["way in"].state, says in findings["way in"].says) == (state, True)
    assert findings["MX encryption"].state == "warning"
    assert not post.arrived


def test_a_server_that_cannot_be_asked_from_here_is_no_fault():
    with served_zone(ZONE) as zone:
        assert states(receiving.exchanger, around(zone, exchanger_port=1)) == {"way in": "skipped"}
