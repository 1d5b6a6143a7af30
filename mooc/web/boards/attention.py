"""What needs an organiser: few things, each with the page where it is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from mooc.delivery.models import Delivery, Mailing, Pause
from mooc.delivery.pauses import pauses_on
from mooc.groups.models import GroupChange, Proposal
from mooc.groups.safety.report_queries import open_in_runs, reports_for
from mooc.inbound.faults import faults
from mooc.inbound.models import InboundMail
from mooc.people.models import Person
from mooc.runs.models import Run

from .numbers import RunBoard

# A copy that is due leaves within seconds; when it has not after this long, nobody is working.
PATIENCE = timedelta(minutes=10)
RECENT = timedelta(days=14)
_MOST_FAULTS = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to look at. kind: "stop" when mail does not leave, "new" otherwise."""

    words: str
    label: str
    href: str
    kind: str = "new"


def calls(
    runs: Sequence[Run],
    numbers: dict[int, RunBoard],
    *,
    house: bool,
    now: datetime,
    reader: Person | None = None,
) -> list[Call]:
    """Return what needs an organiser of these runs, most pressing first; `house`: of the whole server too.

    `reader`: who may read what members told of; without one nobody is reminded of that.
    """
    by_id = {run.pk: run for run in runs}
    return [
        *_reports(by_id, reader, house=house),
        *(_stopped(by_id, now=now) if house else ()),
        *_overdue(by_id, house=house, now=now),
        *(_faults(now=now) if house else ()),
        *_proposals(by_id),
        *_changes(by_id),
        *_held_mailings(by_id, now=now),
        *_held(by_id, house=house),
        *_uncertain(by_id, numbers),
        *_rejected(by_id, now=now),
        *(_no_relay() if house else ()),
    ]


def _reports(runs: dict[int, Run], reader: Person | None, *, house: bool) -> list[Call]:
    """Count what members told of, without what is about the reader himself. One query."""
    if reader is None:
        return []
    told = reports_for(reader)
    count = told.filter(state="open").count() if house else open_in_runs(told, list(runs))
    if not count:
        return []
    words = (
        f"{_many(count, 'report waits', 'reports wait')} for you: members tell that something is wrong. "
        "Who told stays unnamed."
    )
    return [
        Call(words, "Look at it" if count == 1 else "Look at them", reverse("web:organise_reports"), "stop")
    ]


def _stopped(runs: dict[int, Run], *, now: datetime) -> list[Call]:
    return [
        Call(_why_stopped(pause, now=now), "See the mailings", _mailings(runs), "stop")
        for pause in pauses_on(now=now)
        if pause.is_ours or pause.since < now - PATIENCE
    ]


def _why_stopped(pause: Pause, *, now: datetime) -> str:
    what_now = (
        "Look at the address and the password in EMAIL_URL and at your account with the mail service; mail goes on by "
        "itself once that is mended."
        if pause.is_ours
        else "Is it running, and can this machine reach it?"
    )
    return (
        f"No mail leaves since {pause.since:%-d %B, %H:%M} UTC. {pause.transport} says: {pause.reason}. "
        f"{what_now} I try again at {max(pause.until, now):%H:%M} UTC."
    )


def _overdue(runs: dict[int, Run], *, house: bool, now: datetime) -> list[Call]:
    late = Delivery.objects.filter(
        state__in=Delivery.WAITING,
        not_before__lt=now - PATIENCE,
        expires_at__gt=now,
        attempts=0,
        mailing__state="open",
    )
    count = (late if house else late.filter(mailing__run_id__in=runs)).count()
    if not count:
        return []
    words = (
        f"{_many(count, 'copy', 'copies')} should have left more than ten minutes ago. "
        "Is the worker running? `mooc serve` starts it, or `mooc work` alone."
    )
    return [Call(words, "See the mailings", _mailings(runs), "stop")]


def _mailings(runs: dict[int, Run]) -> str:
    if len(runs) == 1:
        return reverse("web:organise_mailings", args=[next(iter(runs.values())).slug])
    return reverse("web:organise")


def _faults(*, now: datetime) -> list[Call]:
    """What providers say that we do wrong; those most often heard, as there may be many."""
    where = reverse("web:organise_inbound") + "?state=routed"
    return [Call(one.words, "See what came back", where) for one in faults(now=now)[:_MOST_FAULTS]]


