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


@register.simple_tag
def share(part: int, whole: int) -> str:
    """Write how much of a whole a part is: "0.4 %"; never 0 or 100 where there is something, or something missing."""
    if whole <= 0:
        return ""
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %" if percent < 99.95 else "100 %"


@register.filter
def spaced(name: str) -> str:
    """Write the name of a part of a score for people: never_alone is "never alone"."""
    return name.replace("_", " ")
