"""Runs that were matched together: each learner keeps the messages of his own, and shares a group."""

from datetime import timedelta

from mooc.courses.models import Course
from mooc.runs.models import Run

from .stage import STARTS, a_group, a_post, a_run, at, enrol, letters_to, pass_at


def second_run() -> Run:
    first = Run.objects.get()
    return Run.objects.create(
        course=Course.objects.get(),
        version=first.version,
        slug="knots-late",
        name="Knots, late winter",
        state=Run.State.RUNNING,
        starts_date=STARTS + timedelta(days=7),
        sign_up_closes_date=first.sign_up_closes_date,
        ready_asked_date=first.ready_asked_date,
        groups_formed_date=first.groups_formed_date,
        ends_date=first.ends_date + timedelta(days=7),
        created_at=at(-40),
    )


def test_each_gets_the_week_of_his_own_run_with_the_group_they_share(db):
    run = a_run()
    late = second_run()
    ana, ben = enrol(run, "Ana Lind"), enrol(late, "Ben Okoro", began=at(6, 10))
    group = a_group(run, ana, ben)
    a_post(group, ben, "My knot holds.", at(6))
    pass_at(at(0, 18))
    assert (len(letters_to(ana)), len(letters_to(ben))) == (1, 0)
    pass_at(at(7, 18))
    assert "https://example.org/1" in letters_to(ana)[-1] and "https://example.org/0" in letters_to(ben)[-1]
    for said in (letters_to(ana)[-1], letters_to(ben)[-1]):
        assert "Ana and Ben" in said and "all who are in Copper Kettle" in " ".join(said.split())
    assert "take part in Knots, winter." in " ".join(letters_to(ana)[-1].split())
    assert "take part in Knots, late winter." in " ".join(letters_to(ben)[-1].split())
    assert "My knot holds." in letters_to(ana)[-1]
