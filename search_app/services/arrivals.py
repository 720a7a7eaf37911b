"""Files that arrive in the browser: looked at one by one, archives opened, each kept or refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from flask import current_app
from werkzeug.datastructures import FileStorage

from index.build.additions import Additions
from index.results import DocumentCard
from ingest import pipeline
from ingest.errors import ReaderLimit, SourceError, UnknownFileType
from search_app.services import page_images
from search_app.services.library import current_library, has_library
from search_app.services.session import user

MIB = 1024 * 1024
MOST_BYTES, MOST_PAGES = 50 * MIB, 1500
_SHOWN = 150
_ONLY_OWNER = 0o600


Named = Callable[[DocumentCard], str]
"""Says a document's name."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was turned away at once."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a file that arrived: how many were taken of it, and what was refused."""

    taken: int = 0
    refused: tuple[Refusal, ...] = ()


def arrive(additions: Additions, file: FileStorage, named: Named) -> Arrival:
    """Keep a file, or the files of an archive; say why not where one cannot be kept.

    :param named: tells a document that is held already.
    """
    shown = PurePath((file.filename or "").replace("\\", "/")).name[:_SHOWN]
    ending = PurePath(shown).suffix.lower()
    # The name a stranger chose is never part of a path; only an ending we know is.
    known = ending if ending in pipeline.READABLE or ending in pipeline.ARCHIVES else ""
    try:
        with additions.incoming(known) as path:
            with path.open("r+b") as bytes_in:
                file.save(bytes_in)
            if known in pipeline.ARCHIVES:
                return _of_archive(additions, path, shown, named)
            refusal = _kept(additions, path, known, shown, named)
    except OSError as error:
        current_app.logger.error("upload: %s", error)
        refusal = Refusal(shown, "Máy chủ không ghi được tệp (có thể hết chỗ). Báo người quản trị.")
    return Arrival(0, (refusal,)) if refusal else Arrival(1)


def _of_archive(additions: Additions, path: Path, shown: str, named: Named) -> Arrival:
    """Keep what an archive holds (:func:`ingest.pipeline.unpack` bounds how much)."""
    if path.stat().st_size > 4 * MOST_BYTES:
        return Arrival(0, (Refusal(shown, f"Tệp nén lớn quá {4 * MOST_BYTES // MIB} MB."),))
    try:
        with additions.unpacking() as folder:
            members = pipeline.unpack(path, folder, source=shown)
            refused = tuple(filter(None, _members(additions, members, named)))
            return Arrival(len(members) - len(refused), refused)
    except SourceError as error:
        return Arrival(0, (_refusal(error, path, shown),))


def _members(
    additions: Additions, members: tuple[pipeline.Member, ...], named: Named
) -> Iterator[Refusal | None]:
    for member in members:
        if member.failed is not None or member.path is None:
            said = f"{member.failed.message} {member.failed.advice}" if member.failed else ""
            yield Refusal(member.name, said.strip())
            continue
        member.path.chmod(_ONLY_OWNER)
        ending = member.path.suffix.lower()
        known = ending if ending in pipeline.READABLE else ""
        refusal = _kept(additions, member.path, known, PurePath(member.name).name[:_SHOWN], named)
        yield Refusal(member.name, refusal.message) if refusal else None


def _kept(
    additions: Additions, path: Path, ending: str, shown: str, named: Named
) -> Refusal | None:
    try:
        _check(path, ending, shown)
        digest = pipeline.digest_of(path)
    except SourceError as error:
        return _refusal(error, path, shown)
    held = current_library().copies_of(digest[:16]) if has_library() else ()
    if held:
        return Refusal(shown, f"Tệp này đã có trong kho: {named(held[0])}.")
    additions.take(path, digest, shown, user().name)
    return None


def _refusal(error: SourceError, path: Path, shown: str) -> Refusal:
    said = f"{error.message} {error.advice}".replace(os.fspath(path.name), shown)
    return Refusal(shown, said.strip())


def _check(path: Path, ending: str, shown: str) -> None:
    if not ending:
        raise UnknownFileType(f"Chưa đọc được loại tệp của “{shown}”.")
    if path.stat().st_size > MOST_BYTES:
        raise ReaderLimit(f"Tệp lớn quá {MOST_BYTES // MIB} MB.", "Chia nhỏ tệp rồi gửi lại.")
    if pipeline.kind_of(path) == "pdf" and page_images.pages(path) > MOST_PAGES:
        raise ReaderLimit(f"Tệp dài quá {MOST_PAGES} trang.", "Chia nhỏ tệp rồi gửi lại.")
