from mooc.weekly import queries

from .stage import a_group, at, enrol, pass_at


def test_the_archive_lists_the_weeks_that_have_begun(run) -> None:
    enrol(run, "Bob")
    assert queries.archive(run, now=at(-5)) == []
    pass_at(at(0, 17))
    pass_at(at(7, 17))
    assert [(m.week, m.label, m.title) for m in queries.archive(run, now=at(8))] == [
        (0, "Week 0", "Knot 0"),
        (1, "Week 1", "Knot 1"),
    ]


def test_the_public_message_names_nobody_and_links_to_nothing_personal(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    a_group(run, bob, ana)
    pass_at(at(0, 17))
    message = queries.message(run, 0)
    assert message is not None and "Tie one knot" in message.text
    assert not any(word in message.text + message.html for word in ("Bob", "Copper Kettle", "/my/", "/stop/"))
    assert "\ue000" not in message.text + message.html


def test_a_week_that_is_not_planned_cannot_be_read(run) -> None:
    bob = enrol(run, "Bob")
    assert queries.message(run, 0) is None
    assert queries.my_message(bob, 0, now=at(0)) is None


def test_my_message_is_the_one_that_was_sent(run) -> None:
    bob, ana = enrol(run, "Bob"), enrol(run, "Ana")
    a_group(run, bob, ana)
    pass_at(at(0, 17))
    message = queries.my_message(bob, 0, now=at(0, 18))
    assert message is not None and "Hello Bob" in message.text and "Copper Kettle" in message.html


def test_the_current_week_is_the_readers_own(run) -> None:
    mei = enrol(run, "Mei", zone="Asia/Kathmandu")
    assert queries.current_week(mei, now=at(0, 10, 14)) is None
    assert queries.current_week(mei, now=at(0, 10, 15)) == 0
