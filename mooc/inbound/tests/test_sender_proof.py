"""What proves that a mail is a member's: each tag, each address, each word of our mail server, both settings."""

import pytest

from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Group, Membership
from mooc.inbound.models import Question
from mooc.people.models import OtherAddress, Person
from mooc.runs.models import Enrolment

from .stage import GROUP_ADDRESS, RUN_ADDRESS, receive, written

POST, FORGED, NO_PROOF, ELSEWHERE = "post", "forged?", "no-proof", "other-address"
STRANGER, NO_MEMBER, UNPROVEN = "stranger", "not-a-member", "unproven"
# In the order of CASES: what our server says of DMARC, and what MOOC_SENDER_PROOF asks for.
CASES = [(said, wanted) for wanted in ("no-failure", "pass") for said in ("pass", "", "none", "fail")]
FRESH = [POST, POST, POST, FORGED, POST, NO_PROOF, NO_PROOF, FORGED]
ALWAYS = 8
# (whose reply address, From): how it ends in each case, and as whose.
TABLE = {
    ("bob", "bob@example.net"): ([POST] * ALWAYS, "bob"),
    ("bob", "bob@cafe.example"): ([POST] * ALWAYS, "bob"),
    ("bob", "ana@example.org"): (FRESH, "ana"),
    ("bob", "ana@work.example"): (FRESH, "ana"),
    ("bob", "bob@asked.example"): ([ELSEWHERE] * ALWAYS, ""),
    ("bob", "new@elsewhere.example"): ([ELSEWHERE] * ALWAYS, ""),
    ("bob", "sam@example.net"): ([ELSEWHERE] * ALWAYS, ""),
    ("bob", "dora@example.com"): ([ELSEWHERE] * ALWAYS, ""),
    ("dora", "dora@example.com"): ([UNPROVEN] * ALWAYS, ""),
    ("sam", "bob@example.net"): (FRESH, "bob"),
    ("made up", "bob@example.net"): (FRESH, "bob"),
    ("", "bob@example.net"): (FRESH, "bob"),
    ("", "bob@cafe.example"): (FRESH, "bob"),
    ("", "bob@asked.example"): ([STRANGER, STRANGER, STRANGER, FORGED] * 2, ""),
    ("made up", "new@elsewhere.example"): ([STRANGER, STRANGER, STRANGER, FORGED] * 2, ""),
    ("", "dora@example.com"): ([UNPROVEN] * ALWAYS, ""),
    ("", "sam@example.net"): (
        [NO_MEMBER, NO_MEMBER, NO_MEMBER, FORGED, NO_MEMBER, NO_PROOF, NO_PROOF, FORGED],
        "",
    ),
    ("", "alice@example.org"): ([NO_MEMBER, NO_MEMBER, NO_MEMBER, FORGED] * 2, ""),
}


@pytest.fixture
def people(stage, now):
    """Bob and Ana have further addresses, of which one waits for its button; nobody has confirmed Dora's own."""
    for person, email, verified_at in (
        (stage.bob.person, "bob@cafe.example", now),
        (stage.ana.person, "ana@work.example", now),
        (stage.bob.person, "bob@asked.example", None),
    ):
        OtherAddress.objects.create(person=person, email=email, asked_at=now, verified_at=verified_at)
    Person.objects.filter(pk=stage.dora.person_id).update(email_verified_at=None)
    Enrolment.objects.filter(pk=stage.dora.pk).update(ready_at=None)
    return stage


def address(people, whose, *, local_part="brass-lantern"):
    if whose in ("", "made up"):
        return f"{local_part}+k3c5v2abcdefghij@mooc.localhost" if whose else GROUP_ADDRESS
    return reply_addresses(local_part)(getattr(people, whose).pk)


def says(dmarc):
    return f"mooc.localhost; spf=pass; dmarc={dmarc}" if dmarc else ""


@pytest.mark.parametrize(("said", "wanted"), CASES)
def test_each_mail_ends_as_its_proof_deserves(said, wanted, people, now, settings):
    settings.MOOC_SENDER_PROOF = wanted
    for number, ((whose, sender), (kinds, writer)) in enumerate(TABLE.items()):
        raw = written(number, sender=sender)
        mail = receive(raw, now=now, to=address(people, whose), authentication=says(said))
        kind = kinds[CASES.index((said, wanted))]
        assert mail.kind == kind, (whose, sender, mail.reason)
        assert (mail.state == "routed") == (kind == POST)
        if kind == POST:
            assert mail.writer_id == getattr(people, writer).pk, (whose, sender)
        if kind in (FORGED, NO_PROOF, ELSEWHERE, STRANGER):
            assert mail.writer_id is None, (whose, sender)


@pytest.mark.parametrize(("said", "wanted"), CASES)
def test_only_a_member_with_a_proven_address_is_asked(said, wanted, people, now, settings):
    settings.MOOC_SENDER_PROOF = wanted
    for number, ((whose, sender), _) in enumerate(TABLE.items()):
        mail = receive(
            written(number, sender=sender), now=now, to=address(people, whose), authentication=says(said)
        )
        question = Question.objects.filter(mail=mail).first()
        if mail.kind == ELSEWHERE:
            assert question.person == people.bob.person
            assert question.adds == ("" if said == "fail" else sender)
        elif mail.kind in (FORGED, NO_PROOF) and sender.startswith(("bob@example", "bob@cafe", "ana@")):
            named = people.bob if sender.startswith("bob") else people.ana
            assert (question.person, question.adds) == (named.person, "")
        else:
            assert question is None, (whose, sender)


