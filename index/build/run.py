"""Building a library with the backends it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from index.backends.choose import for_building
from index.backends.engines import AUTO
from index.build.builder import BuildReport
from index.build.builder import build as run_build
from index.build.builder import renew as run_renew
from index.build.deepen import DeepenReport
from index.build.deepen import deepen as run_deepen
from index.build.deepen import is_wanted as run_is_wanted
from index.build.progress import Progress
from index.storage.store import Store


def build(
    paths: Sequence[Path],
    library: Path,
    model: str | None = None,
    *,
    jobs: int = 2,
    progress: Progress = lambda stage, done, total: None,
    retry: bool = False,
    text_engine: str = AUTO,
    leave: frozenset[Path] = frozenset(),
    servers: str | None = None,
) -> BuildReport:
    """Bring the library up to date with the files under ``paths`` (see :mod:`index.build.builder`).

    :param servers: where it is kept beyond its folder (:mod:`index.remote.address`).
    """
    backends = for_building(library, model, text_engine, servers)
    return run_build(
        paths, library, backends, jobs=jobs, progress=progress, retry=retry, leave=leave
    )


def deepen(
    library: Path,
    model: str | None = None,
    *,
    asked: bool | None = None,
    servers: str | None = None,
    progress: Progress = lambda stage, done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> DeepenReport | None:
    """Make the encoder's vectors of a library, where it is wanted (:mod:`index.build.deepen`).

    :param asked: True or False where somebody said so, None to go by the library's size.
    """
    store = Store(library)
    made_by = store.record(store.current()).model
    backends = for_building(library, model or made_by, servers=servers)
    if not run_is_wanted(library, backends, asked):
        return None
    return run_deepen(library, backends, progress=progress, stop=stop)


def renew(
    library: Path,
    model: str | None = None,
    *,
    jobs: int = 1,
    progress: Progress = lambda stage, done, total: None,
) -> BuildReport:
    """Build a library again from what it holds, with what was added or corrected by hand.

    :param model: the embedding model; the one that made the library when omitted.
    """
    store = Store(library)
    made_by = store.record(store.current()).model
    backends = for_building(library, model or made_by)
    return run_renew(library, backends, jobs=jobs, progress=progress)
