"""From claimed rows to messages that may go: filled, not stopped, signed, each with its moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from .addresses import normal
from .filling import Batch, Ready
from .gate import stopped_addresses
from .models import Delivery
from .outcomes import not_sent
from .pacing import Pacer
from .providers import provider_of
from .signing import signer
from .sql import Claim, Settlement

State = Delivery.State
_NO_MOMENTS: Mapping[int, float] = {}


def filled(claims: Sequence[Claim], *, now: datetime) -> tuple[Sequence[Ready], list[Settlement]]:
    """Fill and sign what may go; how the others end."""
    if not claims:
        return [], []
    batch = Batch(claims, now=now, with_subjects=True)
    stopped = without_stopped(batch)
    ready, ended = batch.fill(len(batch))
    return signed(ready), [*batch.ended, *stopped, *ended]


def without_stopped(batch: Batch) -> list[Settlement]:
    """Take out the copies to addresses that are not to be written to; return how these end."""
    found = batch.addresses
    stopped = stopped_addresses(address for _, address in found)
    if not stopped:
        return []
    ended = [
        not_sent(one, State.SUPPRESSED, stopped[normal(address)], address=address)
        for one, address in found
        if normal(address) in stopped
    ]
    batch.drop({one.id for one in ended})
    return ended


def signed(ready: Sequence[Ready], moments: Mapping[int, float] = _NO_MOMENTS) -> Sequence[Ready]:
    """Sign messages, where the operator wants that, and tell when each may go."""
    sign = signer()
    if sign:
        for one in ready:
            one.outgoing.raw = sign(one.outgoing.raw)
    if moments:
        for one in ready:
            one.outgoing.at = moments[one.claim.id]
    return ready


def paced(pacer: Pacer, batch: Batch, *, now: datetime) -> tuple[Mapping[int, float], list[Settlement]]:
    """Return the moment of each copy, by its id (none: at once); those whose turn is later go back until then."""
    found = batch.addresses
    if not found:
        return _NO_MOMENTS, []
    slots = pacer.book([provider_of(address) for _, address in found], [one.priority for one, _ in found])
    if slots is None:
        return _NO_MOMENTS, []
    moments: dict[int, float] = {}
    later: list[Settlement] = []
    for (one, address), slot in zip(found, slots, strict=True):
        if slot.later is None:
            moments[one.id] = slot.at
        else:
            state = State.DEFERRED if one.attempts else State.PENDING
            waits = not_sent(one, state, "waits for its turn", address=address)
            later.append(waits._replace(not_before=now + slot.later))
    batch.drop({one.id for one in later})
    return moments, later
