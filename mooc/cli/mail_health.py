"""What `mooc mail status` says besides the account: what waits longest, what pauses or is slowed, who sends."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mooc.delivery import health
from mooc.delivery.pauses import pauses_on
from mooc.delivery.progress import span_words
from mooc.inbound.faults import faults

from .mail_words import copies_words


def health_lines(now: datetime) -> Iterator[str]:
    """Say in a line each what keeps mail from moving, and who moves it."""
    oldest = health.oldest_due(now=now)
    if oldest:
        yield (
            f"The oldest copy that is due waits since {span_words(oldest.age(now))}, of {oldest.mailing.occasion}; "
            f"in all {copies_words(health.due_copies(now=now))} are due."
        )
    for pause in pauses_on(now=now):
        yield f"It is stopped since {pause.since:%Y-%m-%d %H:%M} UTC, as {pause.transport} says: {pause.reason}"
        yield f"  Next try at {pause.until:%H:%M:%S} UTC."
    for pace in health.slowed(now=now):
        yield f"{pace.key} is slowed to {pace.slowed_to:,.1f} a minute: {pace.reason or 'no reason was noted'}"
    for fault in faults(now=now):
        yield fault.words
    for sender in health.senders():
        seen = f"seen {span_words(now - sender.seen_at)} ago"
        lost = ", lost" if health.is_lost(sender, now=now) else ""
        yield f"{sender.name} sends on {sender.host} by {sender.transport}, {seen}{lost}"


def plain_health(now: datetime) -> dict[str, Any]:
    """Return the same for programs."""
    oldest = health.oldest_due(now=now)
    senders = [
        {"name": one.name, "host": one.host, "process": one.process, "transport": one.transport}
        | {"seen_at": one.seen_at, "is_lost": health.is_lost(one, now=now)}
        for one in health.senders()
    ]
    return {
        "due": health.due_copies(now=now),
        "oldest_due": {
            "mailing": oldest.mailing.occasion,
            "since": oldest.due_since,
            "seconds": oldest.age(now).total_seconds(),
        }
        if oldest
        else None,
        "stopped_by": [
            {"transport": one.transport, "since": one.since, "until": one.until, "reason": one.reason}
            | {"is_ours": one.is_ours}
            for one in pauses_on(now=now)
        ],
        "slowed": [
            {"key": one.key, "slowed_to": one.slowed_to, "limit": one.limit, "reason": one.reason}
            for one in health.slowed(now=now)
        ],
        "faults": [
            {"kind": one.kind, "provider": one.provider, "count": one.count, "since": one.since}
            | {"last_at": one.last_at, "answer": one.answer, "words": one.words}
            for one in faults(now=now)
        ],
        "senders": senders,
    }
