"""A library's own register: what people add, what registers exchange, what documents say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.__main__ import main
from index.catalogue.observed import ObservedDirectory
from index.citations import register, register_files
from index.citations.completeness import completeness
from index.citations.known_documents import InMemoryDirectory, card_of
from index.citations.register import RegisterEntry, entry
from index.library import Library
from index.results import SearchRequest
from ingest.errors import LibraryCorrupt, UsageError
from search_app.views.cards import card_view
from tests.libraries import build_shipped

HEAD = "number\tkind\tissued\tbody\tsubject\trelation\tsource\n"
ROWS = (
    "77-QĐ/TU\tQuy định\t12/9/2025\tBan Thường vụ Tỉnh ủy Minh Hà\tviệc thứ nhất\t"
    "thay thế 5-QĐ/TU 01/02/2020\tSổ công văn đến\n"
    "77-QĐ/TU\tQuy định\t2025-09-12\tBan Thường vụ Tỉnh ủy Minh Hà\t\t\thttps://minhha.vn/a\n"
    "78-QĐ/TU\t\t2025-09-12\t\t\t\tSổ công văn đến\n"
)
DRAFTS = (
    "Thực hiện Quy định số 91-QĐ/TU, ngày 05/3/2025 của Ban Thường vụ Tỉnh ủy Minh Hà về việc mẫu.",
    "Căn cứ Quy định số 91-QĐ/TU, ngày 05/3/2025 của Ban Thường vụ Tỉnh ủy Minh Hà về việc mẫu;"
    " Chỉ thị số 92-CT/TU, ngày 06/3/2025 của Ban Thường vụ Tỉnh ủy Minh Hà.",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("register")
    (root / "in" / "closed").mkdir(parents=True)
    (root / "in" / "a.txt").write_text(DRAFTS[0], "utf-8")
    (root / "in" / "closed" / "b.txt").write_text(DRAFTS[1], "utf-8")
    build_shipped(root / "in", root / "kho")
    return root / "kho"


def table(folder: Path, text: str = HEAD + ROWS) -> Path:
    path = folder / "facts.tsv"
    path.write_text(text, "utf-8")
    return path


def test_a_table_becomes_entries_with_their_places(tmp_path: Path) -> None:
    (first,), left = register_files.read(table(tmp_path))
    assert left == ("78-QĐ/TU",)
    assert str(first.issued) == "2025-09-12"
    assert {"kind", "issued", "body"} <= first.agreed
    assert "subject" not in first.agreed
    assert [(old.number, str(old.issued), old.at) for old in first.replaces] == [
        ("5-QĐ/TU", "2020-02-01", ("Sổ công văn đến",))
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("number\n5-CT/TU\n", "thiếu cột"),
        ("number\tsource\nabc\tx\n", "dòng 2"),
        ("number\tsource\n5-CT/TU\t\n", "thiếu nơi"),
        ("number\tissued\tsource\n5-CT/TU\thôm nay\tx\n", "không phải là ngày"),
    ],
)
def test_a_bad_line_is_told_and_nothing_is_written(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        register_files.read(table(tmp_path, text))


def test_two_files_of_one_repository_are_one_origin() -> None:
    assert register_files.origin_of("ai/kho:a.md") == register_files.origin_of("ai/kho:b.md")
    assert register_files.origin_of("https://www.a.vn/1") == "a.vn"
    assert register_files.origin_of("Sổ công văn: 2025") == "Sổ công văn: 2025"


def test_what_is_added_is_looked_up_exported_and_adds_no_places_twice(
    tmp_path: Path, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    act = ["register", "add", str(table(tmp_path)), "--library", str(library)]
    assert main(act) == 0
    assert main(act) == 0
    assert "78-QĐ/TU" in capsys.readouterr().out
    assert main(["lookup", "77-QĐ/TU", "--library", str(library), "--json"]) == 0
    (match,) = json.loads(capsys.readouterr().out)["matches"]
    assert match["issued"] == "2025-09-12"
    assert "2 nguồn" in match["reason"]
    out = tmp_path / "all.jsonl"
    assert main(["register", "export", str(out), "--library", str(library)]) == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {"77-QĐ/TU", "91-QĐ/TU", "92-CT/TU"} <= {row["number"] for row in rows}
    assert main(["register", "merge", str(out), "--library", str(library)]) == 0
    again = {str(e.number): e.places for e in register_files.of_library(library)}
    assert again["77-QĐ/TU"] == 2
    (library / register_files.NAME).unlink()


def test_an_exported_table_reads_back(tmp_path: Path) -> None:
    entries, _ = register_files.read(table(tmp_path))
    out = tmp_path / "out.tsv"
    register_files.write(out, entries)
    (again,), _ = register_files.read(out)
    assert (again.number, again.issued, again.body) == (
        entries[0].number,
        entries[0].issued,
        entries[0].body,
    )
    assert again.replaces == entries[0].replaces


def test_what_documents_cite_is_known_with_how_many_do(library: Path) -> None:
    opened = Library.open(library)
    (match,) = opened.lookup("91-QĐ/TU").matches
    assert match.card.id is None
    assert match.card.deciding_body == "Ban Thường vụ Tỉnh ủy Minh Hà"
    assert "2 văn bản trong kho viện dẫn" in match.reason
    assert "chưa có trong danh mục" in match.reason
    opened.close()


def test_a_closed_folder_tells_nothing_of_what_it_cites(library: Path) -> None:
    from index.access import Rights

    opened = Library.open(library)
    seen = opened.for_reader(Rights(closed=frozenset({"closed"})))
    assert seen.lookup("92-CT/TU").matches == ()
    (match,) = seen.lookup("91-QĐ/TU").matches
    assert "1 văn bản trong kho viện dẫn" in match.reason
    opened.close()


def known(*days: str, number: str = "21-NQ/TW", kind: str = "Nghị quyết") -> InMemoryDirectory:
    rows = [{"number": number, "kind": kind, "issued": day, "places": 1} for day in days]
    return InMemoryDirectory([], [entry(row) for row in rows])


def test_how_many_of_a_number_are_known_is_told() -> None:
    found = known("2008-01-30", "2017-10-25", "2022-06-16").by_serial(21)
    told = completeness(found, dated=False)
    assert told.startswith("biết 3 Nghị quyết số 21-NQ/TW: 2008, 2017, 2022")
    assert "có thể còn" in told
    assert completeness(found, dated=True) == ""


def test_a_single_known_one_never_looks_like_the_only_one() -> None:
    assert "có thể còn" in completeness(known("2017-10-25").by_serial(21), dated=False)
    state = known("2020-03-05", number="30/2020/NĐ-CP", kind="Nghị định").by_serial(30)
    assert completeness(state, dated=False) == ""
    assert completeness((), dated=False) == ""


def test_an_undated_entry_says_its_year() -> None:
    row = {"number": "4-NQ/TW", "kind": "Nghị quyết", "year": 2016, "places": 2}
    found = InMemoryDirectory([], [entry(row)]).by_serial(4)
    assert "2016" in completeness(found, dated=False)


def test_a_citation_with_another_date_is_a_dispute_not_a_document(library: Path) -> None:
    opened = Library.open(library)
    with opened._reading() as generation:
        row = {"number": "91-QĐ/TU", "kind": "Quy định", "issued": "2025-03-07", "places": 3}
        inner = InMemoryDirectory([], [entry(row)])
        (only,) = ObservedDirectory(inner, generation.catalogue).by_key("91-QĐ/TU")
    assert isinstance(only.entry, RegisterEntry)
    assert str(only.card.issued) == "2025-03-07"
    assert [str(day) for day, _ in only.entry.other_dates] == ["2025-03-05"]
    opened.close()


def test_a_known_document_names_its_body_once() -> None:
    row = {"number": "21-NQ/TW", "kind": "Nghị quyết", "body": "Bộ Chính trị", "places": 1}
    shown = card_view(card_of(entry(row)))
    assert (shown.issuer, shown.deciding_body) == ("Bộ Chính trị", "")


def test_a_search_reads_no_register_and_a_missing_one_is_told_at_once(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(register, "load", pytest.fail)
        opened = Library.open(library)
        assert opened.search(SearchRequest("trách nhiệm của bí thư")).hits
    assert opened.register()
    opened.close()
    monkeypatch.setattr(register, "default_path", lambda: tmp_path / "register.jsonl")
    with pytest.raises(LibraryCorrupt, match=r"register\.jsonl"):
        Library.open(library)