def _proposals(runs: dict[int, Run]) -> list[Call]:
    """Ask for a yes in each run that has proposals. One query."""
    waiting = (
        Proposal.objects.filter(run_id__in=runs, state=Proposal.State.PROPOSED)
        .annotate(size=Count("groups"))
        .order_by("run__starts_date", "run_id", "-number")
    )
    of_run: dict[int, list[tuple[int, int]]] = {}
    for proposal in waiting:
        of_run.setdefault(proposal.run_id, []).append((proposal.number, proposal.size))
    return [_choice(runs[pk], proposals) for pk, proposals in of_run.items()]


def _choice(run: Run, proposals: list[tuple[int, int]]) -> Call:
    """Ask about the proposals of one run: numbers and how many groups each has, the newest first."""
    (newest, groups), day = proposals[0], _day(run.starts_date)
    if len(proposals) > 1:
        words = (
            f"{len(proposals)} proposals wait for your choice in {run.name}. "
            f"Without one I confirm the newest on {day}."
        )
        return Call(words, "Compare the proposals", reverse("web:organise_groups", args=[run.slug]))
    words = (
        f"{_many(groups, 'group waits', 'groups wait')} for your yes in {run.name}. "
        f"Without one I confirm them myself on {day}."
    )
    where = reverse("web:organise_proposal", args=[run.slug, newest])
    return Call(words, "Look at the proposal", where)


def _changes(runs: dict[int, Run]) -> list[Call]:
    waiting = GroupChange.objects.filter(run_id__in=runs, state=GroupChange.State.PROPOSED)
    counted = waiting.values_list("run_id").order_by("run_id").annotate(Count("id"))
    return [
        Call(
            f"{_many(count, 'change', 'changes')} of groups in {runs[run_id].name} "
            f"{'waits' if count == 1 else 'wait'} for your yes. Nothing happens without it.",
            "Look at the changes",
            reverse("web:organise_changes", args=[runs[run_id].slug]),
        )
        for run_id, count in counted
    ]


def _held_mailings(runs: dict[int, Run], *, now: datetime) -> list[Call]:
    waiting = Delivery.objects.filter(mailing=OuterRef("pk"), state__in=Delivery.WAITING, expires_at__gt=now)
    held = Mailing.objects.filter(Exists(waiting), run_id__in=runs, state=Mailing.State.HELD).order_by("id")
    return [
        Call(
            f"“{mailing.title}” is held; its copies wait until you let it go.",
            "See the mailing",
            reverse("web:organise_mailing", args=[mailing.pk]),
        )
        for mailing in held
    ]


def _held(runs: dict[int, Run], *, house: bool) -> list[Call]:
    held = InboundMail.objects.filter(state=InboundMail.State.HELD)
    count = (held if house else held.filter(run_id__in=runs)).count()
    if not count:
        return []
    words = f"{_many(count, 'mail that came in waits', 'mails that came in wait')} for a human to decide."
    return [Call(words, "Decide about held mail", reverse("web:organise_waiting"))]


def _uncertain(runs: dict[int, Run], numbers: dict[int, RunBoard]) -> list[Call]:
    return [
        Call(
            f"A worker stopped while it had {_many(numbers[run.pk].mail.uncertain, 'copy', 'copies')} of {run.name} in "
            "hand; nobody can say what arrived. Course mail I send once more under the same Message-ID.",
            "See which",
            reverse("web:organise_mailings", args=[run.slug]),
        )
        for run in runs.values()
        if run.pk in numbers and numbers[run.pk].mail.uncertain
    ]


def _rejected(runs: dict[int, Run], *, now: datetime) -> list[Call]:
    counted = (
        Delivery.objects.filter(
            mailing__run_id__in=runs, mailing__planned_at__gt=now - RECENT, state=Delivery.State.REJECTED
        )
        .values_list("mailing__run_id")
        .order_by("mailing__run_id")
        .annotate(Count("id"))
    )
    return [
        Call(
            f"{_many(count, 'copy', 'copies')} of {runs[run_id].name} {'was' if count == 1 else 'were'} refused by the "
            "other side in the last two weeks. Each shows the answer it got.",
            "See the answers",
            reverse("web:organise_mailings", args=[runs[run_id].slug]) + "?show=rejected",
        )
        for run_id, count in counted
    ]


def _no_relay() -> list[Call]:
    if settings.EMAIL_URL or settings.MOOC_OPEN_MAILBOX:
        return []
    words = (
        "Mail does not leave this house yet: every copy lands in the built-in mailbox. "
        "Set EMAIL_URL to a relay before learners sign up."
    )
    return [Call(words, "Open the mailbox", reverse("web:mailbox"))]


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _day(day: object) -> str:
    return f"{day:%A, %-d %B}"
