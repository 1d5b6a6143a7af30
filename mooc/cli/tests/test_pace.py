import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from mooc.cli.app import app
from mooc.cli.pace import pace  # noqa: F401  (registers the command)
from mooc.delivery.models import Pace
from mooc.delivery.pacing.setting import WrongPace
from mooc.delivery.pauses import begin_pause

pytestmark = pytest.mark.django_db


def say(*words):
    done = CliRunner().invoke(app, ["mail", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def listed():
    return {one["key"]: one for one in json.loads(say("pace", "--json"))}


def test_nothing_limits_mail_until_somebody_says_so():
    assert "Nothing limits mail." in say("pace")
    assert listed() == {}


def test_a_limit_is_set_shown_and_ended(settings):
    settings.EMAIL_URL = "smtp://relay.example:2525"
    assert "600 a minute now" in say("pace", "transport", "--per-minute", "600")
    say("pace", "gmail.com", "--per-minute", "1,200")
    found = listed()
    assert list(found) == ["transport:relay.example:2525", "provider:google"]
    assert found["provider:google"]["limit_per_minute"] == 1200
    assert "1,200/min" in say("pace")
    assert "no limit" in say("pace", "google", "--per-minute", "none")
    say("pace", "transport:relay.example:2525", "--per-minute", "none")
    assert not Pace.objects.exists()


def test_a_new_sender_warms_up_day_by_day(settings):
    settings.EMAIL_URL = "smtp://relay.example:2525"
    said = say("pace", "transport", "--per-minute", "10", "--warm-up")
    assert "500 a day now" in said
    assert "500, 1,000, 2,000, 4,000, 8,000; then 10 a minute" in said
    Pace.objects.update(warm_from=timezone.now() - timedelta(days=2, hours=1))
    found = listed()["transport:relay.example:2525"]
    assert (found["warm_up_day"], found["warm_up_a_day"]) == (3, 2000)
    assert found["rate_per_minute"] == pytest.approx(2000 / 1440)
    Pace.objects.update(warm_from=timezone.now() - timedelta(days=5))
    assert listed()["transport:relay.example:2525"]["rate_per_minute"] == 10
    say("pace", "transport", "--no-warm-up", "--per-minute", "none")
    assert not Pace.objects.exists()


def test_it_says_what_is_slowed_down_and_why():
    given = {"slowed_to": 30, "reason": "421 too fast", "changed_at": timezone.now()}
    Pace.objects.create(key="provider:google", limit=600, **given)
    assert "slowed down after: 421 too fast" in say("pace", "google")
    assert listed()["provider:google"]["slowed_to_per_minute"] == 30


@pytest.mark.parametrize(
    "words",
    [
        ["transport", "--per-minute", "600"],
        ["google", "--per-minute", "many"],
        ["google", "--per-minute", "0"],
        ["google", "--per-minute", "nan"],
        ["nobody", "--per-minute", "600"],
        ["--per-minute", "600"],
    ],
)
def test_it_refuses_what_it_cannot_keep(words):
    with pytest.raises(WrongPace):
        say("pace", *words)
    assert not Pace.objects.exists()


def test_status_shows_that_mail_is_stopped_and_why():
    begin_pause("relay.example:25", "535 wrong password", now=timezone.now(), is_ours=True)
    assert "relay.example:25 says: 535 wrong password" in say("status")
    assert json.loads(say("status", "--json"))["stopped_by"][0]["is_ours"]
