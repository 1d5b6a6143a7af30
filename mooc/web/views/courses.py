"""What there is to learn: the home page, a course, and its pages."""

import mimetypes

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from mooc.courses.errors import NoSuchCourse
from mooc.courses.models import Version
from mooc.courses.queries import course_list, newest_version, read_course, version_file
from mooc.pure import coursebook
from mooc.runs.models import Run
from mooc.runs.queries import open_runs, run_list

from ..cards import run_cards, syllabus
from ..forms.small import AddressForm
from ..languages import language_name

TO_READ = (Run.State.RUNNING, Run.State.FINISHED, Run.State.ARCHIVED)
ARCHIVES = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, which runs take people in, and what anybody may read."""
    context = {
        "cards": run_cards(open_runs(now=timezone.now()), now=timezone.now()),
        "courses": [read_course(row.version_id) for row in course_list()],
        "archives": run_list().filter(state__in=TO_READ)[:ARCHIVES],
    }
    return render(request, "web/home.html", context)


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """A course with its weeks, its pages, its runs, and a way to hear of the next."""
    found, now = read_course(version_or_404(slug).pk), timezone.now()
    open_now = [run for run in open_runs(now=now) if run.course.slug == slug]
    context = {
        "course": found,
        "language": language_name(found.language),
        "syllabus": syllabus(found),
        "cards": run_cards(open_now, now=now),
        "past": run_list().filter(course__slug=slug, state__in=TO_READ)[:ARCHIVES],
        "follow_form": AddressForm(auto_id="follow_%s"),
    }
    return render(request, "web/course.html", context)


@require_safe
def page(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """A page of a course, such as about or FAQ."""
    found = read_course(version_or_404(slug).pk)
    text = found.page(page)
    if text is None:
        raise Http404(f"The course {slug} has no page {page!r}.")
    context = {
        "course": found,
        "page": text,
        "html": mark_safe(coursebook.render_page(found, text, files_url=_files_url(slug)).html),  # noqa: S308  (cleaned by the renderer)
        "trail": [(found.title, reverse("web:course", args=[slug]))],
    }
    return render(request, "web/course_page.html", context)


@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type]
@require_safe
def file(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """An image of a course's folder, for its pages. An SVG may draw, and do nothing else."""
    kind, _ = mimetypes.guess_type(path)
    content = version_file(version_or_404(slug).pk, path) if (kind or "").startswith("image/") else None
    if content is None:
        raise Http404(f"The course {slug} has no image {path!r}.")
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "public, max-age=3600"})


def version_or_404(slug: str) -> Version:
    """Return a course as it was imported last."""
    try:
        return newest_version(slug)
    except NoSuchCourse as error:
        raise Http404(str(error)) from error


def _files_url(slug: str) -> str:
    return reverse("web:course_file", args=[slug, "x"]).removesuffix("x")
