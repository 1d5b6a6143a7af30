from datetime import timedelta
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mooc.delivery.models import Pace
from mooc.delivery.pacing.rates import PaceRow, interval_of, rate_of, slowed_rate

from .pacing_world import START, Time, limited, most_within

PROVIDERS = ["google", "yahoo", "microsoft", "example.org"]
limits = st.dictionaries(
    st.sampled_from(["transport:relay:25", "provider:google", "provider:yahoo", "provider:microsoft"]),
    st.floats(min_value=0.5, max_value=5000),
)
# How long the loop takes to come round, by which worker, and what it has claimed: (provider, priority).
turns = st.lists(
    st.tuples(
        st.floats(min_value=0.0, max_value=3.0),
        st.integers(min_value=0, max_value=1),
        st.lists(st.tuples(st.sampled_from(PROVIDERS), st.sampled_from([0, 4, 5])), max_size=40),
        st.booleans(),
    ),
    max_size=40,
)


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits=limits, turns=turns)
def test_whatever_is_booked_keeps_to_all_limits_and_answers_for_every_copy(limits, turns):
    Pace.objects.all().delete()
    for key, per_minute in limits.items():
        limited(key, per_minute)
    time = Time()
    pacers = [time.pacer(), time.pacer()]
    sent = {key: [] for key in limits}
    for wait, worker, copies, with_priorities in turns:
        time.gone += wait
        providers = [provider for provider, _ in copies]
        priorities = [priority for _, priority in copies] if with_priorities else ()
        assert 0 <= pacers[worker].room(100) <= 100
        slots = pacers[worker].book(providers, priorities)
        if slots is None:
            assert "transport:relay:25" not in limits
            assert not any(f"provider:{provider}" in limits for provider in providers)
            continue
        assert len(slots) == len(copies)
        for slot, provider in zip(slots, providers, strict=True):
            if slot.later is not None:
                assert timedelta(0) < slot.later <= timedelta(hours=1)
                continue
            at = max(slot.at - 1000, time.gone)
            assert at <= time.gone + 2.01
            for key in ("transport:relay:25", f"provider:{provider}"):
                if key in limits:
                    assert slot.at
                    sent[key].append(at)
    for key, per_minute in limits.items():
        if sent[key]:
            assert most_within(sent[key]) <= ceil(per_minute)


@pytest.mark.once
@given(st.integers(min_value=1, max_value=100_000))
def test_no_minute_and_no_jitter_hold_more_slots_than_the_limit(limit):
    assert int((60 + 0.45) / interval_of(limit)) + 1 <= limit
    assert (60 - 0.45) / interval_of(limit) >= limit * 0.985 - 1e-9


@pytest.mark.once
@given(
    st.one_of(st.none(), st.floats(min_value=0.1, max_value=1e6)),
    st.one_of(st.none(), st.floats(min_value=1, max_value=1e5)),
    st.floats(min_value=0, max_value=1e9),
)
def test_recovery_never_goes_back_and_never_above_the_limit(limit, slowed_to, gone):
    begun = START.timestamp()
    row = PaceRow("provider:google", limit, slowed_to, begun)
    now, later = rate_of(row, at=begun + gone), rate_of(row, at=begun + gone + 61)
    assert (now or float("inf")) <= (later or float("inf")) <= (limit or float("inf"))
    assert slowed_rate(row, at=begun + gone + 3600) is None
