import pytest

from mooc.courses.queries import read_course
from mooc.runs.tests.stage import make_run


@pytest.fixture(autouse=True)
def forget_courses():
    """Ids come again after a rollback, so what is remembered by id has to go."""
    read_course.cache_clear()


@pytest.fixture
def run(db, now):
    """A run that starts in four weeks."""
    return make_run(now)
