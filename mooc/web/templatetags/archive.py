"""Where pages of a group's archive are, for whoever reads: by his own link, or signed in."""

from typing import Any

from django import template
from django.urls import reverse

from mooc.groups.models import Group
from mooc.runs.links import link

from ..group_door import Reader

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], page: str, *args: int) -> str:
    """Return where a page of the group is: {% at "thread" 7 %}."""
    reader: Reader = context["reader"]
    return reader.href(page, *args)


@register.simple_tag
def href_of(reader: Reader, group: Group) -> str:
    """Return where this reader finds another group."""
    if reader.token:
        return reverse("web:my_group", args=[group.number, reader.token])
    return reverse("web:group", args=[group.local_part])


@register.simple_tag
def home_of(reader: Reader) -> str:
    """Return where he came from: his own page of the run, all his runs, or the group as organisers see it."""
    if reader.token and reader.enrolment:
        return link("home", reader.enrolment.pk)
    if reader.enrolment is None:
        return reverse("web:organise_group", args=[reader.group.run.slug, reader.group.number])
    return reverse("web:me")
