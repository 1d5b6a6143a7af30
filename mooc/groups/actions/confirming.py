"""An organiser says yes: proposed groups become groups, and everybody is told."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run

from ..errors import AlreadyConfirmed, NothingProposed, RunHasEnded
from ..languages import Tongues, tongues_of
from ..matching_rules import rules_of
from ..models import Group, Membership, Placement, Proposal, ProposedGroup
from ..queries import line_of, spoken, wanting
from .making import Newborn, language_of, make_groups

log = logging.getLogger("mooc.groups")
# Fewer are no group: they go to the head of the line and are seated where others are.
FEWEST = 3
# Who learns of his group late can still write to it; who never does cannot.
LIFETIME = timedelta(days=21)
_ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, now: datetime, by: Person | None = None) -> list[Group]:
    """Make the groups of a proposal, put everybody else who wants one in line, and plan the welcome mail.

    Who left, wants to be alone, stopped the mail, or changed the language or from meeting to writing since it was
    proposed is not put into the group; a group that shrinks below three is not made and its people stand first
    in line. Other proposals are superseded, and rules written for this one become those of the run.
    The mails leave after MOOC_HOLD_MINUTES. Raises AlreadyConfirmed, NothingProposed when another proposal was.
    """
    _take(proposal, now, by)
    run = proposal.run
    groups = make_groups(run, _newborns(proposal), now=now)
    _put_in_line(run, now)
    _tell(proposal, now)
    note(
        "groups confirmed",
        at=now,
        run_id=run.pk,
        person_id=by.pk if by else None,
        subject_id=proposal.pk,
        groups=len(groups),
        seed=proposal.seed,
    )
    log.info("run %s: proposal %d confirmed, %d groups", run.slug, proposal.number, len(groups))
    return groups


def _take(proposal: Proposal, now: datetime, by: Person | None) -> None:
    """Turn the proposal once, whoever presses the button twice."""
    run = Run.objects.select_for_update().get(pk=proposal.run_id)
    if run.state in _ENDED:
        raise RunHasEnded(
            f"The run {run.slug} is {run.get_state_display()}: nobody needs a group there any more."
        )
    proposals = Proposal.objects.filter(run=run)
    waiting = proposals.filter(pk=proposal.pk, state=Proposal.State.PROPOSED)
    if not waiting.update(state=Proposal.State.CONFIRMED, confirmed_at=now, confirmed_by=by):
        proposal.refresh_from_db()
        if proposal.state == Proposal.State.CONFIRMED:
            raise AlreadyConfirmed(
                f"Proposal {proposal.number} of {run.slug} was confirmed on {proposal.confirmed_at:%Y-%m-%d %H:%M} UTC."
            )
        raise NothingProposed(
            f"Proposal {proposal.number} of {run.slug} was superseded: another one was confirmed."
        )
    proposals.filter(state=Proposal.State.PROPOSED).update(state=Proposal.State.SUPERSEDED)
    proposal.refresh_from_db()
    _keep_rules(run, proposal)


def _keep_rules(run: Run, proposal: Proposal) -> None:
    """Seat latecomers by the rules by which the groups were made."""
    if proposal.rules_text is not None:
        run.rules = proposal.run.rules = proposal.rules_text
        run.save(update_fields=["rules"])


def _tell(proposal: Proposal, now: datetime) -> None:
    """Plan the mail to members, and the one to those without a group (unless they find a seat before it goes)."""
    run = proposal.run
    seated = Membership.objects.filter(group__source__proposal=proposal, left_at=None).order_by(
        "enrolment_id"
    )
    waiting = line_of(run).order_by("pk")
    for kind, title, recipients in (
        ("welcome", f"Your group in {run.name}", seated.values_list("enrolment_id", flat=True)),
        ("no-group", f"No group yet in {run.name}", waiting.values_list("pk", flat=True)),
    ):
        delivery.plan(
            occasion=f"{kind}/{proposal.pk}",
            kind=kind,
            filler=kind,
            title=title,
            now=now,
            recipients=recipients,
            run_id=run.pk,
            subject_id=proposal.pk,
            priority=3,
            not_before=leaves_at(now),
            lifetime=LIFETIME,
        )


def _newborns(proposal: Proposal) -> Iterator[Newborn]:
    """Yield proposed groups with those of their people who still want to be in them. Five queries."""
    still = {row.pk: row for row in wanting(proposal.run).select_related("person").order_by("id")}
    seats: dict[int, list[Enrolment]] = {}
    placed = Placement.objects.filter(proposal=proposal, group__isnull=False).order_by("id")
    for group_id, enrolment_id in placed.values_list("group_id", "enrolment_id"):
        if group_id is not None and enrolment_id in still:
            seats.setdefault(group_id, []).append(still[enrolment_id])
    cause = f"proposal {proposal.number}, seed {proposal.seed}"
    tongues = tongues_of(proposal.run, enough=rules_of(proposal.run, "write").size.minimum)
    for source in ProposedGroup.objects.filter(proposal=proposal).order_by("number"):
        members = _fitting(source, seats.get(source.pk, []), tongues)
        if len(members) >= FEWEST:
            score = f"score {source.score:.3f}"
            yield Newborn(source.mode, members, f"{cause}, {source.mode}, {score}", source, source.score)


def _fitting(source: ProposedGroup, members: list[Enrolment], tongues: Tongues) -> list[Enrolment]:
    if source.mode == Group.Mode.MEET:
        members = [member for member in members if member.company == Enrolment.Company.MEET]
    if not members:
        return []
    language = language_of(members)

    def reads_it(member: Enrolment) -> bool:
        own = member.person.language
        return spoken(own) == language or tongues.of(own) == language

    return [member for member in members if reads_it(member)]


def _put_in_line(run: Run, now: datetime) -> None:
    """Give everybody who wants a group and has none a place, by when he said to be in. One statement."""
    left = wanting(run).filter(waiting_since=None).values("pk")
    since = Coalesce(F("ready_at"), Value(now, DateTimeField()))
    Enrolment.objects.filter(pk__in=left).update(waiting_since=since)
