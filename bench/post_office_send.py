"""django-post-office queues and sends so many messages with its defaults; run by the Python that has it.

`python -m bench.post_office_send COUNT PORT DATABASE` prints JSON; DATABASE is a postgres:// address, or a file for
SQLite. The messages are of the size and the parts of `mooc bench send`, personal in the same places; its backend is
Django's SMTP. SQLite gets the settings that we give it, so that its threads do not stand in each other's way.
"""

import json
import sys
import time
from collections import Counter

MESSAGE_BYTES = 10_000
_LINE = "Read the page of this week first, try its second example with numbers of your own, and keep what you find. "
_URL = "https://mooc.example.org"


def main(count: int, port: int, database: str) -> None:
    """Queue and send; print seconds for both, and the states."""
    _set_up(port, database)
    from django.core.management import call_command
    from post_office import mail
    from post_office.models import Email

    call_command("migrate", verbosity=0)
    signs = _padding()
    started = time.perf_counter()
    for first in range(0, count, 500):
        mail.send_many([_message(number, signs) for number in range(first, min(first + 500, count))])
    queued = time.perf_counter()
    call_command("send_queued_mail", verbosity=0)
    ended = time.perf_counter()
    states = Counter(Email.objects.values_list("status", flat=True))
    report = {"queueing_seconds": queued - started, "sending_seconds": ended - queued, "sent": states[0]}
    print(json.dumps(report | {"messages_per_second": count / (ended - started)}))


def _set_up(port: int, database: str) -> None:
    import django
    import environ
    from django.conf import settings

    if database.startswith("postgres"):
        chosen = environ.Env.db_url_config(database)
    else:
        begin = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": begin}
        chosen = {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={"default": chosen},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="of a benchmark, worth nothing",  # noqa: S106
        LOGGING_CONFIG=None,
    )
    django.setup()


def _padding() -> int:
    """Return how many signs of prose make a message MESSAGE_BYTES long."""
    from django.core.mail import EmailMultiAlternatives

    signs = 0
    for _ in range(4):
        given = _message(54_321, signs)
        message = EmailMultiAlternatives(
            given["subject"], given["message"], given["sender"], given["recipients"], headers=given["headers"]
        )
        message.attach_alternative(given["html_message"], "text/html")
        signs = max(signs + (MESSAGE_BYTES - len(message.message().as_bytes())) // 2, 0)
    return signs


def _message(number: int, signs: int) -> dict:
    prose = (_LINE * (signs // len(_LINE) + 1))[:signs]
    paragraphs = [prose[start : start + 500] for start in range(0, signs, 500)]
    group = number // 8
    members = ", ".join(f"Reader {member}" for member in range(group * 8, group * 8 + 8))
    hello, own = f"Hello Reader {number},", f"Your group is Group {group}: {members}."
    home, stop = (f"{_URL}/{page}/{number}-{number:020x}/" for page in ("home", "stop"))
    html = "".join(f"<p>{part}</p>" for part in paragraphs)
    return {
        "recipients": [f"reader-{number}@d{number % 40}.example"],
        "sender": "The Mechanical MOOC <machine@mooc.example.org>",
        "subject": f"Week 3 for Reader {number}: keep what you find",
        "message": "\n\n".join([hello, own, *paragraphs, home, stop]),
        "html_message": f"<p>{hello}</p><p>{own}</p>{html}<p><a href={home!r}>home</a> <a href={stop!r}>stop</a></p>",
        "headers": {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        "priority": "medium",
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
