"""What a worker notices while it waits."""

import threading
import time

import pytest
from django.db import connection

from mooc.cli.news import News
from mooc.delivery.models import Delivery, Mailing
from mooc.inbound.models import InboundMail
from mooc.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 20.0


def elsewhere(write):
    """Write over another connection, as another process would."""

    def act():
        write()
        connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def a_mail_in(now):
    InboundMail.objects.create(rcpt_to="x@mooc.localhost", source="smtp", received_at=now)


def a_copy_out(now):
    mailing = Mailing.objects.create(occasion="x", kind="post", filler="x", title="x", planned_at=now)
    Delivery.objects.create(mailing=mailing, recipient=1, not_before=now, expires_at=now)


def a_person(now):
    Person.objects.create(email="bob@example.net", created_at=now)


def looked():
    news = News()
    news.look()
    news.passed(led=True, wrote=False)
    return news


@pytest.mark.parametrize("write", [a_mail_in, a_copy_out])
def test_new_mail_ends_the_waiting(now, write):
    news = looked()
    elsewhere(lambda: write(now))
    began = time.monotonic()
    news.wait(threading.Event(), LONG)
    assert time.monotonic() - began < LONG / 2


def test_mail_that_was_there_does_not(now):
    elsewhere(lambda: a_mail_in(now))
    news = looked()
    began = time.monotonic()
    news.wait(threading.Event(), 0.06)
    assert time.monotonic() - began >= 0.06


def test_who_is_told_to_stop_waits_no_more():
    news, stop, began = looked(), threading.Event(), time.monotonic()
    stop.set()
    news.wait(stop, LONG)
    assert time.monotonic() - began < LONG / 2


def test_whatever_is_written_is_for_the_leader(now):
    news = looked()
    elsewhere(lambda: a_person(now))
    news.look()
    assert news.is_for_leader


@pytest.mark.once
def test_without_a_word_there_is_nothing_to_lead():
    news = News()
    news.look()
    assert news.is_for_leader  # nobody has led yet
    news.passed(led=True, wrote=False)
    news.look()
    assert not news.is_for_leader


def test_what_a_pass_has_done_is_for_the_next_one():
    news = looked()
    news.passed(led=True, wrote=True)
    news.look()
    assert news.is_for_leader
