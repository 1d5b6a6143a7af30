"""What we answer by ourselves to who wrote to us: it waits and why, what was done, "was this you?"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE, envelope
from mooc.people.prose import prose
from mooc.pure.mailkit import Rich, section, slot
from mooc.runs import links, stages
from mooc.runs.models import Enrolment, Run

from .answer_words import COMMANDS, answer_subject, because, place_of, quoted_opening
from .links import question_url
from .models import InboundMail
from .proven import proven_people

FILLER = "answer"
WAITS, COMMAND, QUESTION = "waits", "command", "question"
# What copies of each kind are called in headers and lists.
KINDS = {WAITS: "answer-waits", COMMAND: "answer-command", QUESTION: "answer-question"}
TITLES = {
    WAITS: "Your mail waits for an organiser",
    COMMAND: "An answer to your word to me",
    QUESTION: "Was this mail yours?",
}
_WHY = "You get this because a mail came to me in your name."
_REPLY_HELPS = "A reply reaches the organisers of this run."
_NOBODY_READS = "A reply to this message reaches the people who run this server."
_PLACE = slot("place")


def it_waits() -> Draft:
    """Tell a writer that his mail waits for somebody, and why."""
    text, html = prose(
        slot("greeting"),
        f"Your mail “{slot('subject')}” to {_PLACE} waits: one of the organisers will look at it before it goes on."
        f" {slot('because')}",
        "Nothing is lost. I have kept it as you wrote it, and you need not send it again. If they let it through, it"
        f" appears in {_PLACE} under your name.",
        "I say this once for a mail, and write no more than one such message a day.",
    )
    return _automatic(
        Draft(
            subject=f"It waits: {slot('subject')}",
            text=text,
            html=html,
            preheader="Nothing is lost. Why it waits, and what comes next.",
            stops=False,
        )
    )


def it_is_done() -> Draft:
    """Say what a command by mail has done, how to undo it, and which commands there are."""
    before = prose(
        slot("greeting"),
        f"Your mail “{slot('subject')}” says a word to me and nothing else, so I took it for me. Nobody else gets it.",
    )
    done = (f"\n{slot('reason')}\n\n", f'<div class="note"><p>{slot("reason")}</p></div>')
    after = prose(
        "The page below shows all I know of your wishes. Each can be changed there with one button."
    )
    known = (
        "\nWords that I understand, alone in a mail to me or as an answer to mine:\n\n"
        + "".join(f"- {word}: {does}\n" for word, does in COMMANDS),
        "<h2>Words that I understand</h2><p>Alone in a mail to me, or as an answer to mine:</p><ul>"
        + "".join(f"<li><strong>{word}</strong>: {does}</li>" for word, does in COMMANDS)
        + "</ul>",
    )
    text, html = ("".join(part) for part in zip(before, done, after, known, strict=True))
    return _automatic(
        Draft(
            subject=slot("answer_subject"),
            text=text,
            html=html,
            preheader=slot("reason"),
            button=("See what I do for you", slot("settings_url")),
            stops=False,
        )
    )


def was_it_you() -> Draft:
    """Ask at a proven address whether a mail in its owner's name was his."""
    before = prose(
        slot("greeting"),
        f"A mail to {_PLACE} came in your name, and I am not sure that you wrote it. {slot('because')} It came from"
        f" {slot('their_addr')} on {slot('came')}, and begins so:",
    )
    quoted = (
        f"\n    {slot('subject')}\n\n{slot('opening_lines')}\n\n",
        f'<div class="post"><p><strong>{slot("subject")}</strong></p>{slot("opening_lines")}</div>',
    )
    adds = section(
        "adds",
        f" From then on I also take your mail from {slot('adds')} without asking, and write nothing there.",
    )
    after = prose(
        f"If it was you, open the page and press the button there: I then post it.{adds}",
        "If it was not you, the same page has a button for that, too. If you do nothing, nothing happens: nobody gets"
        " to read it.",
    )
    text, html = ("".join(part) for part in zip(before, quoted, after, strict=True))
    return _automatic(
        Draft(
            subject=f"Was this you? {slot('subject')}",
            text=text,
            html=html,
            preheader="A mail came in your name. One button says whether it was you.",
            button=("Say whether it was me", slot("question_url")),
            stops=False,
        )
    )


