import socket
from datetime import timedelta

import pytest

from mooc.delivery.actions import send_due, suppress
from mooc.delivery.addresses import delivery_of_bounce_address, message_id
from mooc.delivery.models import Delivery, Pause, Suppression
from mooc.delivery.pauses import pause_of
from mooc.delivery.queries import accounting
from mooc.delivery.transports.relay import read_email_url
from mooc.delivery.transports.wire import Wire
from mooc.delivery.transports.wire.times import Times

from .room import planned
from .server import CLOSE, served

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
State = Delivery.State


def sent(post, now, *, connections=3, times=None, **more):
    url = f"{post if isinstance(post, str) else post.url}?connections={connections}"
    carrier = Wire(read_email_url(url), our_name="mooc.localhost", times=times)
    return send_due(now=now, carrier=carrier, **more)


def states():
    return dict(Delivery.objects.order_by("recipient").values_list("recipient", "state"))


def one_time_only(answer, recipient):
    """Script: give the answer to the first asking for that recipient, none later."""
    asked = []

    def say(address):
        if address == f"reader-{recipient}@example.org" and not asked:
            asked.append(address)
            return answer
        return None

    return say


def for_recipient(number, answer):
    return lambda address: answer if address == f"reader-{number}@example.org" else None


def test_it_hands_over_each_copy_once_with_its_own_envelope_sender(room, now):
    planned(now, range(1, 21))
    with served() as post:
        report = sent(post, now)
    assert report.accepted == 20
    assert post.connections <= 3
    for mail_from, to, _ in post.arrived:
        delivery = Delivery.objects.get(pk=delivery_of_bounce_address(mail_from))
        assert delivery.address == to == f"reader-{delivery.recipient}@example.org"
        assert delivery.answer.startswith("250 2.0.0 queued as")
        assert delivery.attempts == 1
    assert set(post.ids()) == {message_id(number) for number in Delivery.objects.values_list("id", flat=True)}


def test_lines_that_begin_with_dots_arrive_as_they_were_written(room, now):
    room.text = "Good day {name}\n.\n..\n.dot\n"
    planned(now, [1])
    with served() as post:
        sent(post, now)
    letter = post.letters()["reader-1@example.org"]
    assert "\r\n.\r\n..\r\n.dot\r\n" in letter.get_body(("plain",)).get_content()


def test_a_server_that_is_down_costs_no_attempt_and_pauses_the_stream(room, now):
    planned(now, range(1, 9))
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        report = sent(url, now)
        assert "refused" in report.fault.lower()
        assert set(states().values()) <= {State.PENDING, State.DEFERRED}
        assert not Delivery.objects.filter(attempts__gt=0).exists()
        assert sent(url, now + timedelta(seconds=1)).handled == 0
    assert accounting().holds
    with served() as post:
        assert sent(post, now + timedelta(minutes=1)).accepted == 8


def test_a_pause_grows_while_the_trouble_lasts(room, now):
    planned(now, [1])
    with served() as post:
        post.script = {"MAIL": lambda _: "550 5.7.1 you are blocked"}
        moments = [now + timedelta(seconds=seconds) for seconds in (0, 6, 16)]
        planned(now, [2, 3], occasion="second")
        faults = [sent(post, moment, connections=1).fault for moment in moments]
    assert all("blocked" in fault for fault in faults)
    assert len(post.arrived) == 0


def test_a_relay_that_refuses_us_makes_one_copy_wait_and_leaves_the_rest_untouched(room, now):
    planned(now, range(1, 11))
    with served() as post:
        post.script = {"MAIL": lambda _: "550 5.7.1 you are blocked"}
        report = sent(post, now, connections=1)
    assert report.fault == "550 5.7.1 you are blocked"
    assert sorted(states().values()) == [State.PENDING] * 9 + [State.DEFERRED]
    deferred = Delivery.objects.get(state=State.DEFERRED)
    pause = pause_of(Pause.objects.get().transport, now=now)
    assert (deferred.not_before, deferred.attempts) == (pause.until, 0)
    assert deferred.answer == "550 5.7.1 you are blocked"


def test_a_wrong_password_is_our_fault(room, now):
    planned(now, range(1, 4))
    with served(user="mooc", password="right") as post:
        report = sent(post.url.replace("smtp://", "smtp://mooc:wrong@"), now)
    assert "535" in report.fault
    assert "wrong" not in report.fault
    assert not Delivery.objects.filter(attempts__gt=0).exists()


def test_it_signs_in_with_the_name_and_password_of_email_url(room, now):
    planned(now, range(1, 4))
    with served(user="mooc@example.org", password="r:ght/") as post:
        report = sent(post.url.replace("smtp://", "smtp://mooc%40example.org:r%3Aght%2F@"), now)
    assert report.accepted == 3


def test_a_4xx_for_one_recipient_defers_that_copy_alone(room, now):
    planned(now, range(1, 6))
    with served() as post:
        post.script = {"RCPT": one_time_only("450 4.2.0 greylisted, try again", 3)}
        assert sent(post, now).states[State.DEFERRED] == 1
        waiting = Delivery.objects.get(recipient=3)
        assert (waiting.state, waiting.answer) == (State.DEFERRED, "450 4.2.0 greylisted, try again")
        assert sent(post, now + timedelta(minutes=4)).handled == 0
        assert sent(post, now + timedelta(minutes=5)).accepted == 1
    assert len(post.ids()) == 5


