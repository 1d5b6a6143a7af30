"""What stories about living groups need: groups of a run under way, of whose members some are active."""

from datetime import timedelta

from mooc.groups.actions.making import Newborn, make_groups
from mooc.groups.models import Group, Membership, Proposal
from mooc.journal.actions import note
from mooc.runs.models import Run

from .stage import crowd

# A run of the tests begins on 21 December; by then its first two weeks are over.
DAYS = timedelta(days=1)


def under_way(run):
    """Let the run be under way, with its groups made."""
    Run.objects.filter(pk=run.pk).update(state="running")
    run.refresh_from_db()
    Proposal.objects.get_or_create(
        run=run,
        number=1,
        defaults={"state": "confirmed", "seed": 1, "rules": {}, "report": {}, "made_at": run.created_at},
    )


def group_of(run, size, now, *, prefix, active=0, mode="write", **changes):
    """Make a group of so many people, of whom the first so many gave a sign of life yesterday."""
    under_way(run)
    people = crowd(run, size, now, prefix=prefix, company=mode, **({"state": "learning"} | changes))
    made = make_groups(run, [Newborn(mode, people, "proposal 1, seed 1")], now=run.created_at)[0]
    for person in people[:active]:
        say(person, now - DAYS)
    return Group.objects.get(pk=made.pk), people


def say(enrolment, at, kind="checked-in"):
    """Let somebody give a sign of life."""
    note(kind, at=at, run_id=enrolment.run_id, person_id=enrolment.person_id, subject_id=enrolment.pk)


def place(enrolment):
    """The group somebody is in now."""
    seat = Membership.objects.select_related("group").filter(enrolment=enrolment, left_at=None).first()
    return seat and seat.group
