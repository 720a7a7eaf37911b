"""Folders and machines that misbehave: ``python -m tests.faults.hard_times``.

Each fault is a function that raises AssertionError when the library suffered, and
:class:`NotHereError` where this machine cannot stage it (a small disk needs root).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from index.build import parser_pool
from index.build.integrity import examine
from index.library import Library
from index.results import SearchRequest
from index.storage.store import Store
from ingest.errors import FolderMissing, LibraryLocked, LibraryUnwritable
from tests.fakes import FakeBackends
from tests.libraries import build, without_children, write_corpus

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys
from pathlib import Path
import pytest
from ingest.errors import VankienError
from tests.libraries import build, without_children
without_children(pytest.MonkeyPatch())
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
try:
    build(Path(sys.argv[1]), Path(sys.argv[2]))
except VankienError as error:
    sys.exit(error.exit_code)
"""
_NOBODY = 65534


class NotHereError(Exception):
    """This machine cannot stage the fault."""


def _whole(root: Path) -> None:
    wrong = examine(root, lambda _: FakeBackends())
    assert not wrong, wrong


def _answers(root: Path, documents: int) -> None:
    library = Library.open(root)
    try:
        assert len(library.overview().documents) == documents
        assert library.search(SearchRequest("tiếp dân")).hits
    finally:
        library.close()