def test_a_5xx_for_one_recipient_rejects_that_copy_alone(room, now):
    planned(now, range(1, 6))
    with served() as post:
        post.script = {
            "RCPT": for_recipient(2, "550 5.1.1 no such user"),
            "MESSAGE": for_recipient(4, "554 5.6.0 no"),
        }
        report = sent(post, now)
    assert (report.accepted, report.rejected) == (3, 2)
    assert states()[2] == states()[4] == State.REJECTED
    assert Delivery.objects.get(recipient=2).answer == "550 5.1.1 no such user"


def test_a_421_in_the_middle_opens_a_new_connection_and_defers_only_that_copy(room, now):
    planned(now, range(1, 11))
    with served() as post:
        post.script = {"RCPT": one_time_only("421 4.3.2 shutting down", 5)}
        report = sent(post, now, connections=1)
    assert (report.accepted, report.deferred) == (9, 1)
    assert post.connections == 2


def test_a_relay_that_counts_messages_per_connection_costs_no_copy_an_attempt(room, now):
    planned(now, range(1, 11))
    with served() as post:
        carried = []
        limit = lambda address: "421 4.7.0 too many messages" if len(carried) % 4 == 3 else None  # noqa: E731

        def counting(address):
            answer = limit(address)
            carried.append(address)
            return answer

        post.script = {"MAIL": counting}
        report = sent(post, now, connections=1)
    assert report.accepted == 10
    assert not Delivery.objects.filter(attempts__gt=1).exists()


def test_a_connection_closed_before_the_message_defers_that_copy(room, now):
    planned(now, range(1, 6))
    with served() as post:
        post.script = {"RCPT": one_time_only(CLOSE, 2)}
        report = sent(post, now, connections=1)
    assert (report.accepted, report.deferred, report.uncertain) == (4, 1, 0)


def test_a_connection_closed_after_the_last_dot_leaves_a_doubt_and_one_more_try(room, now):
    planned(now, range(1, 6))
    with served() as post:
        post.script = {"ANSWER": one_time_only(CLOSE, 2)}
        report = sent(post, now, connections=1)
        assert (report.accepted, report.uncertain) == (4, 1)
        doubtful = Delivery.objects.get(recipient=2)
        assert (doubtful.state, doubtful.doubts) == (State.UNCERTAIN, 1)
        assert "it may have arrived" in doubtful.answer
        assert accounting().doubted == 1
        assert sent(post, now + timedelta(minutes=5)).accepted == 1
    assert post.ids()[message_id(doubtful.pk)] == 2
    assert accounting().holds


def test_a_sign_in_code_in_doubt_is_not_sent_again(room, now):
    planned(now, [1], kind="sign-in", priority=0)
    with served() as post:
        post.script = {"ANSWER": one_time_only(CLOSE, 1)}
        sent(post, now)
        assert sent(post, now + timedelta(minutes=6)).handled == 0
    assert states() == {1: State.UNCERTAIN}
    assert len(post.arrived) == 1


def test_a_relay_that_drops_every_connection_is_left_alone(room, now):
    planned(now, range(1, 31))
    with served() as post:
        post.script = {"RCPT": lambda _: CLOSE}
        report = sent(post, now, connections=2)
    assert report.fault
    assert report.deferred <= 6
    assert report.released >= 24


def test_a_relay_too_slow_to_answer_is_given_up_in_time(room, now):
    planned(now, [1, 2])
    with served() as post:
        post.delay = 0.4
        report = sent(post, now, connections=2, times=Times(final_dot=0.05))
    assert report.uncertain == 2


def test_an_address_stopped_after_the_claim_is_not_written_to(room, now, monkeypatch):
    monkeypatch.setattr("mooc.delivery.gate.REFRESH_SECONDS", 0.0)
    planned(now, range(1, 31))
    with served() as post:
        post.delay = 0.002

        def stop_last_reader(_):
            if not Suppression.objects.exists():
                suppress(address="Reader-30@example.org", reason=Suppression.Reason.ASKED, now=now)

        carrier = Wire(read_email_url(f"{post.url}?connections=1"), our_name="mooc.localhost")
        answers = carrier.answers

        def answers_and_stop(timeout):
            found = answers(timeout)
            if found:
                stop_last_reader(found)
            return found

        carrier.answers = answers_and_stop
        report = send_due(now=now, carrier=carrier)
    assert report.suppressed == 1
    assert Delivery.objects.get(recipient=30).answer == "its owner asked us to stop"
    assert "reader-30@example.org" not in post.letters()


def test_an_address_beyond_ascii_needs_smtputf8(room, now):
    room.addresses = {1: "josé@example.org", 2: "bob@bücher.example"}
    planned(now, [1, 2])
    with served(utf8=False) as post:
        report = sent(post, now)
    assert (report.accepted, report.rejected) == (1, 1)
    assert Delivery.objects.get(recipient=1).answer.startswith("553 5.6.7")
    assert post.arrived[0][1] == "bob@xn--bcher-kva.example"


def test_an_address_beyond_ascii_goes_where_smtputf8_is_offered(room, now):
    room.addresses = {1: "josé@example.org"}
    planned(now, [1])
    with served() as post:
        assert sent(post, now).accepted == 1
    assert post.arrived[0][1] == "josé@example.org"
    assert post.letters()["josé@example.org"]["to"] == "Reader 1 <josé@example.org>"
