"""What the machine says of its choice: why a group is as it is, why a learner has none, and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .model import Grouped, Id, Level, Unplaced
from .reference import Pool
from .rules import Rules

_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()
_NEARLY = 0.95


class Known(Protocol):
    """What sentences need to know; every judge does."""

    rules: Rules
    levels: dict[str, tuple[Level, ...]]


@dataclass(frozen=True, slots=True)
class Objection:
    """Which rule stood against a place, the reason in words, and what would help."""

    rule: str
    reason: str
    help: str


def unplaced(who: Id, objection: Objection) -> Unplaced:
    """Return a learner left without a group for this objection."""
    return Unplaced(who, objection.rule, objection.reason, objection.help)


def too_many_friends(friends: int, maximum: int) -> Objection:
    """Friends of friends make one chain, and it is longer than a group."""
    return Objection(
        "keep_with",
        f"You and the friends you asked for are {friends} people, counting their friends; "
        f"a group here has {maximum} at most.",
        "Ask for fewer friends: those who matter most to you.",
    )


def friends_differ(rules: Rules) -> Objection:
    """Friends who cannot be in one group because its members must agree in something."""
    what = " and ".join(rules.same)
    return Objection(
        "same",
        f"You asked to be with friends, but not all of you gave the same {what}, and a group shares one {what}.",
        f"Agree on one {what} with your friends, or drop the wish to be together.",
    )


def friends_apart() -> Objection:
    """Two who are kept together and apart."""
    return Objection(
        "keep_apart",
        "Some of the people you asked to be with are to be kept apart from each other.",
        "Drop one of the two wishes.",
    )


def too_few_hours(judge: Known, hours: float, people: int) -> Objection | None:
    """Hours that are fewer than any group needs, of one learner or common to friends; None when they suffice."""
    rules = judge.rules.hours
    if not rules or hours >= rules.minimum:
        return None
    who = "You have" if people == 1 else f"You and your friends ({people} people) have together"
    return Objection(
        "hours",
        f"{who} {_hours(hours)} a week; a group that meets needs {_hours(rules.minimum)} common to all.",
        "Give more hours, or choose a group that writes: it needs none in common.",
    )


def too_few(judge: Known, pool: Pool, people: int, minimum: int) -> Objection:
    """A pool that is smaller than a group."""
    others = (
        f"{_count(people - 1)} other {'person' if people == 2 else 'people'}" if people > 1 else "nobody else"
    )
    return Objection(
        "pool",
        f"I know of {others} with {_named(judge.rules, pool)} who could share a group with you; "
        f"it takes {_count(minimum)}.",
        "Name another language that you read well, or bring friends. You keep your place in line.",
    )


def left_over(judge: Known, compatible: int | None, minimum: int) -> Objection:
    """Somebody the search found no seat for. `compatible`: who shares enough hours; None: not counted."""
    rules = judge.rules.hours
    if not rules:
        return Objection(
            "size",
            "The others with whom you could share a group filled theirs, and one seat was missing.",
            "You are first in line for the next open seat.",
        )
    if compatible is not None and compatible < minimum - 1:
        return Objection(
            "hours",
            f"{_count(compatible).capitalize()} of the others {'shares' if compatible == 1 else 'share'} "
            f"{_hours(rules.minimum)} a week with you; a group takes {_count(minimum)} people.",
            "Give more hours, at other times of the day too, or choose a group that writes.",
        )
    return Objection(
        "hours",
        f"There are people who share {_hours(rules.minimum)} a week with you, but not with each other, "
        "or their groups are full.",
        "Give more hours, or choose a group that writes. You keep your place in line for an open seat.",
    )


def why(judge: Known, group: Grouped) -> str:
    """Return a sentence that says what holds this group together and where it falls short."""
    parts = [f"{_count(len(group.members)).capitalize()} people"]
    if judge.rules.hours:
        parts.append(f"with {_hours(len(group.slots) / 4)} a week in common")
    # What nobody said anything about is neither praised nor blamed.
    said = (item for item in judge.rules.criteria if item.weight and judge.levels[item.name])
    kinds = {criterion.name: criterion.kind for criterion in said}
    good = [_praise(name, kind) for name, kind in kinds.items() if group.parts[name] >= _NEARLY]
    poor = [_blame(name, kind) for name, kind in kinds.items() if group.parts[name] < _NEARLY]
    text = " ".join(parts)
    if good:
        text += f"; {_list(good)}"
    if poor:
        text += f". Less well met: {_list(poor)}"
    return f"{text}."


def _praise(name: str, kind: str) -> str:
    named = name.replace("_", " ")
    return {
        "mix": f"{named} mixed in fair shares",
        "alike": f"{named} alike",
        "never_alone": "nobody alone of a kind",
        "spread": f"{named} spread widely",
    }[kind]


def _blame(name: str, kind: str) -> str:
    named = name.replace("_", " ")
    return {
        "mix": f"the mix of {named}",
        "alike": f"{named}, which differs",
        "never_alone": "somebody is the only one of a kind",
        "spread": f"the spread of {named}",
    }[kind]


def _named(rules: Rules, pool: Pool) -> str:
    said = zip(rules.same, pool, strict=True)
    return (
        _list([f"no {name} given" if value is None else f"{name} {value}" for name, value in said])
        or "your wishes"
    )


def _hours(hours: float) -> str:
    return "1 hour" if hours == 1 else f"{hours:.2f}".rstrip("0").rstrip(".") + " hours"


def _count(number: int) -> str:
    return _SMALL[number] if number < len(_SMALL) else str(number)


def _list(items: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
