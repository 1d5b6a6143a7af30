"""How much inbound mail is in which state."""

from collections.abc import Sequence

from django.db.models import Count

from mooc.inbound.models import InboundMail


def states_of(run_ids: Sequence[int] | None) -> list[tuple[str, str, int]]:
    """Return (state, words, how many), states with none left out; None counts the mail of the whole house."""
    mails = InboundMail.objects.all() if run_ids is None else InboundMail.objects.filter(run_id__in=run_ids)
    counted = dict(mails.values_list("state").order_by("state").annotate(Count("id")))
    return [
        (state.value, str(state.label), counted[state]) for state in InboundMail.State if counted.get(state)
    ]
