"""Who comes to what a group wrote, and how much of it he reads.

Two doors lead to the same pages. The address that stands in mails, `/groups/<local part>/`, is the same for all and
asks for a sign-in; a link of one's own, `/my/groups/<number>/<token>/`, opens without one, as all personal pages do.

Members read everything, also what was written before they came. Who left the group, or was moved, reads what was
written until then. Organisers of a run with learners in the group read it, and every page says so. For everybody
else it does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from mooc.groups.models import Group, Membership
from mooc.people.models import Person
from mooc.runs.models import Enrolment, RunOrganiser
from mooc.runs.tokens import sign

from .access import person_of, signed_in_only
from .clock import in_learners_zone, in_own_zone
from .links import opened_by, private

View = Callable[..., HttpResponseBase]
CLOSED = (Group.State.MERGED, Group.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as whom, and what he may; `token` is that of his link, empty where he signed in."""

    group: Group
    person: Person
    enrolment: Enrolment | None
    is_here: bool
    # What was written later is not for him.
    until: datetime | None
    organises: bool = False
    token: str = ""

    @property
    def may_write(self) -> bool:
        """Say whether a post of his would go to the group."""
        return self.is_here and self.group.state not in CLOSED

    def href(self, page: str = "", *args: int) -> str:
        """Return where a page of this group is for him: "" for its first, "thread", "search", ..."""
        if self.token:
            name = f"web:my_group_{page}" if page else "web:my_group"
            return reverse(name, args=[self.group.number, self.token, *args])
        return self.shared_href(page, *args)

    def shared_href(self, page: str = "", *args: int) -> str:
        """Return the same page's address that is good for everybody who may read it, and personal for nobody."""
        name = f"web:group_{page}" if page else "web:group"
        return reverse(name, args=[self.group.local_part, *args])


def by_sign_in(view: View) -> View:
    """Open a page of a group to who is signed in and may read there."""

    @wraps(view)
    def opened(request: HttpRequest, local_part: str, **kwargs: Any) -> HttpResponseBase:
        group = _group(Q(local_part=local_part.lower()))
        reader = signed_in_reader(group, person_of(request))
        if reader is not None:
            return view(request, reader, **kwargs)
        if group.successor and signed_in_reader(group.successor, person_of(request)):
            return redirect("web:group", group.successor.local_part)
        raise Http404

    return private(_keeping_words(signed_in_only(in_own_zone(opened))))


def by_own_link(view: View) -> View:
    """Open a page of a group to the owner of a personal link."""

    def opened(request: HttpRequest, enrolment: Enrolment, number: int, **kwargs: Any) -> HttpResponseBase:
        seats = list(_seats(Q(enrolment=enrolment, group__number=number)))
        if not seats:
            raise Http404(f"You were never in group {number} of {enrolment.run}.")
        group = _group(Q(pk=seats[-1].group_id))
        return view(request, _member(group, enrolment.person, seats, sign("group", enrolment.pk)), **kwargs)

    return opened_by("group")(in_learners_zone(opened))


def signed_in_reader(group: Group, person: Person) -> Reader | None:
    """Return how a person reads a group; None where it does not exist for him. Two queries."""
    seats = list(_seats(Q(enrolment__person=person, group=group)))
    organises = person.is_organiser or _organises(group, person)
    if not seats:
        return Reader(group, person, None, False, None, organises=True) if organises else None
    return _member(group, person, seats, "", organises=organises)


def _keeping_words(view: View) -> View:
    """Give back what somebody wrote who was signed out meanwhile; a redirect would lose it."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get("text") and not request.user.is_authenticated:
            context = {"text": request.POST["text"], "back": request.path}
            return render(request, "web/group/signed_out.html", context, status=403)
        return view(request, *args, **kwargs)

    return kept


def _group(where: Q) -> Group:
    group = Group.objects.select_related("run", "successor").filter(where).order_by("id").first()
    if group is None:
        raise Http404
    return group


def _seats(where: Q) -> "Any":
    seats = Membership.objects.filter(where).select_related("enrolment__run")
    return seats.order_by("joined_at", "id")


def _member(
    group: Group, person: Person, seats: list[Membership], token: str, *, organises: bool = False
) -> Reader:
    """Read until the last time that he was there; an organiser reads on."""
    here = next((seat for seat in seats if seat.left_at is None), None)
    left = max((seat.left_at for seat in seats if seat.left_at is not None), default=None)
    return Reader(
        group=group,
        person=person,
        enrolment=(here or seats[-1]).enrolment,
        is_here=here is not None,
        until=None if here or organises else left,
        organises=organises,
        token=token,
    )


def _organises(group: Group, person: Person) -> bool:
    """Ask for organisers of the group's run, and of runs whose learners were matched into it."""
    guests = Membership.objects.filter(group=group).exclude(enrolment__run=group.run_id)
    runs = Q(run=group.run_id) | Q(run__in=guests.order_by().values("enrolment__run"))
    return RunOrganiser.objects.filter(runs, person=person).exists()
