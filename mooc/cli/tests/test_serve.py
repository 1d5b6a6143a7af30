"""What `mooc serve` and `mooc demo` settle before anything runs."""

import os
import socket

import pytest
from rich.console import Console

from mooc.cli import demo, serve
from mooc.cli.demo_environment import prepare_environment
from mooc.errors import MoocError


@pytest.fixture
def taken_place():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield f"127.0.0.1:{other.getsockname()[1]}"


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    return os.environ


def test_a_taken_mail_port_stops_the_start_with_one_line(taken_place):
    with pytest.raises(
        MoocError, match=f"LMTP cannot listen at {taken_place}: address already in use"
    ) as stop:
        serve.insist_on_free_doors(lmtp=taken_place, smtp="")
    assert "\n" not in str(stop.value)


def test_no_door_is_wanted_and_none_is_tried():
    serve.insist_on_free_doors(lmtp="", smtp="")


def test_a_demo_with_a_taken_mail_port_is_shown_without_mail_that_comes_in(taken_place, settings, capsys):
    settings.MOOC_LMTP, settings.MOOC_SMTP = taken_place, ""
    assert demo._open_doors(Console(soft_wrap=True)) == ("", "")
    assert f"No mail comes in: LMTP cannot listen at {taken_place}" in capsys.readouterr().out


@pytest.mark.parametrize("doors", [("", ""), ("127.0.0.1:1", "")])
def test_the_mail_door_is_a_part_only_where_one_is_wanted(monkeypatch, doors):
    started = []
    monkeypatch.setattr(serve, "supervise", lambda parts, environment: started.extend(parts))
    serve.run_parts(host="127.0.0.1", port=8000, lmtp=doors[0], smtp=doors[1])
    assert ("receive" in [part.name for part in started]) is any(doors)


@pytest.mark.parametrize("arguments", [["serve", "--port", "8123"], ["demo", "--port=8123"]])
def test_links_lead_to_the_port_that_is_served(environment, arguments):
    prepare_environment(arguments)
    assert environment["MOOC_URL"] == "http://127.0.0.1:8123"


def test_an_address_of_the_operator_wins_over_the_port(environment):
    environment["MOOC_URL"] = "https://mooc.example.org"
    prepare_environment(["serve", "--port", "8123"])
    assert environment["MOOC_URL"] == "https://mooc.example.org"


def test_only_the_demo_opens_its_mailbox(environment):
    prepare_environment(["serve"])
    assert "MOOC_OPEN_MAILBOX" not in environment
    prepare_environment(["demo"])
    assert environment["MOOC_OPEN_MAILBOX"] == "true"
