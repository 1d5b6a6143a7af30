from datetime import timedelta

import pytest

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.people import actions, tokens
from mooc.people.errors import (
    AddressIsTaken,
    AnOrganiserExists,
    BadAddress,
    LinkIsUsed,
    NoSuchOrganiser,
    TooManyAsked,
)
from mooc.people.models import Consent, FirstOrganiserLink, Person, SignInCode
from mooc.people.queries import organisers, person_of
from mooc.pure.mailkit import read_letter

pytestmark = pytest.mark.django_db


def last_letter_to(address):
    copy = MailboxCopy.objects.filter(rcpt_to=address).order_by("-id").first()
    return read_letter(read_copy(copy.pk))


@pytest.fixture
def bob(now):
    return actions.meet(email="bob@example.org", name="Bob", zone="Europe/Berlin", now=now)


def test_it_meets_the_same_person_whatever_the_capitals(bob, now):
    again = actions.meet(email=" BOB@Example.org ", name="Robert", now=now)
    assert (again.pk, again.name, again.zone) == (bob.pk, "Bob", "Europe/Berlin")
    assert person_of("Bob@example.org") == bob


def test_it_fills_an_empty_name(now):
    nameless = actions.meet(email="n@example.org", now=now)
    assert actions.meet(email="n@example.org", name="Nan", now=now).pk == nameless.pk
    nameless.refresh_from_db()
    assert nameless.first_name == "Nan"


def test_the_first_proof_of_an_address_counts(bob, now):
    actions.verify_address(bob, now=now)
    actions.verify_address(bob, now=now + timedelta(days=1))
    bob.refresh_from_db()
    assert bob.email_verified_at == now


def test_consent_is_kept_once_and_first(bob, now):
    for day in range(2):
        actions.record_consent(bob, "privacy/1", source=Consent.Source.FORM, now=now + timedelta(days=day))
    assert [(row.document, row.at) for row in bob.consents.all()] == [("privacy/1", now)]


def test_a_sign_in_code_goes_out_once_and_is_forgotten(now):
    actions.queue_sign_in_code("alice@example.org", "K7Q-4TP", now=now)
    send_due(now=now)
    assert "K7Q-4TP" in last_letter_to("alice@example.org").text
    assert actions.forget_codes(now=now) == 1
    assert SignInCode.objects.get().code == ""
    assert actions.forget_codes(now=now) == 0


def test_an_old_code_goes_nowhere(now):
    actions.queue_sign_in_code("alice@example.org", "K7Q-4TP", now=now)
    send_due(now=now + timedelta(minutes=11))
    assert not MailboxCopy.objects.exists()
    assert Delivery.objects.get().state in (Delivery.State.EXPIRED, Delivery.State.CANCELLED)
    assert actions.forget_codes(now=now + timedelta(minutes=11)) == 1


def test_organisers_come_and_go(now):
    alice = actions.add_organiser(email="Alice@example.org", name="Alice", now=now)
    assert actions.add_organiser(email="alice@example.org", now=now).pk == alice.pk
    assert [person.name for person in organisers()] == ["Alice"]
    actions.remove_organiser(email="ALICE@example.org", now=now)
    assert not organisers()
    with pytest.raises(NoSuchOrganiser, match=r"alice@example\.org"):
        actions.remove_organiser(email="alice@example.org", now=now)


def first_token(now):
    return actions.make_first_organiser_link(now=now).rstrip("/").rsplit("/", 1)[1]


def test_the_first_organiser_comes_by_a_link_that_works_once(now):
    token = first_token(now)
    assert token not in str(list(FirstOrganiserLink.objects.values()))
    assert actions.use_first_organiser_link(token=token, email="alice@example.org", now=now).is_organiser
    with pytest.raises(LinkIsUsed):
        actions.use_first_organiser_link(token=token, email="charlie@example.org", now=now)
    with pytest.raises(AnOrganiserExists):
        actions.make_first_organiser_link(now=now)


def test_a_typing_error_does_not_use_the_link_up(now):
    token = first_token(now)
    with pytest.raises(BadAddress):
        actions.use_first_organiser_link(token=token, email="alice", now=now)
    assert actions.use_first_organiser_link(token=token, email="alice@example.org", now=now)


def test_the_newest_first_link_works_for_a_week(now):
    old, new = first_token(now), first_token(now)
    for token, at in ((old, now), (new, now + timedelta(days=8))):
        with pytest.raises(LinkIsUsed):
            actions.use_first_organiser_link(token=token, email="charlie@example.org", now=at)


def test_an_address_changes_when_its_new_owner_says_so(bob, now):
    change = actions.ask_address_change(bob, "Bob@New.example", now=now)
    send_due(now=now)
    assert tokens.sign("new-address", change.pk) in last_letter_to("bob@new.example").text
    assert not MailboxCopy.objects.filter(rcpt_to="bob@example.org").exists()
    assert actions.confirm_address_change(change.pk, now=now)
    bob.refresh_from_db()
    assert (bob.email, bob.email_verified_at) == ("bob@new.example", now)
    send_due(now=now)
    told = last_letter_to("bob@example.org")
    assert "other address" in told.subject and "bob@new.example" not in told.text
    assert not actions.confirm_address_change(change.pk, now=now)


