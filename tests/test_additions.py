"""Files sent up and facts corrected by hand: in every build, beside what was read, undoable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.build import parser_pool, plan
from index.build.additions import HELD, REFUSED, WAITING, Additions
from index.library import Library
from index.metadata.corrections import checked, decision_key
from index.results import Filters, SearchRequest
from index.storage.store import Store
from ingest.errors import QueryError, ToolMissing
from ingest.model import Document
from tests.libraries import REGULATION, build, renew, small_library, without_children, write_corpus

SENT = """TỈNH ỦY MINH HÀ
*
Số 44-KH/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 02 tháng 3 năm 2024

KẾ HOẠCH
về trồng cây đầu xuân

1. Mỗi chi bộ trồng ít nhất năm mươi cây bóng mát ven đường liên thôn trong tháng ba.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with small_library(tmp_path) as made:
        yield made


def send(root: Path, name: str, text: str) -> str:
    """Send a file up; return its digest."""
    additions = Additions(root)
    additions.folder.mkdir(exist_ok=True)
    incoming = additions.folder / ".incoming"
    incoming.write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    additions.take(incoming, digest, name, "lan")
    return digest


def numbers(library: Library) -> set[str | None]:
    return {card.number for card in library.overview().documents}


def test_a_file_sent_up_is_in_the_library_and_survives_a_build_from_nothing(
    library: Library, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    digest = send(root, "../../etc/44-kh-tu.txt", SENT)
    (kept,) = Additions(root).uploads()
    assert (kept.name, kept.state) == ("44-kh-tu.txt", WAITING)
    assert Additions(root).kept(kept).name == f"{digest}.txt"
    report = renew(root)
    assert (report.added, report.removed, report.documents) == (1, 0, 4)
    assert "44-KH/TU" in numbers(library)
    assert Additions(root).uploads()[0].state == HELD
    build(write_corpus(tmp_path / "corpus"), tmp_path / "library")
    assert "44-KH/TU" in numbers(library)
    assert Additions(root).remove(digest)
    renew(root)
    assert "44-KH/TU" not in numbers(library)


def test_what_is_secret_is_refused_told_of_and_not_kept(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "library"
    send(root, "mat.txt", SENT.replace("*\n", "*\nMẬT\n", 1))
    report = renew(root)
    (refused,) = Additions(root).uploads()
    assert refused.state == REFUSED
    assert "MẬT" in refused.message
    assert list(Additions(root).folder.iterdir()) == []
    assert report.failed == ()
    told = "năm mươi cây".encode()
    assert not any(told in path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_a_file_that_lacks_a_program_waits_for_it(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "library"
    digest = send(root, "cũ.txt", SENT)
    read = parser_pool._parse

    def missing(job: parser_pool.Job, store: Store) -> Document:
        if job.digest == digest:
            raise ToolMissing("Chưa cài LibreOffice.", "Hãy cài.")
        return read(job, store)

    with monkeypatch.context() as patch:
        patch.setattr(parser_pool, "_parse", missing)
        (failed,) = renew(root).failed
        assert failed.curable
        (waiting,) = Additions(root).uploads()
        assert (waiting.state, waiting.message) == (WAITING, "Chưa cài LibreOffice. Hãy cài.")
        assert Additions(root).kept(waiting).read_text("utf-8") == SENT
    renew(root)
    (held,) = Additions(root).uploads()
    assert (held.state, held.message) == (HELD, "")
    assert "44-KH/TU" in numbers(library)


def test_what_is_kept_under_its_digest_is_not_read_again_to_renew(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "library"
    send(root, "44-kh-tu.txt", SENT)
    read: list[Path] = []
    digest_of = plan.digest_of

    def noted(path: Path) -> str:
        read.append(path)
        return digest_of(path)

    monkeypatch.setattr(plan, "digest_of", noted)
    renew(root)
    assert "44-KH/TU" in numbers(library)
    assert not [path for path in read if path.parent == Additions(root).folder]
    assert not [path for path in read if path.is_relative_to(root / "files")]


def test_a_file_sent_up_that_is_gone_is_told_of(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "library"
    send(root, "44-kh-tu.txt", SENT)
    (one,) = Additions(root).uploads()
    Additions(root).kept(one).unlink()
    renew(root)
    (gone,) = Additions(root).uploads()
    assert gone.state == REFUSED
    assert "không có tệp" in gone.message


def test_two_files_of_one_name_stay_apart(library: Library, tmp_path: Path) -> None:
    send(tmp_path / "library", "a.txt", SENT)
    send(tmp_path / "library", "a.txt", SENT + "2. Chăm sóc cây sau khi trồng.\n")
    names = {one.name for one in Additions(tmp_path / "library").uploads()}
    assert names == {"a.txt", "a (2).txt"}


def test_a_corrected_fact_is_used_everywhere_with_the_value_read_beside_it(
    library: Library, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    card = next(c for c in library.overview().documents if c.number == "19-CT/TU")
    view = library.document(card.id or "")
    assert view is not None
    additions = Additions(root)
    additions.correct(view.document.digest, "issued", "07/8/2022", "lan")
    additions.correct(view.document.digest, "number", "19a-CT/TU", "lan")
    additions.undo(view.document.digest, "number", "minh")
    assert renew(root).embedded == 0
    assert library.lookup("19-CT/TU").matches[0].card.corrected == ("issued",)
    answer = library.search(SearchRequest("bảo vệ rừng", Filters(years=(2022,))))
    assert answer.hits[0].passage.document.id == card.id
    after = library.document(card.id or "")
    assert after is not None
    (told,) = after.corrected
    assert (told.field, told.value, told.read, told.who) == (
        "issued",
        "2022-08-07",
        "2023-08-07",
        "lan",
    )
    # From nothing, it is still there; undone, the file counts again.
    (root / "current").unlink()
    build(tmp_path / "corpus", root)
    assert library.lookup("19-CT/TU").matches[0].card.issued != card.issued
    assert additions.undo(view.document.digest, "issued", "minh")
    renew(root)
    assert library.lookup("19-CT/TU").matches[0].card.issued == card.issued
    assert not additions.undo(view.document.digest, "issued", "minh")


def test_what_an_editor_decides_of_two_files_counts_with_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    corpus, root = tmp_path / "van-ban", tmp_path / "kho"
    corpus.mkdir()
    (corpus / "a.txt").write_text(REGULATION, "utf-8")
    (corpus / "b.txt").write_text(REGULATION.replace("ngày 12 tháng 9", "ngày 21 tháng 9"), "utf-8")
    build(corpus, root)
    with closing(Library.open(root)) as library:
        first, second = library.overview().documents
        views = [library.document(card.id or "") for card in (first, second)]
        assert [len(view.maybe_same) for view in views if view] == [1, 1]
        digests = [view.document.digest for view in views if view]
        key = decision_key(digests[0], digests[1])
        additions = Additions(root)
        additions.correct(*key, "one", "lan")
        renew(root)
        (card,) = library.overview().documents
        assert card.files == 2
        assert card.corrected == ()
        additions.correct(*key, "two", "lan")
        renew(root)
        view = library.document(library.overview().documents[0].id or "")
        assert view is not None
        assert (view.card.files, view.maybe_same) == (1, ())
        assert additions.undo(*key, "minh")
        renew(root)
        assert [card.files for card in library.overview().documents] == [2]
        assert additions.undo(*key, "minh")
        renew(root)
        view = library.document(library.overview().documents[0].id or "")
        assert view is not None
        assert len(view.maybe_same) == 1
    with pytest.raises(QueryError):
        additions.correct(*key, "ba", "lan")


@pytest.mark.parametrize(
    ("field", "value"), [("digest", "x"), ("number", "không số"), ("issued", "31/2/2022")]
)
def test_what_is_no_value_of_a_field_is_refused(field: str, value: str) -> None:
    with pytest.raises(QueryError):
        checked(field, value)
