"""`mooc inbound keep|hide|ask|reopen`."""

import json

import pytest
from typer.testing import CliRunner

from mooc.cli import inbound_decide
from mooc.cli.app import app
from mooc.cli.inbound_decide import NoSuchDecider, UnclearWhat
from mooc.groups.models import Post
from mooc.inbound.errors import AlreadyDecided, NoSuchMail
from mooc.inbound.models import Decision, InboundMail, Question
from mooc.inbound.tests.stage import letter, receive, set_stage
from mooc.inbound.tests.test_answering import held


@pytest.fixture
def stage(db, now):
    return set_stage(now)


@pytest.fixture
def mail(stage, now):
    return held(stage, now)


def say(*words):
    done = CliRunner().invoke(app, ["inbound", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_mail_is_kept_in_somebodys_name_and_for_a_reason(mail, stage):
    said = json.loads(say("keep", mail.pk, "--reason", "it is fine", "--by", "Alice@example.org", "--json"))
    assert said == {"number": mail.pk, "verb": "keep", "post": Post.objects.get().pk}
    decision = Decision.objects.get()
    assert (decision.by, decision.reason) == (stage.alice, "it is fine")


def test_a_mail_is_hidden_shown_as_hidden_and_put_back(mail):
    assert f"`mooc inbound reopen {mail.pk}`" in say("hide", mail.pk, "--reason", "spam")
    assert "Somebody at the command line hid it" in say("list")
    assert "decision: Somebody at the command line hid it" in say("show", mail.pk)
    assert "hid it" in json.loads(say("show", mail.pk, "--json"))["decisions"][0]
    assert "waits again" in say("reopen", mail.pk)
    assert "too-many" in say("show", mail.pk)
    assert json.loads(say("list", "--state", "held", "--json"))["mails"][0]["number"] == mail.pk


def test_its_writer_is_asked(mail, stage):
    assert "I ask Bob Miller" in say("ask", mail.pk)
    assert Question.objects.get().person == stage.bob.person


def test_a_whole_kind_is_hidden(stage, mail, now):
    receive(letter("stranger"), now=now)
    assert "1 held as stranger is hidden." in say("hide", "--kind", "stranger")
    assert json.loads(say("hide", "--kind", "stranger", "--json"))["mails"] == 0
    assert "None is held as stranger." in say("hide", "--kind", "stranger")
    assert InboundMail.objects.get(state="held") == mail


def test_who_sits_at_the_keyboard_is_asked_first(mail, monkeypatch):
    monkeypatch.setattr(inbound_decide, "agrees", lambda question: False)
    done = CliRunner().invoke(app, ["inbound", "hide", "--kind", "too-many"])
    assert done.exit_code == 1
    assert InboundMail.objects.get().state == "held"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("hide",), UnclearWhat),
        (("hide", 1, "--kind", "stranger"), UnclearWhat),
        (("keep", 4711), NoSuchMail),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(words, error, stage):
    with pytest.raises(error):
        say(*words)


def test_a_stranger_decides_nothing(mail):
    with pytest.raises(NoSuchDecider, match=r"charlie@example\.com"):
        say("keep", mail.pk, "--by", "charlie@example.com")


def test_the_second_is_told_who_was_first(mail):
    say("hide", mail.pk, "--by", "alice@example.org")
    with pytest.raises(AlreadyDecided, match="Alice Organiser hid it"):
        say("keep", mail.pk)
