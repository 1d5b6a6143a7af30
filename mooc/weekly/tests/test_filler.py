import pytest

from mooc.delivery.fillers import Filling, filler_of
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Membership
from mooc.pure.mailkit import read_letter
from mooc.runs.models import Enrolment
from mooc.weekly import actions
from mooc.weekly.queries import my_message

from .stage import a_group, a_post, at, enrol, letters_to, pass_at


def test_a_member_reads_of_his_group_and_a_reply_goes_to_it(run) -> None:
    bob, ana = enrol(run, "Bob Weaver"), enrol(run, "Ana Silva")
    a_group(run, bob, ana)
    pass_at(at(0, 17))
    (text,) = letters_to(bob)
    assert "Hello Bob" in text
    assert "Copper Kettle: Bob and Ana" in text
    assert "Show your knot to Bob and Ana" in text
    assert "goes to all who are in Copper Kettle" in text
    copy = MailboxCopy.objects.get(rcpt_to=bob.person.email)
    assert b"Reply-To: group-1-knots+" in read_copy(copy.pk)


def test_a_soloist_reads_of_no_group_and_a_reply_goes_to_the_organisers(run) -> None:
    bob = enrol(run, "Bob")
    pass_at(at(0, 17))
    (text,) = letters_to(bob)
    assert "Show it to a neighbour" in text
    assert "Your group" not in text and "Show your knot" not in text
    assert "goes to the organisers" in text
    copy = MailboxCopy.objects.get(rcpt_to=bob.person.email)
    assert b"Reply-To: run-knots-winter@" in read_copy(copy.pk)


