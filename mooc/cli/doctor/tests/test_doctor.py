import json
import threading
import time

import pytest
from django.db import OperationalError, connection
from typer.testing import CliRunner

from mooc.cli.app import app
from mooc.cli.doctor import command
from mooc.cli.doctor.dns import BadResolver, Dns
from mooc.cli.doctor.examination import Part, examine
from mooc.cli.doctor.finding import Finding, State, ok, warning

from .around import around, found

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    settings.MOOC_DNS = "127.0.0.1:1"
    settings.MOOC_LMTP = "127.0.0.1:1"
    settings.MOOC_URL = "http://127.0.0.1:1"
    settings.EMAIL_URL = ""
    return settings


def asked(*words):
    return CliRunner().invoke(app, ["doctor", *words], catch_exceptions=False)


@pytest.mark.once
def test_without_any_network_it_says_so_and_raises_nothing(house):
    house.MOOC_MAIL_DOMAIN, house.MOOC_SENDER, house.MOOC_DKIM_DOMAIN = (
        "mooc.test",
        "m@mooc.test",
        "mooc.test",
    )
    said = json.loads(asked("--json").stdout)
    far = {
        "MX",
        "mx",
        "spf",
        "dkim",
        "dmarc",
        "relay",
        "PTR",
        "mail door",
        "exchanger",
        "round trip",
        "pages",
    }
    seen = {one["name"]: one["state"] for one in said["findings"]}
    assert {"mx", "spf", "dmarc", "exchanger", "round trip", "mail door"} <= seen.keys()
    assert {seen[name] for name in far & seen.keys()} <= {"skipped", "warning"}


def test_a_demo_has_no_problem_but_the_haste_of_its_test_database(house):
    said = json.loads(asked("--json").stdout)
    problems = {one["name"] for one in said["findings"] if one["state"] == "problem"}
    assert problems <= {"durability", "privacy"}


def test_every_finding_that_is_not_well_says_what_to_do():
    for one in json.loads(asked("--json").stdout)["findings"]:
        assert one.keys() == {"name", "state", "says", "do"}
        assert one["says"]
        assert one["do"] or one["state"] in ("ok", "skipped")


def test_it_reads_well_in_eighty_columns():
    said = asked()
    lines = said.stdout.splitlines()
    # A path or an address is told whole, however long.
    assert all(len(line) <= 80 or max(map(len, line.split())) > 50 for line in lines)
    assert "Database" in lines
    assert lines[-1].endswith(".")
    assert said.exit_code == 1  # the database of the tests does not wait for the disk


def test_it_ends_well_where_there_is_no_problem(monkeypatch):
    def all_well(around):
        yield ok("all", "is well")
        yield warning("something", "could be better", "Make it so.")

    monkeypatch.setattr(command, "parts", lambda **_: (Part("All", (all_well,)),))
    assert asked().exit_code == 0


def test_a_check_that_stumbles_hides_no_other():
    def first(around):
        yield ok("first", "is well")
        raise ZeroDivisionError("by nothing")

    def second(around):
        yield ok("second", "is well")

    (section,) = examine([Part("x", (first, second))], around())
    assert [one.state for one in section.findings] == [State.OK, State.WARNING, State.OK]
    assert "ZeroDivisionError: by nothing" in section.findings[1].says


def test_a_check_that_hangs_is_left_behind():
    released = threading.Event()

    def hangs(around):
        released.wait(30)
        yield ok("hangs", "no more")

    started = time.monotonic()
    (section,) = examine([Part("x", (hangs,), is_far=True)], around(), patience=0.1)
    released.set()
    assert section.findings == (
        Finding("hangs", State.SKIPPED, "no answer in time", "Ask again when the network is quicker."),
    )
    assert time.monotonic() - started < 10


def test_a_database_that_does_not_answer_is_found_and_not_raised(monkeypatch):
    def refuse():
        raise OperationalError("connection refused\nis it running?")

    from mooc.cli.doctor import database

    monkeypatch.setattr(connection, "cursor", refuse)
    finding = found(database.database)["database"]
    assert (finding.state, finding.says) == (State.PROBLEM, "it does not answer: connection refused")


def test_words_of_strangers_cannot_move_the_cursor():
    def check(around):
        yield ok("said", "hello\x1b[2J\r\nbye")

    assert found(check)["said"].says == "hello [2J  bye"


@pytest.mark.parametrize("place", ["dns.test:53", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:99999"])
def test_a_resolver_that_is_none_is_refused(place):
    with pytest.raises(BadResolver, match="MOOC_DNS"):
        Dns(place, seconds=1)


@pytest.mark.parametrize("place", ["127.0.0.1", "[::1]:5353", "::1", "127.0.0.1:5353", ""])
def test_a_resolver_may_be_written_in_many_ways(place):
    assert Dns(place, seconds=1)
