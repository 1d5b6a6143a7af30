"""What a group wrote: its threads, one thread, and what is found in them. By both doors (see `group_door`)."""

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mooc.groups.discussion import archive_queries as archive
from mooc.groups.models import Post, Thread
from mooc.groups.queries import address_of

from ..boards import group_archive as board
from ..boards.group_search import SHOWN, search_page
from ..boards.pages import number_of, words_of
from ..forms.writing import ReplyForm
from ..group_door import Reader


def threads(request: HttpRequest, reader: Reader) -> HttpResponse:
    """List the threads, the one written to last first."""
    page = _page(request, Paginator(archive.threads_of(reader.group, until=reader.until), board.THREADS))
    context: dict[str, object] = {
        "page": page,
        "lines": archive.thread_lines(page, until=reader.until),
        "members": archive.members_of(reader.group) if reader.is_here or reader.organises else [],
        "address": address_of(reader.group),
        "others": archive.other_groups(reader.group, reader.enrolment),
        "left_at": reader.until,
    }
    return _shown(request, reader, "threads", context)


def thread(request: HttpRequest, reader: Reader, thread_id: int) -> HttpResponse:
    """Show a thread with a form below it for an answer."""
    found = thread_or_404(reader, thread_id)
    return thread_page(request, reader, found, ReplyForm() if reader.may_write else None)


def search(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show which posts hold what somebody looks for, the latest first."""
    words = words_of(request.GET.get("q"))
    first = max(0, number_of(request.GET.get("after")) or 0)
    found, more = search_page(reader, words, first=first) if words else ([], False)
    context = {"words": words, "found": found, "first": first, "next": first + SHOWN if more else None}
    return _shown(request, reader, "search", context)


def thread_page(
    request: HttpRequest, reader: Reader, found: Thread, form: ReplyForm | None, *, status: int = 200
) -> HttpResponse:
    """Draw a thread with this form, which may hold what was typed and what is wrong with it."""
    first = number_of(request.GET.get("first"))
    stretch = archive.thread_posts(
        found, until=reader.until, at=number_of(request.GET.get("post")), first=first
    )
    if not stretch.posts:
        raise Http404
    context = {
        "thread": found,
        "subject": _subject(reader, found, stretch.posts),
        "posts": board.shown_posts(stretch.posts, reader, subject=found.subject),
        "stretch": stretch,
        "earlier": max(0, stretch.before - archive.POSTS),
        "later": stretch.before + len(stretch.posts),
        "form": form,
        "answers": request.POST.get("answers") or stretch.posts[-1].pk,
        "shared_url": settings.MOOC_URL + reader.shared_href("thread", found.pk),
        "address": address_of(reader.group),
    }
    return _shown(request, reader, "thread", context, status=status)


def _subject(reader: Reader, found: Thread, posts: list[Post]) -> str:
    """Return what stands above a thread; where all of it is hidden, its subject may be why."""
    is_hidden = all(post.hidden_at for post in posts) and not reader.organises
    return "Hidden by an organiser" if is_hidden else found.subject


def thread_or_404(reader: Reader, thread_id: int) -> Thread:
    """Return a thread of the reader's group of which he may see at least the beginning."""
    found = Thread.objects.filter(pk=thread_id, group=reader.group).order_by("id").first()
    if found is None or (reader.until and found.started_at > reader.until):
        raise Http404
    return found


def post_or_404(reader: Reader, post_id: int) -> Post:
    """Return a post of the reader's group that he may see, hidden or not."""
    posts = Post.objects.filter(pk=post_id, group=reader.group)
    if reader.until:
        posts = posts.filter(posted_at__lte=reader.until)
    found = posts.select_related("author__person", "hidden_by", "thread").order_by("id").first()
    if found is None:
        raise Http404
    return found


def to_post(reader: Reader, post: Post) -> HttpResponse:
    """Lead to a post in its thread."""
    if post.thread_id is None:
        return redirect(reader.href())
    return redirect(f"{reader.href('thread', post.thread_id)}?post={post.pk}#post-{post.pk}")


def _page(request: HttpRequest, pages: "Paginator[Thread]") -> "Page[Thread]":
    return pages.get_page(number_of(request.GET.get("page")) or 1)


def _shown(
    request: HttpRequest, reader: Reader, name: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    context |= {"reader": reader, "group": reader.group}
    return render(request, f"web/group/{name}.html", context, status=status)
