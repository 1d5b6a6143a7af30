"""`mooc mail inspect`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mooc.cli.inspect import inspect

LETTERS = Path(__file__).resolve().parents[3] / "tests" / "letters"
app = typer.Typer()
app.command()(inspect)


def said(*arguments, raw=None):
    result = CliRunner().invoke(app, list(map(str, arguments)), input=raw)
    return result, result.stdout.splitlines()


def test_it_prints_one_line_of_json_for_each_file():
    files = [LETTERS / "bounces" / "qmail.eml", LETTERS / "reply-to-weekly.eml"]
    result, lines = said(*files, "--json")
    bounce, post = map(json.loads, lines)
    assert result.exit_code == 0
    assert list(bounce) == ["file", "kind", "recipients", "reply_text", "message_id"]
    assert bounce["kind"] == "bounce"
    assert bounce["recipients"][0] == {
        "address": "bob@example.net",
        "status": "5.1.1",
        "reply_code": "550",
        "reason": "userunknown",
        "hard": True,
    }
    assert [one["hard"] for one in bounce["recipients"]] == [True, False]
    assert (post["file"], post["kind"], post["recipients"]) == (str(files[1]), "post", [])
    assert post["reply_text"] == "I will do the turtle exercise on Sunday. Who joins?"
    assert post["message_id"] == "<weekly-reply@example.net>"


def test_the_new_words_of_a_reply_in_html_are_told(tmp_path):
    page = b"<p>Mine wins too.</p><div class=gmail_attr>On 3 Mar 2026, Ana wrote:</div><blockquote>Hi</blockquote>"
    (tmp_path / "page.eml").write_bytes(b"From: bob@mooc.example\nContent-Type: text/html\n\n" + page)
    _, lines = said(tmp_path / "page.eml", "--json")
    assert json.loads(lines[0])["reply_text"] == "Mine wins too."


def test_a_text_without_a_head_is_read_as_a_body(tmp_path):
    (tmp_path / "body.txt").write_text("Mine wins too.\n\nOn 3 Mar 2026, Ana wrote:\n> Hi\n")
    _, lines = said(tmp_path / "body.txt", "--json")
    assert json.loads(lines[0])["reply_text"] == "Mine wins too."


def test_a_file_that_cannot_be_read_stops_none_of_the_others(tmp_path):
    missing = tmp_path / "missing.eml"
    result, lines = said(missing, tmp_path, LETTERS / "post.eml", "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["kind"] for line in lines] == ["post"]
    complaints = result.stderr.splitlines()
    assert len(complaints) == 2
    assert str(missing) in complaints[0]


def test_a_dash_reads_standard_input():
    _, (line,) = said("-", "--json", raw=(LETTERS / "bounces" / "complaint.eml").read_bytes())
    found = json.loads(line)
    assert (found["file"], found["kind"]) == ("-", "complaint")


def test_people_get_a_table():
    result, _ = said(LETTERS / "bounces" / "qmail.eml")
    assert "bob@example.net" in result.stdout
    assert "userunknown, dead" in result.stdout


def test_hostile_bytes_are_told_in_plain_characters():
    raw = b"From: \xff\x1b[31m@x\nMessage-ID: <a\x1b[0m@\xff>\nContent-Type: text/plain; charset=utf-7\n\n\x1b[2J+2AA-"
    result, (line,) = said("-", "--json", raw=raw)
    assert result.exit_code == 0
    assert "\x1b" not in line


@pytest.mark.once
def test_it_needs_no_database(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "MOOC_DATA": str(tmp_path),
    }
    command = [sys.executable, "-m", "mooc", "mail", "inspect", "--json", str(LETTERS / "post.eml")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "post"
    assert not list(tmp_path.iterdir())
