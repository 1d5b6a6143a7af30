"""Further addresses: asked by a mail there, told to the account's own, counted, taken over only by who reads them."""

from datetime import timedelta

import pytest

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.people import actions
from mooc.people.errors import BadAddress, LinkIsUsed, TooManyAsked
from mooc.people.models import OtherAddress, Person
from mooc.people.queries import other_addresses, owners_of_addresses, person_of, writer_of
from mooc.pure.mailkit import read_letter

CAFE = "bob@cafe.example"


@pytest.fixture
def bob(db, now):
    return person("bob@example.net", now)


@pytest.fixture
def ana(db, now):
    return person("ana@example.org", now)


def person(email, now):
    return Person.objects.create(
        email=email, name=email.split("@")[0].title(), email_verified_at=now, created_at=now
    )


def verified(owner, email, now):
    return OtherAddress.objects.create(person=owner, email=email, asked_at=now, verified_at=now)


def sent(now):
    """Let what is due go out; returns [(to, letter)] of all that ever went."""
    send_due(now=now)
    return [(row.rcpt_to, read_letter(read_copy(row.pk))) for row in MailboxCopy.objects.order_by("id")]


def test_an_address_is_his_once_the_button_sent_there_is_pressed(bob, now):
    row = actions.ask_other_address(bob, " BOB@Cafe.example ", now=now)
    ((to, letter),) = sent(now)
    assert to == CAFE and "/other-address/" in letter.text and "List-Unsubscribe" not in dict(letter.headers)
    assert owners_of_addresses({CAFE}) == {}
    assert actions.confirm_other_address(row.pk, now=now)
    assert owners_of_addresses({CAFE}) == {CAFE: (bob.pk,)}
    assert writer_of(CAFE) == bob
    (_, (to, letter)) = sent(now)
    assert to == bob.email and CAFE in letter.text and "/remove-address/" in letter.text


@pytest.mark.parametrize("ask", [actions.ask_other_address, actions.ask_address_change])
def test_many_who_name_one_address_cannot_bury_its_owner(ask, db, now):
    asked = 0
    for number in range(8):
        try:
            ask(person(f"mallory{number}@example.net", now), "victim@example.org", now=now)
        except TooManyAsked as error:
            assert "victim@example.org was named very often today" in str(error)
        else:
            asked += 1
    assert asked <= 5
    ask(person("later@example.net", now), "victim@example.org", now=now + timedelta(days=2))


def test_pressing_twice_is_pressing_once(bob, now):
    row = actions.ask_other_address(bob, CAFE, now=now)
    assert [actions.confirm_other_address(row.pk, now=now) for _ in range(2)] == [True, False]
    assert len(sent(now)) == 1  # the question is settled before it went; the news goes once


def test_asking_again_makes_the_latest_link_the_one_that_works(bob, now):
    first = actions.ask_other_address(bob, CAFE, now=now)
    second = actions.ask_other_address(bob, CAFE, now=now)
    with pytest.raises(LinkIsUsed, match="latest"):
        actions.confirm_other_address(first.pk, now=now)
    assert actions.confirm_other_address(second.pk, now=now)
    assert Delivery.objects.filter(mailing__kind="other-address").count() == 2


def test_a_link_is_too_old_after_three_days(bob, now):
    row = actions.ask_other_address(bob, CAFE, now=now)
    later = now + timedelta(days=3, minutes=1)
    assert other_addresses(bob, now=later) == []
    with pytest.raises(LinkIsUsed, match="too old"):
        actions.confirm_other_address(row.pk, now=later)


@pytest.mark.parametrize("email", ["bob@example.net", "BOB@example.net", CAFE])
def test_what_is_his_already_is_not_asked(email, bob, now):
    verified(bob, CAFE, now)
    with pytest.raises(BadAddress, match="is yours"):
        actions.ask_other_address(bob, email, now=now)


@pytest.mark.parametrize(
    "email", ["group-1-r1@mooc.localhost", "machine@mooc.localhost", "bob", "b ob@x.example"]
)
def test_what_nobody_writes_from_is_not_asked(email, bob, now):
    with pytest.raises(BadAddress):
        actions.ask_other_address(bob, email, now=now)
    assert sent(now) == []


def test_asking_is_the_same_whoever_has_the_address(bob, ana, now):
    verified(ana, "ana@work.example", now)
    OtherAddress.objects.create(person=ana, email="ana@asked.example", asked_at=now)
    Person.objects.create(email="unproven@example.org", created_at=now)
    for email in ("ana@example.org", "ana@work.example", "ana@asked.example", "unproven@example.org"):
        assert actions.ask_other_address(bob, email, now=now).email == email
    words = [letter.text.replace(to, "X") for to, letter in sent(now)]
    assert len(words) == 4
    assert len({text.split("/other-address/")[0] for text in words}) == 1


