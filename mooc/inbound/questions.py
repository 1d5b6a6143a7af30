"""Was this you? What a proven address is asked about a mail in its owner's name, and what his word does.

Yes: the mail goes on as any mail of his, and the address that it came from is his from now on, where the question said
so. No: the mail is dropped; a later yes takes that back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mooc.people.actions import add_address_by_word
from mooc.people.models import Person

from .asking import ask_and_tell
from .errors import HostileMail, NoSuchQuestion
from .links import question_url as question_url
from .models import Decision, InboundMail, Question
from .outcomes import held
from .posting import post_confirmed
from .reading import Reads, open_mail, read_mails
from .releasing import group_of, locked
from .settling import ended
from .sql import settle

State, Verb = InboundMail.State, Decision.Verb
DISOWNED = "disowned"
MOST_SHOWN = 5_000


@dataclass(frozen=True, slots=True)
class AskedMail:
    """A question with what its page shows: whom the mail was for, its new words, whether its address is his by now."""

    question: Question
    place: str
    words: str
    is_added: bool
    others: tuple[Question, ...]


def asked_mail(question_id: int) -> AskedMail:
    """Return what the page of a question shows. Raises NoSuchQuestion."""
    rows = Question.objects.select_related("mail__raw", "person")
    question = rows.filter(pk=question_id).order_by("id").first()
    if question is None:
        raise NoSuchQuestion("The mail that this link asks about is kept no longer. There is nothing to do.")
    group = group_of(question.mail)
    return AskedMail(
        question=question,
        place=group.name if group else question.mail.rcpt_to.partition("+")[0],
        words=_words(question.mail),
        is_added=bool(question.adds)
        and question.person.other_addresses.filter(email=question.adds, verified_at__isnull=False).exists(),
        others=tuple(open_questions(question.person).exclude(pk=question.pk)[:10]),
    )


def open_questions(person: Person) -> QuerySet[Question]:
    """Return what a person is asked and has not answered, while the mail waits; latest first."""
    rows = Question.objects.filter(person=person, answered_at=None, mail__state=State.HELD)
    return rows.select_related("mail").order_by("-id")


def answer_question(question_id: int, *, was_he: bool, now: datetime) -> bool:
    """Take the word of who reads the proven address; False when he has said it before.

    Yes: every rule but the proof of who wrote it is asked again, so the mail may still be held for another reason.
    What organisers have decided meanwhile stays. Raises NoSuchQuestion.
    """
    mails = InboundMail.objects.select_related("raw").filter(question=question_id) if was_he else ()
    reads = read_mails(list(mails))  # which may take a while, so not while we keep others from the database
    with transaction.atomic():
        return _answered(question_id, was_he, reads, now)


def _answered(question_id: int, was_he: bool, reads: Reads, now: datetime) -> bool:
    rows = Question.objects.select_for_update(of=("self",)).select_related("person")
    question = rows.filter(pk=question_id).order_by("id").first()
    if question is None:
        raise NoSuchQuestion("The mail that this link asks about is kept no longer. There is nothing to do.")
    mail = locked(question.mail_id)
    if question.answered_at is not None and not (was_he and _is_disowned(question, mail)):
        return False
    question.answered_at, question.was_he = now, was_he
    question.save(update_fields=["answered_at", "was_he"])
    if was_he and question.adds:
        add_address_by_word(question.person, question.adds, now=now)
    verb = Verb.CONFIRM if was_he else Verb.DISOWN
    Decision.objects.create(mail=mail, verb=verb, by=question.person, was=mail.reason, at=now)
    if was_he and (mail.state == State.HELD or mail.kind == DISOWNED):
        _go_on(mail, question.person, reads, now)
    elif mail.state == State.HELD:
        reason = "Whose address it names says that he did not write it"
        InboundMail.objects.filter(pk=mail.pk).update(state=State.DROPPED, kind=DISOWNED, reason=reason)
    return True


def _is_disowned(question: Question, mail: InboundMail) -> bool:
    """Say whether it was dropped because of his no, which he may take back."""
    return question.was_he is False and (mail.state, mail.kind) == (State.DROPPED, DISOWNED)


def _go_on(mail: InboundMail, person: Person, reads: Reads, now: datetime) -> None:
    """Let a mail go the way that it would have gone, had we known its writer; one that cannot be read stays."""
    try:
        incoming = open_mail(mail, reads)
    except HostileMail:
        return
    group = group_of(mail)
    outcome = (
        post_confirmed((incoming, group), person, now=now)
        if group
        else held("closed", "Its group is closed", run_id=mail.run_id)
    )
    settle([ended(mail, outcome, incoming.letter, now=now)])
    ask_and_tell([mail], {mail.pk: outcome}, now=now)


def _words(mail: InboundMail) -> str:
    """Return the new words of a mail, as long as it is kept."""
    try:
        return open_mail(mail).words[:MOST_SHOWN]
    except HostileMail:
        return ""
