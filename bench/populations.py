"""Learners to try matching with, made by us from a seed: plausible ones, hard ones, and such as should not exist.

`POPULATIONS[kind](count, seed)` returns learners whose ids are whole numbers. Tests and benchmarks use the same.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from mooc.pure.matching import Learner

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# One place for each hour of the day, and those that are a half or a quarter of an hour off, with about so many people.
PLACES = {
    "Pacific/Pago_Pago": 1,
    "Pacific/Honolulu": 3,
    "America/Anchorage": 3,
    "America/Los_Angeles": 60,
    "America/Denver": 20,
    "America/Mexico_City": 60,
    "America/New_York": 150,
    "America/Santiago": 20,
    "America/Sao_Paulo": 80,
    "Atlantic/South_Georgia": 1,
    "Atlantic/Azores": 3,
    "Africa/Accra": 20,
    "Europe/Paris": 130,
    "Africa/Cairo": 50,
    "Africa/Nairobi": 40,
    "Asia/Dubai": 20,
    "Asia/Karachi": 40,
    "Asia/Dhaka": 30,
    "Asia/Bangkok": 30,
    "Asia/Shanghai": 60,
    "Asia/Tokyo": 30,
    "Australia/Brisbane": 10,
    "Pacific/Noumea": 1,
    "Pacific/Auckland": 8,
    "America/St_Johns": 4,
    "Asia/Tehran": 15,
    "Asia/Kabul": 5,
    "Asia/Kolkata": 110,
    "Asia/Kathmandu": 10,
    "Asia/Yangon": 5,
    "Australia/Adelaide": 4,
    "Pacific/Chatham": 1,
}
TONGUES = {"en": 58, "es": 20, "hi": 11, "fr": 8, "sw": 3}
Level = TypeVar("Level", int, str)
Population = Callable[[int, int], list[Learner]]
# Levels, and how many people have each of them or one before it.
Wheel = tuple[Sequence[Level], Sequence[int]]


def _wheel(weights: dict[Level, int]) -> Wheel[Level]:
    return [*weights], [*accumulate(weights.values())]


_PLACES, _TONGUES = _wheel(PLACES), _wheel(TONGUES)
_EXPERTISE = _wheel({"none": 50, "hello": 33, "app": 17})
_STYLE = _wheel({"a": 40, "b": 35, "c": 25})
_COMMITMENT = _wheel({0: 20, 1: 35, 2: 30, 3: 15})


def world(count: int, seed: int) -> list[Learner]:
    """People of every offset and five languages, with evenings and parts of weekends; two in a hundred are friends."""
    rng = random.Random(f"world {count} {seed}")  # noqa: S311  (people to try, no secrets)
    learners = [
        _person(rng, number, zone=_pick(rng, _PLACES), language=_pick(rng, _TONGUES), week=_week(rng))
        for number in range(count)
    ]
    return _befriended(rng, learners, count // 100)


def sparse(count: int, seed: int) -> list[Learner]:
    """People as in the world who have six hours a week each: two evenings, or an evening and a morning."""
    rng = random.Random(f"sparse {count} {seed}")  # noqa: S311
    learners = []
    for number in range(count):
        first, second = rng.sample(DAYS, 2)
        week = {first: [_span(rng.choice((18, 19, 20)), 3)], second: [_span(rng.choice((9, 18, 19)), 3)]}
        learners.append(
            _person(rng, number, zone=_pick(rng, _PLACES), language=_pick(rng, _TONGUES), week=week)
        )
    return _befriended(rng, learners, count // 100)


def one_zone(count: int, seed: int) -> list[Learner]:
    """People of one country and one language."""
    rng = random.Random(f"one zone {count} {seed}")  # noqa: S311
    return [
        _person(rng, number, zone="Europe/Paris", language="fr", week=_week(rng)) for number in range(count)
    ]


def planted(count: int, seed: int) -> list[Learner]:
    """Groups of six who fit perfectly, taken apart and shuffled; the rest that makes no six is left out."""
    rng = random.Random(f"planted {count} {seed}")  # noqa: S311
    learners: list[Learner] = []
    for group in range(count // 6):
        zone, days = _pick(rng, _PLACES), rng.sample(DAYS, 2)
        hours = {day: rng.randint(7, 20) for day in days}
        levels = zip(("none", "none", "hello", "hello", "app", "app"), "aabbcc", strict=True)
        for expertise, style in levels:
            week = {day: [_span(hour, 3)] for day, hour in hours.items()}
            week |= {day: [_span(rng.randint(7, 20), 3)] for day in rng.sample(DAYS, 2) if day not in week}
            traits = {"expertise": expertise, "style": style, "commitment": group % 4}
            learners.append(Learner(len(learners), "en", zone, week, traits))
    rng.shuffle(learners)
    return learners


def identical(count: int, seed: int) -> list[Learner]:
    """One person, many times."""
    (one,) = one_zone(1, seed)
    return [replace(one, id=number, flags=()) for number in range(count)]


def nobody_overlaps(count: int, seed: int) -> list[Learner]:
    """Each is free for two hours at which nobody else is; from the 85th on a week begins again."""
    rng = random.Random(f"alone {count} {seed}")  # noqa: S311
    learners = []
    for number in range(count):
        day, slot = divmod(number % 84, 12)
        week = {DAYS[day]: [_span(2 * slot, 2)]}
        learners.append(_person(rng, number, zone="UTC", language="en", week=week))
    return learners


def chains_of_friends(count: int, seed: int) -> list[Learner]:
    """Every ten name the next one, so that nobody can be with all the friends of his friends."""
    learners = one_zone(count, seed)
    return [
        replace(one, keep_with=(one.id + 1,)) if one.id % 10 != 9 and one.id + 1 < count else one
        for one in learners
    ]


def friends_of_two_languages(count: int, seed: int) -> list[Learner]:
    """Every second pair of friends speaks two languages."""
    learners = one_zone(count, seed)
    return [
        replace(one, keep_with=(one.id ^ 1,), language="es" if one.id % 4 == 3 else "fr") for one in learners
    ]


def apart_in_cliques(count: int, seed: int) -> list[Learner]:
    """Every nine do not want to meet each other."""
    learners = one_zone(count, seed)
    return [
        replace(one, keep_apart=tuple(other for other in _nine(one.id, count) if other != one.id))
        for one in learners
    ]


POPULATIONS: dict[str, Population] = {
    "world": world,
    "sparse": sparse,
    "one zone": one_zone,
    "planted": planted,
    "identical": identical,
    "nobody overlaps": nobody_overlaps,
    "chains of friends": chains_of_friends,
    "friends of two languages": friends_of_two_languages,
    "apart in cliques": apart_in_cliques,
}


def _person(
    rng: random.Random, number: int, *, zone: str, language: str, week: dict[str, list[str]]
) -> Learner:
    return Learner(
        id=number,
        language=language,
        zone=zone,
        availability=week if rng.random() < 0.98 else None,
        traits={
            "expertise": _pick(rng, _EXPERTISE),
            "style": _pick(rng, _STYLE),
            "commitment": _pick(rng, _COMMITMENT),
        },
        flags=("minority",) if rng.random() < 0.2 else (),
    )


def _week(rng: random.Random) -> dict[str, list[str]]:
    """Return some evenings and some parts of the weekend: of few people nearly all, of most two or three."""
    free = rng.betavariate(2, 3)
    week = {
        day: [_span(rng.choice((18, 19, 20)), rng.choice((2, 3, 4)))]
        for day in DAYS[:5]
        if rng.random() < free
    }
    for day in DAYS[5:]:
        parts = [_span(hour, 3) for hour in (9, 12, 15, 18) if rng.random() < 0.1 + free / 2]
        week |= {day: parts} if parts else {}
    return week


def _span(hour: int, length: int) -> str:
    return f"{hour:02d}:00-{min(24, hour + length):02d}:00"


def _befriended(rng: random.Random, learners: list[Learner], pairs: int) -> list[Learner]:
    """Make so many pairs of friends, each of one place and language."""
    alike: dict[tuple[str, str], list[int]] = {}
    for one in learners:
        alike.setdefault((one.zone, one.language), []).append(int(one.id))
    couples = [tuple(ids[at : at + 2]) for ids in alike.values() for at in range(0, len(ids) - 1, 2)]
    for one, other in rng.sample(couples, min(pairs, len(couples))):
        learners[one] = replace(learners[one], keep_with=(other,))
        learners[other] = replace(learners[other], keep_with=(one,))
    return learners


def _nine(number: int, count: int) -> Sequence[int]:
    return range(number // 9 * 9, min(count, number // 9 * 9 + 9))


def _pick(rng: random.Random, wheel: Wheel[Level]) -> Level:
    levels, upto = wheel
    return rng.choices(levels, cum_weights=upto)[0]