def test_five_a_day_and_removing_makes_no_room(bob, now):
    for number in range(5):
        row = actions.ask_other_address(bob, f"bob{number}@cafe.example", now=now)
        actions.remove_other_address(row.pk, now=now)
    with pytest.raises(TooManyAsked, match="tomorrow"):
        actions.ask_other_address(bob, CAFE, now=now)
    assert actions.ask_other_address(bob, CAFE, now=now + timedelta(days=1))


def test_ten_are_kept_by_button_or_by_word(bob, now):
    for number in range(10):
        verified(bob, f"bob{number}@cafe.example", now)
    with pytest.raises(TooManyAsked, match="Remove one"):
        actions.ask_other_address(bob, CAFE, now=now)
    assert not actions.add_address_by_word(bob, CAFE, now=now)


def test_questions_that_nobody_answered_take_no_room(bob, now):
    for number in range(10):
        OtherAddress.objects.create(
            person=bob, email=f"b{number}@x.example", asked_at=now - timedelta(days=4)
        )
    assert actions.ask_other_address(bob, CAFE, now=now)
    assert bob.other_addresses.count() == 1


def test_what_nobody_answered_is_forgotten(bob, now):
    old = now - timedelta(days=3, minutes=1)
    verified(bob, CAFE, old)
    for email, asked_at in (("old@x.example", old), ("new@x.example", now)):
        OtherAddress.objects.create(person=bob, email=email, asked_at=asked_at)
    assert actions.forget_unanswered_addresses(now=now) == 1
    assert set(bob.other_addresses.values_list("email", flat=True)) == {CAFE, "new@x.example"}


def test_who_reads_an_address_takes_it_over_and_who_only_says_so_does_not(bob, ana, now):
    assert actions.add_address_by_word(bob, CAFE, now=now)
    assert not actions.add_address_by_word(ana, CAFE, now=now)
    assert writer_of(CAFE) == bob
    row = actions.ask_other_address(ana, CAFE, now=now)
    assert actions.confirm_other_address(row.pk, now=now)
    assert writer_of(CAFE) == ana
    assert OtherAddress.objects.get().person == ana


def test_a_word_confirms_what_waits_for_its_button(bob, now):
    row = actions.ask_other_address(bob, CAFE, now=now)
    assert actions.add_address_by_word(bob, CAFE, now=now)
    assert not actions.confirm_other_address(row.pk, now=now)
    assert not actions.add_address_by_word(bob, bob.email, now=now)


def test_a_removed_address_is_a_stranger_s(bob, now):
    row = verified(bob, CAFE, now)
    assert [actions.remove_other_address(row.pk, now=now) for _ in range(2)] == [True, False]
    assert writer_of(CAFE) is None


def test_an_account_s_own_address_comes_before_a_further_one(bob, ana, now):
    verified(bob, ana.email, now)
    assert owners_of_addresses({ana.email, bob.email}) == {
        ana.email: (ana.pk, bob.pk),
        bob.email: (bob.pk,),
    }
    assert writer_of(ana.email) == ana
    assert person_of(ana.email) == ana


def test_whose_addresses_many_are_is_one_question(bob, ana, now, django_assert_num_queries):
    verified(bob, CAFE, now)
    with django_assert_num_queries(1):
        owners_of_addresses({bob.email, ana.email, CAFE, "nobody@example.org"})
    with django_assert_num_queries(0):
        owners_of_addresses(set())


def test_writing_there_from_now_on_makes_one_address_of_two(bob, now):
    verified(bob, CAFE, now)
    change = actions.ask_address_change(bob, CAFE, now=now)
    actions.confirm_address_change(change.pk, now=now)
    bob.refresh_from_db()
    assert bob.email == CAFE and not bob.other_addresses.exists()


def test_taking_a_change_back_removes_what_was_added_since(bob, now):
    before = verified(bob, "bob@work.example", now - timedelta(days=1))
    change = actions.ask_address_change(bob, "thief@x.example", now=now)
    actions.confirm_address_change(change.pk, now=now)
    verified(bob, "thief@y.example", now + timedelta(hours=1))
    actions.undo_address_change(change.pk, now=now + timedelta(days=1))
    assert list(bob.other_addresses.all()) == [before]
