"""The simulated learners: who they are and how long their energy lasts. All from one seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mooc.pure.coursebook import Question
from mooc.pure.timetable import slots_from_ticks

# People an open course in English meets, by share. Zone names only; no statistics of anybody are copied here.
ZONES: Mapping[str, int] = {
    "America/New_York": 12,
    "America/Los_Angeles": 7,
    "America/Chicago": 6,
    "America/Sao_Paulo": 6,
    "America/Bogota": 4,
    "America/St_Johns": 1,
    "Europe/London": 8,
    "Europe/Berlin": 8,
    "Europe/Warsaw": 5,
    "Africa/Lagos": 5,
    "Africa/Nairobi": 3,
    "Africa/Cairo": 3,
    "Asia/Dubai": 2,
    "Asia/Tehran": 1,
    "Asia/Karachi": 3,
    "Asia/Kolkata": 12,
    "Asia/Kathmandu": 1,
    "Asia/Dhaka": 2,
    "Asia/Shanghai": 4,
    "Asia/Tokyo": 2,
    "Australia/Adelaide": 1,
    "Australia/Sydney": 2,
    "Pacific/Auckland": 1,
    "Pacific/Chatham": 1,
}
GIVEN_NAMES = (
    "Ana Bilal Chidi Dana Emeka Farah Goran Hana Ivo Jun Kofi Leila Mateus Nadia Oleg Priya Quentin Rosa Sami Tove "
    "Uma Viktor Wanjiru Ximena Yusuf Zofia Amara Bogdan Camille Dawit Esra Felipe Greta Hugo Ingrid Joana Kavya "
    "Lukas Mei Nils Olu Paula Rahul Sofia Tariq Ulla Vera Wei Yara Zeynep "
    "ليلى يوسف 小明 美玲 さくら 지훈 Zoë Łukasz Søren 🌻Flor"
).split()
FAMILY_NAMES = (
    "Abara Bjork Castro Dlamini Eriksen Ferreira Gupta Haddad Ivanov Jansen Kowalski Lopes Mensah Novak Okafor "
    "Pereira Quiroga Rossi Sharma Tanaka Umar Vargas Weber Xu Yilmaz Zhou"
).split()
LANGUAGES: Mapping[str, int] = {"en": 92, "es": 8}
TICKS = [f"{days}-{part}" for days in ("weekday", "weekend") for part in ("morning", "afternoon", "evening")]
TICK_CHANCE = (0.12, 0.10, 0.62, 0.35, 0.40, 0.45)
HOPES = (
    "to write a small program that saves me an hour a week",
    "to understand what my colleagues are talking about",
    "to build a game for my niece",
    "to find out whether I like this",
    "to tidy ten years of spreadsheets",
    "to draw patterns for weaving",
)
HELPS = (
    "I am patient and I like reading other people's code",
    "I ask the questions that nobody dares to ask",
    "I can explain spreadsheets and fractions",
    "I bring bad jokes and a good search engine",
    "I have tripped over every installation problem there is",
    "I will answer within a day, promise",
    "I draw diagrams of everything",
)


@dataclass(frozen=True, slots=True)
class Character:
    """A simulated learner; `energy` in [0, 1] is the chance to do something in a week, and fades by `fade` a week."""

    email: str
    name: str
    zone: str
    language: str
    company: str
    availability: Mapping[str, Sequence[str]] | None
    hours_a_week: int
    answers: Mapping[str, str] = field(default_factory=dict)
    confirms: bool = True
    is_in: bool = True
    comes_late: bool = False
    energy: float = 0.5
    fade: float = 0.9


def characters(how_many: int, seed: int, questions: Sequence[Question]) -> Iterator[Character]:
    """Yield the learners of a demo, the same for the same seed."""
    rng = random.Random(seed)
    for number in range(how_many):
        yield _character(number, rng, questions)


def _character(number: int, rng: random.Random, questions: Sequence[Question]) -> Character:
    given, family = rng.choice(GIVEN_NAMES), rng.choice(FAMILY_NAMES)
    company = rng.choices(("write", "meet", "alone"), (62, 18, 20))[0]
    ticks = [tick for tick, chance in zip(TICKS, TICK_CHANCE, strict=True) if rng.random() < chance]
    keeps_going = rng.random() < 0.4
    return Character(
        email=f"learner{number + 1}@example.org",
        name=f"{given} {family}",
        zone=rng.choices(list(ZONES), list(ZONES.values()))[0],
        language=rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0],
        company=company,
        availability=slots_from_ticks(ticks) if ticks else None,
        hours_a_week=rng.choice((2, 3, 4, 6, 8)),
        answers={question.id: _answer(question, rng) for question in questions},
        confirms=rng.random() < 0.9,
        is_in=rng.random() < 0.8,
        comes_late=rng.random() < 0.03,
        energy=rng.uniform(0.4, 0.95) if keeps_going else rng.uniform(0.05, 0.5),
        fade=rng.uniform(0.93, 1.0) if keeps_going else rng.uniform(0.6, 0.9),
    )


def _answer(question: Question, rng: random.Random) -> str:
    if question.levels:
        return rng.choice([level.id for level in question.levels])
    return rng.choice(HELPS if "help" in question.id or "bring" in question.id else HOPES)
