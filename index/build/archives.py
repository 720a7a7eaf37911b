"""Archives among the files of a build: each member becomes a file of its own.

The members lie beside the library while it is built and are removed when it ends,
whatever the end: what is kept of a document is kept by the build itself, and of a
secret one nothing is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from index.build.sources import SourceFile, Sources
from index.metadata.manifest import MANIFEST, ManifestEntry
from index.results import FailedFile
from ingest import pipeline
from ingest.errors import SourceError


@contextmanager
def unpacked(sources: Sources, folder: Path) -> Iterator[Sources]:
    """Give ``sources`` with each archive replaced by its members, for as long as one builds.

    A member is called "x.zip!/inner.pdf".  An archive or a member that cannot be had is
    a failure that is named; the rest goes on.

    :param folder: where members are put; it is emptied before and removed behind.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield _replace_archives(sources, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace_archives(sources: Sources, folder: Path) -> Sources:
    files: list[SourceFile] = []
    failed = list(sources.failed)
    remarks = list(sources.remarks)
    unlisted = list(sources.unlisted)
    for number, file in enumerate(sources.files):
        if not file.is_archive:
            files.append(file)
            continue
        try:
            members = pipeline.unpack(file.path, folder / str(number), source=file.name)
        except SourceError as error:
            failed.append(FailedFile(file.name, error.message, error.advice))
            # What it held is not gone because it cannot be opened today.
            unlisted.append(file.name)
            continue
        files.extend(_files(file, members, failed, remarks))
    return replace(
        sources,
        files=tuple(files),
        failed=tuple(failed),
        remarks=tuple(remarks),
        unlisted=tuple(unlisted),
    )


def _files(
    archive: SourceFile,
    members: tuple[pipeline.Member, ...],
    failed: list[FailedFile],
    remarks: list[str],
) -> Iterator[SourceFile]:
    entries = dict(archive.members)
    for member in members:
        entry = entries.pop(member.name, ManifestEntry())
        if any(fnmatch(member.name, pattern) for pattern in archive.ignored):
            continue
        if member.failed is not None:
            failed.append(FailedFile(member.name, member.failed.message, member.failed.advice))
        elif member.path is not None and member.path.name == MANIFEST:
            remarks.append(f"Bản kê “{member.name}” nằm trong tệp nén nên không được dùng.")
        elif member.path is not None:
            yield SourceFile(member.path, member.name, entry)
    remarks.extend(f"Bản kê nêu “{name}” nhưng không có tệp ấy." for name in entries)
