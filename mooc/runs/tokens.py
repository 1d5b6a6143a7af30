"""Tokens of links in a learner's mail: good for one enrolment and one act, without a session (see `people.tokens`)."""

from collections.abc import Callable

from mooc.people import tokens

from .errors import BadToken
from .models import Enrolment, Follower

ACTS = frozenset(
    {
        "confirm",
        "ready",
        "home",
        "leave",
        "stop",
        "check-in",
        "join",
        "choices",
        "week",
        "group",
        "change",
        "report",
        "mail",
        "follow",
        "follow-stop",
    }
)


def sign(act: str, row_id: int) -> str:
    """Return the token for one act on one enrolment (or follower); about a microsecond."""
    return tokens.sign(_known(act), row_id)


def signer(act: str) -> Callable[[int], str]:
    """Return `sign` for one act and many rows."""
    return tokens.signer(_known(act))


def _known(act: str) -> str:
    if act not in ACTS:
        raise LookupError(f"{act!r} is no act of a learner; there are {', '.join(sorted(ACTS))}")
    return act


def read(act: str, token: str) -> int:
    """Return the row's id. Raises BadToken."""
    return tokens.read(act, token)


def enrolment_of(act: str, token: str) -> Enrolment:
    """Return the enrolment with its run, course and person, in one query. Raises BadToken."""
    found = Enrolment.objects.select_related("run__course", "person").filter(pk=read(act, token)).first()
    if found is None:
        raise BadToken("This link is about a sign-up that is not here any more. You can sign up again.")
    return found


def follower_of(act: str, token: str) -> Follower:
    """Return the follower with its course. Raises BadToken."""
    found = Follower.objects.select_related("course").filter(pk=read(act, token)).first()
    if found is None:
        raise BadToken("This link is about a wish that is not here any more. You can ask again.")
    return found
