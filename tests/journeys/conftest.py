"""What journeys share."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def static_files_as_collected() -> Iterator[None]:
    """Let the live server give out what was collected, under hashed names, as a real one does.

    pytest-django would look into the source folders, where no hashed name is found.
    """
    from django.contrib.staticfiles import handlers
    from django.test.testcases import _StaticFilesHandler

    kept, handlers.StaticFilesHandler = handlers.StaticFilesHandler, _StaticFilesHandler
    yield
    handlers.StaticFilesHandler = kept
