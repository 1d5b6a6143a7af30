"""Questions about what members tell the organisers of: who may read it, who hears of it, and what stands around it.

Nothing here answers with the person who told.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run, RunOrganiser

from ..errors import NoSuchReport
from ..models import Group, Membership, Post, SafetyReport

# So many posts of a thread are shown around one that somebody told of.
AROUND = 6
_STATE = SafetyReport.State


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list. `about`: the name of whom it is about, empty where he gave none."""

    id: int
    state: str
    kind: str
    run_slug: str
    run: str
    group_number: int
    group: str
    about: str
    of_post: bool
    reported_at: datetime
    settled_at: datetime | None
    outcome: str


def hearers_of(group: Group, about: Enrolment) -> QuerySet[Person]:
    """Return who is told of a report: who organises the run of the group, or that of whom it is about. Never he.

    Where he is an organiser himself, or nobody else organises the run, those of the whole server hear of it too. One
    query when read, and two before.
    """
    everybody = Person.objects.filter(is_active=True)
    runs = {group.run_id, about.run_id}
    own = set(
        everybody.filter(organised_runs__run__in=runs).order_by("id").values_list("id", flat=True).distinct()
    )
    server = set(everybody.filter(is_organiser=True).order_by("id").values_list("id", flat=True))
    is_one_of_them = about.person_id in own | server
    told = own | server if is_one_of_them or not own else own
    return everybody.filter(pk__in=told - {about.person_id}).order_by("id")


def reports_for(person: Person) -> QuerySet[SafetyReport]:
    """Return the reports that an organiser may read: of his runs, or of all; none about himself."""
    rows = SafetyReport.objects.exclude(about__person=person)
    if person.is_organiser:
        return rows
    own = RunOrganiser.objects.filter(person=person).values("run_id")
    return rows.filter(Q(group__run__in=own) | Q(about__run__in=own))


def report_for(person: Person, report_id: int) -> SafetyReport | None:
    """Return one of them with all that its page shows. One query."""
    return _whole(reports_for(person)).filter(pk=report_id).order_by("id").first()


def report_numbered(report_id: int) -> SafetyReport:
    """Return a report for who works on the server itself. Raises NoSuchReport."""
    found = _whole(SafetyReport.objects.all()).filter(pk=report_id).order_by("id").first()
    if found is None:
        raise NoSuchReport(
            f"There is no report {report_id}. `mooc group reports list --all` shows which there are."
        )
    return found


def report_lines(reports: QuerySet[SafetyReport], *, limit: int = 200) -> list[ReportLine]:
    """Return reports as lists show them, the open ones first, then the latest first. One query."""
    rows = reports.select_related("group__run", "about__person").order_by("state", "-reported_at", "-id")
    return [_line(row) for row in rows[:limit]]


def of_run(reports: QuerySet[SafetyReport], run: Run) -> QuerySet[SafetyReport]:
    """Return those that concern one run: its groups, or its learners in the groups of another."""
    return reports.filter(Q(group__run=run) | Q(about__run=run))


def open_in_runs(reports: QuerySet[SafetyReport], run_ids: list[int]) -> int:
    """Count the open ones that concern some runs. One query."""
    concerned = Q(group__run__in=run_ids) | Q(about__run__in=run_ids)
    return reports.filter(concerned, state=_STATE.OPEN).count()


def others_about(report: SafetyReport) -> dict[str, int]:
    """Count the other reports about the same person by state: whether somebody else said so too. One query."""
    rows = SafetyReport.objects.filter(about=report.about_id).exclude(pk=report.pk).order_by("state")
    return dict(rows.values_list("state").annotate(Count("id")))


def thread_around(post: Post) -> list[Post]:
    """Return a post with what was written in its thread just before and after it, in the order of time. Two queries."""
    if post.thread_id is None:
        return [post]
    rows = Post.objects.filter(thread=post.thread_id).select_related("author__person")
    before = rows.filter(posted_at__lte=post.posted_at).order_by("-posted_at", "-id")[: AROUND + 1]
    after = rows.filter(posted_at__gt=post.posted_at).order_by("posted_at", "id")[:AROUND]
    return [*reversed(before), *after]


def shared_group(one: Enrolment, other: Enrolment) -> Group | None:
    """Return the group in which two learners are together, or were last. One query."""
    seats = Membership.objects.filter(
        enrolment=one, group__in=Membership.objects.filter(enrolment=other).values("group_id")
    )
    found = seats.select_related("group__run").order_by("-joined_at", "-id").first()
    return found.group if found else None


def fellows_of(enrolment: Enrolment) -> list[Enrolment]:
    """Return the others in the groups in which a learner is or was, by name. One query."""
    own = Membership.objects.filter(enrolment=enrolment).values("group_id")
    seats = Membership.objects.filter(group__in=own).exclude(enrolment=enrolment).values("enrolment_id")
    rows = Enrolment.objects.filter(pk__in=seats).select_related("person")
    return list(rows.order_by("person__name", "id"))


def _whole(reports: QuerySet[SafetyReport]) -> QuerySet[SafetyReport]:
    return reports.select_related(
        "group__run", "about__person", "about__run", "post__author__person", "post__thread", "settled_by"
    )


def _line(row: SafetyReport) -> ReportLine:
    return ReportLine(
        id=row.pk,
        state=row.state,
        kind=row.get_kind_display(),
        run_slug=row.group.run.slug,
        run=row.group.run.name,
        group_number=row.group.number,
        group=row.group.name,
        about=row.about.person.name,
        of_post=row.post_id is not None,
        reported_at=row.reported_at,
        settled_at=row.settled_at,
        outcome=row.outcome,
    )
