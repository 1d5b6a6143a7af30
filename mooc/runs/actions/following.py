"""Visitors who want to hear of the next run: asked -> confirmed by its button -> told once a run, or stopped."""

from datetime import datetime

from django.db import transaction

from mooc.courses.models import Course
from mooc.delivery import actions as delivery
from mooc.people.addresses import readers_address

from ..models import Follower, Run
from .copies import write_once_more


@transaction.atomic
def follow_course(course: Course, email: str, *, now: datetime) -> None:
    """Ask at the address whether to tell of the next run. Says nothing of what we knew. Raises BadAddress."""
    follower, is_new = Follower.objects.get_or_create(
        course=course, email=readers_address(email), defaults={"asked_at": now}
    )
    if follower.confirmed_at and not follower.stopped_at:
        return
    if not is_new:
        Follower.objects.filter(pk=follower.pk).update(asked_at=now)
    write_once_more(
        "follow-confirm",
        occasion=f"follow/{course.pk}",
        title=f"Followers of {course.title} to be confirmed",
        recipient=follower.pk,
        subject_id=course.pk,
        now=now,
    )


def confirm_follow(follower: Follower, *, now: datetime) -> bool:
    """Begin to tell of the next run; False when we do so already."""
    waiting = Follower.objects.filter(pk=follower.pk).exclude(confirmed_at__isnull=False, stopped_at=None)
    return bool(waiting.update(confirmed_at=now, stopped_at=None))


def stop_following(follower: Follower, *, now: datetime) -> bool:
    """Tell no more; False when that was so."""
    return bool(Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=now))


def tell_followers(run: Run, *, now: datetime) -> None:
    """Write to everybody who follows the course that this run is open; once a run."""
    followers = Follower.objects.filter(course_id=run.course_id, confirmed_at__isnull=False, stopped_at=None)
    recipients = list(followers.order_by("id").values_list("id", flat=True))
    if recipients:
        delivery.plan(
            occasion=f"next-run/{run.pk}",
            kind="next-run",
            filler="next-run",
            title=f"{run.name} is open",
            now=now,
            recipients=recipients,
            run_id=run.pk,
        )
