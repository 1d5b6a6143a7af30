"""How a learner's words reach the organisers."""

from mooc.delivery.fillers import filler_of
from mooc.delivery.models import Mailing
from mooc.inbound.actions import forget_old_raw
from mooc.inbound.models import RawMail

from .stage import RUN_ADDRESS, letter, receive


def filled(stage, now):
    receive(letter("to-organisers"), now=now, to=RUN_ADDRESS)
    mailing = Mailing.objects.get()
    return filler_of(mailing).fill(mailing, [stage.alice.pk], now=now)[stage.alice.pk]


def test_the_organiser_reads_the_words_and_her_answer_goes_to_the_learner(stage, now):
    filling = filled(stage, now)
    assert filling.address == "alice@example.org"
    assert filling.shared["reply_to"] == "sam@example.net"
    assert filling.shared["from_addr"] == RUN_ADDRESS
    assert filling.shared["from_name"] == "Sam Soloist to the organisers"
    assert filling.shared["words"].text == "Can I still join a group?"
    assert filling.shared["author_message_id"] == "<sam-1@example.net>"
    assert "sam@example.net" in filling.shared["reply_note"]


def test_a_letter_that_is_kept_no_longer_is_not_sent(stage, now):
    receive(letter("to-organisers"), now=now, to=RUN_ADDRESS)
    RawMail.objects.update(received_at=now.replace(year=2020))
    forget_old_raw(now=now)
    mailing = Mailing.objects.get()
    skip = filler_of(mailing).fill(mailing, [stage.alice.pk], now=now)[stage.alice.pk]
    assert skip.reason == "the letter is kept no longer"
