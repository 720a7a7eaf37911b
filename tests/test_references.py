"""References in running text: every form, its parts, and the word that governs it."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.references import Annotated, load, score, table, total
from ingest.citations import Reference, ReferenceForm, Relation
from ingest.layout.canonical_text import lay_out
from ingest.readers import read
from ingest.references.find import find
from ingest.text.dates import find_dates
from ingest.text.vietnamese import nfc
from ingest.vocabulary.document_numbers import find_numbers
from ingest.vocabulary.document_types import kinds_of_code

CASES = json.loads((Path(__file__).parent / "cases" / "references.json").read_text("utf-8"))


def _value(ref: Reference, name: str) -> Any:
    if name == "number":
        return ref.number.key if ref.number else None
    value = getattr(ref, name)
    return value.isoformat() if name == "issued" and value else value


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = find(case["text"])
    assert len(found) == len(case["found"]), [ref.text for ref in found]
    for ref, wanted in zip(found, case["found"], strict=True):
        assert {name: _value(ref, name) for name in wanted} == wanted


def test_the_code_never_decides_between_quy_dinh_and_quyet_dinh() -> None:
    assert set(kinds_of_code("QĐ")) == {"Quy định", "Quyết định"}
    for text in ("37-QĐ/TW", "số 37-QĐ/TW", "QĐ 37"):
        assert [ref.kind for ref in find(text)] == [None]
    assert find("Quy định số 37-QĐ/TW")[0].kind == "Quy định"
    assert find("Quyết định số 37-QĐ/TW")[0].kind == "Quyết định"


def test_every_relation_has_examples_and_every_example_is_matched() -> None:
    data = resources.files("ingest").joinpath("data/relations.json").read_text("utf-8")
    rows = json.loads(data)
    assert {row["relation"] for row in rows} == {relation.value for relation in Relation}
    for row in rows:
        for example in row["examples"]:
            found = [ref.relation for ref in find(example) if ref.number]
            assert found == [row["relation"]], example


def test_every_kind_reads_its_examples() -> None:
    data = resources.files("ingest").joinpath("data/kinds.json").read_text("utf-8")
    for row in json.loads(data):
        for example in row["examples"]:
            (ref,) = find(f"theo {row['kind']} số {example} thì")
            assert (ref.kind, ref.form) == (row["kind"], ReferenceForm.FULL), example


def test_every_law_is_read_whole() -> None:
    data = resources.files("ingest").joinpath("data/laws.json").read_text("utf-8")
    for name in json.loads(data):
        (ref,) = find(f"theo Luật {name[0].upper()}{name[1:]} thì phải làm")
        assert ref.name is not None
        assert ref.name.lower() == nfc(f"luật {name}").lower(), name


_PIECES = st.sampled_from(
    [
        "Quy định", "Nghị quyết", " số ", "37", "-QĐ/TW", "21-NQ/TW", ", ", "ngày ", "07/10/2022", " của ",  # noqa: E501
        "Bộ Chính trị", " về ", "công tác cán bộ", "\n", ". ", "; ", "khoản 2 ", "Điều 5", " này", "các ",  # noqa: E501
        "Luật ", "Đất đai", "Điều lệ Đảng", " khóa XII", "Trung ương 4", "thay thế ", "Căn cứ ", "“", "”", "(", ")",  # noqa: E501
        "Đại hội ", "lần thứ XIII", "hoà", "uỷ", "thực hiện ",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_spans_are_slices_in_order_and_only_internal_ones_may_touch(text: str) -> None:
    found = find(text)
    assert [ref.span.start for ref in found] == sorted(ref.span.start for ref in found)
    outer = [ref for ref in found if ref.form is not ReferenceForm.INTERNAL]
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(outer))
    for ref in found:
        assert ref.text == ref.span.of(text)
        assert ref.provision is None or ref.provision in text
        if ref.relation_span is not None:
            assert not ref.relation_span.overlaps(ref.span)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_survived(text: str) -> None:
    for ref in find(text):
        assert ref.span.of(text) == ref.text


PATHOLOGICAL = {
    "spaces": " " * 50_000,
    "digits": "1" * 50_000,
    "dashes": "1-" * 25_000,
    "laws": "Luật Sửa đổi, bổ sung một số điều của " * 1_000,
    "units": "điểm a, b, c và d khoản " * 2_000,
    "bodies": "Quy định số 1-QĐ/TW của " + "Ban " * 10_000,
    "days": "ngày " * 10_000,
    "subject": "Quy định 1-QĐ/TW về " + "a " * 20_000,
    "quotes": "Quy định 1-QĐ/TW về “" * 2_000,
    "list": "các Nghị quyết " + "57, " * 10_000,
    "codes": "1-QĐ/" + "A-" * 20_000,
    "congress": "Nghị quyết Đại hội Đảng bộ " * 2_000,
    "plenum": "Nghị quyết Hội nghị lần thứ " * 2_000,
    "sentences": "A. " * 20_000,
    "signals": "Căn cứ " * 10_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_hostile_text_costs_no_more_than_its_length(name: str) -> None:
    # Steps are counted by the machine only in time; half a megabyte of anything that
    # backtracks would not end within the life of the suite.
    text = PATHOLOGICAL[name]
    assert len(find(text)) <= len(text)


FIGURES = (
    "năm 2021 2021-2025 01/2023 24/7 ngày 07/10/2022 tăng 12,5% so với 3/4 dân số; điện "
    "thoại 024 3845 1234, tài khoản 0011004123456 tổng 1.250.000 đồng, đạt 98/100 điểm; "
    "khu vực II giai đoạn 2020-2030 tỷ lệ 1/3 cán bộ đảng viên nhân dân học tập làm theo "
    "TP.HCM UBND TW ĐU QĐ NQ COVID-19 G7 5G A/B 10/12 xã, 3-5 năm"
)


def test_numbers_are_not_seen_where_there_are_none() -> None:
    """A hundred pages of prose, figures, dates and sums without a document number."""
    words = FIGURES.split()
    chance = random.Random(7)
    for _ in range(100):
        page = " ".join(chance.choice(words) for _ in range(400))
        assert find_numbers(page) == ()
        assert [ref.text for ref in find(page) if ref.number is not None] == []


def test_no_number_in_real_pages_without_one(shared: Path) -> None:
    """Congress material: pages in which no letter code stands behind a serial by a mark."""
    rows = (shared / "bench/party_congress_xiv/passages.jsonl").read_text("utf-8").splitlines()
    pages = [nfc(json.loads(row)["text"]) for row in rows]
    bare = [page for page in pages if "/TW" not in page and "/QH" not in page and "/NĐ" not in page]
    assert len(bare) >= 100
    wrong = [one.span.of(page) for page in bare for one in find_numbers(page)]
    assert [text for text in wrong if not any(mark in text for mark in ("/", "-"))] == []
    assert len(wrong) <= len(bare) // 50, wrong


def test_the_directive(shared: Path) -> None:
    path = next((shared / "documents").glob("huong-dan-tuyen-truyen*"))
    found = [ref for ref in find(lay_out(read(path)).text) if ref.number is not None]
    assert len(found) == 17
    cited = {
        (ref.number.key, ref.issued.isoformat() if ref.issued else None)
        for ref in found
        if ref.number
    }
    assert cited == {
        ("110-HD/BTGTU", "2023-06-27"), ("21-KL/TW", "2021-10-25"), ("21-NQ/TW", "2022-06-16"),
        ("28-NQ/TW", "2022-11-17"), ("37-QĐ/TW", "2021-10-25"), ("22-QĐ/TW", "2021-07-28"),
        ("14-KL/TW", "2021-09-22"), ("1-KL/TW", "2021-05-18"), ("5-CT/TW", None),
        ("238-QĐ/TW", "2020-09-30"), ("85-QĐ/TW", "2022-10-07"), ("99-QĐ/TW", "2023-02-27"),
        ("100-QĐ/TW", "2023-02-28"), ("101-QĐ/TW", "2023-02-28"),
    }  # fmt: skip
    kinds = {ref.number.key: ref.kind for ref in found if ref.number}
    assert (kinds["238-QĐ/TW"], kinds["85-QĐ/TW"]) == ("Quyết định", "Quy định")
    subjects = {ref.subject for ref in found if ref.number and ref.number.key == "99-QĐ/TW"}
    assert len(subjects) == 2


def test_the_surface_forms_seen_in_public_text_are_parsed(shared: Path) -> None:
    rows = (shared / "party_citation_surface_forms.tsv").read_text("utf-8").splitlines()[1:]
    unread = []
    for row in rows:
        surface = nfc(row.split("\t")[0])
        found = find(surface)
        whole = len(found) == 1 and len(found[0].text) == len(surface)
        dated = bool(find_dates(surface)) == bool(found and found[0].issued)
        if not (whole and dated):
            unread.append(surface)
    assert len(unread) <= len(rows) // 100, unread


@pytest.fixture(scope="module")
def measured(shared: Path) -> list[tuple[Annotated, dict[ReferenceForm, Any]]]:
    found = []
    for document in load():
        path = shared / document.file
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == document.digest:
            found.append((document, score(lay_out(read(path)).text, document)))
    if len(found) < 20:
        pytest.skip("needs at least 20 of the annotated documents")
    return found


def test_precision_and_recall_on_annotated_documents(
    measured: list[tuple[Annotated, dict[ReferenceForm, Any]]],
) -> None:
    sums = total(scores for _, scores in measured)
    report = table(sums)
    assert sums[ReferenceForm.FULL].f1 >= 0.98, report
    assert sums["all"].f1 >= 0.95, report
    assert sums["all"].relations >= 0.95 * sums["all"].right, report
    assert sums["all"].dates >= 0.98 * sums["all"].right, report


def test_annotations_hold_facts_only() -> None:
    documents = load()
    assert len(documents) >= 20
    for document in documents:
        assert len(document.digest) == len(document.text) == 64
        assert all(one.key is None or len(one.key) < 160 for one in document.mentions)
