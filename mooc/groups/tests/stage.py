"""What stories about groups need: people of a run who said that they are in, made by the hundred."""

from datetime import timedelta

from mooc.groups import actions
from mooc.people.models import Person
from mooc.runs.models import Enrolment

EVENINGS = {day: ["18:00-22:00"] for day in ("mon", "tue", "wed", "thu")}
LEVELS = {"expertise": ("none", "hello", "app"), "style": ("try", "think", "discuss")}
NAMES = "Ana Bob Chen Dora Emre Fatou Goran Hana Ines Joao".split()


def crowd(run, count, now, *, prefix="p", zone="Europe/Berlin", language="en", state="ready", **changes):
    """Let so many people want a group that writes (or what `changes` say) and be in."""
    people = Person.objects.bulk_create(
        Person(
            email=f"{prefix}{number}@example.net",
            name=f"{NAMES[number % len(NAMES)]} {prefix.title()}",
            zone=zone,
            language=language,
            email_verified_at=now,
            created_at=now,
        )
        for number in range(count)
    )
    fields = {
        "state": state,
        "company": "write",
        "signed_up_at": now,
        "confirmed_at": now,
        "ready_at": now,
    } | changes
    return Enrolment.objects.bulk_create(
        Enrolment(
            run=run,
            person=person,
            answers={
                "expertise": LEVELS["expertise"][number % 3],
                "style": LEVELS["style"][number // 2 % 3],
                "hope": f"A knot, number {number}",
            },
            hours_a_week=1 + number % 8,
            **fields,
        )
        for number, person in enumerate(people)
    )


def misfit(run, now, *, prefix="x", **changes):
    """Let one person want a group whom no rule lets into any: members must agree in their style, and he has none."""
    run.rules = 'same = ["language", "style"]'
    run.save(update_fields=["rules"])
    person = crowd(run, 1, now, prefix=prefix, **changes)[0]
    Enrolment.objects.filter(pk=person.pk).update(answers={})
    return person


def grouped(run, count, now, **changes):
    """Put so many people into groups; returns their enrolments."""
    people = crowd(run, count, now, **changes)
    proposal = actions.propose_groups(run=run, now=now, effort=0.05)
    actions.confirm_proposal(proposal=proposal, now=now)
    return people


def latecomer(run, now, **changes):
    """Let one person more stand in line."""
    fields = {"prefix": "late", "state": "learning", "waiting_since": now} | changes
    return crowd(run, 1, now + timedelta(), **fields)[0]
