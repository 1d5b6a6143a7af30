"""Where a post stands on the web: one address for all who may read it, and one of each reader's own."""

from collections.abc import Callable
from functools import lru_cache

from mooc.delivery import links
from mooc.runs import tokens
from mooc.runs.links import linker

_PLACE = "PLACE"


def post_url(local_part: str, thread_id: int | None, post_id: int) -> str:
    """Return the lasting address of a post (RFC 5064), which asks for a sign-in; the group's page without a thread."""
    if thread_id is None:
        return links.page("web:group", local_part)
    return f"{links.page('web:group_thread', local_part, thread_id)}{place_of(post_id)}"


def own_post_links(number: int, thread_id: int | None, post_id: int) -> Callable[[int], str]:
    """Return what gives the same post's personal address for an enrolment: it opens without a sign-in."""
    before, after = _around(number, thread_id)
    at, sign = place_of(post_id) if thread_id is not None else "", tokens.signer("group")
    return lambda enrolment_id: f"{before}{sign(enrolment_id)}{after}{at}"


def mute_links(thread_id: int | None) -> Callable[[int], str]:
    """Return what gives the address of the page that mutes a thread, for an enrolment; his wishes without a thread."""
    if thread_id is None:
        return linker("mail")
    (before, after), sign = links.around("web:mute", thread_id), tokens.signer("mail")
    return lambda enrolment_id: f"{before}{sign(enrolment_id)}{after}"


def place_of(post_id: int) -> str:
    """Return what follows the address of a thread: the question finds the page of it, the fragment the place there."""
    return f"?post={post_id}#post-{post_id}"


@lru_cache(maxsize=512)
def _around(number: int, thread_id: int | None) -> tuple[str, str]:
    name, last = ("web:my_group", []) if thread_id is None else ("web:my_group_thread", [thread_id])
    before, _, after = links.page(name, number, _PLACE, *last).partition(_PLACE)
    return before, after
