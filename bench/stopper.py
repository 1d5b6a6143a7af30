"""Readers who change their minds while a mailing goes out: `python -m bench.stopper FILE`, until it is terminated.

Every 50 ms one whose copy is soon to go stops the mail of the run, or has the address suppressed. FILE gets a line of
JSON for each: the copy's number and when the stop was committed.
"""

import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

PAUSE_SECONDS = 0.05
# So far ahead of the copy that goes next, at most: it is claimed, filled, perhaps offered already.
SOON = 1_500


def main(path: Path) -> None:
    """Stop one after the other."""
    from mooc.delivery.models import Delivery

    with path.open("a", encoding="ascii") as file:
        while True:
            unsent = Delivery.objects.filter(state__in=[Delivery.State.PENDING, Delivery.State.CLAIMED])
            ids = list(unsent.order_by("id").values_list("id", flat=True)[:SOON])
            if not ids:
                return
            copy = Delivery.objects.get(pk=random.choice(ids))  # noqa: S311
            _stop(copy.recipient, asks=random.random() < 0.5)  # noqa: S311
            file.write(json.dumps({"copy": copy.pk, "at": time.time()}) + "\n")
            file.flush()
            time.sleep(PAUSE_SECONDS)


def _stop(enrolment_id: int, *, asks: bool) -> None:
    from mooc.delivery.actions import suppress
    from mooc.delivery.models import Suppression
    from mooc.runs.actions import stop_mail
    from mooc.runs.models import Enrolment

    enrolment = Enrolment.objects.select_related("person", "run").get(pk=enrolment_id)
    now = datetime.now(UTC)
    if asks:
        stop_mail(enrolment, now=now)
    else:
        suppress(address=enrolment.person.email, reason=Suppression.Reason.OPERATOR, now=now)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mooc.settings"
    import django

    django.setup()
    main(Path(sys.argv[1]))
