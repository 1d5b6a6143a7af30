"""What organisers say about living groups: what may happen by itself, and who is to be with whom."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run

from ..errors import BadPolicy
from ..fellows import check_leads
from ..living.policies import kept_policy
from ..models import Policy, Tie

WAYS = ("seats", "merges", "splits", "wishes", "regroups")
_LATEST_WEEK = 52
_MOST_ACTIVE = 10


@transaction.atomic
def set_policy(run: Run, *, now: datetime, by: Person | None = None, **changes: Any) -> Policy:
    """Change what the machine may do to the groups of a run by itself. Raises BadPolicy, NotTogether.

    `changes`: `seats`, `merges`, `splits`, `wishes`, `regroups`, each off, propose or automatic; `regroup_week`, after
    how many weeks; `fewest_active`, below which a group is quiet.
    """
    check_leads(run)
    policy = kept_policy(run)
    _check(changes)
    changed = {name: value for name, value in changes.items() if getattr(policy, name) != value}
    for name, value in changed.items():
        setattr(policy, name, value)
    if changed:
        policy.save(update_fields=list(changed))
        note("group policy set", at=now, run_id=run.pk, person_id=by.pk if by else None, **changed)
    return policy


@transaction.atomic
def ask_for_regroup(run: Run, *, now: datetime, by: Person | None = None) -> None:
    """Let the worker think out how the run would be regrouped; it takes seconds to minutes. Raises NotTogether."""
    check_leads(run)
    policy = kept_policy(run)
    Policy.objects.filter(pk=policy.pk).update(regroup_asked_at=now)
    note("regroup asked", at=now, run_id=run.pk, person_id=by.pk if by else None)


def keep_together(one: Enrolment, other: Enrolment, *, now: datetime) -> Tie:
    """Put two learners into one group whenever groups change from now on."""
    return _tie(one, other, Tie.Kind.TOGETHER, now)


def keep_apart(one: Enrolment, other: Enrolment, *, now: datetime) -> Tie:
    """Put two learners into no group together from now on; where they are in one, nobody is moved by this."""
    return _tie(one, other, Tie.Kind.APART, now)


def untie(one: Enrolment, other: Enrolment) -> bool:
    """Forget what was said about two learners; False when nothing was."""
    ties = Tie.objects.filter(Q(one=one, other=other) | Q(one=other, other=one))
    return bool(ties.delete()[0])


@transaction.atomic
def _tie(one: Enrolment, other: Enrolment, kind: Tie.Kind, now: datetime) -> Tie:
    if one.pk == other.pk or one.run_id != other.run_id:
        raise BadPolicy("A tie is between two learners of one run. Name two of them.")
    first, second = sorted((one, other), key=lambda enrolment: enrolment.pk)
    tie, _ = Tie.objects.update_or_create(
        one=first, other=second, defaults={"run": one.run, "kind": kind, "made_at": now}
    )
    note(f"kept {kind}", at=now, run_id=one.run_id, subject_id=first.pk, other=second.pk)
    return tie


def _check(changes: dict[str, Any]) -> None:
    known = {*WAYS, "regroup_week", "fewest_active"}
    for name, value in changes.items():
        if name not in known:
            raise BadPolicy(f"There is no {name!r} in a policy. There are {', '.join(sorted(known))}.")
        if name in WAYS and value not in Policy.Way.values:
            raise BadPolicy(f"{value!r} is no way for {name}. Give off, propose or automatic.")
    week, fewest = changes.get("regroup_week", 2), changes.get("fewest_active", 3)
    if not 1 <= week <= _LATEST_WEEK:
        raise BadPolicy(f"Week {week} is none to regroup in. Give 1 to {_LATEST_WEEK}.")
    if not 1 <= fewest <= _MOST_ACTIVE:
        raise BadPolicy(f"{fewest} is no number of active members to ask for. Give 1 to {_MOST_ACTIVE}.")