@contextlib.contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        raise NotHereError("a small disk is mounted by root only")
    words = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        raise NotHereError("nothing may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def full_disk(folder: Path) -> None:
    """The disk fills up at ever later moments of a build."""
    corpus = write_corpus(folder / "corpus")
    with _small_disk(folder, "8m") as disk:
        root, filler = disk / "library", disk / "filler"
        build(corpus, root)
        current = Store(root).current()
        (corpus / "moi.txt").write_text("Văn bản mới về lịch tiếp dân.\n", "utf-8")
        refused = 0
        for room in (0, 4096, 16_384, 65_536, 131_072, 262_144):
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            filler.write_bytes(b"x" * max(free - room, 0))
            with contextlib.suppress(LibraryUnwritable):
                build(corpus, root)
                refused -= 1
            refused += 1
            filler.unlink()
            _whole(root)
            _answers(root, 3 if Store(root).current() == current else 4)
        assert refused
        assert build(corpus, root).documents == 4
        _whole(root)


def read_only_library(folder: Path) -> None:
    """A library on a disk that may only be read answers, and a build says why it cannot."""
    corpus = write_corpus(folder / "corpus")
    with _small_disk(folder, "8m") as disk:
        root = disk / "library"
        build(corpus, root)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        _answers(root, 3)
        _whole(root)
        with pytest.raises(LibraryUnwritable):
            build(corpus, root)


def clock_jumps(folder: Path) -> None:
    """The clock goes back and forth between builds, and files bear any time at all."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    file = corpus / "hoi-dap.txt"
    real = time.time
    seen: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for turn, jump in enumerate((0.0, -10 * 365 * 86400.0, 10 * 365 * 86400.0, -1.0)):
            patch.setattr(time, "time", lambda jump=jump: real() + jump)
            # The same size and the same time as before: only the content tells.
            file.write_text(f"Hỏi đáp số {turn} về chuyển đổi số ở thôn.\n", "utf-8")
            os.utime(file, (1, 1) if turn % 2 else (2**31, 2**31))
            seen.add(build(corpus, root).generation)
            library = Library.open(root)
            hits = library.search(SearchRequest("hỏi đáp chuyển đổi số")).hits
            assert f"số {turn} " in hits[0].passage.text
            library.close()
            _whole(root)
    assert len(seen) == 4


def two_builds(folder: Path) -> None:
    """Of two builds at once one works, the other says so; the library is whole."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    for number in range(40):
        text = f"Thông báo số {number} về lịch tiếp dân của xã thứ {number}.\n"
        (corpus / f"{number}.txt").write_text(text, "utf-8")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(corpus), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.communicate("go\n")
    codes = sorted(child.returncode for child in children)
    # A build that came when the other had done finds nothing to do.
    assert codes in ([0, LibraryLocked.exit_code], [0, 0]), codes
    _whole(root)
    _answers(root, 43)


def killed_holder(folder: Path) -> None:
    """A build that was killed leaves no lock behind."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    words = [sys.executable, "-c", _CHILD, str(corpus), str(root)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("go\n")
        child.stdin.flush()
        lock = root / "lock"
        for _ in range(400):
            if lock.exists() or child.poll() is not None:
                break
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    assert build(corpus, root).documents == 3
    _whole(root)


def changing_file(folder: Path) -> None:
    """A file that changes while it is read is held as one state of it, never as a mixture."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    file = corpus / "hoi-dap.txt"
    parse = parser_pool.pipeline.parse
    with pytest.MonkeyPatch.context() as patch:

        def changing(path: Path, **more: object) -> object:
            document = parse(path, **more)  # type: ignore[arg-type]
            if path.name == file.name or path.suffix == file.suffix:
                file.write_text("Đã sửa trong khi đọc: lịch tiếp dân mới.\n", "utf-8")
            return document

        patch.setattr(parser_pool.pipeline, "parse", changing)
        build(corpus, root)
    _whole(root)
    _consistent(root)
    build(corpus, root)
    _whole(root)
    _consistent(root)
    library = Library.open(root)
    assert library.search(SearchRequest("đã sửa trong khi đọc")).hits
    library.close()


def _consistent(root: Path) -> None:
    """Each document's text is the text of its kept original."""
    library = Library.open(root)
    for card in library.overview().documents:
        assert card.id is not None
        view, original = library.document(card.id), library.original(card.id)
        assert view is not None
        assert original is not None
        first = view.document.text.split("\n")[-1][:40]
        assert first in original.read_text("utf-8"), card.source
    library.close()


def hard_names(folder: Path) -> None:
    """Names in NFD, with spaces, quotes and line breaks, as long as the system allows."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    deep = corpus / ("thu-muc-" * 12) / ("con-" * 30)
    deep.mkdir(parents=True)
    names = [
        normalize("NFD", "Hướng dẫn số 5.txt"),
        " đầu và cuối .txt",
        "dòng\nmới.txt",
        "';DROP TABLE documents;--.txt",
        "<script>alert(1)</script>.txt",
        "n" * 251 + ".txt",
    ]
    for number, name in enumerate(names):
        text = f"Văn bản thứ {number} nói về tiếp dân ở thôn {number}.\n"
        (corpus / name.replace("/", "∕")).write_text(text, "utf-8")
    long = deep / ("x" * 200 + ".txt")
    long.write_text("Văn bản ở đường dẫn dài hơn ba trăm byte nói về rừng.\n", "utf-8")
    assert len(os.fsencode(long.relative_to(corpus))) > 300
    (corpus / os.fsdecode(b"h\xffong.txt")).write_text("Tên không phải Unicode.\n", "utf-8")
    report = build(corpus, root)
    assert report.documents == 3 + len(names) + 2, report
    _whole(root)
    assert build(corpus, root).parsed == 0


def link_loops(folder: Path) -> None:
    """Links to oneself, to a parent, in a circle, to nothing."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    (corpus / "a").mkdir()
    (corpus / "b").mkdir()
    (corpus / "a" / "toi-b").symlink_to(corpus / "b")
    (corpus / "b" / "toi-a").symlink_to(corpus / "a")
    (corpus / "len-tren").symlink_to(corpus)
    (corpus / "chinh-no").symlink_to(corpus / "chinh-no")
    (corpus / "chinh-no.txt").symlink_to(corpus / "chinh-no.txt")
    (corpus / "khong-dau.txt").symlink_to(corpus / "khong-co.txt")
    (corpus / "b" / "rieng.txt").write_text("Văn bản riêng về tiếp dân ở thôn.\n", "utf-8")
    assert build(corpus, root).documents == 4
    _whole(root)


def unreadable_places(folder: Path) -> None:
    """A folder and a file that may not be opened are named; the rest is built."""
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    shut, hidden = corpus / "kín", corpus / "kin.txt"
    shut.mkdir()
    (shut / "a.txt").write_text("Không ai thấy.\n", "utf-8")
    hidden.write_text("Không ai thấy.\n", "utf-8")
    shut.chmod(0)
    hidden.chmod(0)
    root.mkdir()
    folder.chmod(0o755)
    was = os.geteuid()
    if was == 0:
        root.chmod(0o777)
        os.seteuid(_NOBODY)
    try:
        report = build(corpus, root)
    except FolderMissing as error:
        raise NotHereError("the folder above is shut for others") from error
    finally:
        os.seteuid(was)
        shut.chmod(0o700)
        hidden.chmod(0o600)
    assert report.documents == 3
    assert {one.source for one in report.failed} == {"kín", "kin.txt"}
    assert all(one.message and one.advice for one in report.failed)


FAULTS: tuple[Callable[[Path], None], ...] = (
    full_disk,
    read_only_library,
    clock_jumps,
    two_builds,
    killed_holder,
    changing_file,
    hard_names,
    link_loops,
    unreadable_places,
)


def main() -> int:
    """Run from the command line."""
    without_children(pytest.MonkeyPatch())
    bad = 0
    for fault in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                fault(Path(folder))
                told = "withstood"
            except NotHereError as why:
                told = f"not staged: {why}"
            except AssertionError as error:
                told, bad = f"FAILED: {error}", bad + 1
        sys.stdout.write(f"{fault.__name__}: {told}\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
