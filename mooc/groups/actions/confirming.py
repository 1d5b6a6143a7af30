"""An organiser says yes: proposed groups become groups, and everybody is told."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run

from ..errors import AlreadyConfirmed, NothingProposed, RunHasEnded
from ..fellows import runs_of
from ..models import Group, Membership, Proposal
from ..placing.bulk import compiled, moment, spans, whole
from ..queries import line_of, wanting
from .joining import ENDED, check_organiser, hold
from .making_many import make_proposed_groups
from .storing import next_number

log = logging.getLogger("mooc.groups")
# Who learns of his group late can still write to it; who never does cannot.
LIFETIME = timedelta(days=21)
Progress = Callable[[float], None]
# So many people are named in one statement.
_NAMED = 2_000
# How much of the work is done when the groups are made, and when the line is: mails come last.
_SHARE_OF_GROUPS, _SHARE_OF_LINE = 0.7, 0.75
# Members of a group side by side: a batch of mails so fills few groups' words for many readers.
_SEATED = """
    SELECT seat.enrolment_id
    FROM groups_proposedgroup source
    JOIN groups_group made ON made.source_id = source.id
    JOIN groups_membership seat ON seat.group_id = made.id AND seat.left_at IS NULL
    WHERE source.proposal_id = %s ORDER BY made.id, seat.id
