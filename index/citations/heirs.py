"""Bodies that took over the documents of others when they were merged (``merged_bodies.json``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from ingest.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class _Mergers:
    """Who took over from whom, folded, and from which day on."""

    since: date
    ancestors: dict[str, frozenset[str]]

    def is_heir(self, heir: str, of: str, day: date | None) -> bool:
        return day is not None and day >= self.since and of in self.ancestors.get(heir, ())


def is_heir_province(name: str, of: str, day: date | None) -> bool:
    """Say whether a province took over from another by ``day``.

    :param name: the proper name, as :func:`index.citations.competence.proper_name` gives it.
    """
    return _mergers()["provinces"].is_heir(_plain(name), _plain(of), day)


def is_heir_ministry(name: str, of: str, day: date | None) -> bool:
    """Say whether a ministry took over from another by ``day``; a minister is his ministry."""
    return _mergers()["ministries"].is_heir(_plain(name), _plain(of), day)


def _plain(name: str) -> str:
    words = " ".join(re.findall(r"\w+", fold(name)))
    return re.sub(r"^bo truong bo ", "bo ", words)


@cache
def _mergers() -> dict[str, _Mergers]:
    written = resources.files("index").joinpath("data/merged_bodies.json").read_text("utf-8")
    data = json.loads(written)
    return {
        kind: _Mergers(
            date.fromisoformat(data[kind]["since"]),
            {
                _plain(heir): frozenset(map(_plain, ancestors))
                for heir, ancestors in data[kind]["heirs"].items()
            },
        )
        for kind in ("provinces", "ministries")
    }
