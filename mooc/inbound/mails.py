"""How a learner's mail to the organisers reaches them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mooc.delivery import links
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion.post_words import as_html, opening, relayable_words
from mooc.people.mails import LANGUAGE, envelope
from mooc.people.models import Person
from mooc.pure.mailkit import Letter, Rich, scrub, slot
from mooc.runs.links import run_address
from mooc.runs.models import Run

from .models import InboundMail
from .reading import open_mail

KIND = "to-organisers"
VARIANT = "letter"


def letter_to_organisers() -> Draft:
    """Carry a learner's words; his own Message-ID, so that the answer finds its place in his mailbox."""
    return Draft(
        subject=slot("subject"),
        text=f"{slot('words')}\n\n--\n{slot('facts')}",
        html=f"{slot('words')}<p>{slot('facts')}</p>",
        preheader=slot("opening"),
        button=("Open the run", slot("run_url")),
        stops=False,
        machine=False,
        headers=(
            ("Message-ID", slot("author_message_id")),
            ("In-Reply-To", slot("in_reply_to")),
            ("References", slot("references")),
        ),
    )


class LetterFiller:
    """Fills the copies of one learner's mail; recipients are the persons who organise his run."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Return the frame of all such letters."""
        return letter_to_organisers()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Answer for some organisers; three queries."""
        mail = (
            InboundMail.objects.select_related("raw")
            .filter(pk=mailing.subject_id or 0)
            .order_by("id")
            .first()
        )
        if mail is None or mail.raw is None:
            gone = Skip(Delivery.State.CANCELLED, "the letter is kept no longer")
            return dict.fromkeys(recipients, gone)
        run = Run.objects.filter(pk=mail.run_id or 0).order_by("id").first()
        shared = _shared(open_mail(mail).letter, run)
        return {
            person.pk: Filling(
                address=person.email,
                variant=VARIANT,
                language=LANGUAGE,
                values={},
                shared=shared,
                name=person.name,
            )
            for person in Person.objects.filter(pk__in=recipients, is_active=True)
        }


def _shared(letter: Letter, run: Run | None) -> dict[str, str | Rich]:
    words = relayable_words(letter.text, len(letter.attachments)) or "(There were no words in it.)"
    writer = scrub(letter.from_name) or letter.from_addr.partition("@")[0]
    name = run.name if run else "this server"
    return {
        **envelope(
            why=f"You get this because you organise {name}.",
            reply_note=f"A reply goes to {letter.from_addr}, who sees the address that you write from.",
            reply_to=letter.from_addr,
        ),
        "from_name": f"{writer} to the organisers",
        "from_addr": run_address(run.slug) if run else envelope(why="", reply_note="")["from_addr"],
        "subject": scrub(letter.subject) or "(no subject)",
        "words": Rich(words, as_html(words)),
        "opening": opening(words),
        "facts": f"{writer} <{letter.from_addr}> wrote this to the organisers of {name}.",
        "run_url": links.page("web:organise_run", run.slug) if run else links.page("web:organise"),
        "author_message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": " ".join(letter.references),
    }


def register_letters() -> None:
    """Make ourselves known to delivery."""
    register(KIND, LetterFiller())
