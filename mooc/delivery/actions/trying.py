"""Send a test: a mailing as one of its readers would get it, to whoever wants to see it before it leaves."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from ..errors import DeliveryError
from ..fillers import Filling, filler_of, withdrawable
from ..models import Delivery, Mailing
from ..trials import KIND, MARK, leaving_no_trace
from .planning import plan

log = logging.getLogger(__name__)

MOST_A_DAY = 10
LIFETIME = timedelta(hours=1)
# Of so many readers the first of each variant and language is found.
_LOOKED_AT = 200
_NOT_FOR_TESTS = ("post",)


class CannotTry(DeliveryError):
    """There is nothing to show of this mailing, or there have been enough tests for today."""


@transaction.atomic
def try_mailing(
    mailing: Mailing, *, address: str, now: datetime, variant: str = "", language: str = ""
) -> Mailing:
    """Plan a test copy to an address, as a reader of that variant and language would get it; the first by default.

    It is a mailing of its own, of kind "test". Raises CannotTry.
    """
    sample = next(
        (
            reader
            for reader, filling in _samples(mailing, now)
            if variant in ("", filling.variant) and language in ("", filling.language)
        ),
        None,
    )
    if sample is None:
        raise CannotTry(
            f"{mailing.title} has no reader{_such_as(variant, language)} whose copy I could show."
        )
    _check_limit(mailing, now)
    trial = plan(
        occasion=f"test/{mailing.pk}/{now:%Y%m%d%H%M%S%f}",
        kind=KIND,
        filler=KIND,
        title=MARK + mailing.title,
        now=now,
        recipients=[sample],
        run_id=mailing.run_id,
        subject_id=mailing.pk,
        priority=1,
        lifetime=LIFETIME,
    )
    Delivery.objects.filter(mailing=trial).update(address=address)
    return trial


def trial_variants(mailing: Mailing, *, now: datetime) -> list[tuple[str, str]]:
    """Return the variants and languages that can be tried, in the order in which readers have them; [] for none.

    Raises CannotTry where the mailing's own room fails.
    """
    if not may_try(mailing):
        return []
    return list(dict.fromkeys((filling.variant, filling.language) for _, filling in _samples(mailing, now)))


def may_try(mailing: Mailing) -> bool:
    """Say whether there are tests of such a mailing: one of the machine to readers of a run."""
    return mailing.filler in withdrawable() and mailing.kind not in _NOT_FOR_TESTS


def _samples(mailing: Mailing, now: datetime) -> list[tuple[int, Filling]]:
    if not may_try(mailing):
        raise CannotTry(f"{mailing.title} is no message to all of a run, so there is no test of it.")
    copies = Delivery.objects.filter(mailing=mailing).order_by("recipient")
    readers = list(copies.values_list("recipient", flat=True)[:_LOOKED_AT])
    try:
        with leaving_no_trace():
            given = filler_of(mailing).fill(mailing, readers, now=now) if readers else {}
    except Exception as error:
        log.exception("mailing %s: its filler %s failed at a test", mailing.occasion, mailing.filler)
        raise CannotTry(
            f"The words of {mailing.title} cannot be made: {type(error).__name__}: {error}"
        ) from error
    return [(reader, filling) for reader in readers if isinstance(filling := given.get(reader), Filling)]


def _check_limit(mailing: Mailing, now: datetime) -> None:
    today = Mailing.objects.filter(kind=KIND, run_id=mailing.run_id, planned_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise CannotTry(
            f"There were {MOST_A_DAY} tests in the last 24 hours. Wait, or read the last of them."
        )


def _such_as(variant: str, language: str) -> str:
    wanted = " and ".join(
        f"{name} {value!r}" for name, value in (("variant", variant), ("language", language)) if value
    )
    return f" with {wanted}" if wanted else ""
