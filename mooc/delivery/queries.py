"""Questions about mailings and copies, with answers ready to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from .errors import UnknownMailing
from .fillers import confidential
from .models import Delivery, Mailing, Suppression

State = Delivery.State
_ASIDE = (State.BOUNCED, State.COMPLAINED)
# Long after a sender has noticed that a copy in its hand was withdrawn: it looks every second.
NOTICED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Accounting:
    """Copies by state, against the audience that was counted when they were planned."""

    audience: int
    states: Mapping[State, int]
    # Copies that a crash or a lost answer left in doubt at least once; most have been settled since.
    doubted: int = 0

    @property
    def holds(self) -> bool:
        """No copy is missing and none is there twice."""
        return self.audience == sum(self.states.values())

    @property
    def waiting(self) -> int:
        """Copies that will be tried, or are being tried."""
        return sum(self.states.get(state, 0) for state in (*Delivery.WAITING, State.CLAIMED))

    @property
    def arrived(self) -> int:
        """Copies that the other side took, whatever came after."""
        return sum(self.states.get(state, 0) for state in (State.ACCEPTED, *_ASIDE))

    def as_dict(self) -> dict[str, int]:
        """Return counts by name, states without copies included."""
        return {state.label: self.states.get(state, 0) for state in State}


def accounting(mailing: Mailing | None = None, *, run_id: int | None = None) -> Accounting:
    """Return the account of a mailing, of a run, or of everything; three queries."""
    mailings = Mailing.objects.all()
    if mailing is not None:
        mailings = mailings.filter(pk=mailing.pk)
    elif run_id is not None:
        mailings = mailings.filter(run_id=run_id)
    copies = Delivery.objects.all()
    if mailing is not None:
        copies = copies.filter(mailing=mailing)
    elif run_id is not None:
        copies = copies.filter(mailing__run_id=run_id)
    rows = (
        copies.order_by("state")
        .values_list("state")
        .annotate(Count("id"), doubted=Count("id", Q(doubts__gt=0)))
    )
    found = list(rows)
    return Accounting(
        audience=mailings.aggregate(total=Sum("audience"))["total"] or 0,
        states={State(state): count for state, count, _ in found},
        doubted=sum(doubted for _, _, doubted in found),
    )


def mailing_of(name: str) -> Mailing:
    """Return a mailing by its id or its occasion. Raises UnknownMailing."""
    wanted = Q(pk=int(name)) if name.isdecimal() and len(name) < 19 else Q(occasion=name)
    mailing = Mailing.objects.filter(wanted).first()
    if mailing is None:
        raise UnknownMailing(f"no mailing is called {name!r}; `mooc mail list RUN` shows those of a run.")
    return mailing


def accounts_of(mailings: Iterable[Mailing]) -> list[tuple[Mailing, Accounting]]:
    """Return mailings with their accounts; one query for any number of them."""
    wanted = list(mailings)
    states: dict[int, dict[State, int]] = {}
    doubted: dict[int, int] = {}
    rows = Delivery.objects.filter(mailing__in=wanted).order_by("mailing_id", "state")
    counted = rows.values_list("mailing_id", "state").annotate(
        count=Count("id"), doubted=Count("id", Q(doubts__gt=0))
    )
    for mailing_id, state, count, doubts in counted:
        states.setdefault(mailing_id, {})[State(state)] = count
        doubted[mailing_id] = doubted.get(mailing_id, 0) + doubts
    return [(one, Accounting(one.audience, states.get(one.pk, {}), doubted.get(one.pk, 0))) for one in wanted]


def mailings_of(run_id: int | None) -> QuerySet[Mailing]:
    """Return the mailings of a run (None: of no run), newest first."""
    return Mailing.objects.filter(run_id=run_id).order_by("-planned_at", "-id")


def copies_of(mailing: Mailing, *, state: State | None = None, search: str = "") -> QuerySet[Delivery]:
    """Return copies of a mailing by id, those in a state, or whose address or answer holds `search`.

    None of a confidential mailing.
    """
    if mailing.filler in confidential():
        return Delivery.objects.none()
    copies = Delivery.objects.filter(mailing=mailing).select_related("edition").order_by("id")
    if state is not None:
        copies = copies.filter(state=state)
    if search:
        copies = copies.filter(Q(address__icontains=search) | Q(answer__icontains=search))
    return copies


def suppressions() -> QuerySet[Suppression]:
    """Return the addresses we do not write to, latest first."""
    return Suppression.objects.filter(lifted_at=None).order_by("-since", "-id")


def answers_of_waiting(*, most: int = 5) -> list[tuple[str, int]]:
    """Return what is most often answered to copies that have to wait, each with how many."""
    waiting = Delivery.objects.filter(state=State.DEFERRED).exclude(answer="")
    return list(waiting.values_list("answer").annotate(count=Count("id")).order_by("-count", "answer")[:most])


def is_in_hand(delivery_id: int, *, now: datetime) -> bool:
    """Say whether a sender may yet settle the copy: it holds it, or did so when the copy was taken back just now."""
    withdrawn = Q(state__in=(State.SUPPRESSED, State.CANCELLED), claimed_at__gt=now - NOTICED) & ~Q(
        claimed_by=""
    )
    return Delivery.objects.filter(Q(state=State.CLAIMED) | withdrawn, pk=delivery_id).exists()