def test_text_and_group_are_as_of_the_moment_of_sending(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    actions.open_due_weeks(now=at(0, 1))
    a_group(run, bob, ana)
    pass_at(at(0, 17))
    assert "Copper Kettle" in letters_to(bob)[0]


def test_it_quotes_what_the_group_wrote(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    group = a_group(run, bob, ana)
    a_post(group, ana, "My knot came undone.\n\nWhy?", at(-1))
    pass_at(at(0, 17))
    assert "1 of 2 wrote this week. Ana wrote: “My knot came undone. Why?”" in letters_to(bob)[0]


def test_nobody_is_quoted_to_himself(run) -> None:
    bob, ana, chen = enrol(run, "Bob"), enrol(run, "Ana"), enrol(run, "Chen")
    group = a_group(run, bob, ana, chen)
    a_post(group, chen, "Long ago", at(-9))
    a_post(group, bob, "Which rope?", at(-2))
    a_post(group, ana, "My knot came undone.", at(-1))
    pass_at(at(0, 17))
    for reader, quoted in (
        (bob, "Ana wrote: “My knot"),
        (chen, "Ana wrote: “My knot"),
        (ana, "Bob wrote: “Which"),
    ):
        letter = letters_to(reader)[0]
        assert f"2 of 3 wrote this week. {quoted}" in letter
        assert letter.count(" wrote: “") == 1
    mine = my_message(ana, 0, now=at(0, 18))
    assert mine is not None
    assert ("Bob wrote" in mine.text, "Ana</strong>:" in mine.html) == (True, False)


def test_who_wrote_alone_reads_that_and_not_his_own_words(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    group = a_group(run, bob, ana)
    a_post(group, bob, "Long ago", at(-9))
    a_post(group, ana, "My knot came undone.", at(-1))
    pass_at(at(0, 17))
    letter = letters_to(ana)[0]
    assert "You wrote this week, and nobody else so far." in letter
    assert "My knot" not in letter
    assert "Long ago" not in letter


def test_who_has_moved_to_another_group_reads_of_that(run) -> None:
    bob, ana, chen = enrol(run, "Bob"), enrol(run, "Ana"), enrol(run, "Chen")
    old, new = a_group(run, bob, ana), a_group(run, chen, number=2)
    a_post(old, ana, "My knot came undone.", at(-1))
    Membership.objects.filter(enrolment=ana).update(group=new)
    a_post(new, chen, "Welcome!", at(-1))
    pass_at(at(0, 17))
    assert "Chen wrote: “Welcome!”" in letters_to(ana)[0]


def test_a_quiet_group_is_told_that_somebody_has_to_be_the_first(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    a_group(run, bob, ana)
    for week in range(3):
        pass_at(at(7 * week, 17))
    assert ["Somebody has to be the first" in text for text in letters_to(bob)] == [False, False, True]


@pytest.mark.parametrize(("answer", "is_behind"), [("stuck", True), ("partly", True), ("done", False)])
def test_who_said_he_was_stuck_is_told_what_to_leave_out(run, answer: str, is_behind: bool) -> None:
    bob = enrol(run, "Bob")
    bob.check_ins.create(week=0, answer=answer, at=at(3))
    pass_at(at(7, 17))
    assert ("Only the first step" in letters_to(bob)[0]) is is_behind


@pytest.mark.parametrize(
    "name", ["ليلى حداد", "小明", "🌻Flor de Lis", "O'Brien <b>", "", "Łukasz\r\nBcc: x@y"]
)
def test_any_name_is_greeted_and_stays_a_name(run, name: str) -> None:
    bob, other = enrol(run, name), enrol(run, "Ana")
    a_group(run, bob, other)
    pass_at(at(0, 17))
    copy = MailboxCopy.objects.get(rcpt_to=bob.person.email)
    raw = read_copy(copy.pk)
    text = read_letter(raw).text
    assert f"Hello {(name.split() or ['there'])[0]}," in text
    assert b"\nBcc:" not in raw


def test_every_learner_has_his_own_links_and_a_way_to_stop(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    pass_at(at(0, 17))
    first, second = letters_to(bob)[0], letters_to(ana)[0]
    for page in ("/check-in/0/done/", "/my/0/", "/stop/"):
        links = [next(word for word in text.split() if page in word) for text in (first, second)]
        assert links[0] != links[1]
    raw = read_copy(MailboxCopy.objects.get(rcpt_to=bob.person.email).pk)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    assert b"<run-knots-winter.mooc.localhost>" in raw.split(b"\r\n\r\n")[0].replace(b"\r\n", b"")


def test_a_batch_is_filled_in_a_fixed_number_of_statements(run, django_assert_num_queries) -> None:
    members = [enrol(run, f"Reader {number}") for number in range(20)]
    for start in range(0, 20, 5):
        a_group(run, *members[start : start + 5], number=start + 1)
    actions.open_due_weeks(now=at(0, 1))
    mailing = Mailing.objects.get(kind="weekly")
    ids = list(Enrolment.objects.values_list("pk", flat=True))
    filler_of(mailing).fill(mailing, ids[:1], now=at(0, 17))
    with django_assert_num_queries(5):
        answers = filler_of(mailing).fill(mailing, ids, now=at(0, 17))
    assert all(isinstance(answer, Filling) for answer in answers.values())
    assert len({id(answer.shared) for answer in answers.values()}) == 4


def test_copies_of_a_group_stand_side_by_side(run) -> None:
    members = [enrol(run, f"Reader {number}") for number in range(12)]
    for start in range(3):
        a_group(run, *members[start::3], number=start + 1)
    actions.open_due_weeks(now=at(0, 1))
    copies = Delivery.objects.order_by("not_before", "id").values_list("recipient", flat=True)
    group_of = dict(Membership.objects.values_list("enrolment_id", "group_id"))
    groups = [group_of[recipient] for recipient in copies]
    assert len(groups) == 12 and groups == sorted(groups)


def test_a_member_answers_to_an_address_of_his_own(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    a_group(run, bob, ana)
    pass_at(at(0, 17))
    answer_to = reply_addresses("group-1-knots")
    for one in (bob, ana):
        copy = MailboxCopy.objects.get(rcpt_to=one.person.email)
        assert read_letter(read_copy(copy.pk)).header("reply-to") == answer_to(one.pk)


def test_it_says_that_one_word_in_answer_is_enough(run) -> None:
    bob = enrol(run, "Bob")
    pass_at(at(0, 17))
    assert "answer this mail with one word (done, partly, stuck, skipping)" in " ".join(
        letters_to(bob)[0].split()
    )
