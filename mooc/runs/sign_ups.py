"""What somebody says when signing up, checked and made of one kind: for the form and for lists alike. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from mooc.people.addresses import readers_address
from mooc.people.names import checked_language, checked_zone, clean_name
from mooc.pure import timetable
from mooc.pure.coursebook import Course, Question
from mooc.pure.mailkit import scrub

from .errors import BadAnswer
from .models import Enrolment

Availability = Mapping[str, Sequence[str]]
LONGEST_TEXT = 2_000
MOST_HOURS = 60


@dataclass(frozen=True, slots=True)
class SignUp:
    """One checked sign-up."""

    email: str
    name: str
    zone: str
    language: str
    company: Enrolment.Company
    availability: dict[str, list[str]] | None
    hours_a_week: int | None
    answers: dict[str, str]

    def wishes(self) -> dict[str, object]:
        """Return what an enrolment keeps of it."""
        return {
            "company": self.company,
            "availability": self.availability,
            "hours_a_week": self.hours_a_week,
            "answers": self.answers,
        }

    def person(self) -> dict[str, str]:
        """Return what a person keeps of it."""
        return {"name": self.name, "zone": self.zone, "language": self.language}


def checked_sign_up(
    course: Course,
    *,
    email: str,
    name: str = "",
    zone: str = "UTC",
    language: str = "en",
    company: str = Enrolment.Company.WRITE,
    availability: Availability | None = None,
    hours_a_week: int | None = None,
    answers: Mapping[str, str] | None = None,
) -> SignUp:
    """Return the sign-up as we keep it. Raises the error of the first thing that is wrong."""
    return SignUp(
        email=readers_address(email),
        name=clean_name(name),
        zone=checked_zone(zone),
        language=checked_language(language),
        company=checked_company(company),
        availability=checked_availability(availability),
        hours_a_week=checked_hours(hours_a_week),
        answers=checked_answers(course, answers or {}),
    )


def checked_company(company: str) -> Enrolment.Company:
    """Return the company wanted. Raises BadAnswer."""
    try:
        return Enrolment.Company(company)
    except ValueError:
        raise BadAnswer(f"{company!r} is no kind of company. Choose one of meet, write, alone.") from None


def checked_availability(availability: Availability | None) -> dict[str, list[str]] | None:
    """Return weekly hours, None when nothing is said. Raises BadAnswer."""
    try:
        timetable.check_availability(availability)
    except timetable.BadAvailability as error:
        raise BadAnswer(str(error)) from error
    said = {day: list(spans) for day, spans in (availability or {}).items() if spans}
    return said or None


def checked_hours(hours: int | None) -> int | None:
    """Return the hours a week. Raises BadAnswer."""
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise BadAnswer(f"{hours} hours a week cannot be. Give a number from 1 to {MOST_HOURS}, or none.")
    return hours


def checked_answers(course: Course, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to the course's own questions, by question id; empty ones are left out. Raises BadAnswer."""
    questions = {question.id: question for question in course.questions}
    if unknown := sorted(answers.keys() - questions.keys()):
        raise BadAnswer(
            f"{unknown[0]!r} is no question of this course. It asks {', '.join(questions) or 'nothing'}."
        )
    kept = {name: _checked_answer(questions[name], answer) for name, answer in answers.items()}
    return {name: answer for name, answer in kept.items() if answer}


def _checked_answer(question: Question, answer: str) -> str:
    check = _checked_text if question.kind == "text" else partial(_checked_level, question)
    return check(scrub(str(answer)).strip())


def _checked_level(question: Question, answer: str) -> str:
    levels = [level.id for level in question.levels]
    if answer and answer not in levels:
        raise BadAnswer(
            f"{answer[:60]!r} is no answer to {question.id!r}. Choose one of {', '.join(levels)}."
        )
    return answer


def _checked_text(answer: str) -> str:
    if len(answer) > LONGEST_TEXT:
        raise BadAnswer(f"An answer of {len(answer)} characters is too long. At most {LONGEST_TEXT} fit.")
    return answer
