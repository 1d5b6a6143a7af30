"""A mail came in somebody's name: its page asks him whether he wrote it, and does what he says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mooc.inbound.errors import NoSuchQuestion
from mooc.inbound.links import WAS_THIS_YOU
from mooc.inbound.questions import DISOWNED, AskedMail, answer_question, asked_mail, question_url
from mooc.people import tokens
from mooc.people.errors import BadToken

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
    context = {
        "asked": asked,
        "question": asked.question,
        "mail": asked.question.mail,
        "stage": _stage(asked),
        "others": [(one.mail, question_url(one)) for one in asked.others],
    }
    return render(request, "web/acts/was_this_you.html", context)


def _stage(asked: AskedMail) -> str:
    """Say where things stand: asked | posted | done (a command) | waits | not-his | settled (by somebody else)."""
    question, mail = asked.question, asked.question.mail
    if question.was_he is False and mail.kind == DISOWNED:
        return "not-his"
    if mail.state == mail.State.HELD:
        return "waits" if question.was_he else "asked"
    if mail.state == mail.State.ROUTED and question.was_he:
        return "posted" if mail.kind == "post" else "done"
    return "settled"
