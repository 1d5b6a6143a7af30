"""`mooc bench`."""

import json
import os
import subprocess
import sys

import pytest

from mooc.delivery.tests.server import served


def bench(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "mooc", "bench", "send", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.both
def test_it_sends_personal_messages_of_ten_kilobytes_and_ends_with_one_when_not_all_were_accepted(tmp_path):
    with served() as post:
        post.script["RCPT"] = lambda address: "550 5.1.1 unknown" if address.startswith("reader-3@") else None
        said = bench(
            "--count", "30", "--to", post.url, "--json", MOOC_DATA=str(tmp_path), TMPDIR=str(tmp_path)
        )
    assert said.returncode == 1, said.stderr
    report = json.loads(said.stdout)
    assert report["identity_holds"]
    states = report["states"]
    assert (report["count"], states["accepted"], states["rejected"], len(post.ids())) == (30, 29, 1, 29)
    sizes = [len(content) for _, _, content in post.arrived]
    assert all(9_800 < size < 10_100 for size in sizes), sizes
    letter = post.letters()["reader-9@d9.example"]
    assert letter["To"] == "Reader 9 Example <reader-9@d9.example>"
    assert "Group 1: Reader 8, Reader 9" in letter.get_body(("plain",)).get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not list(tmp_path.iterdir()), "it left something behind"


@pytest.mark.once
@pytest.mark.parametrize("target", ["smtp://192.0.2.1:25", "smtp://mail.example.org", "smtp://[", "2525"])
def test_it_writes_to_this_machine_only(target):
    said = bench("--to", target)
    assert (said.returncode, said.stdout) == (1, "")
    assert "is not this machine" in said.stderr
