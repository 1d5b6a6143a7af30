"""More forms of mail systems, each with all answers; more of their own words, and more answers to RCPT."""

import pytest

from mooc.pure.mailkit.bounces import read_bounce

from .shapes import ANSWERS, MORE_OWN_WORDS, MORE_REMOTE
from .test_bounces import judged
from .test_bounces_deformed import check, is_dead, mail, standard, words_of

pytestmark = pytest.mark.once

by_name = {"ids": lambda value: getattr(value, "name", value)}
# Answers to RCPT that name no enhanced code.
NOBODY_THERE = (
    "550 address invalid",
    "550 Addressee unknown",
    "550 can't accept user",
    "550 destination server rejected recipients",
    "550 is not a known user on this system",
    "550 is not an active address at this host",
    "550 nessun utente simile in questo momento",
    "550 no existe dicha persona",
    "550 no mail box available for this user",
    "550 no valid recipients, bye",
    "550 Recipient address rejected: invalid-recipient",
    "550 recipient not ok",
    "550 sorry, badrcptto",
    "550 There is no one at this address",
    "550 unknown e-mail address",
    "550 user missing home directory",
    "550 User (bob@example.net) unknown.",
    "550 bob@example.net:user not exist",
    "550 I'm sorry but bob@example.net does not have an account here",
    "550 User not a member of domain: <bob@example.net>",
    "550 <bob@example.net>... email address lookup in domain map failed",
    "550 Mail to bob not possible: user unknown",
    "550 La cuenta de correo no existe",
    "550 Destinatário desconhecido",
    "550 Adresse inconnue",
    "550 Unbekannter Empfänger",
    "550 Diese Adresse gibt es nicht",
    "550 Odbiorca nieznany",
    "550 Brugeren findes ikke",
    "550 Käyttäjää ei ole olemassa",
    "550 Uživatel neexistuje",
    "550 Kullanıcı bulunamadı",
    "550 Пользователь не найден",
    "550 该用户不存在",
    "550 존재하지 않는 사용자입니다",
    "550 The domain example.net does not exist",
    "550 Host/Domain does not accept mail",
)
NOT_THE_ADDRESS = (
    "550 Access denied",
    "550 account expired",
    "550 AUTH FAILED - bob@example.net",
    "550 Authentication required: unknown user",
    "550 blocked: no such policy",
    "550 Domain of sender address does not resolve",
    "550 Excessive unknown recipients, connection dropped",
    "550 HELO host not found",
    "550 inactive user",
    "550 invalid message-id",
    "550 Invalid sender",
    "550 Mailbox temporarily disabled",
    "550 message id not found",
    "550 No mail from bad hosts",
    "550 no permission for this user",
    "550 not a valid hostname in helo",
    "550 Rejected by user",
    "550 Reverse DNS not found",
    "550 Sender domain does not have valid MX records",
    "550 Too many unknown users from your host",
    "550 Unknown command",
    "550 Your domain does not exist",
    "550 Account is not active",
    "550 BadSenderMX",
    "550 can't determine Purported Responsible Address",
    "550 Domain may not exist or DNS check failed",
    "550 From: Domain is invalid. Please provide a valid From:",
    "550 Host not found in DNS for your HELO",
    "550 MAIL FROM not owned by user",
    "550 Posting by non-member to a members-only list",
    "550 recipient is only accepting mail from specific email addresses",
    "550 refused due to recipient preferences",
    "550 Unroutable sender address",
    "550 unable to open mailbox",
    "550 User has blocked your address",
    "550 Das Postfach ist voll",
    "550 La boîte du destinataire est pleine",
    "550 El buzón está lleno",
    "550 Postilaatikko on täynnä",
    "550 почтовый ящик переполнен",
    "550 용량 초과",
)


@pytest.mark.parametrize("shape", MORE_REMOTE, **by_name)
def test_it_reads_more_forms_with_each_answer(shape):
    for answer, dead in ANSWERS:
        said = answer.replace("ADDR", "bob@example.net")
        check(mail(shape, words_of(shape, said)), is_dead(shape, dead))
        if "https:" not in answer:
            check(standard(shape, words_of(shape, said), said), is_dead(shape, dead))


@pytest.mark.parametrize(("shape", "dead"), MORE_OWN_WORDS, **by_name)
def test_it_reads_more_of_systems_own_words(shape, dead):
    check(mail(shape, words_of(shape, "")), dead == "yes")


@pytest.mark.parametrize("said", NOBODY_THERE)
def test_an_answer_to_rcpt_that_nobody_is_there_ends_the_address(said):
    assert judged("5.0.0", f"{said} (in reply to RCPT TO command)").hard


@pytest.mark.parametrize("said", NOT_THE_ADDRESS)
def test_no_other_answer_to_rcpt_does(said):
    assert not judged("5.0.0", f"{said} (in reply to RCPT TO command)").hard


@pytest.mark.parametrize("said", [one for one in NOT_THE_ADDRESS if "Unknown command" not in one])
def test_nor_one_that_wears_the_code_of_an_unknown_address(said):
    assert not judged("5.1.1", f"{said.replace('550', '550 5.1.1')} (in reply to RCPT TO command)").hard


@pytest.mark.parametrize("said", [one for one in NOBODY_THERE if not one.endswith("mail")])
def test_nor_does_an_answer_for_now(said):
    assert not judged("4.1.1", f"{said.replace('550', '450')} (in reply to RCPT TO command)").hard


def test_a_returned_mail_is_known_by_its_header_where_no_line_parts_it():
    raw = (
        "From: mailer-daemon@relay.example.org\nSubject: Undelivered\n\nbob@example.net: 550 5.1.1 no such user\n\n"
        "Received: from relay.example.org\nMessage-ID: <copy-1@relay.example.org>\nFrom: list@relay.example.org\n"
        "To: carol@example.org\nSubject: Week 2\n\nhello\n"
    )
    report = read_bounce(raw.encode())
    assert [one.address for one in report.recipients] == ["bob@example.net"]
    assert report.about == "<copy-1@relay.example.org>"


def test_the_only_address_that_can_be_meant_is_taken_where_no_form_names_one():
    raw = (
        "From: postmaster@relay.example.org\nTo: list@relay.example.org\nSubject: Delivery failure\n\n"
        "Sorry: we tried bob@example.net twice and gave up (550 5.1.1 no such user);\n"
        "ask postmaster@relay.example.org.\n"
    )
    (one,) = read_bounce(raw.encode()).recipients
    assert (one.address, one.hard) == ("bob@example.net", True)
