"""What is not for a group: bounces, wishes to stop, words for the organisers; and who may write to a group."""

from datetime import timedelta

import pytest

from mooc.delivery.actions import is_suppressed
from mooc.delivery.addresses import bounce_address
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.models import Membership, Post
from mooc.people.models import Person
from mooc.runs.links import stop_address

from .stage import RUN_ADDRESS, enrol, letter, receive, written


def bounced(copy, name, now):
    return receive(letter(name), now=now, to=bounce_address(copy.pk), mail_from="")


@pytest.mark.parametrize("name", ["bounce-unknown-user", "bounce-vague-status"])
def test_a_dead_address_is_not_written_to_any_more(name, copy, now):
    mail = bounced(copy, name, now)
    copy.refresh_from_db()
    assert (mail.state, mail.kind, mail.became_id) == ("routed", "bounce", copy.pk)
    assert copy.state == Delivery.State.BOUNCED
    assert is_suppressed("bob@example.net")


@pytest.mark.parametrize("name", ["bounce-mailbox-full", "bounce-our-policy-fault"])
def test_what_is_not_the_address_s_fault_suppresses_nothing(name, copy, now):
    mail = bounced(copy, name, now)
    copy.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "bounce")
    assert copy.state == Delivery.State.BOUNCED
    assert not is_suppressed("bob@example.net")


def test_a_delay_is_no_bounce(copy, now):
    mail = bounced(copy, "bounce-delayed", now)
    copy.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "bounce")
    assert "late, not lost" in mail.reason
    assert copy.state == Delivery.State.ACCEPTED


def test_a_bounce_in_an_unknown_form_waits_for_a_human(copy, now):
    mail = bounced(copy, "bounce-of-an-unknown-kind", now)
    assert (mail.state, mail.kind, mail.became_id) == ("held", "bounce", copy.pk)


def test_a_complaint_stops_the_mail_of_its_run(copy, stage, now):
    Mailing.objects.filter(pk=copy.mailing_id).update(run_id=stage.run.pk)
    mail = bounced(copy, "complaint", now)
    copy.refresh_from_db()
    stage.bob.refresh_from_db()
    assert (mail.state, mail.kind, mail.became_id) == ("routed", "complaint", copy.pk)
    assert "can start it again" in mail.reason
    assert stage.bob.mail_stopped_at == now
    assert copy.state == Delivery.State.COMPLAINED
    assert not is_suppressed("bob@example.net")


@pytest.mark.parametrize("other", ["another run", "another address"])
def test_a_complaint_about_no_mail_of_a_run_waits_for_a_human(other, copy, stage, now):
    if other == "another address":
        Mailing.objects.filter(pk=copy.mailing_id).update(run_id=stage.run.pk)
        Delivery.objects.filter(pk=copy.pk).update(address="alice@example.org")
    mail = bounced(copy, "complaint", now)
    stage.bob.refresh_from_db()
    assert (mail.state, mail.kind) == ("held", "complaint")
    assert stage.bob.mail_stopped_at is None


def test_a_mailbox_that_stays_full_gets_no_more_mail_and_says_why(copy, now):
    for day in range(5):
        Delivery.objects.filter(pk=copy.pk).update(state=Delivery.State.ACCEPTED)
        raw = letter("bounce-mailbox-full") + b"\r\n" * day
        later = now + timedelta(days=7 * day)
        mail = receive(raw, now=later, to=bounce_address(copy.pk), mail_from="")
        assert is_suppressed("bob@example.net") == (day == 4)
    assert "too often" in mail.reason


def test_a_bounce_that_no_standard_knows_is_read_too(copy, now):
    raw = letter("bounces/imail").replace(b"\n", b"\r\n")
    mail = receive(raw, now=now, to=bounce_address(copy.pk), mail_from="")
    assert (mail.state, mail.kind) == ("routed", "bounce")
    assert is_suppressed("bob@example.net")


def test_a_vacation_answer_to_the_envelope_sender_is_dropped(copy, now):
    assert bounced(copy, "vacation-rfc3834", now).state == "dropped"


def test_a_bounce_about_a_copy_that_is_gone_is_settled_all_the_same(stage, now):
    mail = receive(letter("bounce-unknown-user"), now=now, to=bounce_address(4711), mail_from="")
    assert (mail.state, mail.kind) == ("routed", "bounce")


def test_a_mail_to_the_stop_address_stops_the_mail(stage, now):
    mail = receive(letter("unsubscribe"), now=now, to=stop_address(stage.bob.pk))
    stage.bob.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "unsubscribe")
    assert stage.bob.mail_stopped_at == now


def test_stopping_twice_is_stopping_once(stage, now):
    receive(letter("unsubscribe"), now=now, to=stop_address(stage.bob.pk))
    mail = receive(written(2, subject="stop"), now=now + timedelta(days=1), to=stop_address(stage.bob.pk))
    stage.bob.refresh_from_db()
    assert mail.state == "routed"
    assert stage.bob.mail_stopped_at == now


