"""An organiser takes a post out of a group's archive, or brings it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils import timezone

from mooc.groups.actions.hiding import hide_post, unhide_post

from ..access import person_of
from ..boards.group_archive import shown_post
from ..forms.writing import HidingForm
from ..group_door import Reader
from .group_archive import post_or_404, to_post


def hiding(request: HttpRequest, reader: Reader, post_id: int) -> HttpResponse:
    """Ask for the reason and hide the post; or show it again."""
    if not reader.organises:
        raise Http404
    post = post_or_404(reader, post_id)
    form = HidingForm(request.POST if request.method == "POST" and "show" not in request.POST else None)
    if request.method == "POST" and "show" in request.POST:
        unhide_post(post, by=person_of(request), now=timezone.now())
        messages.success(request, "The post is shown again.")
        return to_post(reader, post)
    if request.method == "POST" and form.is_valid():
        stopped = hide_post(
            post, reason=form.cleaned_data["reason"], by=person_of(request), now=timezone.now()
        )
        messages.success(request, _said(stopped))
        return to_post(reader, post)
    shown = shown_post(post, reader, subject=post.subject)
    context = {"reader": reader, "group": reader.group, "post": shown, "form": form}
    return render(request, "web/group/hiding.html", context, status=422 if form.errors else 200)


def _said(stopped: int | None) -> str:
    if stopped is None:
        return "Somebody hid it before you; the reason given then stands."
    if not stopped:
        return "The post is hidden. Copies of it had gone out already; those I cannot call back."
    return f"The post is hidden, and {stopped} {pluralize(stopped, 'copy,copies')} of it will not go out."
