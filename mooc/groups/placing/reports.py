"""The numbers of a proposal, counted again from its groups after an organiser changed them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from ..models import Proposal


@dataclass(frozen=True, slots=True)
class _Row:
    mode: str
    score: float
    parts: Mapping[str, float]
    size: int


def recounted(proposal: Proposal) -> dict[str, Any]:
    """Return the report of a proposal as its groups are now; who wanted a group stays who he was. One query."""
    groups = proposal.groups.annotate(size=Count("placements")).filter(size__gt=0).order_by("number")
    rows = [_Row(*row) for row in groups.values_list("mode", "score", "parts", "size")]
    before: dict[str, Any] = proposal.report
    modes = {
        mode: numbers | _of_mode(rows, mode, numbers["wanted"])
        for mode, numbers in before.get("modes", {}).items()
    }
    return before | _numbers(rows, before.get("wanted", 0)) | {"modes": modes}


def _of_mode(rows: Iterable[_Row], mode: str, wanted: int) -> dict[str, Any]:
    found = _numbers([row for row in rows if row.mode == mode], wanted)
    return {name: found[name] for name in ("placed", "groups", "J", "parts")}


def _numbers(rows: list[_Row], wanted: int) -> dict[str, Any]:
    scores = sorted(row.score for row in rows)
    names = dict.fromkeys(name for row in rows for name in row.parts)
    return {
        "placed": sum(row.size for row in rows),
        "groups": len(rows),
        "J": round(sum(row.size * row.score for row in rows) / max(1, wanted), 4),
        "p5": round(scores[len(scores) // 20], 4) if scores else 0,
        "min": round(scores[0], 4) if scores else 0,
        "parts": {name: _mean([row for row in rows if name in row.parts], name) for name in names},
    }


def _mean(rows: list[_Row], name: str) -> float:
    return round(sum(row.size * row.parts[name] for row in rows) / max(1, sum(row.size for row in rows)), 4)
