"""The verbs of inbound mail, the only writers of its rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, takewhile

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet

from mooc.pure.mailkit import Letter

from .addresses import cleaned
from .asking import ask_and_tell
from .faults import forget_faults
from .keeping import Message as Message
from .keeping import keep_all
from .models import InboundMail, RawMail, UsedSeal
from .queries import Refuse
from .reading import Incoming, Reads, read_mails
from .releasing import post_held as post_held
from .routing import route_all
from .settling import ended
from .sql import settle
from .waiting import tell_writers

State = InboundMail.State
# Mails routed in one transaction: enough to share its cost, few enough not to keep others from SQLite for long.
BATCH = 50
MOST_BYTES_A_BATCH = 32 * 1024 * 1024
# After this no further mail of the batch is read: what hostile mail costs must not keep the good from arriving.
MOST_SECONDS_A_BATCH = 5.0
MOST_REFUSALS_A_DAY = 1_000
ONE_DAY = timedelta(days=1)
# Longer than a signature of a mail service is let in.
KEEP_SEALS = timedelta(days=3)
NOTHING_READ = Letter()


def ingest(
    *,
    raw: bytes,
    mail_from: str,
    rcpt_to: Iterable[str],
    source: str,
    now: datetime,
    authentication: str = "",
) -> list[InboundMail]:
    """Keep one message, once per recipient, before anybody looks into it; the same again changes nothing.

    Takes any bytes. When this returns outside another transaction, the mail is committed and the door may say 250.
    `authentication` is what the door knows of the writer, as the text of an Authentication-Results header.
    """
    return ingest_all([Message(raw, mail_from, [*rcpt_to], authentication)], source=source, now=now)[0]


@transaction.atomic(savepoint=False)
def ingest_all(messages: Sequence[Message], *, source: str, now: datetime) -> list[list[InboundMail]]:
    """Keep many messages in one transaction; return the mails of each, one for each of its recipients."""
    return keep_all(messages, source=source, now=now)


def note_refusal(*, mail_from: str, rcpt_to: str, refusal: Refuse, source: str, now: datetime) -> bool:
    """Make a refusal visible: once per pair of addresses and day, and no more a day than a human would read."""
    sender, address = cleaned(mail_from), cleaned(rcpt_to)
    latest = InboundMail.objects.filter(state=State.REFUSED).order_by("-id")[:MOST_REFUSALS_A_DAY]
    rows = latest.values_list("mail_from", "rcpt_to", "received_at")
    today = [(before, to) for before, to, at in rows if at > now - ONE_DAY]
    if (sender, address) in today or len(today) >= MOST_REFUSALS_A_DAY:
        return False
    InboundMail.objects.create(
        mail_from=sender,
        rcpt_to=address,
        source=source,
        received_at=now,
        routed_at=now,
        state=State.REFUSED,
        kind="refused",
        reason=str(refusal)[:300],
    )
    return True


def use_seal(digest: str, *, words: str, now: datetime) -> bool:
    """Remember that a signature came with these words; False when it came with others before."""
    used, _ = UsedSeal.objects.get_or_create(digest=digest, defaults={"words": words, "at": now})
    return used.words == words


def route_kept(
    *, now: datetime, limit: int | None = None, progress: Callable[[int], None] | None = None
) -> int:
    """Bring each kept mail to its room, or hold it with a reason; returns how many were looked at.

    Several workers may do this at once. A crash loses nothing: what was not committed is still kept. `progress` is told
    after each batch how many were looked at so far. Mail that comes in meanwhile waits for the next call, and so does
    what speaks of a copy that its sender still has in its hand, and what follows on mails that took long to read: the
    worker has other things to do.
    """
    latest = InboundMail.objects.filter(state=State.KEPT).order_by("-id").values_list("id", flat=True).first()
    done = after = 0
    while latest and (limit is None or done < limit):
        size = BATCH if limit is None else min(BATCH, limit - done)
        last, ended, is_whole = _route_batch(after=after, up_to=latest, size=size, now=now)
        if last == after:
            break
        after = last
        done += ended
        if progress:
            progress(done)
        if not is_whole:
            break
    return done


def _route_batch(*, after: int, up_to: int, size: int, now: datetime) -> tuple[int, int, bool]:
    """Return up to which mail this came, how many came to an end, and whether there was time to read all.

    Reading may take seconds. Where a transaction locks rows, others go on meanwhile with other mails; where it locks
    all there is, the mails are read before it begins.
    """
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            mails = _claimed(after, up_to, size)
            return _routed(mails, read_mails(mails, in_all=MOST_SECONDS_A_BATCH), after=after, now=now)
    mails = _claimed(after, up_to, size)
    reads = read_mails(mails, in_all=MOST_SECONDS_A_BATCH)
    with transaction.atomic():
        still = _kept().filter(id__in=[mail.pk for mail in mails]).values_list("id", flat=True)
        mine = set(still)
        return _routed([mail for mail in mails if mail.pk in mine], reads, after=after, now=now)


def _routed(
    claimed: Sequence[InboundMail], reads: Reads, *, after: int, now: datetime
) -> tuple[int, int, bool]:
    mails = [mail for mail in claimed if mail.raw_id is None or mail.raw_id in reads]
    outcomes, opened = route_all(mails, reads, now=now)
    settled = [
        ended(mail, outcomes[mail.pk], _letter(opened.get(mail.pk)), now=now)
        for mail in mails
        if outcomes[mail.pk].state != State.KEPT
    ]
    settle(settled)
    ask_and_tell(settled, outcomes, now=now)
    tell_writers(settled, now=now)
    return (mails[-1].pk if mails else after), len(settled), len(mails) == len(claimed)


def _letter(incoming: Incoming | None) -> Letter:
    return incoming.letter if incoming else NOTHING_READ


def _claimed(after: int, up_to: int, size: int) -> list[InboundMail]:
    """Take the oldest kept mails for this transaction alone, with their bytes: as many as memory should hold."""
    kept = _kept().filter(id__gt=after, id__lte=up_to).annotate(bytes=F("raw__size"))
    sizes = list(kept.values_list("id", "bytes")[:size])
    total = list(accumulate(size or 0 for _, size in sizes))
    fitting = len(list(takewhile(lambda bytes_: bytes_ <= MOST_BYTES_A_BATCH, total))) or 1
    ids = [pk for pk, _ in sizes[:fitting]]
    return list(InboundMail.objects.filter(id__in=ids).select_related("raw").order_by("id")) if ids else []


def _kept() -> QuerySet[InboundMail]:
    kept = InboundMail.objects.filter(state=State.KEPT).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        return kept.select_for_update(skip_locked=True, of=("self",))
    return kept


def forget_old_raw(*, now: datetime) -> int:
    """Delete bytes and refusals older than MOOC_KEEP_RAW_DAYS; what became of each mail stays known.

    Signatures are forgotten when they are too old to be let in.
    """
    before = now - timedelta(days=settings.MOOC_KEEP_RAW_DAYS)
    settled = RawMail.objects.filter(received_at__lt=before).exclude(inboundmail__state=State.KEPT)
    ids = list(settled.order_by("id").values_list("id", flat=True)[:5_000])
    with transaction.atomic():
        InboundMail.objects.filter(raw_id__in=ids).update(raw=None)
        RawMail.objects.filter(id__in=ids).delete()
        InboundMail.objects.filter(state=State.REFUSED, received_at__lt=before).delete()
        UsedSeal.objects.filter(at__lt=now - KEEP_SEALS).delete()
        forget_faults(before=before)
    return len(ids)
