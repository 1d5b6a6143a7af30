"""Who is in a group, and the ways on from there: change one's name, tell of somebody, find another group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mooc.groups.living.policies import UNDER_WAY
from mooc.groups.member_queries import MemberLine, member_lines
from mooc.groups.queries import address_of
from mooc.runs.links import link
from mooc.runs.models import Enrolment

from ..group_door import Reader, by_own_link, by_sign_in


@require_safe
def _members(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the members to each other; who has left the group sees the way back to what was written there."""
    group, me = reader.group, reader.enrolment
    is_shown = reader.is_here or reader.organises
    members = member_lines(group, now=timezone.now()) if is_shown else []
    context = {
        "reader": reader,
        "group": group,
        "run": group.run,
        "enrolment": me,
        "is_shown": is_shown,
        "lines": [(line, _report_href(reader, line.enrolment_id), _is(me, line)) for line in members],
        "address": address_of(group),
        "back": reader.href(),
        "home_url": link("home", me.pk) if me else "",
        "change_url": link("change", me.pk) if me and reader.is_here and me.run.state in UNDER_WAY else "",
        "leave_url": link("leave", me.pk) if me and reader.is_here else "",
    }
    return render(request, "web/members.html", context)


def _is(me: Enrolment | None, line: MemberLine) -> bool:
    return me is not None and me.pk == line.enrolment_id


def _report_href(reader: Reader, enrolment_id: int) -> str:
    """Return where one tells of a member: not of oneself, and only who is or was a member, too."""
    if reader.enrolment is None or reader.enrolment.pk == enrolment_id:
        return ""
    return reader.href("report_person", enrolment_id)


group_members, my_group_members = by_sign_in(_members), by_own_link(_members)
