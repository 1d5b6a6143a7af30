"""`mooc receive` and `mooc inbound`."""

import json
import signal
import smtplib
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from mooc.cli import receive as _registers  # noqa: F401
from mooc.cli.app import app
from mooc.inbound.errors import NoSuchMail
from mooc.inbound.tests.stage import letter, receive, set_stage

run = CliRunner().invoke


@pytest.fixture
def mails(db, now):
    set_stage(now)
    return [receive(letter("post"), now=now), receive(letter("stranger"), now=now)]


def test_what_came_in_is_listed_with_its_reason(mails):
    result = run(app, ["inbound", "list", "--json"])
    said = json.loads(result.stdout)
    assert [mail["state"] for mail in said["mails"]] == ["held", "routed"]
    assert said["mails"][0]["reason"] == "I do not know the address that it comes from"
    assert said["numbers"]["held"] == 1


def test_the_list_is_for_people_too(mails):
    result = run(app, ["inbound", "list", "--state", "held"])
    assert "charlie@example.net" in result.stdout
    assert "I do not know the address" in result.stdout
    assert "1 held" in result.stdout


def test_an_empty_list_says_so(db):
    assert "No mail has come in yet." in run(app, ["inbound", "list"]).stdout
    assert "No mail is held." in run(app, ["inbound", "list", "--state", "held"]).stdout


def test_a_state_that_is_none_is_told(db):
    error = run(app, ["inbound", "list", "--state", "lost"]).exception
    assert (
        str(error)
        == "'lost' is no state of inbound mail. Choose one of kept, routed, refused, held, dropped."
    )


def test_one_mail_is_shown_with_headers_and_words(mails):
    result = run(app, ["inbound", "show", str(mails[0].pk)])
    assert "state: routed" in result.stdout
    assert "subject: Variables" in result.stdout
    assert "what is the difference" in result.stdout
    said = json.loads(run(app, ["inbound", "show", str(mails[0].pk), "--json"]).stdout)
    assert said["became"] == mails[0].became_id


def test_what_a_stranger_wrote_does_not_reach_the_terminal_as_orders(db, now):
    set_stage(now)
    mail = receive(letter("post").replace(b"Hello all", b"\x1b]0;owned\x07\x1b[2J"), now=now)
    result = run(app, ["inbound", "show", str(mail.pk)])
    assert "\x1b" not in result.stdout
    assert "owned" in result.stdout


def test_a_mail_that_is_not_there_is_told(db):
    assert isinstance(run(app, ["inbound", "show", "999"]).exception, NoSuchMail)


@pytest.mark.once
def test_it_says_where_it_listens_and_stops_when_told():
    command = [sys.executable, "-m", "mooc", "receive", "--lmtp", "127.0.0.1:0", "--smtp", ""]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()
        assert said.startswith("LMTP listens at 127.0.0.1:")
        port = int(said.rstrip(".\n").rsplit(":", 1)[-1])
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            assert client.docmd("NOOP")[0] == 250
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert client.getreply()[0] == 421
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.once
def test_a_taken_port_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "mooc", "receive", "--lmtp", place, "--smtp", ""]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert result.stderr.startswith(f"mooc: LMTP cannot listen at {place}")
    assert "Traceback" not in result.stderr