def test_only_the_latest_wish_and_only_for_three_days(bob, now):
    first = actions.ask_address_change(bob, "one@example.org", now=now)
    second = actions.ask_address_change(bob, "two@example.org", now=now)
    with pytest.raises(LinkIsUsed):
        actions.confirm_address_change(first.pk, now=now)
    with pytest.raises(LinkIsUsed):
        actions.confirm_address_change(second.pk, now=now + timedelta(days=4))


def test_asking_for_a_known_address_looks_like_asking_for_any(bob, now):
    eve = actions.meet(email="eve@example.org", now=now)
    actions.verify_address(eve, now=now)
    change = actions.ask_address_change(bob, "eve@example.org", now=now)
    send_due(now=now)
    assert MailboxCopy.objects.filter(rcpt_to="eve@example.org").count() == 1
    with pytest.raises(AddressIsTaken):
        actions.confirm_address_change(change.pk, now=now)
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"


def test_an_address_that_somebody_only_typed_is_free(bob, now):
    actions.meet(email="typo@example.org", now=now)
    change = actions.ask_address_change(bob, "typo@example.org", now=now)
    assert actions.confirm_address_change(change.pk, now=now)
    assert Person.objects.get(email="typo@example.org").pk == bob.pk


def moved(person, address, now):
    change = actions.ask_address_change(person, address, now=now)
    actions.confirm_address_change(change.pk, now=now)
    person.refresh_from_db()
    return change


def test_who_reads_the_old_address_takes_the_change_back(bob, now, client):
    change = moved(bob, "thief@example.net", now)
    client.force_login(bob)
    send_due(now=now)
    assert tokens.sign("old-address", change.pk) in last_letter_to("bob@example.org").text
    then = now + timedelta(days=14)
    assert actions.undo_address_change(change.pk, now=then)
    assert not actions.undo_address_change(change.pk, now=then)
    bob.refresh_from_db()
    assert (bob.email, bob.email_verified_at) == ("bob@example.org", then)
    assert not bob.has_usable_password()
    assert client.get("/").wsgi_request.user.is_anonymous
    send_due(now=then)
    assert last_letter_to("thief@example.net").subject == "I write to the address from before again"
    assert "I write there again" in last_letter_to("thief@example.net").text


def test_a_change_is_taken_back_with_all_that_came_after_it(bob, now):
    first = moved(bob, "thief@example.net", now)
    second = moved(bob, "thief@example.com", now + timedelta(days=1))
    waiting = actions.ask_address_change(bob, "thief@example.biz", now=now + timedelta(days=2))
    then = now + timedelta(days=2, hours=1)
    assert actions.undo_address_change(first.pk, now=then)
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"
    assert not actions.undo_address_change(second.pk, now=then)
    with pytest.raises(LinkIsUsed, match="taken back since you asked"):
        actions.confirm_address_change(waiting.pk, now=then)
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"


def test_who_stole_the_link_cannot_ask_again_at_once(bob, now):
    change = moved(bob, "thief@example.net", now)
    actions.undo_address_change(change.pk, now=now)
    bob.refresh_from_db()
    with pytest.raises(
        LinkIsUsed, match="taken back on 23 November, so I take no other one until 7 December"
    ):
        actions.ask_address_change(bob, "thief@example.com", now=now + timedelta(days=13))
    assert actions.ask_address_change(bob, "bob@new.example", now=now + timedelta(days=15))


def test_taking_back_ends_after_fourteen_days(bob, now):
    change = moved(bob, "bob@new.example", now)
    with pytest.raises(LinkIsUsed, match="14 days, which are over"):
        actions.undo_address_change(change.pk, now=now + timedelta(days=14, seconds=1))
    bob.refresh_from_db()
    assert bob.email == "bob@new.example"


def test_what_was_never_confirmed_cannot_be_taken_back(bob, now):
    change = actions.ask_address_change(bob, "bob@new.example", now=now)
    with pytest.raises(LinkIsUsed):
        actions.undo_address_change(change.pk, now=now)


def test_an_old_address_that_somebody_else_proved_meanwhile_stays_his(bob, now):
    change = moved(bob, "bob@new.example", now)
    other = actions.meet(email="bob@example.org", now=now)
    actions.verify_address(other, now=now)
    with pytest.raises(AddressIsTaken):
        actions.undo_address_change(change.pk, now=now)
    Person.objects.filter(pk=other.pk).update(email_verified_at=None)
    assert actions.undo_address_change(change.pk, now=now)


def test_nobody_fills_mailboxes_by_changing_his_address(bob, now):
    for number in range(5):
        actions.ask_address_change(bob, f"bob{number}@example.org", now=now)
    with pytest.raises(TooManyAsked):
        actions.ask_address_change(bob, "bob9@example.org", now=now)
    with pytest.raises(BadAddress, match="already"):
        actions.ask_address_change(bob, "bob@example.org", now=now)
