"""Every lesson: which mail ends where."""

import pytest

from mooc.delivery.models import Delivery
from mooc.groups.models import Post
from mooc.inbound.models import InboundMail

from .stage import LETTERS, RUN_ADDRESS, letter, receive, written

POSTED = ("routed", "post")
ENDS = {
    "post": POSTED,
    "reply-to-weekly": POSTED,
    "reply-that-quotes-personal-links": POSTED,
    "reply-below-the-quote": POSTED,
    "html-only": POSTED,
    "text-and-html": POSTED,
    "attachment": POSTED,
    "names-of-the-world": POSTED,
    "unknown-charset": POSTED,
    "no-message-id": POSTED,
    "header-injection": POSTED,
    "asks-for-a-receipt": POSTED,
    "post-second-message": POSTED,
    "forged-says-a-foreign-server": POSTED,
    "vouched-for": POSTED,
    "hostile-nul-and-high-bytes": POSTED,
    "no-words": ("held", "empty"),
    "vacation-rfc3834": ("dropped", "auto-reply"),
    "vacation-precedence": ("dropped", "bulk"),
    "vacation-x-autoreply": ("dropped", "auto-reply"),
    "vacation-by-subject-only": ("held", "auto-reply"),
    "list-mail": ("dropped", "bulk"),
    "come-back": ("dropped", "loop"),
    "too-many-hops": ("dropped", "loop"),
    "mailer-daemon": ("dropped", "bounce"),
    "read-receipt": ("dropped", "bounce"),
    "bounce-unknown-user": ("dropped", "bounce"),
    "stranger": ("held", "stranger"),
    "no-sender": ("held", "stranger"),
    "forged": ("held", "forged?"),
    "hostile-charset": POSTED,
    "hostile-parts-within-parts": ("held", "unreadable"),
    "three-froms": ("held", "many-froms"),
    "eight-bit-headers": POSTED,
    "bare-line-feeds": POSTED,
    "winmail-dat": POSTED,
    "invitation": POSTED,
    "signed-smime": POSTED,
    "signed-pgp": POSTED,
    "encrypted-pgp": POSTED,
    "reply-all-with-strangers": POSTED,
    "forwarded-weekly": POSTED,
    "hostile-no-headers": ("held", "unreadable"),
}
ELSEWHERE = {
    "to-organisers": RUN_ADDRESS,
    "to-postmaster": "postmaster@mooc.localhost",
    "unsubscribe": "stop",
    "bounce-vague-status": "bounces",
    "bounce-mailbox-full": "bounces",
    "bounce-our-policy-fault": "bounces",
    "bounce-delayed": "bounces",
    "bounce-of-an-unknown-kind": "bounces",
    "complaint": "bounces",
}


def test_every_letter_has_its_test():
    assert {path.stem for path in LETTERS.glob("*.eml")} == ENDS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", ENDS)
def test_a_letter_to_the_group_ends_where_it_should(name, stage, now):
    state, kind = ENDS[name]
    mail = receive(letter(name), now=now)
    assert (mail.state, mail.kind) == (state, kind), mail.reason
    assert mail.reason
    assert mail.routed_at == now
    assert Post.objects.count() == (state == "routed")
    assert Delivery.objects.exclude(mailing__kind__startswith="answer-").count() == 2 * (state == "routed")


def test_the_null_sender_is_never_relayed(stage, now):
    mail = receive(letter("post"), now=now, mail_from="<>")
    assert (mail.state, mail.kind) == ("dropped", "bounce")
    assert not Post.objects.exists()


def test_a_letter_without_id_gets_the_same_one_each_time(stage, now):
    receive(letter("no-message-id"), now=now)
    post = Post.objects.get()
    assert post.message_id.startswith("<post-")
    assert post.message_id.endswith("@mooc.localhost>")


def test_what_another_door_knows_of_the_writer_counts(stage, now):
    mail = receive(letter("post"), now=now, authentication="vendor.example; dmarc=fail")
    assert (mail.state, mail.kind) == ("held", "forged?")


def test_the_word_on_dmarc_is_found_below_the_words_on_spf_and_dkim(stage, now):
    raw = letter("post")
    for result in (
        "dmarc=fail (p=none) header.from=example.net",
        "dkim=pass header.d=evil.example",
        "spf=pass",
    ):
        raw = f"Authentication-Results: mooc.localhost; {result}\r\n".encode() + raw
    mail = receive(raw, now=now)
    assert (mail.state, mail.kind) == ("held", "forged?")


def test_what_a_sender_slips_into_the_words_on_spf_is_no_word_on_dmarc(stage, now):
    field = 'Authentication-Results: mooc.localhost; spf=pass (dmarc=pass) smtp.mailfrom="; dmarc=pass"@evil.example'
    for rest in (b"; dmarc=fail\r\n", b"\r\nAuthentication-Results: mooc.localhost; dmarc=fail\r\n"):
        mail = receive(field.encode() + rest + letter("post"), now=now)
        assert (mail.state, mail.kind) == ("held", "forged?")


@pytest.mark.parametrize(
    "said",
    [
        "spf=pass (his name (a (b)) ; dmarc=pass) smtp.mailfrom=x",
        "spf=pass smtp.mailfrom=a; dmarc=pass@evil.example",
        r'spf=pass smtp.mailfrom="a\"; dmarc=pass "@evil.example',
        'spf=pass (a (b) " ) smtp.mailfrom=c" ; dmarc=pass',
    ],
)
def test_what_a_sender_put_into_a_result_proves_nothing(stage, now, settings, said):
    settings.MOOC_SENDER_PROOF = "pass"
    raw = f"Authentication-Results: mooc.localhost; {said}\r\n".encode() + written("smuggled")
    assert receive(raw, now=now).kind == "no-proof"


@pytest.mark.parametrize(
    "said", ["spf=pass smtp.mailfrom=a(b@evil.example", 'spf=pass (a "b) smtp.mailfrom="c']
)
def test_a_quote_that_never_ends_swallows_no_failure(stage, now, said):
    raw = f"Authentication-Results: mooc.localhost; {said}; dmarc=fail (p=none)\r\n".encode() + written(
        "open"
    )
    assert receive(raw, now=now).kind == "forged?"


def test_a_display_name_that_decodes_to_a_member_s_address_is_no_member_s(stage, now):
    other = letter("post").replace(
        b"From: Bob Miller <bob@example.net>", b"From: =?utf-8?q?bob@example.net?= <mallory@evil.example>"
    )
    mail = receive(other, now=now)
    assert (mail.state, mail.kind) == ("held", "many-froms")
    assert not Post.objects.exists()


def test_postmaster_and_abuse_wait_for_the_operator(stage, now):
    for mailbox in ("postmaster", "Abuse"):
        mail = receive(letter("to-postmaster"), now=now, to=f"{mailbox}@mooc.localhost", mail_from="")
        assert (mail.state, mail.kind) == ("held", "to-operator")


def test_each_mail_is_in_exactly_one_state_and_none_is_kept_for_ever(stage, now):
    for name in ENDS:
        receive(letter(name), now=now)
    assert InboundMail.objects.count() == len(ENDS)
    assert not InboundMail.objects.filter(state="kept").exists()
