"""A worker in a process of its own that takes slots from the database it is given, and prints each as seconds of 1970.

It claims and sends nothing: a slot is what it would have sent at that moment. `python -m ... migrate` makes the row.
"""

import os
import sys
import time


def work(transport: str) -> None:
    """Take slots until killed, as a worker whose queue is always full."""
    from mooc.delivery.pacing import Pacer

    pacer = Pacer(transport)
    print("ready", flush=True)
    while True:
        room = pacer.room(1000)
        slots = pacer.book(["example.org"] * room) if room else []
        to_wall = time.time() - time.monotonic()
        for slot in slots:
            if slot.later is None:
                print(f"{slot.at + to_wall:.6f}")
        sys.stdout.flush()
        pacer.flush()
        time.sleep(0.05)


def migrate(transport: str, per_minute: float) -> None:
    """Make the tables of delivery, and the limit."""
    from datetime import UTC, datetime

    from django.core.management import call_command

    from mooc.delivery.pacing.setting import set_limit

    call_command("migrate", "delivery", verbosity=0)
    set_limit(f"transport:{transport}", per_minute, now=datetime.now(UTC))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mooc.settings"
    import django

    django.setup()
    if sys.argv[1] == "migrate":
        migrate(sys.argv[2], float(sys.argv[3]))
    else:
        work(sys.argv[1])
