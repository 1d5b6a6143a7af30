"""A mail came in somebody's name: its page asks him whether he wrote it, and does what he says."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mooc.groups.models import Post
from mooc.inbound.errors import NoSuchQuestion
from mooc.inbound.links import WAS_THIS_YOU
from mooc.inbound.models import InboundMail
from mooc.inbound.questions import DISOWNED, AskedMail, answer_question, asked_mail, question_url
from mooc.people import tokens
from mooc.people.errors import BadToken
from mooc.runs.links import run_address
from mooc.runs.models import Run

from ..links import bad_link, private

YES, NO = "yes", "no"


@private
def was_this_you(request: HttpRequest, token: str) -> HttpResponse:
    """Show the mail and two buttons; afterwards what became of it."""
    try:
        question_id = tokens.read(WAS_THIS_YOU, token)
        if request.method == "POST" and request.POST.get("answer") in (YES, NO):
            answer_question(question_id, was_he=request.POST["answer"] == YES, now=timezone.now())
            return redirect(request.path)
        asked = asked_mail(question_id)
    except NoSuchQuestion as error:
        return bad_link(request, BadToken(str(error)))
    except BadToken as error:
        return bad_link(request, error)
    stage = _stage(asked)
    context = {
        "asked": asked,
        "question": asked.question,
        "mail": asked.question.mail,
        "stage": stage,
        "post_href": _post_href(asked.question.mail) if stage in ("posted", "kept") else "",
        "organisers": _organisers(asked.question.mail),
        "others": [(one.mail, question_url(one)) for one in asked.others],
    }
    return render(request, "web/acts/was_this_you.html", context)


def _stage(asked: AskedMail) -> str:
    """Say where things stand: asked | posted | done (a command) | waits | not-his | kept or settled by others."""
    question, mail = asked.question, asked.question.mail
    if question.was_he is False and mail.kind == DISOWNED:
        return "not-his"
    if mail.state == mail.State.HELD:
        return "waits" if question.was_he else "asked"
    if mail.state == mail.State.ROUTED and question.was_he:
        return "posted" if mail.kind == "post" else "done"
    return "kept" if mail.state == mail.State.ROUTED else "settled"


def _post_href(mail: InboundMail) -> str:
    """Return where the post stands for all members: this link says that he wrote it, and opens nothing else."""
    post = Post.objects.select_related("group").filter(pk=mail.became_id or 0).first()
    if post is None or post.thread_id is None:
        return ""
    place = reverse("web:group_thread", args=[post.group.local_part, post.thread_id])
    return f"{place}?post={post.pk}#post-{post.pk}"


def _organisers(mail: InboundMail) -> str:
    """Return the address that reaches who looks after the run; of mail without one, who looks after the server."""
    run = Run.objects.filter(pk=mail.run_id or 0).first()
    return run_address(run.slug) if run else settings.MOOC_SENDER
