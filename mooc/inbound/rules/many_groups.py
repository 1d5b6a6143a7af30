"""What goes to many groups at once is an announcement, and those are made by organisers."""

import re

from ..addresses import split
from ..candidates import Candidate
from ..outcomes import Outcome, held
from ..queries import is_of_the_house
from ..reading import Incoming

# Somebody may well learn in two or three runs at the same time.
MOST_GROUPS = 3
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,100}@[^\s<>,;:\"()@]{1,254}")
_MOST_CHARACTERS = 20_000


def it_went_to_many_groups(mail: Candidate) -> Outcome | None:
    """Count our addresses that the mail came to and, as copies may come one by one, those that it names."""
    raw_id = mail.incoming.mail.raw_id or 0
    places = mail.lately.places.get(raw_id, set()) | _named(mail.incoming)
    groups = {there.local for there in map(split, places) if there.is_ours and not is_of_the_house(there)}
    if len(groups) <= MOST_GROUPS:
        return None
    reason = f"It was sent to {len(groups)} groups at once; more than {MOST_GROUPS} is for organisers to say"
    return held("many-groups", reason, run_id=mail.group.run_id, writer=mail.writer)


def _named(incoming: Incoming) -> set[str]:
    """Return the addresses in To and Cc, without reading those fields as strictly as the RFC has them."""
    fields = " ".join([*incoming.all_said("To"), *incoming.all_said("Cc")])
    return set(_ADDRESS.findall(fields[:_MOST_CHARACTERS]))
