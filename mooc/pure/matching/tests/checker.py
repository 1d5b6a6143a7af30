"""Hard rules checked by other means than the judge's: sets of minutes, the zone database, no bits."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * 24 * 60


def complaints(learners, rules, result):
    """Return a sentence for every rule that the answer breaks."""
    people = {learner.id: learner for learner in learners}
    answers = Counter(member for group in result.groups for member in group.members)
    answers.update(item.id for item in result.unplaced)
    wanted = {learner.id for learner in learners if learner.wants_group}
    found = [f"{id_} is answered {times} times" for id_, times in answers.items() if times > 1]
    found += [f"{id_} is not answered" for id_ in wanted - set(answers)]
    found += [f"{id_} wants no group" for id_ in set(answers) - wanted]
    found += [f"{item.id} is told no reason" for item in result.unplaced if not (item.reason and item.help)]
    for group in result.groups:
        members = [people[member] for member in group.members]
        found += [f"{group.members}: {text}" for text in _wrong(people, members, rules)]
    return found


def _wrong(people, members, rules):
    ids = {member.id for member in members}
    if not (rules.size.stretch or rules.size.minimum <= len(members) <= rules.size.maximum):
        yield f"{len(members)} people"
    if len({member.language for member in members}) > 1:
        yield "two languages"
    for one in (one for one in people.values() if one.wants_group):
        for other in (people[id_] for id_ in one.keep_with if id_ in people and people[id_].wants_group):
            if (one.id in ids) != (other.id in ids):
                yield f"{one.id} and {other.id} are parted"
    for one, other in combinations(members, 2):
        if other.id in one.keep_apart or one.id in other.keep_apart:
            yield f"{one.id} and {other.id} are together"
    if rules.hours:
        minutes = set.intersection(*(_free(member, rules.week_of) for member in members))
        if len(minutes) < rules.hours.minimum * 60:
            yield f"{len(minutes)} minutes in common"


def _free(learner, week_of):
    """Return the free minutes of the UTC week."""
    zone, free = ZoneInfo(learner.zone), set()
    week = learner.availability
    if week is None:
        week = {day: ["18:00-22:00"] for day in DAYS}
    monday = datetime(week_of.year, week_of.month, week_of.day, tzinfo=UTC)
    start = monday.replace(tzinfo=zone)  # adding to it counts wall time
    for number, day in enumerate(DAYS):
        for span in week.get(day, ()):
            begin, end = (60 * int(clock[:2]) + int(clock[3:]) for clock in span.split("-"))
            for minute in range(begin, end if end > begin else end + 24 * 60):
                moment = (start + timedelta(days=number, minutes=minute)).astimezone(UTC)
                free.add(int((moment - monday).total_seconds() // 60) % WEEK)
    return free
