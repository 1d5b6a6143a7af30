"""Numbers as organisers' pages write them."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(values: Mapping[int, int], key: int) -> int | None:
    """Look a row's number up: {{ letters|of:copy.pk }}."""
    return values.get(key)


@register.filter
def kind_words(kind: str) -> str:
    """Write the kind of a message for people: "enrolment-confirm" is "confirm"."""
    if kind == "enrolment-welcome":  # the other welcome is that of a group
        return "confirmed"
    return kind.removeprefix("enrolment-").replace("-", " ")


@register.filter
def in_thousands(number: int) -> str:
    """Write 12345 as 12,345."""
    return f"{number:,}"
