"""Hard rules that a group would break, each in words with its figures."""

from collections.abc import Sequence

from mooc.pure.matching import Judge, Learner


def objections(judge: Judge, members: Sequence[Learner], broken: Sequence[str], name: str) -> list[str]:
    """Return a sentence for each broken rule; `name` is what the group is called, such as "Group 3"."""
    return [_words(judge, members, rule, name) for rule in broken]


def _words(judge: Judge, members: Sequence[Learner], rule: str, name: str) -> str:
    rules = judge.rules
    if rule == "size":
        fewest, most = rules.size.bounds(judge.pools[judge.pool_of(members[0])])
        return f"{name} would have {_people(len(members))}; a group has {fewest} to {most}."
    if rule == "hours" and rules.hours:
        return (
            f"{name} would have {_hours(judge.hours(members))} a week in common; "
            f"a group that meets needs {_hours(rules.hours.minimum)}."
        )
    if rule == "same":
        pools = sorted({_said(judge.pool_of(member)) for member in members})
        return f"The members of {name} would not share one {' and '.join(rules.same)}: {'; '.join(pools)}."
    return {
        "keep_with": f"{name} would part people who are kept together.",
        "keep_apart": f"{name} would hold people who are kept apart.",
        "home": f"{name} would hold people who belong to different groups.",
        "unwanted": f"{name} would hold somebody who wants no group.",
    }.get(rule, f"{name} would break the rule {rule!r}.")


def _said(pool: Sequence[object]) -> str:
    return ", ".join("not given" if value is None else str(value) for value in pool)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _hours(hours: float) -> str:
    return "1 hour" if hours == 1 else f"{hours:g} hours"