def _automatic(draft: Draft) -> Draft:
    """Mark a draft as RFC 3834 wants it: nobody's vacation program answers, and mail programs sort it to the mail."""
    fields = (
        ("Auto-Submitted", "auto-replied"),
        ("In-Reply-To", slot("their_message_id")),
        ("References", slot("their_message_id")),
    )
    return replace(draft, headers=fields)


_DRAFTS = {WAITS: it_waits, COMMAND: it_is_done, QUESTION: was_it_you}
_KIND_OF = {name: kind for kind, name in KINDS.items()}


class AnswerFiller:
    """Recipients are persons; the subject is the inbound mail that is answered."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Return the frame of one kind of answer."""
        return _DRAFTS[_KIND_OF[mailing.kind]]()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Answer for who wrote. Six queries."""
        kind = _KIND_OF[mailing.kind]
        mails = InboundMail.objects.select_related("raw", "question").filter(pk=mailing.subject_id or 0)
        mail = mails.order_by("id").first()
        if mail is None or not _still(mail, kind):
            gone = Skip(Delivery.State.CANCELLED, "the mail that it is about is settled already")
            return dict.fromkeys(recipients, gone)
        shared, enrolments = _shared(mail, kind), _enrolments(mail, recipients)
        run = Run.objects.filter(pk=mail.run_id or 0).order_by("id").first()
        return {
            person.pk: Filling(
                address=person.email,
                variant=kind,
                language=LANGUAGE,
                values={
                    **_own(enrolments.get(person.pk), run, kind),
                    "greeting": f"Hello {person.first_name}," if person.first_name else "Hello,",
                },
                shared=shared,
                name=person.name,
            )
            for person in proven_people().filter(pk__in=recipients)
        }


def _still(mail: InboundMail, kind: str) -> bool:
    """Say whether there is still something to say: an answered question is asked no more."""
    if kind == COMMAND:
        return True
    is_open = kind == WAITS or (hasattr(mail, "question") and mail.question.answered_at is None)
    return is_open and mail.state == InboundMail.State.HELD


def _shared(mail: InboundMail, kind: str) -> dict[str, str | Rich]:
    values: dict[str, str | Rich] = {
        "place": place_of(mail),
        "subject": mail.subject or "(no subject)",
        "because": because(mail.kind, mail.reason),
        "answer_subject": answer_subject(mail.subject),
        "reason": mail.reason,
        "their_message_id": mail.message_id,
        "their_addr": mail.from_addr,
        "came": f"{mail.received_at:%-d %B, %H:%M} UTC",
    }
    if kind != QUESTION:
        return values
    return values | {
        "opening_lines": quoted_opening(mail),
        "adds": mail.question.adds,
        "question_url": question_url(mail.question),
    }


def _own(enrolment: Enrolment | None, run: Run | None, kind: str) -> dict[str, str]:
    """Return the frame's values; an organiser has no page of a learner."""
    reply_to = links.run_address(run.slug) if run else ""
    reply_note = _REPLY_HELPS if run else _NOBODY_READS
    if enrolment is None:
        return envelope(why=_WHY, reply_note=reply_note, reply_to=reply_to)
    own = links.envelope(enrolment.pk, why=_WHY, reply_note=reply_note, reply_to=reply_to)
    return {**own, "settings_url": links.link("mail", enrolment.pk)} if kind == COMMAND else own


def _enrolments(mail: InboundMail, recipients: Sequence[int]) -> dict[int, Enrolment]:
    """Return for each person the enrolment that he wrote with, or else his latest."""
    rows = Enrolment.objects.filter(person__in=recipients).exclude(state__in=stages.NOT_PROVEN)
    return {row.person_id: row for row in sorted(rows, key=lambda row: (row.pk == mail.writer_id, row.pk))}


def register_answers() -> None:
    """Make ourselves known to delivery."""
    register(FILLER, AnswerFiller())
