"""`mooc mail pace`: how fast mail may leave, to whom and over what."""

from datetime import datetime
from typing import Annotated, Any

import typer
from django.utils import timezone

from mooc.delivery.pacing.rates import WARM_UP_A_DAY
from mooc.delivery.pacing.setting import (
    PaceShown,
    WrongPace,
    begin_warm_up,
    end_warm_up,
    key_of,
    paces,
    set_limit,
    warm_up_plan,
)
from mooc.delivery.transports.choice import chosen_carrier

from .mail import mail_app
from .saying import AsJson, say_json, say_table

_NONE = "none"


@mail_app.command()
def pace(
    whom: Annotated[
        str,
        typer.Argument(
            metavar="[WHOM]",
            help="`transport` (all mail), a provider such as google, or a domain; without it all are listed.",
        ),
    ] = "",
    per_minute: Annotated[
        str | None, typer.Option(metavar="N", help="At most N copies in any minute; `none` ends the limit.")
    ] = None,
    warm_up: Annotated[
        bool | None,
        typer.Option(
            help="Begin slowly, as a new sender must, with more each day; or take it for an old one."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List how fast mail may leave, and what is slowed down and why; or set a limit."""
    if not whom:
        if per_minute is not None or warm_up is not None:
            raise WrongPace("Whom shall I limit? Name `transport`, a provider such as google, or a domain.")
        _say_all(as_json=as_json)
        return
    key = key_of(whom, transport=_transport() if whom == "transport" else "")
    now = timezone.now()
    if per_minute is not None:
        set_limit(key, _number(per_minute), now=now)
    if warm_up is not None:
        _warm_up(key, begins=warm_up, now=now)
    found = [one for one in paces() if one.key == key]
    if as_json:
        say_json(_plain(found[0]) if found else {"key": key, "rate_per_minute": None})
        return
    print(_sentence(found[0]) if found else f"{key}: no limit.")
    if warm_up:
        days = ", ".join(f"{a_day:,}" for a_day in warm_up_plan(found[0].limit))
        print(f"Copies a day from today on: {days}; then {_per_minute(found[0].limit)}.")


def _transport() -> str:
    carrier = chosen_carrier()
    if carrier is None:
        raise WrongPace(
            "Mail lands in the built-in mailbox, which needs no limit. Set EMAIL_URL first, or name a provider."
        )
    return carrier.name


def _number(text: str) -> float | None:
    if text.lower() == _NONE:
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise WrongPace(f"--per-minute {text!r} is no number; give one such as 600, or none.") from None


def _warm_up(key: str, *, begins: bool, now: datetime) -> None:
    if begins:
        begin_warm_up(key, now=now)
    else:
        end_warm_up(key)


def _say_all(*, as_json: bool) -> None:
    rows = paces()
    if as_json:
        say_json([_plain(one) for one in rows])
        return
    say_table(
        ("whom", "limit", "slowed to", "warm-up", "now", "next free slot", "why"),
        (
            (
                one.key,
                "" if one.limit is None else f"{one.limit:,g}/min",
                "" if one.slowed_to is None else f"{one.slowed_to:,.1f}/min",
                "" if one.warm_up_a_day is None else f"{one.warm_up_a_day:,}/day",
                _per_minute(one.rate),
                "" if one.next_at is None else f"{one.next_at:%Y-%m-%d %H:%M:%S.%f}"[:-4],
                one.reason,
            )
            for one in rows
        ),
        empty="Nothing limits mail. `mooc mail pace transport --per-minute 600` would.",
    )


def _sentence(one: PaceShown) -> str:
    parts = [f"{one.key}: {_per_minute(one.rate)} now"]
    if one.limit is not None:
        parts.append(f"limit {_per_minute(one.limit)}")
    if one.slowed_to is not None:
        parts.append(f"slowed down after: {one.reason}")
    if one.warm_up_a_day is not None:
        parts.append(f"warming up, {one.warm_up_a_day:,} today")
    return "; ".join(parts) + "."


def _per_minute(rate: float | None) -> str:
    if rate is None:
        return "as many as can"
    return f"{rate:,g} a minute" if rate >= 1 else f"{rate * 1440:,.0f} a day"


def _plain(one: PaceShown) -> dict[str, Any]:
    day = None if one.warm_up_a_day is None else WARM_UP_A_DAY.index(one.warm_up_a_day) + 1
    return {
        "key": one.key,
        "limit_per_minute": one.limit,
        "slowed_to_per_minute": one.slowed_to,
        "warm_up_day": day,
        "warm_up_a_day": one.warm_up_a_day,
        "rate_per_minute": one.rate,
        "next_at": one.next_at,
        "reason": one.reason,
    }
