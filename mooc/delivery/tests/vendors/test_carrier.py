"""The carrier, against a mail service on loopback."""

import logging
import socket
import time

import pytest

from mooc.delivery.transports.base import Verdict
from mooc.delivery.transports.vendors import Service, service_from_url
from mooc.delivery.transports.vendors.letters import repeat_key

from .copies import KEY, Notes, address_of, carried, collect, copy
from .fake import fake_service

pytestmark = pytest.mark.once


@pytest.fixture
def service():
    with fake_service({"id": "49a3"}) as found:
        yield found


def one_answer(service, *answers, scheme="resend", named=KEY, number=7, **options):
    """Let a copy be answered so, and return what became of it."""
    service.answers.extend(answers)
    return carried(address_of(service, scheme, named, **options), [copy(number)])[number]


def test_a_copy_is_accepted_with_the_number_that_the_service_gave_it(service):
    answer = one_answer(service)
    assert (answer.verdict, answer.text) == (Verdict.ACCEPTED, "250 2.0.0 Resend has taken it as 49a3")


def test_the_request_says_all_of_the_copy(service):
    one_answer(service)
    (request,) = service.requests
    said = request.json
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert said["to"] == ['"Miller, Bob" <reader-7@example.org>']
    assert said["subject"] == "Grüße to all"
    assert said["text"] == "Grüße.\nWeek \n"
    assert said["html"] == "<p>Grüße.</p>"
    assert said["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert said["headers"]["Message-ID"] == copy(7).message_id


def test_mailgun_gets_headers_and_mark_and_switches_tracking_off(service):
    service.usual = (200, {"id": "<2026@mooc.example>", "message": "Queued. Thank you."}, {})
    answer = one_answer(service, scheme="mailgun", named="key@mooc.example")
    said = service.requests[0].form
    assert answer.verdict is Verdict.ACCEPTED
    assert service.requests[0].path == "/mooc.example/messages"
    assert said["h:Message-Id"] == copy(7).message_id
    assert said["h:List-Unsubscribe"].startswith("<https://mooc.example/stop/t/>")
    assert said["h:Reply-To"] == "Group 12 <group-12@mooc.example>"
    assert said["v:mooc-copy"].startswith("7-")
    assert (said["o:tracking-opens"], said["o:tracking-clicks"]) == ("no", "no")


def test_postmark_keeps_our_message_id_and_takes_the_stream(service):
    service.usual = (
        200,
        {"To": "reader-7@example.org", "MessageID": "b7bc", "ErrorCode": 0, "Message": "OK"},
        {},
    )
    answer = one_answer(service, scheme="postmark", named="token", stream="weekly")
    said = service.requests[0].json
    assert (answer.verdict, said["MessageStream"]) == (Verdict.ACCEPTED, "weekly")
    assert {"Name": "X-PM-KeepID", "Value": "true"} in said["Headers"]
    assert {"Name": "Message-ID", "Value": copy(7).message_id} in said["Headers"]
    assert (said["TrackOpens"], said["TrackLinks"]) == (False, "None")


def test_a_connection_is_used_again(service):
    carried(address_of(service), [copy(number) for number in range(1, 21)])
    assert len(service.requests) == 20
    assert service.connections == 1


def test_several_connections_carry_side_by_side(service):
    found = carried(address_of(service, connections=4), [copy(number) for number in range(1, 41)])
    assert {answer.verdict for answer in found.values()} == {Verdict.ACCEPTED}
    assert 1 < service.connections <= 4


def test_each_copy_is_asked_about_then_noted_as_leaving_then_as_answered(service):
    watch = Notes(stopped={2})
    found = carried(address_of(service), [copy(1), copy(2), copy(3)], watch)
    assert found[2].verdict is Verdict.STOPPED
    assert watch.asked == [1, 2, 3]
    assert watch.handed == [1, 3]
    assert [answer.delivery_id for answer in watch.noted] == [1, 3]
    assert len(service.requests) == 2


def test_the_key_of_a_copy_is_the_same_in_the_second_attempt(service):
    doubt = one_answer(service, "wait")
    again = one_answer(service)
    assert (doubt.verdict, again.verdict) == (Verdict.UNCERTAIN, Verdict.ACCEPTED)
    assert "the next attempt carries the same key" in doubt.text
    keys = [request.headers["Idempotency-Key"] for request in service.requests]
    assert keys == [repeat_key(copy(7))] * 2


def test_a_copy_whose_key_the_service_knows_was_taken_before(service):
    known = (409, {"statusCode": 409, "name": "invalid_idempotent_request", "message": "Same key."}, {})
    assert one_answer(service, known).verdict is Verdict.ACCEPTED
    known = (400, {"code": "duplicate_parameter", "message": "idempotencyKey is used"}, {})
    assert one_answer(service, known, scheme="brevo").verdict is Verdict.ACCEPTED
    assert service.requests[-1].json["headers"]["idempotencyKey"] == repeat_key(copy(7))


@pytest.mark.parametrize("trouble", ["wait", "hang up"])
def test_no_answer_is_a_doubt(service, trouble):
    watch = Notes()
    service.answers.append(trouble)
    answer = carried(address_of(service, "mailgun", "key@mooc.example"), [copy(7)], watch)[7]
    assert answer.verdict is Verdict.UNCERTAIN
    assert answer.text.endswith("it may have arrived")
    assert watch.handed == [7]


def test_an_answer_that_nobody_can_read_is_a_doubt(service):
    answer = one_answer(service, (200, b"<html>Welcome to the proxy</html>", {}))
    assert answer.verdict is Verdict.UNCERTAIN


def test_where_nobody_listens_nothing_was_tried():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    watch = Notes()
    address = service_from_url(f"resend://{KEY}?api_url=http://127.0.0.1:{port}/&connections=1")
    answer = carried(address, [copy(7)], watch)[7]
    assert answer.verdict is Verdict.UNREACHABLE
    assert "refused" in answer.text
    assert watch.handed == []
    assert watch.noted == []


MAILGUN = {"scheme": "mailgun", "named": "key@mooc.example"}
POSTMARK = {"scheme": "postmark", "named": "token"}
MAILJET_SAYS = {
    "ErrorCode": "mj-0013",
    "ErrorMessage": '"x" is an invalid email address.',
    "ErrorRelatedTo": ["To[0].Email"],
}
CASES = [
    (
        400,
        {"message": "to parameter is not a valid address. please check documentation"},
        MAILGUN,
        "553 5.1.3",
    ),
    (400, {"message": "from parameter is not a valid address."}, MAILGUN, "530 5.7.0"),
    (404, {"message": "Domain not found: mooc.example"}, MAILGUN, "530 5.7.0"),
    (401, b"Forbidden", MAILGUN, "530 5.7.0"),
    (403, {"message": "Your account is disabled."}, MAILGUN, "530 5.7.0"),
    (302, b"", MAILGUN, "530 5.7.0"),
    (413, b"", MAILGUN, "552 5.3.4"),
    (429, {"message": "Too many requests"}, MAILGUN, "421 4.7.0"),
    (500, b"", MAILGUN, "451 4.3.0"),
    (503, b"<html><title>Busy</title>", MAILGUN, "451 4.3.0"),
    (
        422,
        {"name": "validation_error", "message": "Invalid `to` field. The email address..."},
        {},
        "553 5.1.3",
    ),
    (422, {"name": "validation_error", "message": "Invalid `from` field."}, {}, "530 5.7.0"),
    (429, {"name": "rate_limit_exceeded", "message": "2 requests per second"}, {}, "421 4.7.0"),
    (429, {"name": "daily_quota_exceeded", "message": "Your daily email sending quota"}, {}, "452 4.3.1"),
    (409, {"name": "concurrent_idempotent_requests", "message": "..."}, {}, "451 4.3.0"),
    (
        422,
        {"ErrorCode": 300, "Message": "Invalid 'To' address: 'reader-7@example.org'."},
        POSTMARK,
        "553 5.1.3",
    ),
    (
        422,
        {
            "ErrorCode": 406,
            "Message": "You tried to send to a recipient that has been marked as inactive.\n"
            "Found inactive addresses: reader-7@example.org.\nInactive recipients are ones that have bounced.",
        },
        POSTMARK,
        "550 5.7.1",
    ),
    (422, {"ErrorCode": 400, "Message": "The 'From' address is no Sender Signature."}, POSTMARK, "530 5.7.0"),
    (422, {"ErrorCode": 405, "Message": "Not allowed to send, out of credits"}, POSTMARK, "530 5.7.0"),
    (401, {"ErrorCode": 10, "Message": "Bad or missing server token"}, POSTMARK, "530 5.7.0"),
    (
        422,
        {"message": "Wrong.", "errors": {"to.0.email": ["The to.0.email must be a valid email address."]}},
        {"scheme": "mailersend"},
        "553 5.1.3",
    ),
    (
        422,
        {"message": "The from.email domain must be verified in your account to send emails."},
        {"scheme": "mailersend"},
        "530 5.7.0",
    ),
    (
        400,
        {"code": "invalid_parameter", "message": "email is not valid in to"},
        {"scheme": "brevo"},
        "553 5.1.3",
    ),
    (402, {"code": "not_enough_credits", "message": "No credits"}, {"scheme": "brevo"}, "530 5.7.0"),
    (
        500,
        {"status": "error", "code": -1, "name": "Invalid_Key", "message": "Invalid API key"},
        {"scheme": "mandrill"},
        "530 5.7.0",
    ),
    (200, [{"email": "reader-7@example.org", "status": "invalid"}], {"scheme": "mandrill"}, "553 5.1.3"),
    (
        200,
        [{"email": "reader-7@example.org", "status": "rejected", "reject_reason": "hard-bounce"}],
        {"scheme": "mandrill"},
        "550 5.7.1",
    ),
    (
        200,
        {"status": "error", "data": {"code": "InvalidServerAPIKey", "message": "The key is not known"}},
        {"scheme": "postal", "named": "key@postal.example"},
        "530 5.7.0",
    ),
    (
        400,
        {"Messages": [{"Status": "error", "Errors": [MAILJET_SAYS]}]},
        {"scheme": "mailjet", "named": "MjKey99:MjSecret99"},
        "553 5.1.3",
    ),
    (420, {"errors": [{"message": "Exceed Sending Limit (daily)"}]}, {"scheme": "sparkpost"}, "452 4.3.1"),
    (
        400,
        {"errors": [{"message": "At least one valid recipient is required", "code": "5001"}]},
        {"scheme": "sparkpost"},
        "553 5.1.3",
    ),
]
VERDICTS = {
    "553 5.1.3": Verdict.REJECTED,
    "552 5.3.4": Verdict.REJECTED,
    "550 5.7.1": Verdict.REJECTED,
    "530 5.7.0": Verdict.OUR_FAULT,
    "452 4.3.1": Verdict.OUR_FAULT,
    "421 4.7.0": Verdict.DEFERRED,
    "451 4.3.0": Verdict.DEFERRED,
}


@pytest.mark.parametrize(("status", "body", "to", "begins"), CASES)
def test_each_answer_is_somebodys_fault(service, status, body, to, begins):
    answer = one_answer(service, (status, body, {}), **to)
    assert answer.text.startswith(begins), answer.text
    assert answer.verdict is VERDICTS[begins]
    assert len(answer.text) <= 300


def test_a_gateway_that_gave_up_waiting_leaves_a_doubt(service):
    assert one_answer(service, (504, b"", {})).verdict is Verdict.UNCERTAIN


def test_a_redirect_gets_no_second_request(service):
    with fake_service({"id": "1"}) as elsewhere:
        moved = (307, b"", {"Location": elsewhere.url})
        assert one_answer(service, moved).verdict is Verdict.OUR_FAULT
        assert elsewhere.requests == []


def test_no_answer_and_no_log_line_holds_a_key(service, caplog):
    caplog.set_level(logging.DEBUG)
    echo = (401, {"message": f"The key {KEY} of reader-7@example.org is wrong"}, {})
    answer = one_answer(service, echo)
    assert KEY not in answer.text
    assert "The key *** of" in answer.text
    one_answer(service, (200, b"[]", {}))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("mooc")]
    assert not [line for line in ours if KEY in line or "reader-7" in line]


