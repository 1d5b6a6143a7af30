"""Words to the machine, and words to people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit.bounces import read_bounce
from mooc.pure.mailkit.commands import Command, Verb, read_command, read_line
from mooc.pure.mailkit.until import read_day

TODAY = date(2026, 11, 23)  # a Monday
SAID = {
    "Digest ON.": Verb.DIGEST_ON,
    "digest off": Verb.DIGEST_OFF,
    "Each post, please": Verb.EACH_POST,
    "weekly only": Verb.WEEKLY_ONLY,
    "Mute this thread": Verb.MUTE,
    "unmute": Verb.UNMUTE,
    "own copy on": Verb.OWN_COPY_ON,
    "No own copy!": Verb.OWN_COPY_OFF,
    "Leave the run": Verb.LEAVE,
    "UNSUBSCRIBE": Verb.STOP,
    "My group is quiet": Verb.GROUP,
    "Help!": Verb.HELP,
    "“done”": Verb.DONE,
    "Done 👍": Verb.DONE,
    "*stuck*": Verb.STUCK,
    "Terminé": Verb.DONE,
    "完成。": Verb.DONE,
    "застряла": Verb.STUCK,
    "jeszcze": None,
    "جزئيًا": Verb.PARTLY,
    "klaar\n\n": Verb.DONE,
}
NO_COMMANDS = (
    "I am done with week 3, who else?",
    "done\nand dusted",
    "Pause for coffee",
    "Can we pause until everybody has read it?",
    "help me with the third exercise",
    "Leave it as it is",
    "> done",
    "",
    "digest on " * 30,
    "👍",
)
DAYS = {
    "3 December": (12, 3),
    "3rd of Dec": (12, 3),
    "Dec. 3": (12, 3),
    "December 3rd, 2026": (12, 3),
    "3.12.": (12, 3),
    "3.12": (12, 3),
    "03.12.26": (12, 3),
    "2026-12-03": (12, 3),
    "25/12": (12, 25),
    "12/25/2026": (12, 25),
    "tomorrow": (11, 24),
    "Friday": (11, 27),
    "next monday": (11, 30),
    "for 2 weeks": (12, 7),
    "a week": (11, 30),
    "ten days": (12, 3),
    "next month": (12, 1),
    "1 January": (1, 1),
}


@pytest.mark.parametrize(("words", "verb"), SAID.items())
def test_a_mail_of_one_wish_is_a_command_however_it_is_written(words: str, verb: Verb | None) -> None:
    assert read_command(words) == (Command(verb) if verb else None)


@pytest.mark.parametrize("words", NO_COMMANDS)
def test_what_is_written_to_people_is_no_command(words: str) -> None:
    assert read_command(words) is None


def test_the_writers_own_name_below_changes_nothing() -> None:
    assert read_command("Digest on\n\nBob", names=("Bob Miller", "Bob")) == Command(Verb.DIGEST_ON)
    assert read_command("Digest on\n\nAna", names=("Bob Miller", "Bob")) is None


def test_a_subject_counts_where_there_are_no_words_and_it_answers_nobody() -> None:
    assert read_command("", "Digest off") == Command(Verb.DIGEST_OFF)
    assert read_command("", "Re: help") is None
    assert read_command("I wrote this.", "digest off") is None


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("pause", ""),
        ("Pause until 3 December, please", "3 december"),
        ("pause for 2 weeks", "for 2 weeks"),
        ("pause Friday", "friday"),
        ("pause 2026-12-03", "2026-12-03"),
        ("pause until the moon is full", "the moon is full"),
    ],
)
def test_a_pause_keeps_the_words_for_its_end(words: str, when: str) -> None:
    assert read_command(words) == Command(Verb.PAUSE, when)


def test_some_words_are_said_to_people_too() -> None:
    assert [verb for verb in Verb if Command(verb).is_said_to_people] == [
        Verb.RESUME, Verb.START, Verb.GROUP, Verb.HELP, Verb.DONE, Verb.PARTLY, Verb.STUCK, Verb.SKIPPING
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), DAYS.items())
def test_a_day_is_read_as_people_write_it(words: str, day: tuple[int, int]) -> None:
    found = read_day(words, today=TODAY)
    assert found is not None
    assert (found.month, found.day) == day
    assert found > TODAY


@pytest.mark.parametrize(
    "words", ["3/12", "31 February", "the moon is full", "ma 5", "0.0.", "99999 weeks", "13/13"]
)
def test_what_is_no_day_or_could_be_two_is_none(words: str) -> None:
    assert read_day(words, today=TODAY) is None


def test_a_year_may_make_a_day_past() -> None:
    assert read_day("1 March 2026", today=TODAY) == date(2026, 3, 1)


@given(st.text(max_size=120))
def test_any_words_are_read_without_stumbling(words: str) -> None:
    read_line(words)
    read_command(words, words, names=(words,))
    read_day(words, today=TODAY)


def _taken_for(body: str, *, subject: str = "Hello", answers: str = "") -> str:
    fields = f"From: bob@example.net\nSubject: {subject}\nMessage-ID: <1@x.example>\n{answers}"
    return read_bounce(f"{fields}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()).kind


def test_a_mail_is_taken_for_a_command_by_the_same_words() -> None:
    answers = "In-Reply-To: <copy-7@mooc.localhost>\n"
    quoted = "\n\nOn Mon, 23 Nov 2026 at 16:00, The Mechanical MOOC wrote:\n> Tie one knot.\n"
    assert _taken_for("digest on" + quoted, answers=answers) == "command"
    assert _taken_for("Done!" + quoted, answers=answers) == "command"
    assert _taken_for("", subject="unsubscribe") == "command"
    assert _taken_for("help") == "command"
    assert _taken_for("Help!" + quoted, answers=answers) == "post"
    assert _taken_for("I am done." + quoted, answers=answers) == "post"
