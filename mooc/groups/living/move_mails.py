"""What we write when groups change: to whoever is moved, to those who get company, and to the organisers."""

from collections.abc import Sequence

from mooc.delivery.layout import Draft
from mooc.people.prose import prose
from mooc.pure.mailkit import section, slot
from mooc.runs.models import Run

from ..models import Group, GroupChange

Kind = GroupChange.Kind
_MAILTO = f"mailto:{slot('group_address')}"
_GROUP, _OLD = slot("group_name"), slot("old_name")

_WHY_MOVED = {
    Kind.MERGE: f"{_OLD} had become quiet: {slot('old_pulse')}. That happens in every run and is nobody's fault. So I"
    f" have joined it with {_GROUP}. All of you come along, and there you find others who write.",
    Kind.SPLIT: f"{_OLD} had grown so large that not everybody could be heard. So I have made more than one group of"
    f" it, of people who fit together well. Yours is called {_GROUP}.",
    Kind.WISH: f"You asked for another group, and I have found one: {_GROUP}. In {_OLD} I tell nobody that you left,"
    " or why. The people of your new group only read that you join them.",
    Kind.REGROUP: "By now it shows how much time each of you finds for this run. So I have put the groups together"
    f" anew, people with others who are about as busy, and kept together what could be kept. Yours is now {_GROUP}.",
}
_HOW = {
    Group.Mode.MEET: "It meets: those who are active in it are free at the same hours. Which you use is up to you.",
    Group.Mode.WRITE: "It writes: each of you when it suits, from wherever you are.",
}


def moved(kind: str, mode: str) -> Draft:
    """Tell a learner that he is in another group now, why, who is in it, and what becomes of the old one."""
    before = prose(
        f"Hello {slot('first_name')},",
        _WHY_MOVED[Kind(kind)],
        "The first thing to do: write to them. Say who you are and where you are in the course. Two lines are enough.",
    )
    who = prose(f"{_GROUP} has {slot('group_size')} people. {_HOW[Group.Mode(mode)]}")
    text, html = _joined(
        before,
        ("\n", "<h2>Who is in it</h2>"),
        who,
        _if_any("hours", f"The hours you have in common, by your clock: {slot('hours')}."),
        (f"\n{slot('members')}\n\n", slot("members")),
        prose(
            f"{slot('group_address')} reaches all of you, and so does an answer to this message.",
        ),
        (
            f"\nWhat was written in {_OLD} stays yours to read:\n{slot('old_url')}\n",
            f'<p><a href="{slot("old_url")}">What was written in {_OLD}</a> stays yours to read.</p>',
        ),
        _if_any(
            "forwards", f"Mail to its old address, {slot('old_address')}, reaches {slot('forwards')} now."
        ),
    )
    return Draft(
        subject=f"Your new group: {_GROUP}",
        text=text,
        html=html,
        preheader=f"{slot('group_members')}. Write to them: two lines are enough.",
        button=("Write to my new group", _MAILTO),
    )


def company(kind: str) -> Draft:
    """Tell members who joins them, or, where their group was split, who is in a group of their own now."""
    said = {
        Kind.MERGE: (
            f"{slot('newcomers')} your group, {_GROUP}. They come from {_OLD}, which had become quiet, and they bring"
            f" what they have made so far. Now you are {slot('group_size')}.",
        ),
        Kind.SPLIT: (
            f"Your group, {_GROUP}, had grown so large that not everybody could be heard. So {slot('parted')} a group"
            f" of their own now. You are {slot('group_size')}: {slot('group_members')}.",
        ),
        Kind.REGROUP: (
            "By now it shows how much time each of you finds for this run. So I have put some of the groups together"
            f" anew. Yours stays: {slot('newcomers')} {_GROUP}. Now you are {slot('group_size')}.",
        ),
    }.get(Kind(kind), (f"{slot('newcomers')} your group, {_GROUP}. Now you are {slot('group_size')}.",))
    text, html = _joined(
        prose(f"Hello {slot('first_name')},", *said),
        _if_any("silent", slot("silent")),
        (section("said", f"\n{slot('said')}\n"), section("said", slot("said"))),
        ("\n", ""),
        prose(
            "The address stays the same. An answer to this message reaches all of you."
            if kind == Kind.SPLIT
            else "Say hello: an answer to this message reaches all of you."
        ),
    )
    subject = (
        f"{_GROUP}: now you are {slot('group_size')}"
        if kind == Kind.SPLIT
        else f"{slot('newcomers')} {_GROUP}"
    )
    return Draft(
        subject=subject, text=text, html=html, preheader="An answer to this message reaches all of you."
    )


def changes(run: Run, proposed: Sequence[GroupChange]) -> Draft:
    """Ask the organisers to look at changes; nothing happens without their yes."""
    count = len(proposed)
    named = "1 change" if count == 1 else f"{count} changes"
    shown = "\n".join(f"- {change.why}" for change in proposed[:5])
    more = f"And {count - 5} more." if count > 5 else ""
    text, html = _joined(
        prose(f"I propose {named} to the groups of {run.name}:"),
        (
            f"\n{shown}\n\n",
            "<ul>" + "".join(f"<li>{_plain(change.why)}</li>" for change in proposed[:5]) + "</ul>",
        ),
        prose(
            more,
            "The page shows each with who would go where, and what it is good for. Say yes or no there;"
            " nothing happens without you. There you can also let me do such things by myself, or never.",
        ),
    )
    return Draft(
        subject=f"{named} of groups proposed in {run.name}",
        text=text,
        html=html,
        preheader="Nothing happens without your yes.",
        button=("Look at the changes", slot("act_url")),
        stops=False,
    )


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _if_any(name: str, sentence: str) -> tuple[str, str]:
    """Return a paragraph that readers without a value for it do not see."""
    return section(name, f"\n{sentence}\n"), section(name, f"<p>{sentence}</p>")


def _joined(*parts: tuple[str, str]) -> tuple[str, str]:
    return "".join(text for text, _ in parts), "".join(html for _, html in parts)
