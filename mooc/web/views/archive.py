"""The messages of a run as anybody may read them: a list, a page each, a feed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from mooc.runs.models import Run
from mooc.weekly import queries as weekly

from .sign_up import landing_or_404

IN_FEED = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One message that has gone out, with the date on which it did."""

    run: Run
    week: int
    label: str
    title: str
    day: date
    opened_at: datetime

    @property
    def href(self) -> str:
        """Where it is to be read."""
        return reverse("web:message", args=[self.run.slug, self.week])


def entries(run: Run, *, now: datetime) -> list[Entry]:
    """Return what has gone out, oldest first."""
    return [
        Entry(
            run,
            sent.week,
            sent.label,
            sent.title,
            run.starts_date + timedelta(days=7 * sent.week),
            sent.opened_at,
        )
        for sent in weekly.archive(run, now=now)
    ]


@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """List what has gone out, newest first."""
    now = timezone.now()
    found = landing_or_404(slug, now)
    context = {
        "run": found.run,
        "language": found.course.language,
        "entries": entries(found.run, now=now)[::-1],
        "trail": [(found.run.name, reverse("web:run", args=[slug]))],
    }
    return render(request, "web/archive.html", context)


@require_safe
def message(request: HttpRequest, slug: str, week: int) -> HttpResponse:
    """Show one message without names, with its neighbours."""
    now = timezone.now()
    found = landing_or_404(slug, now)
    sent = {entry.week: entry for entry in entries(found.run, now=now)}
    rendered = weekly.message(found.run, week) if week in sent else None
    if rendered is None:
        raise Http404(f"Message {week} of {slug} has not gone out.")
    context = {
        "run": found.run,
        "language": found.course.language,
        "message": rendered,
        "html": mark_safe(rendered.html),  # noqa: S308  (cleaned by the course renderer)
        "sent": sent[week],
        "before": sent.get(week - 1),
        "after": sent.get(week + 1),
        "trail": [
            (found.run.name, reverse("web:run", args=[slug])),
            ("Messages", reverse("web:archive", args=[slug])),
        ],
    }
    return render(request, "web/message.html", context)


class RunFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """The archive as Atom, newest first, each message whole."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Run:
        """Return the run; 404 where there is none."""
        return landing_or_404(str(kwargs["slug"]), timezone.now()).run

    def title(self, run: Run) -> str:
        """Name the run."""
        return run.name

    def subtitle(self, run: Run) -> str:
        """Say what this is."""
        return f"The weekly messages of {run.name}, without names."

    def link(self, run: Run) -> str:
        """Lead to the archive."""
        return reverse("web:archive", args=[run.slug])

    def items(self, run: Run) -> list[Entry]:
        """Return the latest messages."""
        return entries(run, now=timezone.now())[-IN_FEED:][::-1]

    def item_title(self, item: Entry) -> str:
        """Name the week."""
        return f"{item.label}: {item.title}"

    def item_description(self, item: Entry) -> str:
        """Give the message whole."""
        rendered = weekly.message(item.run, item.week)
        return rendered.html if rendered else ""

    def item_link(self, item: Entry) -> str:
        """Lead to its page."""
        return item.href

    def item_pubdate(self, item: Entry) -> datetime:
        """Say when its day began."""
        return item.opened_at
