"""`mooc mail ingest` and `mooc mail trace`."""

import json
import subprocess
import sys

import pytest
from django.db import OperationalError
from typer.testing import CliRunner

from mooc.cli import mail as _registers  # noqa: F401
from mooc.cli import mail_ingest
from mooc.cli.app import app
from mooc.cli.sysexits import run_as_pipe
from mooc.inbound import actions
from mooc.inbound.errors import UnknownMessage
from mooc.inbound.models import InboundMail, RawMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, letter, receive, set_stage

BOB = "bob@example.net"


@pytest.fixture(autouse=True)
def stage(db, now):
    mail_ingest._standard_input.cache_clear()
    return set_stage(now)


def ingest(*words, raw=None):
    mail_ingest._standard_input.cache_clear()
    return CliRunner().invoke(
        app, ["mail", "ingest", "--from", BOB, *words], input=letter("post") if raw is None else raw
    )


def test_a_mail_is_kept_once_however_often_it_is_piped(stage):
    for _ in range(2):
        done = ingest("--to", GROUP_ADDRESS, "--authentication", "mooc.localhost; dmarc=pass")
        assert (done.exit_code, done.stdout.split(" as mail")[0]) == (0, "250 2.0.0 Kept")
    mail = InboundMail.objects.get()
    assert (mail.state, mail.source, mail.mail_from) == ("kept", "pipe", BOB)
    assert mail.authentication == "mooc.localhost; dmarc=pass"
    assert bytes(mail.raw.content) == letter("post")


def test_it_is_routed_as_from_any_other_door(stage, now):
    ingest("--to", GROUP_ADDRESS)
    actions.route_kept(now=now)
    assert InboundMail.objects.get().state == "routed"


def test_programs_get_the_numbers(stage):
    said = json.loads(ingest("--to", GROUP_ADDRESS, "--to", "postmaster@mooc.localhost", "--json").stdout)
    assert said["exit_code"] == 0
    assert [mail["to"] for mail in said["mails"]] == [GROUP_ADDRESS, "postmaster@mooc.localhost"]
    assert said["mails"][0]["number"] == InboundMail.objects.get(rcpt_to=GROUP_ADDRESS).pk


@pytest.mark.parametrize(
    ("address", "code", "line"),
    [("nobody@mooc.localhost", 67, "550 5.1.1"), ("bob@example.net", 77, "550 5.7.1")],
)
def test_who_is_refused_at_rcpt_is_refused_here_and_nothing_is_kept(address, code, line, stage):
    done = ingest("--to", GROUP_ADDRESS, "--to", address)
    assert done.exit_code == code
    assert done.stdout.startswith(line) and address in done.stdout
    assert not RawMail.objects.exists()
    assert InboundMail.objects.get().state == "refused"
    assert json.loads(ingest("--to", address, "--json").stdout)["exit_code"] == code


def test_a_mail_that_is_too_big_is_not_kept(stage, settings):
    settings.MOOC_MAX_INBOUND_BYTES = 100
    done = ingest("--to", GROUP_ADDRESS, raw=b"x" * 101)
    assert (done.exit_code, done.stdout[:9]) == (65, "552 5.3.4")
    assert ingest("--to", GROUP_ADDRESS, raw=b"x" * 100).exit_code == 0


def test_nothing_at_all_is_no_mail(stage):
    assert ingest("--to", GROUP_ADDRESS, raw=b"").exit_code == 65


def test_the_line_that_mbox_files_put_before_a_mail_is_none_of_it(stage):
    ingest("--to", GROUP_ADDRESS, raw=b"From bob@example.net Tue Nov 24 18:00:00 2026\n" + letter("post"))
    assert bytes(RawMail.objects.get().content) == letter("post")


@pytest.mark.parametrize("sender", ["", "<>", "MAILER-DAEMON"])
def test_the_null_sender_is_welcome(sender, stage):
    assert ingest("--from", sender, "--to", "postmaster@mooc.localhost").exit_code == 0
    assert InboundMail.objects.get().mail_from == ""


@pytest.mark.once
@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (SystemExit(67), 67),
        (SystemExit(2), 75),
        (SystemExit(1), 75),
        (OperationalError("gone"), 75),
        (SystemExit(None), None),
        (None, 0),
    ],
    ids=str,
)
def test_what_goes_wrong_without_a_word_of_its_own_means_come_again(ends, code, capsys):
    def run():
        if ends:
            raise ends

    with pytest.raises(SystemExit) as stop:
        run_as_pipe(run)
    assert stop.value.code == code


@pytest.mark.once
def test_a_server_that_is_set_up_wrongly_bounces_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mooc", "mail", "ingest", "--from", BOB, "--to", GROUP_ADDRESS],
        input=letter("post"),
        env={"MOOC_DATA": str(tmp_path), "DATABASE_URL": "nonsense"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 75, done.stderr


def test_the_life_of_a_mail_is_told_as_lines_and_to_programs(stage, now):
    receive(letter("post"), now=now)
    wanted = InboundMail.objects.get().message_id
    lines = CliRunner().invoke(app, ["mail", "trace", wanted.strip("<>")]).stdout
    assert "Came by lmtp, from bob@example.net" in lines
    assert "2 copies; --copies shows each" in lines
    said = json.loads(CliRunner().invoke(app, ["mail", "trace", wanted, "--copies", "--json"]).stdout)
    assert said["message_id"] == wanted
    assert [moment["what"] for moment in said["moments"]].count("copy") == said["copies"] == 2


def test_a_message_id_that_nobody_knows_is_refused():
    with pytest.raises(UnknownMessage, match="nobody@knows"):
        CliRunner().invoke(app, ["mail", "trace", "nobody@knows"], catch_exceptions=False)
