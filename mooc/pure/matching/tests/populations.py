"""People for matching, made by us: small strange ones by Hypothesis, large plausible ones by a seed."""

import random
from datetime import date

from hypothesis import strategies as st

from mooc.pure.matching import Learner

WEEK = date(2026, 12, 7)
ZONES = [
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Honolulu",
    "Pacific/Chatham",
]
EVENINGS = {day: ["18:00-22:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
_SPANS = ["07:00-09:00", "12:00-14:00", "18:00-20:00", "18:30-21:45", "18:00-22:00", "23:00-02:00"]
_DAYS = ["mon", "wed", "sun"]

availabilities = st.none() | st.dictionaries(
    st.sampled_from(_DAYS), st.lists(st.sampled_from(_SPANS), max_size=2, unique=True)
)


@st.composite
def crowds(draw, most=24):
    """Some people with few zones and hours, so that groups are possible, and ties that may contradict each other."""
    count = draw(st.integers(0, most))
    ids = st.integers(0, max(0, count - 1))
    ties = st.lists(ids, max_size=2).map(tuple)
    rarely = st.sampled_from([False] * 4 + [True])
    return [
        Learner(
            id=number,
            language=draw(st.sampled_from(["en", "en", "es"])),
            zone=draw(st.sampled_from(ZONES)),
            availability=draw(availabilities),
            traits=draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "expertise": st.sampled_from(["none", "some", "much"]),
                        "style": st.sampled_from(["try", "think"]),
                        "commitment": st.integers(0, 3),
                    },
                )
            ),
            flags=draw(st.sampled_from([(), (), ("woman",), ("deaf", "woman")])),
            keep_with=draw(ties) if draw(rarely) else (),
            keep_apart=draw(ties) if draw(rarely) else (),
            wants_group=draw(st.sampled_from([True] * 9 + [False])),
        )
        for number in range(count)
    ]


def people(count, seed=1, *, zones=("Europe/Berlin", "Europe/London"), languages=("en",)):
    """Plausible people, all different."""
    rng = random.Random(seed)
    return [
        Learner(
            id=f"p{number}",
            language=rng.choice(languages),
            zone=rng.choice(zones),
            availability={
                day: rng.sample(["09:00-12:00", "13:00-16:00", "18:00-22:00"], rng.randint(1, 2))
                for day in rng.sample(list(EVENINGS), 4)
            },
            traits={
                "expertise": rng.choices(["none", "hello", "app"], (45, 38, 17))[0],
                "style": rng.choices(["try", "think", "discuss"], (42, 36, 22))[0],
                "commitment": rng.choices([0, 1, 2, 3], (25, 30, 30, 15))[0],
            },
            flags=("minority",) if rng.random() < 0.25 else (),
        )
        for number in range(count)
    ]