def test_after_a_fault_of_ours_nothing_leaves_until_more_is_offered(service):
    service.answers.append((401, {"message": "API key is invalid"}, {}))
    carrier = Service(address_of(service))
    carrier.start(Notes())
    carrier.offer([copy(1), copy(2), copy(3)])
    assert collect(carrier, 1)[1].verdict is Verdict.OUR_FAULT
    time.sleep(0.1)
    assert len(service.requests) == 1
    assert sorted(carrier.recall()) == [2, 3]
    carrier.offer([copy(2)])
    assert collect(carrier, 1)[2].verdict is Verdict.ACCEPTED
    carrier.close()


def test_what_is_recalled_is_never_answered(service):
    carrier = Service(address_of(service))
    carrier.start(Notes())
    service.answers.append("wait")
    carrier.offer([copy(number) for number in range(1, 6)])
    while not service.requests:
        time.sleep(0.01)
    assert sorted(carrier.recall()) == [2, 3, 4, 5]
    assert collect(carrier, 1)[1].verdict is Verdict.UNCERTAIN
    assert carrier.answers(0.2) == []
    assert carrier.recall() == []
    carrier.close()
    assert len(service.requests) == 1


def test_no_copy_leaves_before_its_time_and_none_waits_for_a_later_one(service):
    carrier = Service(address_of(service))
    carrier.start(Notes())
    begun = time.monotonic()
    carrier.offer([copy(1, at=begun + 0.5), copy(2), copy(3, at=begun + 0.2)])
    order = []
    while len(order) < 3:
        for answer in carrier.answers(0.05):
            order.append((answer.delivery_id, time.monotonic() - begun))
    carrier.close()
    assert [number for number, _ in order] == [2, 3, 1]
    assert order[1][1] >= 0.2
    assert order[2][1] >= 0.5


