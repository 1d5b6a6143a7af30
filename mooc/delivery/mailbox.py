"""Reading the built-in mailbox."""

import zlib
from dataclasses import dataclass

from django.db.models import Q

from .models import MailboxCopy
from .transports.mailbox import unpack

PAGE = 50


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """Some copies, newest first, without their bodies."""

    copies: list[MailboxCopy]
    has_more: bool


def mailbox_copies(search: str = "", page: int = 1) -> MailboxPage:
    """Return a page of copies whose address or subject holds `search`; one query."""
    copies = MailboxCopy.objects.defer("body").order_by("-at", "-id")
    if search:
        copies = copies.filter(Q(rcpt_to__icontains=search) | Q(subject__icontains=search))
    start = (max(page, 1) - 1) * PAGE
    found = list(copies[start : start + PAGE + 1])
    return MailboxPage(found[:PAGE], len(found) > PAGE)


def read_copy(copy_id: int) -> bytes:
    """Return a message as it would have gone over the wire. Raises MailboxCopy.DoesNotExist."""
    copy = MailboxCopy.objects.select_related("frame").get(pk=copy_id)
    return unpack(bytes(copy.body), zlib.decompress(bytes(copy.frame.body)))
