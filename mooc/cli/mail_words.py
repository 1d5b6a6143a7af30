"""How `mooc mail` says mailings, copies, accounts and times; as words and as plain values for JSON."""

from datetime import datetime
from typing import Any

from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.progress import Progress, span_words
from mooc.delivery.queries import Accounting


def copies_words(count: int) -> str:
    """Write "1 copy" or "1,204 copies"."""
    return "1 copy" if count == 1 else f"{count:,} copies"


def when_words(moment: datetime, *, now: datetime) -> str:
    """Write a moment to come: "on 7 December at 16:00 UTC (in 9 minutes)"; one that has come is "now"."""
    if moment <= now:
        return "now"
    day = "" if moment.date() == now.date() else f"on {moment:%-d %B} "
    return f"{day}at {moment:%H:%M} UTC (in {span_words(moment - now)})"


def say_account(account: Accounting) -> None:
    """Print the identity, one state a line."""
    print(f"Planned: {copies_words(account.audience)}.")
    for state, count in account.as_dict().items():
        if count:
            print(f"  {count:>9,} {state}")
    if account.doubted:
        print(f"  ({account.doubted:,} of them were uncertain once)")
    if not account.holds:
        missing = account.audience - sum(account.states.values())
        print(f"  {missing:>9,} unaccounted for: rows were removed or added by hand")


def departure_words(mailing: Mailing, progress: Progress, *, now: datetime) -> str:
    """Say when a mailing leaves, or how far it is."""
    if mailing.state == Mailing.State.CANCELLED:
        return "It was cancelled."
    if mailing.state == Mailing.State.HELD:
        return f"It is held: {copies_words(progress.waiting)} wait until somebody lets it go."
    if progress.next_at is None and not progress.in_hand:
        return "Nothing of it waits any more." if progress.audience else "It is for nobody yet."
    if progress.is_moving:
        ends = f", about {span_words(progress.ends_in)} to go" if progress.ends_in else ""
        later = f"; {progress.later:,} wait for a later hour or another try" if progress.later else ""
        due = progress.due + progress.in_hand
        return f"It is going out: {due:,} due, {progress.per_minute:,} a minute{ends}{later}."
    word = "The next copy leaves" if progress.first_at else "It goes out"
    return f"{word} {when_words(progress.next_at or now, now=now)}."


def plain_account(account: Accounting) -> dict[str, Any]:
    """Return the identity for programs."""
    return {
        "audience": account.audience,
        "states": account.as_dict(),
        "doubted": account.doubted,
        "holds": account.holds,
    }


def plain_progress(progress: Progress) -> dict[str, Any]:
    """Return how far a mailing is, for programs; times in seconds."""
    return {
        "audience": progress.audience,
        "done": progress.done,
        "due": progress.due,
        "in_hand": progress.in_hand,
        "later": progress.later,
        "per_minute": progress.per_minute,
        "ends_in_seconds": progress.ends_in.total_seconds() if progress.ends_in else None,
        "next_at": progress.next_at,
        "states": {state.label: progress.states.get(state, 0) for state in Delivery.State},
        "holds": progress.holds,
    }


def plain_mailing(mailing: Mailing) -> dict[str, Any]:
    """Return a mailing for programs."""
    names = ("id", "occasion", "kind", "title", "planned_at", "state", "priority")
    return {name: getattr(mailing, name) for name in names}


def plain_copy(copy: Delivery) -> dict[str, Any]:
    """Return a copy for programs."""
    names = ("id", "recipient", "address", "attempts", "doubts", "answer", "not_before", "settled_at")
    return {name: getattr(copy, name) for name in names} | {"state": copy.get_state_display()}
