"""A member writes to his group on the web: a new thread, or an answer in one. It arrives as if he had sent a mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups.actions.writing import write_to_group
from mooc.groups.discussion import archive_queries as archive
from mooc.groups.models import Post
from mooc.groups.queries import address_of

from ..boards.pages import number_of
from ..forms.writing import ReplyForm, ThreadForm
from ..group_door import Reader
from .group_archive import thread_or_404, thread_page, to_post


def write(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Begin a thread."""
    if not reader.may_write:
        raise Http404
    form = ThreadForm(*_given(request))
    if request.method == "POST" and form.is_valid():
        post = _posted(request, reader, form, subject=form.cleaned_data["subject"], answers=None)
        if post is not None:
            return to_post(reader, post)
    context = {
        "reader": reader,
        "group": reader.group,
        "form": form,
        "members": archive.members_of(reader.group),
        "address": address_of(reader.group),
    }
    return render(request, "web/group/write.html", context, status=422 if form.errors else 200)


def reply(request: HttpRequest, reader: Reader, thread_id: int) -> HttpResponse:
    """Answer in a thread; where something is wrong the thread comes back with what was typed."""
    found = thread_or_404(reader, thread_id)
    if request.method != "POST":
        return redirect(reader.href("thread", thread_id))
    if not reader.may_write or reader.enrolment is None:
        raise Http404
    form = ReplyForm(*_given(request))
    answers = Post.objects.filter(thread=found, pk=number_of(request.POST.get("answers")) or 0).order_by("id")
    if form.is_valid():
        last = answers.first() or found.posts.order_by("-posted_at", "-id").first()
        post = _posted(request, reader, form, subject="", answers=last)
        if post is not None:
            return to_post(reader, post)
    return thread_page(request, reader, found, form, status=422)


def _given(request: HttpRequest) -> "tuple[object, ...]":
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _posted(
    request: HttpRequest, reader: Reader, form: ThreadForm | ReplyForm, *, subject: str, answers: Post | None
) -> Post | None:
    """Post it; or say in the form why not."""
    if reader.enrolment is None:
        raise Http404
    given = form.cleaned_data
    try:
        post, is_new = write_to_group(
            group=reader.group,
            enrolment=reader.enrolment,
            subject=subject,
            text=given["text"],
            answers=answers,
            files=[(one.name, one.content_type or "", one.read()) for one in given["files"]],
            key=given["key"],
            now=timezone.now(),
        )
    except MoocError as error:
        form.add_error(None, str(error))
        return None
    if is_new:
        messages.success(request, "Posted. The others get it by mail, as each of them wishes.")
    else:
        messages.info(request, "You wrote exactly this a moment ago; it stands here once.")
    return post
