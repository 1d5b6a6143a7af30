"""The whole life of a mail by its Message-ID: what came in, what was decided, what went out, what came back.

Message-IDs are those of what people wrote (which the copies of a post carry too) and those of our own copies.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mooc.delivery.addresses import delivery_of_message_id
from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.queries import accounts_of
from mooc.groups.models import Post

from . import life
from .errors import UnknownMessage
from .life import Moment
from .models import AutoAnswer, Decision, InboundMail, Question, RawMail

MOST_COPIES = 1_000
# The name that a letter without a Message-ID gets when it is posted, from the digest of its bytes.
_OWN_ID = re.compile(r"<post-([0-9a-f]{32})@[^<>@]+>")
_ANSWERS = ("waits", "command", "question")
Runs = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to one mail, in order; `copies`: how many there are, of which the moments show some."""

    message_id: str
    moments: Sequence[Moment]
    inbound: Sequence[InboundMail]
    mailings: Sequence[Mailing]
    copies: int


def trace(message_id: str, *, with_copies: bool = False, run_ids: Runs = None) -> Life:
    """Return the life of the mail of a Message-ID, with or without its brackets. Raises UnknownMessage.

    `run_ids` keeps to what belongs to some runs. `with_copies`: a moment for each copy, a thousand at most.
    """
    wanted = f"<{message_id.strip().removeprefix('<').removesuffix('>').strip()}>"
    mails = list(_of_runs(InboundMail.objects.filter(_named(wanted)), run_ids).order_by("id"))
    copy = None if mails else _own_copy(wanted, run_ids)
    posts = _became(mails, run_ids)
    if not mails and copy is None:
        posts = _written_here(wanted, run_ids)
    if not mails and not posts and copy is None:
        raise UnknownMessage(
            f"nothing here has the Message-ID {wanted}. Is it complete? What was refused at the door has none; "
            "`mooc inbound list` shows the latest that came."
        )
    return _life(wanted, mails, posts, copy, with_copies=with_copies)


def life_of(mail: InboundMail, *, with_copies: bool = False, run_ids: Runs = None) -> Life:
    """Return the life of one inbound mail; with those of the same Message-ID, where it has one."""
    if mail.message_id:
        return trace(mail.message_id, with_copies=with_copies, run_ids=run_ids)
    return _life("", [mail], _became([mail], run_ids), None, with_copies=with_copies)


def _life(
    message_id: str,
    mails: Sequence[InboundMail],
    posts: Sequence[Post],
    copy: Delivery | None,
    *,
    with_copies: bool,
) -> Life:
    mailings = _mailings(mails, posts)
    copies = Delivery.objects.filter(mailing__in=mailings).order_by("id")
    shown = list(copies[:MOST_COPIES]) if with_copies else []
    if copy is not None:
        shown, mailings = [copy], [copy.mailing]
    moments = [
        *_inbound(mails),
        *(moment for post in posts for moment in life.posted(post)),
        *(life.planned(mailing, account) for mailing, account in accounts_of(mailings)),
        *map(life.copy_went, shown),
        *map(life.came_back, _came_back(mailings, copy)),
    ]
    count = 1 if copy is not None else copies.count()
    return Life(message_id, life.in_order(moments), mails, mailings, count)


def _inbound(mails: Sequence[InboundMail]) -> Iterator[Moment]:
    for mail in mails:
        yield life.came(mail)
        yield from life.settled(mail)
    for decision in Decision.objects.filter(mail__in=mails).select_related("by").order_by("id"):
        yield life.decided(decision)
    for question in Question.objects.filter(mail__in=mails).select_related("person").order_by("id"):
        yield from life.asked(question)
    for answer in AutoAnswer.objects.filter(mail__in=mails).select_related("person").order_by("id"):
        yield life.told(answer)


def _named(message_id: str) -> Q:
    """Find inbound mail by its Message-ID, or by the one that we gave it: the beginning of its digest."""
    named = Q(message_id=message_id)
    if own := _OWN_ID.fullmatch(message_id):
        raws = RawMail.objects.filter(digest__gte=own[1], digest__lt=f"{own[1]}g")
        return named | Q(raw__in=list(raws.values_list("pk", flat=True)))
    return named


def _became(mails: Sequence[InboundMail], run_ids: Runs) -> list[Post]:
    """Return what became of mails in their groups."""
    return _posts(
        Q(pk__in=[mail.became_id for mail in mails if mail.kind == "post" and mail.became_id]), run_ids
    )


def _written_here(message_id: str, run_ids: Runs) -> list[Post]:
    """Find a post that was written on the web, or whose mail is forgotten."""
    return _posts(Q(message_id=message_id), run_ids)


def _posts(wanted: Q, run_ids: Runs) -> list[Post]:
    posts = Post.objects.filter(wanted)
    if run_ids is not None:
        posts = posts.filter(group__run_id__in=run_ids)
    return list(posts.select_related("group", "author__person").order_by("id"))


def _own_copy(message_id: str, run_ids: Runs) -> Delivery | None:
    number = delivery_of_message_id(message_id)
    copies = Delivery.objects.select_related("mailing").filter(pk=number or 0)
    if run_ids is not None:
        copies = copies.filter(mailing__run_id__in=run_ids)
    return copies.order_by("id").first()


def _mailings(mails: Sequence[InboundMail], posts: Sequence[Post]) -> list[Mailing]:
    occasions = [f"post/{post.pk}" for post in posts]
    for mail in mails:
        occasions += [f"to-organisers/{mail.pk}", *(f"answer/{mail.pk}/{kind}" for kind in _ANSWERS)]
    return list(Mailing.objects.filter(occasion__in=occasions).order_by("id"))


def _came_back(mailings: Sequence[Mailing], copy: Delivery | None) -> list[InboundMail]:
    about = (
        Delivery.objects.filter(mailing__in=mailings) if copy is None else Delivery.objects.filter(pk=copy.pk)
    )
    reports = InboundMail.objects.filter(kind__in=("bounce", "complaint"), became_id__in=about.values("id"))
    return list(reports.order_by("id")[:MOST_COPIES])


def _of_runs(mails: QuerySet[InboundMail], run_ids: Runs) -> QuerySet[InboundMail]:
    return mails if run_ids is None else mails.filter(run_id__in=run_ids)
