"""The originals a library keeps: taken from their source, and fetched again where damaged."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from index.build.parser_pool import Job
from index.storage.files import content_path, digest_of, write_whole
from index.storage.store import Store
from ingest.errors import FileUnreadable


def ending_of(path: Path) -> str:
    """Return the ending under which an original is kept."""
    ending = path.suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 8 else ""


def keep_original(store: Store, job: Job) -> None:
    """Keep the file of ``job``, where it is not kept already.

    :raises FileUnreadable: it is another file by now.
    """
    kept = content_path(store.files, job.digest, ending_of(job.path))
    if kept.is_file() or kept == job.path:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    data = job.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != job.digest:
        raise FileUnreadable(
            f"“{job.name}” bị thay đổi trong lúc dựng kho.", "Đợi chép xong tệp rồi dựng lại kho."
        )
    write_whole(kept, data)


def mended_original(store: Store, job: Job) -> bool:
    """Fetch the original of a file that was read before again, where it is lost or damaged.

    Return whether that was needed.
    """
    kept = content_path(store.files, job.digest, ending_of(job.path))
    if kept == job.path or not _was_read(store, job):
        return False
    # Lost, or not to be read: fetched again either way.
    with suppress(OSError):
        if digest_of(kept) == job.digest:
            return False
    kept.unlink(missing_ok=True)
    keep_original(store, job)
    return True


def _was_read(store: Store, job: Job) -> bool:
    """Say whether an earlier build kept anything of this content: none of a secret one is."""
    names = f"{job.digest}-*.json.gz"
    return any((store.documents / job.digest[:2]).glob(names))
