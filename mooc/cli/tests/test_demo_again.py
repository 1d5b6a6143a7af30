"""A demo that was played before is shown again."""

import json
from pathlib import Path

import pytest

from mooc.cli import demo as room


@pytest.mark.once
def test_its_database_is_brought_up_to_date_first(
    tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MOOC_DATA = tmp_path
    kept = {"posts": 7}
    wanted = {"learners": 3, "weeks": 1, "seed": 1}
    (tmp_path / room.MARK).write_text(json.dumps({"wanted": wanted, "summary": kept}))
    done: list[str] = []
    monkeypatch.setattr(room, "prepare_database", lambda: done.append("migrated"))
    room.demo(learners=3, weeks=1, seed=1, data=None, port=8000, serve=False, as_json=True)
    assert done == ["migrated"]
    assert json.loads(capsys.readouterr().out) == kept
