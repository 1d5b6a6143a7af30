"""Many small mailings at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mooc.delivery.actions import Occasion, plan_each
from mooc.delivery.models import Delivery, Mailing

pytestmark = pytest.mark.django_db
MOMENT = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
SQL = " UNION ALL ".join(f"SELECT {pair}, {MOMENT}, {MOMENT}" for pair in ("7, 1", "7, 2", "9, 1"))


def plan(now, *subjects):
    occasions = [Occasion(f"post/{subject}", subject, f"Post {subject}", run_id=3) for subject in subjects]
    times = [now, now + timedelta(days=4)] * 3
    return plan_each(
        occasions=occasions, kind="post", filler="post", now=now, sql=SQL, params=times, priority=4
    )


def test_each_occasion_gets_its_own_copies_and_counts_them(now):
    assert plan(now, 7, 8, 9) == 3
    audiences = Mailing.objects.order_by("subject_id").values_list("subject_id", "audience", "priority")
    assert list(audiences) == [(7, 2, 4), (8, 0, 4), (9, 1, 4)]
    rows = Delivery.objects.order_by("id").values_list(
        "mailing__subject_id", "recipient", "state", "priority"
    )
    assert list(rows) == [(7, 1, 0, 4), (7, 2, 0, 4), (9, 1, 0, 4)]


def test_what_others_planned_about_the_same_subject_stays_theirs(now):
    other = Mailing.objects.create(
        occasion="other", kind="other", filler="x", title="x", subject_id=7, planned_at=now
    )
    plan(now, 7)
    assert not Delivery.objects.filter(mailing=other).exists()


def test_an_occasion_that_is_there_is_refused(now):
    plan(now, 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        plan(now, 7)


def test_nothing_is_planned_for_nothing(now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert plan(now) == 0


def test_it_costs_the_same_for_any_number(now, django_assert_num_queries):
    with django_assert_num_queries(3):
        plan(now, *range(7, 40))
