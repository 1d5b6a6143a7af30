"""Where in a run somebody begins. No queries."""

from datetime import datetime

from .models import Enrolment, Run

# Those who proved their address and have neither left nor finished.
HERE = (
    Enrolment.State.CONFIRMED,
    Enrolment.State.READY,
    Enrolment.State.LEARNING,
    Enrolment.State.PAUSED,
)
NOT_PROVEN = (Enrolment.State.PENDING, Enrolment.State.EXPIRED)
Fields = dict[str, object]


def beginning(run: Run, company: str, *, now: datetime) -> Fields:
    """Return the fields of who confirms his address by himself.

    Before "are you in?" is asked he is confirmed. Later the same button says "I am in" as well: asking twice
    within a week would be one mail too many. Once the run has started he learns at once.
    """
    fields: Fields = {"state": Enrolment.State.CONFIRMED, "confirmed_at": now}
    if run.state == Run.State.RUNNING:
        fields |= {"state": Enrolment.State.LEARNING, "ready_at": now, "began_at": now}
    elif run.ready_asked_date <= now.date():
        fields |= {"state": Enrolment.State.READY, "ready_at": now}
    if "ready_at" in fields:
        fields["waiting_since"] = place_in_line(run, company, now=now)
    return fields


def place_in_line(run: Run, company: str, *, now: datetime) -> datetime | None:
    """Return since when somebody who is in waits for an open seat; None while groups are still to be made of all."""
    groups_are_made = run.state == Run.State.RUNNING or run.groups_formed_date <= now.date()
    return now if groups_are_made and company != Enrolment.Company.ALONE else None
