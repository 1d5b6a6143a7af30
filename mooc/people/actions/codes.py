"""Sign-in codes on their way; the only place where a code is readable, for as long as its copy is."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from mooc.delivery.actions import plan
from mooc.delivery.models import Delivery

from ..addresses import normal_address
from ..models import SignInCode

LIFETIME = timedelta(minutes=10)
_KEPT = timedelta(days=30)


@transaction.atomic
def queue_sign_in_code(email: str, code: str, *, now: datetime) -> None:
    """Put a code into the post; it is worth nothing after ten minutes, and then goes nowhere."""
    row = SignInCode.objects.create(
        email=normal_address(email), code=code, asked_at=now, expires_at=now + LIFETIME
    )
    plan(
        occasion=f"sign-in/{now:%Y-%m-%d}",
        kind="sign-in",
        filler="sign-in",
        title=f"Sign-in codes of {now:%Y-%m-%d}",
        now=now,
        recipients=[row.pk],
        priority=0,
        lifetime=LIFETIME,
    )


@transaction.atomic
def forget_codes(*, now: datetime) -> int:
    """Empty the codes that are settled or too old; drop their rows after a month. Returns how many were emptied.

    Browsers that asked for a code left a session each; those past their time go too.
    """
    Session.objects.filter(expire_date__lt=now).delete()
    settled = (
        Delivery.objects.filter(mailing__kind="sign-in", settled_at__isnull=False)
        .exclude(state__in=(*Delivery.WAITING, Delivery.State.CLAIMED))
        .values("recipient")
    )
    full = SignInCode.objects.exclude(code="")
    emptied = full.filter(expires_at__lte=now).update(code="") + full.filter(pk__in=settled).update(code="")
    SignInCode.objects.filter(asked_at__lt=now - _KEPT).delete()
    return emptied
