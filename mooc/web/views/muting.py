"""Muting a conversation by the link that stands under each of its posts: one page, one button, and a way back."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.groups import actions as groups
from mooc.groups.models import Membership, MutedThread, Thread
from mooc.runs.links import link
from mooc.runs.models import Enrolment

from ..clock import in_learners_zone
from ..links import opened_by


@opened_by("mail")
@in_learners_zone
def mute(request: HttpRequest, enrolment: Enrolment, thread_id: int) -> HttpResponse:
    """Ask, and mute; undo stands on the page of all wishes about mail, to which this leads."""
    thread = Thread.objects.filter(pk=thread_id).order_by("id").first()
    if thread is None or not _may_see(enrolment, thread):
        raise Http404
    mail_url = link("mail", enrolment.pk)
    if request.method == "POST":
        groups.mute_thread(enrolment, thread, now=timezone.now())
        messages.success(request, f"You get no more mail of “{thread.subject}”. You can undo it below.")
        return redirect(mail_url)
    is_muted = MutedThread.objects.filter(enrolment=enrolment, thread=thread).exists()
    context = {"enrolment": enrolment, "run": enrolment.run, "thread": thread, "is_muted": is_muted}
    return render(request, "web/acts/mute.html", context | {"mail_url": mail_url})


def _may_see(enrolment: Enrolment, thread: Thread) -> bool:
    """Say whether he is in its group, or was when it began: subjects of later threads are not for who has left."""
    seats = Membership.objects.filter(enrolment=enrolment, group=thread.group_id)
    return seats.filter(Q(left_at=None) | Q(left_at__gte=thread.started_at)).exists()
