"""Pieces of the look that need a little arithmetic or hold content; each draws one template element."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mooc.groups.models import Post

from ..boards.group_archive import words_of_post
from ..plain_words import laid_out

register = template.Library()


register.filter("laid_out", laid_out)


@register.filter
def as_posted(post: Post) -> SafeString:
    """Show the new words of a post as its archive does."""
    return words_of_post(post)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "", title: str = "", role: str = "") -> SafeString:
    """Say what happened and what now. kind: "", new, go, stop."""
    return render_to_string(
        "web/elements/notice.html", {"content": content, "kind": kind, "title": title, "role": role}
    )


@register.inclusion_tag("web/elements/meter.html")
def meter(value: float, maximum: float, text: str) -> dict[str, object]:
    """Draw a part of a whole; `text` says the numbers with words around them ("5 of 7 wrote this week")."""
    share = 0.0 if maximum <= 0 else max(0.0, min(100.0, 100.0 * value / maximum))
    return {"share": f"{share:.1f}", "text": text}


@register.inclusion_tag("web/elements/sparkline.html")
def sparkline(
    values: Sequence[float], labels: Sequence[str], title: str, description: str = "", key: str = "sparkline"
) -> dict[str, object]:
    """Draw values over time in 120 by 40 units from zero up; `key` must be unique on its page."""
    top = max([*values, 1])
    step = 120 / max(1, len(values) - 1)
    points = " ".join(f"{index * step:.1f},{38 - 36 * value / top:.1f}" for index, value in enumerate(values))
    return {
        "points": points,
        "pairs": list(zip(labels, values, strict=False)),
        "title": title,
        "description": description,
        "key": key,
    }


@register.filter
def count(number: int, words: str) -> str:
    """Put the right word after a number: {{ 3|count:"learner,learners" }}; the third form is for none."""
    one, many, *none = words.split(",")
    if not number and none:
        return none[0]
    return f"{number:,} {one if number == 1 else many}"
