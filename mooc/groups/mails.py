"""What we write about groups: one function per kind of message. Text and HTML say the same; slots are filled late."""

from collections.abc import Sequence
from datetime import date
from html import escape

from mooc.delivery.layout import Draft
from mooc.people.prose import prose
from mooc.pure.coursebook import VARIABLES, Course, Rendered, UnknownText, render_text
from mooc.pure.mailkit import Rich, section, slot
from mooc.runs.mails import said_date
from mooc.runs.models import Run

from .models import Group, Proposal

_MAILTO = f"mailto:{slot('group_address')}"


def welcome(course: Course, mode: str) -> Draft:
    """Tell a learner his group, its address, who is in it, when its people are free, and the one first thing to do.

    The course speaks first if it has something to say to a new group; of the facts we add those that it left out.
    """
    said = _introduction(course) or _own_introduction()
    hello = prose(f"Hello {slot('first_name')},")
    facts = _facts(mode, said.text)
    return Draft(
        subject=said.subject or f"Your group: {slot('group_name')}",
        text="\n".join((hello[0], said.text, facts[0])),
        html="\n".join((hello[1], said.html, facts[1])),
        preheader=said.preheader,
        button=("Write to my group", _MAILTO),
    )


def _introduction(course: Course) -> Rendered | None:
    try:
        return render_text(course, "group-introduction", values={name: slot(name) for name in VARIABLES})
    except UnknownText:
        return None


def _own_introduction() -> Rendered:
    text, html = prose(
        f"I have put you in a group of {slot('group_size')}: {slot('group_name')}.",
        "The first thing to do: write to the group. Say who you are and what you hope to have made when this ends."
        " Two lines are enough.",
    )
    return Rendered("", f"{slot('group_members')}. Write to them: two lines are enough.", text, html)


def _facts(mode: str, said: str) -> tuple[str, str]:
    """Return what everybody needs to know of his group: how it works together, who is in it, where it is written to.

    Nothing that was said already; where a reply goes stands at the foot in any case.
    """
    how = {
        Group.Mode.MEET.value: "It meets: all of you are free at the same hours. Which of them you use is up to you.",
        Group.Mode.WRITE.value: "It writes: each of you when it suits, from wherever you are.",
    }[mode]
    before = _joined(
        prose(f"{_size(said)}{how}"),
        _if_any("hours", f"The hours you have in common, by your clock: {slot('hours')}."),
        _if_any(
            "moved", f"You wanted to meet. {slot('moved')} You may still agree on an hour among yourselves."
        ),
    )
    after = ("", "")
    if slot("group_address") not in said:
        after = _joined(("\n", ""), prose(f"{slot('group_address')} reaches all of you."))
    return (
        f"{before[0]}\n{slot('members')}\n{after[0]}",
        f"<h2>Who is in it</h2>\n{before[1]}\n{slot('members')}\n{after[1]}",
    )


def _size(said: str) -> str:
    if slot("group_size") in said:
        return ""
    name = "It" if slot("group_name") in said else slot("group_name")
    return f"{name} has {slot('group_size')} people. "


def _if_any(name: str, sentence: str) -> tuple[str, str]:
    """Return a paragraph that readers without a value for it do not see, not even as a gap."""
    return section(name, f"\n{sentence}\n"), section(name, f"<p>{sentence}</p>")


def _joined(*parts: tuple[str, str]) -> tuple[str, str]:
    return "".join(text for text, _ in parts), "".join(html for _, html in parts)


def newcomer() -> Draft:
    """Tell members who joins them."""
    text, html = _joined(
        prose(
            f"Hello {slot('first_name')},",
            f"{slot('newcomers')} your group, {slot('group_name')}. Now you are {slot('group_size')}.",
        ),
        (section("said", f"\n{slot('said')}\n"), section("said", slot("said"))),
        ("\n", ""),
        prose("Say hello: an answer to this message reaches all of you."),
    )
    return Draft(
        subject=f"{slot('newcomers')} {slot('group_name')}",
        text=text,
        html=html,
        preheader="Say hello: an answer to this message reaches all of you.",
    )


def no_group(run: Run) -> Draft:
    """Tell a learner for whom there was no seat why, what would help, and that he keeps his place."""
    text, html = _joined(
        prose(
            f"Hello {slot('first_name')},",
            f"I made the groups of {run.name} and found none for you. {slot('reason')}",
        ),
        _if_any("help", f"What would help: {slot('help')}"),
        ("\n", ""),
        prose(
            "You stand in line: as soon as a seat fits you, it is yours, and I write to you. Until then you get the"
            " weekly message like everybody else.",
            "You can also change what I look for, with one button each: give more hours, use another language, join a"
            " group that writes, or go on alone.",
        ),
    )
    return Draft(
        subject=f"No group yet in {run.name}",
        text=text,
        html=html,
        preheader="Why, and what would help.",
        button=("Choose what suits you", slot("act_url")),
    )


def proposal(proposed: Proposal, *, begins_on: date | None = None) -> Draft:
    """Ask the organisers to look at the groups before they are made: by themselves when the first run begins."""
    run, report = proposed.run, proposed.report
    placed = f"{report['placed']} of {report['wanted']} people who want one"
    groups = f"{report['groups']} group{'' if report['groups'] == 1 else 's'}"
    begins = said_date(begins_on or run.starts_date)
    if report["wanted"]:
        text, html = prose(
            f"I propose {groups} for {run.name}: {placed} are in them."
            " The page shows each group with its score and the reason, and everybody left over with what would"
            " help.",
            "If they look right, press the button there. If not, have me propose others beside them, compare, or move"
            f" people by hand. If nobody says yes, I make the newest when the run begins, on {begins}.",
        )
    else:
        text, html = prose(
            f"Today I should make the groups of {run.name}. Nobody who said to be in wants one, so there is"
            " nothing to decide.",
            f"The run begins on {begins} all the same. Who wants a group later gets a seat as soon as there is one.",
        )
    return Draft(
        subject=f"{groups} proposed for {run.name}"
        if report["wanted"]
        else f"No groups to make in {run.name}",
        text=text,
        html=html,
        preheader=f"{placed} are placed." if report["wanted"] else "Nobody who said to be in wants one.",
        button=("Look at the groups", slot("act_url")),
        stops=False,
    )


def listed(people: Sequence[tuple[str, str]]) -> Rich:
    """Return members and what each said to bring, as a list."""
    text = "\n".join(f"- {name}: {said}" if said else f"- {name}" for name, said in people)
    items = "".join(
        f"<li><strong>{escape(name)}</strong>{': ' + escape(said) if said else ''}</li>"
        for name, said in people
    )
    return Rich(text, f'<ul class="members">{items}</ul>')


def enumerated(names: Sequence[str]) -> str:
    """Join names as one says them: "Ana, Bob and Chen"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