"""
# The same, of one of the runs that were matched together.
_SEATED_OF_RUN = _SEATED.replace("ORDER BY", "AND own.run_id = %s ORDER BY").replace(
    "WHERE", "JOIN runs_enrolment own ON own.id = seat.enrolment_id WHERE"
)


def confirm_proposal(
    *, proposal: Proposal, now: datetime, by: Person | None = None, progress: Progress | None = None
) -> QuerySet[Group]:
    """Make the groups of a proposal, put everybody else who wants one in line, and plan the welcome mail.

    Who left, wants to be alone, stopped the mail, or changed the language or from meeting to writing since it was
    proposed is not put into the group; a group that shrinks below three is not made and its people stand first
    in line. Other proposals are superseded, and rules written for this one become those of the run.
    The mails leave after MOOC_HOLD_MINUTES. One transaction, on SQLite several short ones: who was cut off confirms
    again and gets the rest done. `progress` hears the share done. Returns the groups by number, to be read when asked.
    Where several runs were matched together it is confirmed for all of them, and the groups belong to the first.
    Raises AlreadyConfirmed, NothingProposed when another proposal was, NotTogether where `by` does not organise all.
    """
    tell, proposal = progress or (lambda share: None), proposal.led_by or proposal
    with whole():
        _take(proposal, now, by)
        # Somebody who goes on with what was begun does it as of then.
        at = proposal.confirmed_at or now
        make_proposed_groups(proposal, now=at, tell=lambda share: tell(share * _SHARE_OF_GROUPS))
        runs = runs_of(proposal)
        for run in runs:
            _let_go(run, now)
        _put_in_line(runs, at)
        tell(_SHARE_OF_LINE)
        for run in runs:
            _tell(proposal, run, at, alone=len(runs) == 1)
        groups = Group.objects.filter(source__proposal=proposal).order_by("number")
        _finish(proposal, groups.count())
    tell(1.0)
    return groups


@transaction.atomic
def _take(proposal: Proposal, now: datetime, by: Person | None) -> None:
    """Turn the proposal once, whoever presses the button twice; go on with one that was begun."""
    others = runs_of(proposal)[1:]
    held = hold(proposal.run, *others)
    run = next(one for one in held if one.pk == proposal.run_id)
    if run.state in ENDED:
        raise RunHasEnded(
            f"The run {run.slug} is {run.get_state_display()}: nobody needs a group there any more."
        )
    waiting = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.PROPOSED)
    if others and waiting.exists():
        check_organiser(by, others)
        _check_ungrouped(others)
    begun = Proposal.objects.filter(run=run, state__in=Proposal.SETTLED).exclude(pk=proposal.pk).exists()
    if not begun and waiting.update(
        state=Proposal.State.CONFIRMING, confirmed_at=now, confirmed_by=by, made_through=0
    ):
        _supersede([run, *others])
        proposal.refresh_from_db()
        _follow(proposal, others)
        if others:
            _form_no_later(held, now)
        _keep_rules(run, proposal)
        return
    proposal.refresh_from_db()
    if proposal.state == Proposal.State.CONFIRMED:
        raise AlreadyConfirmed(
            f"Proposal {proposal.number} of {run.slug} was confirmed on {proposal.confirmed_at:%Y-%m-%d %H:%M} UTC."
        )
    if proposal.state != Proposal.State.CONFIRMING:
        raise NothingProposed(
            f"Proposal {proposal.number} of {run.slug} was superseded: another one was confirmed."
        )


def _check_ungrouped(others: Sequence[Run]) -> None:
    """Refuse a proposal over several runs when one of them has its groups by now."""
    settled = Proposal.objects.filter(run__in=others, state__in=Proposal.SETTLED).select_related("run")
    found = settled.order_by("id").first()
    if found is not None:
        raise AlreadyConfirmed(
            f"The groups of {found.run.slug} were made from its proposal {found.number} meanwhile. "
            "Propose again without it."
        )


def _supersede(runs: Sequence[Run]) -> None:
    """Let every other proposal fall away that would place learners of these runs."""
    named = Proposal.others.through.objects.filter(run__in=runs).values("proposal_id")
    waiting = Proposal.objects.filter(Q(run__in=runs) | Q(pk__in=named), state=Proposal.State.PROPOSED)
    waiting.update(state=Proposal.State.SUPERSEDED)


def _follow(proposal: Proposal, others: Sequence[Run]) -> None:
    """Give each of the other runs the one confirmed proposal that it may have."""
    for other in others:
        Proposal.objects.create(
            run=other,
            number=next_number(other),
            led_by=proposal,
            state=Proposal.State.CONFIRMING,
            seed=proposal.seed,
            rules=proposal.rules,
            report=proposal.report,
            label=proposal.label,
            made_at=proposal.made_at,
            confirmed_at=proposal.confirmed_at,
            confirmed_by=proposal.confirmed_by,
        )


def _form_no_later(runs: Sequence[Run], now: datetime) -> None:
    """Let who says to be in from now on stand in line: the groups of these runs are made before some expected it."""
    for run in runs:
        day = max(now.date(), run.ready_asked_date)
        Run.objects.filter(pk=run.pk, groups_formed_date__gt=day).update(groups_formed_date=day)


@transaction.atomic
def _finish(proposal: Proposal, groups: int) -> None:
    """Say once that all is made."""
    begun = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.CONFIRMING)
    if not begun.update(state=Proposal.State.CONFIRMED):
        return
    proposal.led.update(state=Proposal.State.CONFIRMED)
    proposal.state = Proposal.State.CONFIRMED
    note(
        "groups confirmed",
        at=proposal.confirmed_at or proposal.made_at,
        run_id=proposal.run_id,
        person_id=proposal.confirmed_by_id,
        subject_id=proposal.pk,
        groups=groups,
        seed=proposal.seed,
    )
    log.info("run %s: proposal %d confirmed, %d groups", proposal.run.slug, proposal.number, groups)


def _keep_rules(run: Run, proposal: Proposal) -> None:
    """Seat latecomers by the rules by which the groups were made."""
    if proposal.rules_text is not None:
        run.rules = proposal.run.rules = proposal.rules_text
        run.save(update_fields=["rules"])


@transaction.atomic
def _let_go(run: Run, now: datetime) -> None:
    """Empty the seats of those who left while others were being seated."""
    gone = Membership.objects.filter(enrolment__run=run, enrolment__state=Enrolment.State.LEFT, left_at=None)
    Membership.objects.filter(pk__in=[*gone.values_list("pk", flat=True)]).update(left_at=now)


def _put_in_line(runs: Sequence[Run], now: datetime) -> None:
    """Give everybody who wants a group and has none a place, by when he said to be in."""
    left = wanting(*runs).filter(waiting_since=None)
    since = Coalesce(F("ready_at"), Value(now, DateTimeField()))
    ids = [*left.order_by("id").values_list("id", flat=True).iterator()]
    for span in spans(len(ids), first=_NAMED, most=_NAMED):
        left.filter(id__in=ids[span.start : span.stop]).update(waiting_since=since)


def _tell(proposal: Proposal, run: Run, now: datetime, *, alone: bool) -> None:
    """Plan the mail to members, and the one to those without a group (unless they find a seat before it goes).

    Where several runs were matched together each has its own mailings, which speak of it.
    """
    leaves = leaves_at(now)
    line, among = compiled(line_of(run).order_by("id").values("id"))
    seated, own = (_SEATED, ()) if alone else (_SEATED_OF_RUN, (run.pk,))
    of_run = "" if run.pk == proposal.run_id else f"/{run.pk}"
    for kind, title, people, params in (
        ("welcome", f"Your group in {run.name}", seated, [proposal.pk, *own]),
        ("no-group", f"No group yet in {run.name}", line, among),
    ):
        delivery.plan_select(
            occasion=f"{kind}/{proposal.pk}{of_run}",
            kind=kind,
            filler=kind,
            title=title,
            now=now,
            sql=f"SELECT reader.*, {moment()}, {moment()} FROM ({people}) AS reader",  # noqa: S608
            params=[leaves, leaves + LIFETIME, *params],
            run_id=run.pk,
            subject_id=proposal.pk,
            priority=3,
        )
