import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

import mooc
from mooc.cli import app as door
from mooc.errors import MoocError


def run_main(monkeypatch, error):
    def refuse():
        raise error

    monkeypatch.setattr(door, "_load_commands", refuse)
    with pytest.raises(SystemExit) as stop:
        door.main()
    return stop.value.code


def test_a_refusal_is_one_line_and_exit_code_1(monkeypatch, capsys):
    assert run_main(monkeypatch, MoocError("no run is called 'spring'; `mooc run list` shows all.")) == 1
    assert capsys.readouterr().err == "mooc: no run is called 'spring'; `mooc run list` shows all.\n"


def test_a_wrong_setting_is_one_line_and_exit_code_2(monkeypatch, capsys):
    assert run_main(monkeypatch, ImproperlyConfigured("MOOC_URL='x' is no address.")) == 2
    assert capsys.readouterr().err == "mooc: MOOC_URL='x' is no address.\n"


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(door, "_load_commands", fail)
    with pytest.raises(ZeroDivisionError):
        door.main()


def test_the_keyboard_stops_it_quietly(monkeypatch, capsys):
    assert run_main(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


def test_it_says_its_version():
    done = subprocess.run([sys.executable, "-m", "mooc", "--version"], capture_output=True, text=True)
    assert done.stdout == f"mooc {mooc.__version__}\n", done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("MOOC_URL", "mooc.example.org"), ("MOOC_URL", "https://"), ("DATABASE_URL", "here")],
)
def test_a_setting_that_would_break_everything_later_is_refused_at_the_start(setting, value, tmp_path):
    environment = os.environ | {"MOOC_DATA": str(tmp_path), setting: value}
    done = subprocess.run(
        [sys.executable, "-m", "mooc", "run", "list"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"mooc: {setting}")
    assert done.stderr.count("\n") == 1