def test_it_rests_for_as_long_as_the_service_asks(service):
    service.answers.append((429, {"message": "Slow down"}, {"Retry-After": "1"}))
    begun = time.monotonic()
    found = carried(address_of(service), [copy(1), copy(2)])
    assert found[1].text.startswith("421 4.7.0")
    assert found[2].verdict is Verdict.ACCEPTED
    assert time.monotonic() - begun >= 1


def test_a_watch_that_fails_loses_no_copy(service):
    class Broken(Notes):
        def is_wanted(self, outgoing):
            raise OSError("the disk is full")

    carrier = Service(address_of(service))
    carrier.start(Broken())
    carrier.offer([copy(1), copy(2)])
    with pytest.raises(RuntimeError, match="cannot be noted"):
        carrier.answers(0.3)
    assert sorted(carrier.recall()) == [1, 2]
    carrier.close()
    assert service.requests == []


def test_one_odd_copy_does_not_stop_those_that_the_service_takes(service):
    service.answers.extend([service.usual, (422, {"message": "Invalid header value"}, {})])
    found = carried(address_of(service), [copy(1), copy(2), copy(3)])
    assert [found[number].verdict for number in (1, 2, 3)] == [
        Verdict.ACCEPTED,
        Verdict.DEFERRED,
        Verdict.ACCEPTED,
    ]
    assert found[2].text.startswith("451 4.6.0")


def test_closing_ends_all_threads(service):
    carrier = Service(address_of(service, connections=3))
    carrier.start(Notes())
    carrier.close()
    assert not [thread for thread in carrier._threads if thread.is_alive()]
