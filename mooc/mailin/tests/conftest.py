"""Open doors, a copy that a service has taken, and a client that posts as services do."""

import smtplib
from datetime import timedelta

import pytest
from django.test import Client

from mooc.delivery.models import Delivery, Mailing
from mooc.inbound.tests.stage import set_stage

from .doors import open_doors
from .vendors import MAILGUN_KNOCKS, SERVICES


@pytest.fixture
def stage(now):
    return set_stage(now)


@pytest.fixture
def copy(stage, now):
    """A copy to Bob that the service has taken."""
    mailing = Mailing.objects.create(
        occasion="test", kind="weekly", filler="weekly", title="Week 1", planned_at=now, run_id=stage.run.pk
    )
    return Delivery.objects.create(
        mailing=mailing,
        recipient=stage.bob.pk,
        state=Delivery.State.ACCEPTED,
        not_before=now,
        expires_at=now + timedelta(days=4),
        address="bob@example.net",
    )


@pytest.fixture
def using(settings):
    """Say which service is ours."""

    def use(name):
        settings.EMAIL_URL = SERVICES[name]
        return Client(headers=MAILGUN_KNOCKS if name == "mailgun" else None)

    return use


@pytest.fixture
def ports(stage):
    with open_doors() as found:
        yield found


@pytest.fixture
def lmtp(ports):
    with smtplib.LMTP("127.0.0.1", ports[0], timeout=20) as client:
        client.ehlo()
        yield client


@pytest.fixture
def smtp(ports):
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=20) as client:
        yield client
