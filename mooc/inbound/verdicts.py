"""May it come in? The door asks for each recipient of each mail, mostly about groups, so these have a quick answer."""

from collections.abc import Iterable, Sequence

from django.db import connection

from mooc.groups.models import Group

from .addresses import cleaned, split
from .queries import Refuse, find_destinations, is_of_the_house

_ENDED = (Group.State.CLOSED.value, Group.State.MERGED.value)
# Of a group that was merged its successor counts. Built by the ORM anew each time, this costs five times as much.
_LIVING = """
    SELECT one.local_part FROM groups_group one LEFT JOIN groups_group heir ON heir.id = one.successor_id
    WHERE one.local_part IN ({names}) AND COALESCE(heir.state, one.state) NOT IN (%s, %s)
"""


def verdicts(addresses: Sequence[str]) -> list[Refuse | None]:
    """Answer for each RCPT TO; None is yes. As `find_destinations` has it, in three statements at most for all."""
    names = {address: _name_of_group(address) for address in addresses}
    living = _living({name for name in names.values() if name})
    others = find_destinations({address for address, name in names.items() if name not in living})
    found = {address: others.get(address) for address in names}
    return [answer if isinstance(answer := found[address], Refuse) else None for address in addresses]


def _name_of_group(address: str) -> str:
    """Return what may be the name of a group; empty where it is none."""
    ours = split(cleaned(address))
    return "" if not (ours.is_ours and ours.domain) or is_of_the_house(ours) else ours.local


def _living(names: Iterable[str]) -> set[str]:
    wanted = [*names]
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_LIVING.format(names=", ".join(["%s"] * len(wanted))), [*wanted, *_ENDED])
        return {row[0] for row in cursor.fetchall()}
