"""A conversation from door to door: SMTP in, the real processes, Chromium where people read and press buttons.

Ana asks by mail. Bob answers from an address that nobody knows as his, and says by one button that it was he. Ana
thanks on the web. Dora has asked for a digest and reads it all there the next day.
"""

import email
import html
import os
import re
import shutil
import smtplib
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mooc.inbound.tests.stage import set_stage

from .test_serve import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPOSITORY = Path(__file__).resolve().parents[2]
GROUP = "brass-lantern@mooc.localhost"
CAFE = "bob@cafe.example"
PATIENCE_SECONDS = 40


class House:
    """`mooc web`, `mooc work` and `mooc receive` in a folder of their own."""

    def __init__(self, folder):
        self.web_port, self.smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web_port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOOC_")}
        kept.pop("DATABASE_URL", None)
        own = {"MOOC_DATA": str(folder / "data"), "MOOC_URL": self.url, "MOOC_OPEN_MAILBOX": "true"}
        self.environment = kept | own | {"MOOC_LOG_LEVEL": "WARNING"}
        self.log = folder / "log"

    def run(self, *command):
        """Run something to its end."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def part(self, *command):
        """Run a part for a while."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "mooc", *command],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)

    def until(self, look):
        """Look again and again; return what is found."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if found := look():
                    return found
            except OSError:
                pass  # a part that is not up yet
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")[-3000:]
            time.sleep(0.05)

    def page(self, path):
        """Return a page."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def copies(self, address):
        """Return what an address got, as (path of its page, message), newest first."""
        found = re.findall(r'href="(/mailbox/\d+/)', self.page(f"/mailbox/?q={address}"))
        return [(path, self.message(path)) for path in dict.fromkeys(found)]

    def message(self, path):
        """Return a copy as its mail program reads it."""
        source = re.search(r'<pre class="source"[^>]*>(.*?)</pre>', self.page(f"{path}source/"), re.DOTALL)[1]
        return email.message_from_string(html.unescape(source), policy=policy.default)

    def newest(self, address, words):
        """Wait for a copy with these words; return its page and the message."""

        def look():
            return next((one for one in self.copies(address) if words in text_of(one[1])), None)

        return self.until(look)

    def send(self, words, *, sender, to, answers=None):
        """Send from a mail program."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, "How do you tie it?"
        mail["Message-ID"] = f"<{time.time_ns()}@mail.example>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers["Message-ID"]
        mail.set_content(words)

        def hand_over():
            with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as door:
                return door.send_message(mail) == {}

        self.until(hand_over)


def text_of(message):
    return message.get_body(("plain",)).get_content()


def furnish(data):
    """Make a run with a group, which begins later, so that nothing but posts is on its way; keep all in a folder."""
    now = datetime.now(UTC) - timedelta(days=1)
    run = set_stage(now).run
    for name in ("starts_date", "sign_up_closes_date", "ready_asked_date", "groups_formed_date"):
        setattr(run, name, now.date() + timedelta(days=14))
    run.state = run.State.OPEN
    run.save()
    data.mkdir(mode=0o700)
    shutil.copytree(settings.STATIC_ROOT, data / "static")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(data / "mooc.sqlite3")])


@pytest.fixture
def house(tmp_path):
    furnish(tmp_path / "data")
    house = House(tmp_path)
    with (
        house.part("web", "--port", str(house.web_port)),
        house.part("receive", "--lmtp", "", "--smtp", f"127.0.0.1:{house.smtp_port}"),
    ):
        yield house


def test_a_second_address_an_answer_on_the_web_and_a_digest(house, open_page):
    page = open_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    with house.part("work"):
        house.send("How do you tie a bowline?", sender="Ana <ana@example.org>", to=GROUP)
        choose_digest(house, page)
        answer_from_elsewhere(house, page)
        thank_on_the_web(house, page)
    read_the_digest(house, page)
    for reader in ("ana@example.org", "dora@example.com"):
        assert not [one for _, one in house.copies(reader) if CAFE in one.as_string()]


def choose_digest(house, page):
    path, _ = house.newest("dora@example.com", "bowline")
    open_letter(house, page, path, "/mail/")
    page.get_by_label(re.compile("digest", re.IGNORECASE)).check()
    page.get_by_role("button", name="Keep these wishes").click()
    page.get_by_text(re.compile("digest", re.IGNORECASE)).first.wait_for()


def answer_from_elsewhere(house, page):
    _, question = house.newest("bob@example.net", "bowline")
    house.send("The rabbit comes out of the hole.", sender=CAFE, to=question["Reply-To"], answers=question)
    path, asked = house.newest("bob@example.net", "/was-this-you/")
    assert not [one for _, one in house.copies("ana@example.org") if "rabbit" in text_of(one)]
    assert CAFE in text_of(asked)
    open_letter(house, page, path, "/was-this-you/")
    page.get_by_role("button", name="post it and add this address").click()
    page.get_by_role("heading", name="I have posted it").wait_for()


def thank_on_the_web(house, page):
    path, _ = house.newest("ana@example.org", "The rabbit comes out")
    open_letter(house, page, path, "/threads/")
    page.get_by_text("The rabbit comes out of the hole.").wait_for()
    page.get_by_label("Your answer").fill("Thank you, it holds!")
    page.get_by_role("button", name="Post to the group").click()
    page.get_by_text("Thank you, it holds!").wait_for()
    _, thanks = house.newest("bob@example.net", "Thank you, it holds!")
    assert thanks["From"].startswith("Ana via Brass Lantern <brass-lantern")


def read_the_digest(house, page):
    assert len(house.copies("dora@example.com")) == 1
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}T18:00Z"
    house.run("-m", "mooc", "work", "--once", "--now", tomorrow)
    path, _ = house.newest("dora@example.com", "Thank you, it holds!")
    page.goto(house.url + path)
    letter = page.frame_locator("iframe.letter")
    letter.get_by_text("The rabbit comes out of the hole.", exact=True).wait_for()
    letter.get_by_text("Thank you, it holds!").wait_for()


def open_letter(house, page, path, leads_to):
    """Open a letter in the mailbox, and go where one of its links leads."""
    page.goto(house.url + path)
    anchor = page.frame_locator("iframe.letter").locator(f'a[href*="{leads_to}"]').first
    page.goto(anchor.get_attribute("href"))
