"""Makes lists in Mailman 3, each with so many members who all get a copy of their own; run by the Python that has it.

`python -m bench.mailman_lists CONFIG LISTS MEMBERS` prints JSON: the seconds that it took. Members may post, nothing is
archived, and each copy has an envelope sender of its own, as ours have.
"""

import json
import sys
import time


def main(config: str, lists: int, members: int) -> None:
    """Make them."""
    from mailman.app.lifecycle import create_list
    from mailman.core.initialize import initialize
    from mailman.database.transaction import transaction
    from mailman.interfaces.domain import IDomainManager
    from zope.component import getUtility

    initialize(config)
    started = time.perf_counter()
    with transaction():
        getUtility(IDomainManager).add("lists.example.org")
    for number in range(1, lists + 1):
        with transaction():
            _furnish(create_list(f"group-{number}@lists.example.org"), number, members)
    print(json.dumps({"seconds": time.perf_counter() - started}))


def _furnish(mlist, number: int, members: int) -> None:
    from mailman.interfaces.action import Action
    from mailman.interfaces.archiver import ArchivePolicy
    from mailman.interfaces.mailinglist import Personalization
    from mailman.interfaces.usermanager import IUserManager
    from zope.component import getUtility

    mlist.personalize = Personalization.individual
    mlist.archive_policy = ArchivePolicy.never
    mlist.default_member_action = Action.defer
    mlist.send_welcome_message = False
    mlist.digests_enabled = False
    people = getUtility(IUserManager)
    for member in range(1, members + 1):
        mlist.subscribe(people.create_address(f"reader-{number}-{member}@example.org", f"Reader {member}"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
