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
# What somebody shares, with what may be answered to it: another's question deserves an answer of its own.
SHARINGS = (
    (
        "{topic} runs, more or less",
        "I got the part on {lower} to run after two evenings. What helped me was to print every variable until I "
        "believed it. Has anybody a shorter version?",
        (
            "Mine is shorter, but yours can be read. I would keep yours.",
            "I did it another way: I wrote down what should come out, and then made it come out. Happy to show it.",
            "Print is my best friend, too. Shall we compare on Saturday?",
        ),
    ),
    (
        "45, and not 55",
        "My attempt of this week is below, please be gentle:\n\n    total = 0\n    for n in range(10):\n"
        "        total += n\n    print(total)\n\nWhy is it 45 and not 55?",
        (
            "The range stops one before its end. I tripped over the same thing yesterday.",
            "I think you want this:\n\n    for n in range(1, 11):\n        total += n\n\nTry it and tell us!",
        ),
    ),
    (
        "Drawing it first",
        "I found that drawing {lower} on paper first makes it half as frightening. Anybody else?",
        (
            "Yes! Boxes with names in them, and arrows. My kitchen table is full of them.",
            "I say it aloud instead, to the cat. The cat has understood everything so far.",
        ),
    ),
    (
        "What is it for?",
        "Question about {lower}: when would one use this outside an exercise? I think I see it, but not quite.",
        (
            "I asked myself the same, and then I renamed two hundred photographs with it.",
            "Good question. Somebody in my office does all day by hand what this does in a second.",
        ),
    ),
    (
        "A little behind",
        "I am a little behind, but the first twenty minutes of {lower} made sense, which I did not expect.",
        (
            "So am I. Twenty minutes tonight, and we tell each other how it went?",
            "Behind whom? I am still at the first exercise, and I like it here.",
        ),
    ),
)
WELCOMES = (
    "Welcome! I would use that, so please build it.",
    "Good to read you. Which hour is it where you are?",
    "Hello! I have started three times, too. Let us see who stops last.",
)
OTHERWISE = (
    "I read all of this twice, and learned more than from the video.",
    "Thank you for asking. I was about to, for the third day.",
)


def introduction(name: str, rng: random.Random) -> str:
    """Return what a member writes first."""
    return rng.choice(INTRODUCTIONS).format(name=name.split()[0])


def sharing(topic: str, rng: random.Random) -> tuple[str, str]:
    """Return the subject and the text of something a member shares about the week's topic."""
    subject, text, _ = rng.choice(SHARINGS)
    lower = topic[:1].lower() + topic[1:]
    return subject.format(topic=topic), text.format(lower=lower)


def reply(subject: str, rng: random.Random) -> str:
    """Return an answer to somebody's post of this subject."""
    fitting = (answers for told, _, answers in SHARINGS if told.removeprefix("{topic}") in subject)
    return rng.choice(next(fitting, WELCOMES if "Hello from" in subject else OTHERWISE))


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
    html: str = "",
    files: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return the mail as bytes; `answers_to` holds the Message-IDs of the thread so far, `files` names and texts."""
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
    if html:
        mail.add_alternative(html, subtype="html")
    for file_name, content in files:
        mail.add_attachment(content, subtype="x-python", filename=file_name)
    return mail.as_bytes()
