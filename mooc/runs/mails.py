"""What we write to learners and followers around a run: one function per kind of message, each said once in prose."""

from datetime import date

from mooc.delivery.layout import Draft
from mooc.delivery.links import page
from mooc.people.prose import prose
from mooc.pure.coursebook import Course, Rendered, render_text
from mooc.pure.mailkit import slot

from .models import Run


def confirm(run: Run, weeks: int) -> Draft:
    """Ask at the address whether its owner signed up. Holds nothing that a stranger could have typed."""
    text, html = prose(
        f"Somebody, I hope you, signed this address up for {run.name}: {weeks} weeks, one message a week, and a small"
        " group if you want one.",
        "Open the page and press the button there; I ask nothing else and there is no password. The link is good for"
        " two weeks.",
        "If it was not you, forget this message. I will not write again.",
    )
    return Draft(
        subject=f"Is this your address? One button for {run.name}",
        text=text,
        html=html,
        preheader="Open the page, press the button, and you are in.",
        button=("Confirm my sign-up", slot("act_url")),
        stops=False,
    )


def already_in(run: Run, variant: str) -> Draft:
    """Tell who signs up a second time that all is done; and who stopped the mail, how to get it again."""
    text, html = prose(
        slot("greeting"),
        f"Somebody, perhaps you, signed this address up for {run.name} again. You are in already, so I have changed"
        " nothing.",
        "Your page shows your sign-up, your group once there is one, and every message so far. It is also where you"
        " change your hour, your zone or your mind.",
        "You have stopped the mail of this run, so I stay silent otherwise. Your page has a button to start it again."
        if variant == "stopped"
        else "",
    )
    return Draft(
        subject=f"You are in {run.name} already",
        text=text,
        html=html,
        preheader="Nothing to do. Here is the way to your page.",
        button=("Open my page", slot("act_url")),
    )


def welcome(run: Run, course: Course, variant: str) -> Draft:
    """Greet who has confirmed, in the course's own words, and say when it starts."""
    said = _course_text(run, course, "welcome", variant)
    text, html = prose(f"{run.name} starts on {said_date(run.starts_date)}.")
    return Draft(
        subject=said.subject,
        text=f"{said.text}\n{text}",
        html=f"{said.html}\n{html}",
        preheader=said.preheader,
        button=("Open my page", slot("act_url")),
    )


def farewell(run: Run, course: Course, variant: str) -> Draft:
    """Say goodbye in the course's own words."""
    said = _course_text(run, course, "farewell", variant)
    return Draft(said.subject, said.text, said.html, said.preheader, button=("Open my page", slot("act_url")))


def ready(run: Run, variant: str) -> Draft:
    """Ask "are you in?" of those who want a group, of those who learn alone, and of those who join a run under way."""
    starts, groups = said_date(run.starts_date), said_date(run.groups_formed_date)
    opening, if_silent = {
        "group": (
            f"{run.name} starts on {starts}. On {groups} I put people into groups, and I have learned to ask first:"
            " most people who sign up for something never start, and a group of the absent is a quiet place.",
            "If you do not press it, nothing bad happens: you get the weekly message, and can join a group later with"
            " one button.",
        ),
        "alone": (
            f"{run.name} starts on {starts}. You said that you want to learn alone, which is fine: the weekly message"
            " comes in any case. I ask so that I know how many of you are really there.",
            "Should you want a group after all, your page has a button for it.",
        ),
        "running": (
            f"{run.name} has begun, and you are on its list. If you want to be in a group, I keep a place in line for"
            " you and seat you as soon as one is free.",
            "If you do not press it, you get the weekly message and learn alone. That is fine too.",
        ),
    }[variant]
    text, html = prose(slot("greeting"), opening, "So: are you in? One button says yes.", if_silent)
    return Draft(
        subject=f"Are you in? {run.name}"
        if variant == "running"
        else f"Are you in? {run.name} starts on {starts}",
        text=text,
        html=html,
        preheader="One button says yes.",
        button=("I am in", slot("act_url")),
    )


def cancelled(run: Run) -> Draft:
    """Tell everybody who confirmed that the run does not take place, or does not go on."""
    text, html = prose(
        slot("greeting"),
        f"{run.name} is cancelled by its organisers. You will get no further messages of it.",
        "I am sorry; I only know that it is so, not why. A reply to this message reaches the organisers.",
    )
    return Draft(
        subject=f"{run.name} is cancelled",
        text=text,
        html=html,
        preheader="You will get no further messages of it.",
        stops=False,
    )


def confirm_follow(course_title: str) -> Draft:
    """Ask at the address whether to tell of the next run."""
    text, html = prose(
        f"Somebody asked me to write to this address when the next run of “{course_title}” opens.",
        "If that was you, open the page and press the button. I then write once per run, and not before.",
        "If it was not you, forget this message.",
    )
    return Draft(
        subject=f"Shall I tell you of the next run of {course_title}?",
        text=text,
        html=html,
        preheader="One message per run, if you say so.",
        button=("Tell me of the next run", slot("act_url")),
        stops=False,
    )


def next_run(run: Run, weeks: int) -> Draft:
    """Tell a follower that a run is open."""
    text, html = prose(
        f"You asked me to tell you of the next run of “{run.course.title}”. Here it is: {run.name}, from"
        f" {said_date(run.starts_date)}, {weeks} weeks.",
        f"Sign-up is open until {said_date(run.sign_up_closes_date)}; who comes later takes the seats that are free.",
    )
    return Draft(
        subject=f"{run.name} is open",
        text=text,
        html=html,
        preheader=f"From {said_date(run.starts_date)}, {weeks} weeks.",
        button=("See the run", slot("act_url")),
    )


def _course_text(run: Run, course: Course, name: str, variant: str) -> Rendered:
    """Render a text of the course; who is in which group is known further up, so of groups it speaks in general."""
    values = {
        "first_name": slot("first_name"),
        "run_name": run.name,
        "course_url": page("web:course", course.slug),
        "question_board": page("web:run", run.slug),
        "group_name": "your group",
        "group_address": "your group's address",
        "group_members": "the others",
    }
    return render_text(course, name, variant=variant, values=values)


def said_date(day: date) -> str:
    """Return a date as people say it: Monday 7 December 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
