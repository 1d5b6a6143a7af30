"""The account of mail: audience = the sum of all states; for many runs or mailings at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.queries import Accounting
from mooc.delivery.trials import KIND as KIND_OF_TESTS

State = Delivery.State
DOUBTED = Count("id", filter=Q(doubts__gt=0))


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the identity."""

    state: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Account(Accounting):
    """What pages show of an account. Those of runs leave out tests, which are no mail to learners."""

    @property
    def terms(self) -> list[Term]:
        """The states that hold copies, in the order of a copy's life."""
        counts = self.states
        return [Term(state.value, str(state.label), counts[state]) for state in State if counts.get(state)]

    @property
    def missing(self) -> int:
        """How many copies the states are short of the audience; negative when some are there twice."""
        return self.audience - sum(self.states.values())

    @property
    def uncertain(self) -> int:
        """Copies in flight when a worker died."""
        return self.states.get(State.UNCERTAIN, 0)


NO_MAIL = Account(0, {})


def accounts_of_runs(run_ids: Iterable[int]) -> dict[int, Account]:
    """Return the account of each run that has mail; two queries."""
    ids = list(run_ids)
    mailings = _counted().filter(run_id__in=ids).values_list("run_id").order_by("run_id")
    copies = Delivery.objects.filter(mailing__in=_counted().filter(run_id__in=ids))
    rows = copies.values_list("mailing__run_id", "state").order_by("mailing__run_id", "state")
    return _accounts(dict(mailings.annotate(Sum("audience"))), rows.annotate(Count("id"), in_doubt=DOUBTED))


def accounts_of_mailings(mailings: Iterable[Mailing]) -> dict[int, Account]:
    """Return the account of each mailing; one query."""
    audiences = {mailing.pk: mailing.audience for mailing in mailings}
    copies = Delivery.objects.filter(mailing_id__in=list(audiences))
    rows = copies.values_list("mailing_id", "state").order_by("mailing_id", "state")
    return _accounts(audiences, rows.annotate(Count("id"), in_doubt=DOUBTED))


def account_of_run(run_id: int | None) -> Account:
    """Return the account of a run; None: of all mailings that belong to no run. Two queries."""
    mailings = _counted().filter(run_id=run_id)
    audience = mailings.aggregate(total=Sum("audience"))["total"] or 0
    copies = Delivery.objects.filter(mailing__in=mailings)
    rows = copies.values_list("state").order_by("state").annotate(Count("id"), in_doubt=DOUBTED)
    return _accounts({0: audience}, [(0, *row) for row in rows])[0]


def _counted() -> QuerySet[Mailing]:
    return Mailing.objects.exclude(kind=KIND_OF_TESTS)


def _accounts(audiences: dict[int, int], rows: Iterable[tuple[int, int, int, int]]) -> dict[int, Account]:
    states: dict[int, dict[State, int]] = {key: {} for key in audiences}
    doubted: Counter[int] = Counter()
    for key, state, many, in_doubt in rows:
        states.setdefault(key, {})[State(state)] = many
        doubted[key] += in_doubt
    return {key: Account(audiences.get(key, 0), counted, doubted[key]) for key, counted in states.items()}