def test_the_tag_of_a_group_that_was_merged_proves_its_owner_in_the_new_one(people, now):
    old = Group.objects.create(
        run=people.run, number=2, name="Old", local_part="old-kettle", mode="write", language="en",
        made_at=now, state="merged", successor=people.group,
    )  # fmt: skip
    to = address(people, "bob", local_part="old-kettle")
    mail = receive(written(1), now=now, to=to, authentication=says("fail"))
    assert (mail.kind, mail.writer_id) == (POST, people.bob.pk)
    assert old.posts.count() == 0 and people.group.posts.count() == 1
    # The seal is over the name in the address: that of the new group does not fit there.
    tag = address(people, "bob").partition("@")[0].partition("+")[2]
    mail = receive(written(2), now=now, to=f"old-kettle+{tag}@mooc.localhost", authentication=says("fail"))
    assert mail.kind == FORGED


def test_a_tag_is_good_in_any_case_and_for_its_own_group_only(people, now):
    mail = receive(written(1), now=now, to=address(people, "bob").upper(), authentication=says("fail"))
    assert mail.kind == POST
    other = address(people, "bob", local_part="quiet-kettle").replace("quiet-kettle", "brass-lantern")
    assert receive(written(2), now=now, to=other, authentication=says("fail")).kind == FORGED


def test_who_has_left_answers_no_copy_of_before(people, now):
    Membership.objects.filter(enrolment=people.bob).update(left_at=now)
    mail = receive(written(1), now=now, to=address(people, "bob"))
    assert (mail.kind, mail.writer_id) == (NO_MEMBER, people.bob.pk)
    mail = receive(written(2, sender="new@elsewhere.example"), now=now, to=address(people, "bob"))
    assert mail.kind == STRANGER


def test_of_two_in_a_group_the_one_whose_own_address_it_is_wrote_it(people, now):
    Person.objects.filter(pk=people.ana.person_id).update(email="bob@cafe.example")
    mail = receive(written(1, sender="bob@cafe.example"), now=now)
    assert mail.writer_id == people.ana.pk
    mail = receive(written(2, sender="bob@cafe.example"), now=now, to=address(people, "bob"))
    assert mail.writer_id == people.bob.pk


def test_an_answer_to_a_copy_that_says_nothing_asks_nobody(people, now):
    raw = written(1, sender="new@elsewhere.example", text="")
    assert receive(raw, now=now, to=address(people, "bob")).kind == ELSEWHERE
    assert not Question.objects.exists()


def test_an_answer_without_a_usable_sender_asks_without_adding(people, now):
    mail = receive(written(1, sender="nobody"), now=now, to=address(people, "bob"))
    assert (mail.kind, mail.question.adds) == (ELSEWHERE, "")
    mail = receive(written(2, sender=GROUP_ADDRESS), now=now, to=address(people, "bob"))
    assert (mail.kind, mail.question.adds) == (ELSEWHERE, "")


def test_one_mail_to_the_group_and_to_a_reply_address_is_one_post_and_no_question(people, now):
    from mooc.inbound import actions

    to = [GROUP_ADDRESS, address(people, "bob")]
    mails = actions.ingest(
        raw=written(1), mail_from="bob@example.net", rcpt_to=to, source="lmtp", now=now,
        authentication=says("fail"),
    )  # fmt: skip
    actions.route_kept(now=now)
    for mail in mails:
        mail.refresh_from_db()
    assert [(mail.state, mail.kind) for mail in mails] == [("dropped", "duplicate"), ("routed", POST)]
    assert not Question.objects.exists()


def test_the_organisers_get_what_comes_from_a_further_address(people, now):
    mail = receive(written(1, sender="bob@cafe.example"), now=now, to=RUN_ADDRESS)
    assert (mail.kind, mail.writer_id) == ("to-organisers", people.bob.pk)
    assert mail.became_id
    assert receive(written(2, sender="bob@asked.example"), now=now, to=RUN_ADDRESS).kind == STRANGER


@pytest.mark.parametrize(
    ("said", "wanted", "kind"),
    [
        ("fail", "no-failure", FORGED),
        ("", "no-failure", "to-organisers"),
        ("", "pass", NO_PROOF),
        ("pass", "pass", "to-organisers"),
    ],
)
def test_mail_to_the_organisers_needs_the_same_proof(said, wanted, kind, people, now, settings):
    settings.MOOC_SENDER_PROOF = wanted
    mail = receive(written(1), now=now, to=RUN_ADDRESS, authentication=says(said))
    assert mail.kind == kind


def test_a_batch_of_answers_costs_the_same_however_many_there_are(people, now, django_assert_max_num_queries):
    from mooc.inbound import actions
    from mooc.inbound.reading import Incoming, open_mail
    from mooc.inbound.writers import find_candidates

    def opened(number):
        (mail,) = actions.ingest(
            raw=written(number), mail_from="bob@example.net", rcpt_to=[address(people, "bob")], source="lmtp",
            now=now,
        )  # fmt: skip
        found = open_mail(mail)
        assert isinstance(found, Incoming)
        return found, people.group

    for mails in ([opened(1)], [opened(number) for number in range(2, 8)]):
        with django_assert_max_num_queries(5):
            find_candidates(mails, now=now)
