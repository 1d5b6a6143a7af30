import ctypes

import pytest

from mooc.delivery.memory import keep_freed_memory

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _asked_anew():
    keep_freed_memory.cache_clear()
    yield
    keep_freed_memory.cache_clear()


def test_another_c_library_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not keep_freed_memory()


def test_another_system_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert not keep_freed_memory()
