"""How wild mails are brought in, and what has to be true of each afterwards."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from mooc.delivery.addresses import bounce_address
from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.inbound import actions
from mooc.inbound.models import InboundMail
from mooc.runs.links import stop_address

from .spoilt import letters_of_python, our_letters, spoilt
from .stage import GROUP_ADDRESS, RUN_ADDRESS
from .wild import made

# Of all mails so many are made by structure; the others are letters of ours and of Python's own tests, spoilt.
_MADE = 0.25
ENDS = ("routed", "held", "dropped")


@dataclass(frozen=True, slots=True)
class WildMail:
    """A mail and its envelope."""

    raw: bytes
    mail_from: str
    rcpt_to: list[str]


def wild_mails(count: int, stage, *, chance: int) -> list[WildMail]:
    """Return so many mails to all kinds of our addresses, in no order."""
    luck = random.Random(chance)
    raws = made(int(count * _MADE), chance=chance)
    letters = letters_of_python()
    raws += spoilt(letters, int(count * _MADE), chance=chance) if letters else []
    raws += spoilt(our_letters(), count - len(raws), chance=chance + 1)
    luck.shuffle(raws)
    personal = reply_addresses(stage.group.local_part)
    ways = (
        [GROUP_ADDRESS],
        [GROUP_ADDRESS],
        [personal(stage.bob.pk)],
        [personal(stage.ana.pk), GROUP_ADDRESS],
        [bounce_address(7)],
        [RUN_ADDRESS],
        [stop_address(stage.dora.pk), "machine@mooc.localhost"],
        ["postmaster@mooc.localhost"],
    )
    senders = (
        "bob@example.net",
        "ana@example.org",
        "dora@example.com",
        "bob@example.net",
        "charlie@example.net",
        "",
    )
    return [WildMail(raw, luck.choice(senders), luck.choice(ways)) for raw in raws]


def bring_in(mails: Sequence[WildMail], *, now) -> None:
    """Bring them through the door."""
    for mail in mails:
        actions.ingest(raw=mail.raw, mail_from=mail.mail_from, rcpt_to=mail.rcpt_to, source="lmtp", now=now)


def astray(mails: Sequence[WildMail]) -> list[str]:
    """Return what is not as it must be: mails lost, in a state that is no end, without a reason, or our own fault."""
    wanted = {(mail.raw, to) for mail in mails for to in mail.rcpt_to}
    rows = InboundMail.objects.select_related("raw").order_by("id")
    found = {(bytes(row.raw.content), row.rcpt_to): row for row in rows}
    wrong = [f"lost: {raw[:200]!r} to {to}" for raw, to in wanted - found.keys()]
    return wrong + [
        f"{row.state} {row.kind} ({row.reason}): mail {row.pk} to {to}"
        for (_, to), row in found.items()
        if row.state not in ENDS or not row.reason or "trips me up" in row.reason
    ]
