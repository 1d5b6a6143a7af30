import pytest

from mooc.courses.queries import read_course

from . import stage


@pytest.fixture(autouse=True)
def _fresh_courses() -> None:
    """A rolled-back database gives the next test's version the same id."""
    read_course.cache_clear()


@pytest.fixture
def run(db):
    return stage.a_run()
