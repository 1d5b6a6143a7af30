"""A worker in a process of its own, to be killed: plans, frees what its forerunners left, tells the account, sends.

It has the tables and apps of delivery alone, so that it starts fast.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta


def work(count: int) -> None:
    """Send the one mailing until nothing is due, with an account before and after."""
    from django.core.management import call_command

    from mooc.delivery.actions import recover_claimed, send_due
    from mooc.delivery.tests.room import furnished, planned

    furnished()
    call_command("migrate", "delivery", verbosity=0)
    planned(datetime.now(UTC) - timedelta(hours=1), range(1, count + 1))
    recover_claimed(now=datetime.now(UTC))
    tell_account()
    while (report := send_due(now=datetime.now(UTC))).handled:
        assert not report.fault, report.fault
    tell_account()


def tell_account() -> None:
    """Print the account of all copies, and which ones were ever in doubt."""
    from mooc.delivery.models import Delivery
    from mooc.delivery.queries import accounting

    found = accounting()
    doubted = dict(Delivery.objects.filter(doubts__gt=0).values_list("id", "doubts"))
    print(
        json.dumps({"audience": found.audience, "holds": found.holds, **found.as_dict(), "doubted": doubted}),
        flush=True,
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mooc.delivery.tests.worker_settings"
    import django

    django.setup()
    work(int(sys.argv[1]))
