"""Inbound mail for who is signed in: of his runs; for who organises the server, of the whole house."""

from collections.abc import Sequence

from django.db.models import Count
from django.http import Http404, HttpRequest

from mooc.inbound.errors import NoSuchMail
from mooc.inbound.models import InboundMail
from mooc.inbound.queries import inbound_mail

from ..access import check_run_id, person_of, runs_of


def run_ids_of(request: HttpRequest) -> list[int] | None:
    """Return the runs whose mail may be seen; None for all of it, mail of no run included."""
    person = person_of(request)
    return None if person.is_organiser else list(runs_of(person).values_list("pk", flat=True))


def mail_for(request: HttpRequest, mail_id: int) -> InboundMail:
    """Return one mail with its bytes, or 404 when there is none for whoever is signed in."""
    try:
        found = inbound_mail(mail_id)
    except NoSuchMail as error:
        raise Http404 from error
    check_run_id(request, found.run_id)
    return found


def states_of(run_ids: Sequence[int] | None) -> list[tuple[str, str, int]]:
    """Return (state, words, how many), states with none left out; None counts the mail of the whole house."""
    mails = InboundMail.objects.all() if run_ids is None else InboundMail.objects.filter(run_id__in=run_ids)
    counted = dict(mails.values_list("state").order_by("state").annotate(Count("id")))
    return [
        (state.value, str(state.label), counted[state]) for state in InboundMail.State if counted.get(state)
    ]
