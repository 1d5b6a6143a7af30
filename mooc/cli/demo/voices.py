"""What simulated learners write to their groups, as the raw mails that their programs would send."""

import random
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

INTRODUCTIONS = (
    "Hello all! I am {name}. One true thing: I once locked myself out of my own bicycle. I would like to build "
    "something that waters my plants.",
    "Hi, {name} here. I have started to learn this three times and stopped three times. With seven witnesses it may "
    "go better. I want to build a quiz for my daughter.",
    "Good evening from my kitchen table! {name}, complete beginner. I hope to make my accounts less boring.",
    "{name} checking in. True thing: I collect maps. To build: a program that finds the shortest walk past five "
    "bakeries.",
)
SHARINGS = (
    (
        "{topic} runs, more or less",
        "I got the part on {lower} to run after two evenings. What helped me was to print every variable until I "
        "believed it. Has anybody a shorter version?",
    ),
    (
        "45, and not 55",
        "My attempt of this week is below, please be gentle:\n\n    total = 0\n    for n in range(10):\n"
        "        total += n\n    print(total)\n\nWhy is it 45 and not 55?",
    ),
    (
        "Drawing it first",
        "I found that drawing {lower} on paper first makes it half as frightening. Anybody else?",
    ),
    (
        "What is it for?",
        "Question about {lower}: when would one use this outside an exercise? I think I see it, but not quite.",
    ),
    (
        "A little behind",
        "I am a little behind, but the first twenty minutes of {lower} made sense, which I did not expect.",
    ),
)
REPLIES = (
    "Yes! The range stops one before the end. I tripped over the same thing yesterday.",
    "Thank you for this, it is the explanation I was missing.",
    "I did it another way: I wrote the test first and then made it pass. Happy to show it.",
    "Same here. Shall we compare on Saturday?",
    "I think you want range(1, 11). Try it and tell us!",
)


def introduction(name: str, rng: random.Random) -> str:
    """Return what a member writes first."""
    return rng.choice(INTRODUCTIONS).format(name=name.split()[0])


def sharing(topic: str, rng: random.Random) -> tuple[str, str]:
    """Return the subject and the text of something a member shares about the week's topic."""
    subject, text = rng.choice(SHARINGS)
    lower = topic[:1].lower() + topic[1:]
    return subject.format(topic=topic), text.format(lower=lower)


def reply(rng: random.Random) -> str:
    """Return an answer to somebody's post."""
    return rng.choice(REPLIES)


def letter(
    *,
    name: str,
    sender: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    number: int,
    answers_to: Sequence[str] = (),
) -> bytes:
    """Return the mail as bytes; `answers_to` holds the Message-IDs of the thread so far."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{name}" <{sender}>'
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}.{int(at.timestamp())}@example.org>"
    if answers_to:
        mail["In-Reply-To"] = answers_to[-1]
        mail["References"] = " ".join(answers_to)
    mail.set_content(text)
    return mail.as_bytes()
