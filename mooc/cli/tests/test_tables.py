import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from mooc.cli.tables import DatabaseUnfit, run_on_tables
from mooc.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def count_people():
    Person.objects.count()


@pytest.mark.once
def test_a_new_server_may_begin_with_any_command(tmp_path):
    program = """
import django; django.setup()
from mooc.cli.tables import run_on_tables
from mooc.people.models import Person
run_on_tables(lambda: print(Person.objects.count()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | {"MOOC_DATA": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "mooc.settings"},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "0\n", done.stderr


def test_it_runs_a_command_once_where_all_is_well():
    runs = []
    run_on_tables(lambda: runs.append(count_people()))
    assert len(runs) == 1


def test_a_database_behind_the_code_is_refused_and_left_alone():
    call_command("migrate", "progress", "zero", verbosity=0)
    try:
        with pytest.raises(DatabaseUnfit, match="older than this version"):
            run_on_tables(lambda: fail_like_a_missing_table())
    finally:
        call_command("migrate", verbosity=0)


def test_a_fault_of_ours_is_not_blamed_on_the_database():
    with pytest.raises(OperationalError, match="no such thing"):
        run_on_tables(fail_like_a_missing_table)


def test_a_database_that_does_not_answer_is_named(monkeypatch):
    def refuse(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection.introspection, "table_names", refuse)
    with pytest.raises(DatabaseUnfit, match="does not answer"):
        run_on_tables(fail_like_a_missing_table)


def fail_like_a_missing_table():
    raise OperationalError("no such thing")