def test_a_soloist_s_reply_is_held_for_the_organisers_and_forwarded_to_them(stage, now):
    mail = receive(letter("to-organisers"), now=now, to=RUN_ADDRESS, mail_from="sam@example.net")
    assert (mail.state, mail.kind, mail.run_id) == ("held", "to-organisers", stage.run.pk)
    mailing = Mailing.objects.get(occasion=f"to-organisers/{mail.pk}")
    assert [copy.recipient for copy in mailing.deliveries.all()] == [stage.alice.pk]
    assert mail.became_id == mailing.pk


def test_a_reply_to_the_machine_reaches_the_organisers_of_the_writer_s_run(stage, now):
    mail = receive(letter("to-organisers"), now=now, to="machine@mooc.localhost", mail_from="sam@example.net")
    assert (mail.state, mail.kind, mail.run_id) == ("held", "to-organisers", stage.run.pk)


def test_the_same_words_are_forwarded_once(stage, now):
    receive(letter("to-organisers"), now=now, to=RUN_ADDRESS)
    mail = receive(letter("to-organisers") + b"\r\n", now=now, to=RUN_ADDRESS)
    assert (mail.state, mail.kind) == ("dropped", "duplicate")


def test_a_run_without_organisers_of_its_own_has_the_server_s(stage, now):
    stage.run.organisers.all().delete()
    mail = receive(letter("to-organisers"), now=now, to=RUN_ADDRESS)
    assert mail.became_id is None
    Person.objects.filter(pk=stage.alice.pk).update(is_organiser=True)
    again = receive(written(1, sender="sam@example.net"), now=now, to=RUN_ADDRESS)
    assert again.became_id


def test_a_stranger_s_words_to_the_organisers_are_held_and_not_forwarded(stage, now):
    mail = receive(letter("stranger"), now=now, to=RUN_ADDRESS)
    assert (mail.state, mail.kind, mail.became_id) == ("held", "stranger", None)
    assert not Mailing.objects.exists()


def test_an_auto_reply_to_the_organisers_is_dropped(stage, now):
    assert receive(letter("vacation-rfc3834"), now=now, to=RUN_ADDRESS).state == "dropped"


def test_nobody_floods_the_organisers(stage, now):
    sam = "Sam <sam@example.net>"
    ends = [receive(written(number, sender=sam), now=now, to=RUN_ADDRESS).kind for number in range(21)]
    assert ends == ["to-organisers"] * 20 + ["too-many"]


def test_a_member_s_other_spelling_of_his_address_is_his(stage, now):
    mail = receive(written(1, sender="BOB <Bob@EXAMPLE.net>"), now=now)
    assert mail.state == "routed"


def test_a_member_of_another_group_is_not_a_member(stage, now):
    mail = receive(written(1, sender="sam@example.net"), now=now)
    assert (mail.state, mail.kind, mail.run_id) == ("held", "not-a-member", stage.run.pk)


def test_who_has_left_the_group_is_told_apart(stage, now):
    Membership.objects.filter(enrolment=stage.bob).update(left_at=now)
    mail = receive(letter("post"), now=now)
    assert (mail.state, mail.kind) == ("held", "not-a-member")
    assert "has left" in mail.reason


def test_an_address_that_nobody_has_confirmed_is_held(stage, now):
    Person.objects.filter(pk=stage.bob.person_id).update(email_verified_at=None)
    type(stage.bob).objects.filter(pk=stage.bob.pk).update(ready_at=None)
    mail = receive(letter("post"), now=now)
    assert (mail.state, mail.kind) == ("held", "unproven")


def test_who_said_that_he_is_in_by_his_link_has_proved_his_address(stage, now):
    Person.objects.filter(pk=stage.bob.person_id).update(email_verified_at=None)
    assert receive(letter("post"), now=now).state == "routed"


def test_the_same_message_id_is_the_same_post(stage, now):
    receive(letter("post"), now=now)
    mail = receive(letter("post").replace(b"Hello all", b"Hello again"), now=now)
    assert (mail.state, mail.kind) == ("dropped", "duplicate")
    assert Post.objects.count() == 1


def test_a_member_posts_twenty_times_an_hour_and_not_more(stage, now):
    ends = [receive(written(number), now=now).kind for number in range(21)]
    assert ends == ["post"] * 20 + ["too-many"]
    assert receive(written(99), now=now + timedelta(minutes=61)).kind == "post"


def test_one_mail_to_two_groups_is_a_post_in_each(stage, now):
    from mooc.groups.models import Group

    other = Group.objects.create(
        run=stage.run, number=13, name="Quiet Kettle", local_part="quiet-kettle", mode="write",
        language="en", made_at=now,
    )  # fmt: skip
    enrol(stage.run, "eve@example.net", "Eve", now, group=other)
    assert receive(letter("post"), now=now).state == "routed"
    mail = receive(letter("post"), now=now, to="quiet-kettle@mooc.localhost")
    assert (mail.state, mail.kind) == ("held", "not-a-member")
