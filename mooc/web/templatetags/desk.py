"""Words of the desk."""

from django import template

from mooc.inbound.decision_words import deed_words
from mooc.inbound.models import Decision

register = template.Library()


@register.filter
def deed(decision: Decision) -> str:
    """Say a decision as a sentence; its time stands beside it."""
    return deed_words(decision)


@register.filter
def stopped(sentence: str) -> str:
    """End a sentence as sentences end."""
    return f"{sentence.rstrip('.')}." if sentence else ""
