import pytest

from mooc.delivery.models import Pace, Sender
from mooc.delivery.pacing.rates import RECOVERED
from mooc.delivery.pacing.trouble import is_too_fast
from mooc.delivery.transports.base import Answer, Verdict

from .pacing_world import START, Time, limited

TOO_FAST = "421 4.7.28 this address sends at an unusual rate"


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        TOO_FAST,
        "421 closing for now",
        "127.0.0.1:25: 421 4.3.0 closing",
        "450 4.2.1 this reader gets mail at a rate that I cannot keep up with",
        "451 4.7.0 come back later",
        "452 4.3.2 not now",
        "451 too many messages from you, slow down",
        "454 4.7.0 Throttling failure: maximum sending rate exceeded",
        "450 4.4.5 try later",
    ],
)
def test_it_hears_that_we_are_too_fast(text):
    assert is_too_fast(Answer(1, Verdict.DEFERRED, text))


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("450 4.2.0 greylisted, try again", Verdict.DEFERRED),
        ("451 4.7.1 Greylisting in action, please come back in 5 minutes", Verdict.DEFERRED),
        ("452 4.2.2 mailbox full, quota exceeded", Verdict.DEFERRED),
        ("421 4.4.2 idle for too long, closing", Verdict.DEFERRED),
        ("451 4.3.0 our disk is full", Verdict.DEFERRED),
        ("550 5.7.1 you sent too many messages", Verdict.REJECTED),
        ("250 2.0.0 queued as 421", Verdict.ACCEPTED),
        ("not sent, a fault of ours: 4.7.1", Verdict.DEFERRED),
        ("", Verdict.DEFERRED),
    ],
)
def test_what_is_no_matter_of_speed_slows_nobody(text, verdict):
    assert not is_too_fast(Answer(1, verdict, text))


def answers(pacer, provider, count=1, text=TOO_FAST, verdict=Verdict.DEFERRED):
    for _ in range(count):
        pacer.answered(provider, Answer(1, verdict, text))


def gone(time, pacer, seconds):
    """Let time pass as the core's loop does, flushing each second."""
    for _ in range(int(seconds)):
        time.gone += 1
        pacer.flush()


def going(time, pacer, seconds, *, per_second, provider="google"):
    """Copies are taken at this rate."""
    for _ in range(int(seconds)):
        answers(pacer, provider, per_second, "250 fine", Verdict.ACCEPTED)
        gone(time, pacer, 1)


def row(key="provider:google"):
    return Pace.objects.get(key=key)


@pytest.mark.django_db
def test_a_provider_that_says_too_fast_gets_half_of_what_it_got_lately():
    time = Time()
    pacer = time.pacer()
    going(time, pacer, 20, per_second=20)
    answers(pacer, "google", 5)
    gone(time, pacer, 1)
    assert row().slowed_to == pytest.approx(600, rel=0.1)
    assert row().reason == TOO_FAST
    assert pacer.book(["google"] * 100)
    assert pacer.book(["example.org"] * 100) is None


@pytest.mark.django_db
def test_trouble_that_is_still_of_the_old_rate_does_not_halve_again():
    time = Time()
    pacer, other = time.pacer(), time.pacer()
    going(time, pacer, 20, per_second=20)
    for _ in range(10):
        answers(pacer, "google")
        answers(other, "google")
        gone(time, pacer, 1)
        other.flush()
    assert row().slowed_to == pytest.approx(600, rel=0.1)
    gone(time, pacer, 6)
    answers(pacer, "google")
    gone(time, pacer, 1)
    assert row().slowed_to < 310


@pytest.mark.django_db
def test_it_recovers_by_half_with_each_quiet_minute_and_is_forgotten_at_last():
    time = Time()
    pacer = time.pacer()
    answers(pacer, "google")
    gone(time, pacer, 1)
    assert row().slowed_to == 30
    found = []
    for _ in range(4):
        found.append(pacer.rates()["provider:google"])
        gone(time, pacer, 60)
    assert found == pytest.approx([30, 45, 67.5, 101.25])
    minutes = 0
    while Pace.objects.exists():
        gone(time, pacer, 60)
        pacer.book(["google"])
        minutes += 1
    assert 30 * 1.5 ** (minutes + 5) > RECOVERED
    assert pacer.book(["google"] * 5) is None


@pytest.mark.django_db
def test_it_recovers_up_to_its_limit_and_the_limit_stays():
    limited("provider:google", 100)
    time = Time()
    pacer = time.pacer()
    going(time, pacer, 10, per_second=2)
    answers(pacer, "google")
    gone(time, pacer, 1)
    assert row().slowed_to == pytest.approx(50, rel=0.1)
    gone(time, pacer, 300)
    pacer.book(["google"])
    gone(time, pacer, 61)
    assert (row().limit, row().slowed_to, row().reason) == (100, None, "")
    assert pacer.rates()["provider:google"] == 100


@pytest.mark.django_db
def test_no_trouble_slows_below_one_a_minute():
    time = Time()
    pacer = time.pacer()
    for _ in range(12):
        answers(pacer, "google")
        gone(time, pacer, 20)
    assert row().slowed_to == 1


@pytest.mark.django_db
def test_trouble_with_nearly_everybody_is_trouble_with_the_relay():
    time = Time()
    pacer = time.pacer()
    for number in range(5):
        answers(pacer, f"example-{number}.org", 10)
    gone(time, pacer, 1)
    assert [one.key for one in Pace.objects.all()] == ["transport:relay:25"]


@pytest.mark.django_db
def test_what_one_of_several_workers_measures_is_its_share():
    from django.utils import timezone

    for number in range(3):
        given = {"host": "here", "process": number, "started_at": START, "transport": "relay:25"}
        Sender.objects.create(name=str(number), seen_at=timezone.now(), **given)
    time = Time()
    pacer = time.pacer()
    going(time, pacer, 20, per_second=20)
    answers(pacer, "google")
    gone(time, pacer, 1)
    assert row().slowed_to == pytest.approx(1800, rel=0.1)


@pytest.mark.django_db
def test_all_is_well_writes_nothing(django_assert_num_queries):
    time = Time()
    pacer = time.pacer()
    going(time, pacer, 3, per_second=20)
    with django_assert_num_queries(0):
        going(time, pacer, 50, per_second=20)
    assert not Pace.objects.exists()
