"""What of a group's archive is no page: files that came with posts, the raw source of a post, the whole as one file.

A file is somebody else's work: it is handed out to be kept, never as a page of ours. Pictures that browsers only draw
may stand in a thread; whatever a file says of itself, nothing in it runs (nosniff, and a policy of its own).
"""

from collections.abc import Iterator

from csp.decorators import csp
from django.core.files.base import File
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mooc.groups.discussion.attachments import open_attachment
from mooc.groups.discussion.mbox import mbox_of_group, mbox_of_run
from mooc.groups.errors import FileIsGone
from mooc.groups.models import Attachment
from mooc.inbound.models import InboundMail
from mooc.inbound.queries import read_raw

from ..access import organisers_only, run_for
from ..boards.group_archive import PICTURES
from ..group_door import Reader
from ..letters import shown_source
from .group_archive import post_or_404

SEALED = {"default-src": ["'none'"], "sandbox": [""], "frame-ancestors": ["'none'"]}


def attachment(request: HttpRequest, reader: Reader, attachment_id: int) -> HttpResponseBase:
    """Hand out a file that came with a post of this group."""
    files = Attachment.objects.filter(pk=attachment_id, post__group=reader.group)
    found = files.select_related("post").order_by("id").first()
    if found is None or not _may_have(reader, found):
        raise Http404
    try:
        opened = open_attachment(found)
    except FileIsGone as error:
        context = {"reader": reader, "group": reader.group, "problem": str(error)}
        return render(request, "web/group/gone.html", context, status=410)
    return csp(SEALED)(lambda request: _handed_out(found, opened))(request)


def _handed_out(found: Attachment, opened: "File[bytes]") -> HttpResponseBase:
    is_picture = found.content_type.lower() in PICTURES
    response = FileResponse(
        opened,
        as_attachment=not is_picture,
        filename=found.name,
        content_type=found.content_type if is_picture else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def source(request: HttpRequest, reader: Reader, post_id: int) -> HttpResponse:
    """Show a post's mail as it came: to its author, and to the organisers."""
    post = post_or_404(reader, post_id)
    is_mine = reader.enrolment is not None and post.author_id == reader.enrolment.pk
    if not (reader.organises or (is_mine and post.hidden_at is None)):
        raise Http404
    mails = InboundMail.objects.filter(kind="post", message_id=post.message_id, became_id=post.pk)
    mail = mails.select_related("raw").order_by("id").first()
    raw = read_raw(mail) if mail else b""
    context = {"reader": reader, "group": reader.group, "post": post, "source": shown_source(raw)}
    return render(request, "web/group/source.html", context)


def mbox(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """Hand out all that this reader may see, as one file that mail programs open."""
    lines = mbox_of_group(
        reader.group, until=reader.until, with_files="files" in request.GET, now=timezone.now()
    )
    return mbox_response(lines, reader.group.local_part)


@require_safe
@organisers_only
def mbox_of_all(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out what all groups of a run wrote, to its organisers."""
    run = run_for(request, slug)
    return mbox_response(mbox_of_run(run, with_files="files" in request.GET, now=timezone.now()), run.slug)


def mbox_response(lines: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return the answer that hands out an mbox while it is made."""
    return StreamingHttpResponse(
        lines,
        content_type="application/mbox",
        headers={"Content-Disposition": f'attachment; filename="{name}.mbox"'},
    )


def _may_have(reader: Reader, found: Attachment) -> bool:
    if found.post.hidden_at is not None and not reader.organises:
        return False
    return reader.until is None or found.post.posted_at <= reader.until
