"""What a build does not take out of a library without being asked.

A document leaves a library when its file is gone from the folders it is built from.  A share
that is not mounted, a folder that cannot be listed and a slip of the hand look the same: what
seems gone for such a reason is kept, from the library's own originals, until it is confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.build.sources import SourceFile, Sources
from ingest import pipeline

SHARE, LEAST = 0.2, 3
"""More than this share of a library's documents, and at least so many, gone at once."""
_NAMED = 3
_ASK = "Nếu đúng là đã bỏ, chạy lại với --confirm-removal."


@dataclass(frozen=True, slots=True)
class Held:
    """What the library holds of its folders, and whether all that is gone may go."""

    files: tuple[SourceFile, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Files that stay though they are gone, with the remarks (Vietnamese) that say why."""

    files: tuple[SourceFile, ...] = ()
    remarks: tuple[str, ...] = ()


def held_back(
    held: Held, present: Collection[str], sources: Sources, unreadable: Sequence[str]
) -> HeldBack:
    """Return what stays of what the library holds and the build was not given.

    :param present: digests of the files the build was given.
    :param unreadable: names of files that are there and could not be opened.
    """
    given = {file.name for file in sources.files}
    # A file changed in place is not gone: its new content takes its place.
    gone = [file for file in held.files if file.digest not in present and file.name not in given]
    gone += [file for file in held.files if file.name in unreadable and file.digest not in present]
    if not gone or held.confirmed:
        return HeldBack()
    doubtful = (*sources.unlisted, *sources.emptied, *unreadable)
    lost = [file for file in gone if any(_lies_in(file.name, place) for place in doubtful)]
    rest = [file for file in gone if file not in lost]
    remarks = []
    if lost:
        remarks.append(
            f"{_listed(lost)} không đọc được ở thư mục nguồn (thư mục không mở được, trống, hoặc"
            f" tệp không mở được, còn đang chép); vẫn giữ trong kho. {_ASK}"
        )
    digests = {file.digest for file in rest}
    whole = len({file.digest for file in held.files})
    if len(digests) >= LEAST and len(digests) > SHARE * whole:
        remarks.append(
            f"{_listed(rest)} ({len(digests)} trên {whole} văn bản) không còn ở thư mục nguồn;"
            f" vẫn giữ trong kho. {_ASK}"
        )
        lost += rest
    return HeldBack(tuple(lost), tuple(remarks))


def _lies_in(name: str, place: str) -> bool:
    return not place or name == place or name.startswith((f"{place}/", f"{place}{pipeline.INSIDE}"))


def _listed(files: Sequence[SourceFile]) -> str:
    names = list(dict.fromkeys(file.name for file in files))
    more = f" và {len(names) - _NAMED} tệp nữa" if len(names) > _NAMED else ""
    return ", ".join(f"“{name}”" for name in names[:_NAMED]) + more
