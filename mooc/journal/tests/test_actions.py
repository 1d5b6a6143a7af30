from datetime import datetime

import pytest

from mooc.journal.actions import note
from mooc.journal.models import Fact


@pytest.mark.django_db
def test_it_appends_a_fact_with_its_details(now: datetime) -> None:
    note("group-formed", at=now, run_id=3, subject_id=12, members=7)
    fact = Fact.objects.get()
    assert (fact.kind, fact.at, fact.detail) == ("group-formed", now, {"members": 7})
