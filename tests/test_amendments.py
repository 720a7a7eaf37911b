"""Acts of amendment: which document and place a sentence changes, how, and from when."""

from __future__ import annotations

import json
import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from benchmarks.effects import Score, own_cases, real_cases, score
from ingest.citations import Amendment, Effect, ReferenceForm, Relation
from ingest.references.find import Findings, find, read
from ingest.references.masks import quotations
from ingest.references.paths import added_paths, lies_in, paths_of

CASES = Path(__file__).parent / "cases"


def _joined(scores: list[dict[str, Score]], name: str) -> float:
    counts = [one[name] for one in scores]
    told = sum(one.told + one.annotated for one in counts)
    return 2 * sum(one.right for one in counts) / told


def test_sentences_written_for_it_are_read_as_annotated() -> None:
    cases = own_cases()
    assert len(cases) > 90
    seen = score(case for case in cases if not case.kept)
    assert seen["effect"].f1 == seen["target"].f1 == 1.0
    kept = score(case for case in cases if case.kept)
    assert kept["effect"].f1 >= 0.95


def test_sentences_of_real_texts_are_read_as_annotated(shared: Path) -> None:
    if shutil.which("zstd") is None:
        pytest.skip("the zstd command is not installed")
    cases = real_cases(shared)
    assert len(cases) > 150
    scores = [score(cases), score(own_cases())]
    assert _joined(scores, "effect") >= 0.97
    assert _joined(scores, "target") >= 0.97


def test_every_word_of_change_reads_its_examples() -> None:
    data = resources.files("ingest").joinpath("data/effects.json").read_text("utf-8")
    for row in json.loads(data):
        for example in row["examples"]:
            assert {act.effect.value for act in read(example).amendments} == {row["effect"]}, (
                example
            )


LISTED = [
    case
    for name in ("references_second.json", "references_third.json")
    for case in json.loads((CASES / name).read_text("utf-8"))
]


@pytest.mark.parametrize("case", LISTED)
def test_damaged_and_listed_references(case: dict[str, object]) -> None:
    wanted = case["found"]
    assert isinstance(wanted, list)
    refs = [ref for ref in find(str(case["text"])) if ref.form is not ReferenceForm.INTERNAL]
    assert len(refs) == len(wanted), [ref.text for ref in refs]
    for ref, facts in zip(refs, wanted, strict=True):
        for name, value in facts.items():
            stated = getattr(ref, name)
            if name == "number":
                stated = stated.key if stated else None
            elif name == "issued":
                stated = stated.isoformat() if stated else None
            assert stated == value, (name, ref.text)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("điểm a khoản 1 và khoản 4 Điều 64, Điều 69", ["Điều 64/khoản 1/điểm a", "Điều 64/khoản 4", "Điều 69"]),  # noqa: E501
        ("các khoản 3, 4 Điều 55; Điều 85", ["Điều 55/khoản 3", "Điều 55/khoản 4", "Điều 85"]),
        ("các điểm b, c khoản 1 và các khoản 4, 5 Điều 9", ["Điều 9/khoản 1/điểm b", "Điều 9/khoản 1/điểm c", "Điều 9/khoản 4", "Điều 9/khoản 5"]),  # noqa: E501
        ("từ Điều 5 đến Điều 7", ["Điều 5", "Điều 6", "Điều 7"]),
        ("Điều 5-7", ["Điều 5", "Điều 6", "Điều 7"]),
        ("Chương III, Mục 2 Chương IV", ["Chương III", "Chương IV/Mục 2"]),
        ("mục II.1", ["mục II/mục 1"]),
        ("điểm c mục 2", ["mục 2/điểm c"]),
        ("Điều 5, khoản 2, điểm a", ["Điều 5/khoản 2/điểm a"]),
        ("khoản 1 Điều này", ["Điều này/khoản 1"]),
        ("Điều 9, khoản 1 Điều 9", ["Điều 9", "Điều 9/khoản 1"]),
    ],
)  # fmt: skip
def test_places_become_paths(text: str, paths: list[str]) -> None:
    assert ["/".join(path) for path in paths_of(text)] == paths


def test_what_is_added_lies_beside_what_it_follows() -> None:
    assert added_paths("khoản 9 vào sau khoản 8 Điều 2") == (("Điều 2", "khoản 9"),)
    assert added_paths("điểm c vào khoản 3 Điều 15") == (("Điều 15", "khoản 3", "điểm c"),)
    assert added_paths("Điều 8a vào sau Điều 8") == (("Điều 8a",),)


def test_a_place_lies_in_a_path_with_its_units_in_order() -> None:
    whole = ("Chương II", "Điều 5", "khoản 2", "điểm a")
    assert lies_in(("Điều 5", "khoản 2", "điểm a"), whole)
    assert lies_in(("khoản 2", "điểm a"), whole)
    assert not lies_in(("Điều 5", "khoản 2"), whole)
    assert not lies_in(("Điều 6", "điểm a"), whole)


AMENDING = """Điều 1. Sửa đổi, bổ sung một số điều của Quy định số 31-QĐ/TU ngày 05/6/2023
1. Sửa đổi, bổ sung một số khoản của Điều 11 như sau:
a) Sửa đổi khoản 1 như sau:
“1. Bí thư tiếp dân mỗi tháng hai ngày.
a) Bãi bỏ Điều 99 Quy định số 7-QĐ/TU.”;
b) Bổ sung khoản 5 vào sau khoản 4 như sau:
“5. Kết quả được công khai.”.
2. Thay cụm từ “huyện ủy” bằng cụm từ “đảng ủy xã” tại Điều 4.
Điều 2. Hiệu lực
Quy định số 8-QĐ/TU hết hiệu lực kể từ ngày 01/02/2026."""


def _acts(text: str) -> tuple[Findings, list[Amendment]]:
    findings = read(text)
    return findings, list(findings.amendments)


def test_an_amending_text_is_read_down_its_levels() -> None:
    findings, acts = _acts(AMENDING)
    told = [
        (act.effect, str(findings.references[act.target or 0].number), "/".join(act.provision))
        for act in acts
    ]
    assert told == [
        (Effect.AMENDED, "31-QĐ/TU", ""),
        (Effect.AMENDED, "31-QĐ/TU", "Điều 11"),
        (Effect.AMENDED, "31-QĐ/TU", "Điều 11/khoản 1"),
        (Effect.SUPPLEMENTED, "31-QĐ/TU", "Điều 11/khoản 5"),
        (Effect.AMENDED, "31-QĐ/TU", "Điều 4"),
        (Effect.REPEALED, "8-QĐ/TU", ""),
    ]
    words = [act.words.of(AMENDING) for act in acts if act.words]
    assert words[0].startswith("1. Bí thư")
    assert words[0].endswith("7-QĐ/TU.")
    assert words[1] == "5. Kết quả được công khai."
    (phrase,) = acts[4].phrases
    assert phrase.old is not None
    assert phrase.new is not None
    assert (phrase.old.of(AMENDING), phrase.new.of(AMENDING)) == ("huyện ủy", "đảng ủy xã")
    assert acts[5].effective == date(2026, 2, 1)
    assert acts[5].sentence.of(AMENDING).startswith("Quy định số 8-QĐ/TU")


def test_a_relation_is_told_only_of_what_the_document_itself_does() -> None:
    told = {
        "Quy định số 08-QĐ/TU hết hiệu lực từ ngày Quy định này có hiệu lực.": Relation.ENDS,
        "Quy định số 08-QĐ/TU được thay thế bằng Quy định số 9-QĐ/TU.": Relation.REFERS,
        "Ngưng hiệu lực thi hành Điều 7 Quy chế số 09-QC/TU.": Relation.SUSPENDS,
        "Đề nghị sửa đổi Quy định số 08-QĐ/TU.": Relation.REFERS,
    }
    for text, relation in told.items():
        assert find(text)[0].relation is relation, text


def test_another_document_that_acts_is_named() -> None:
    findings, (act,) = _acts("Quy định số 08-QĐ/TU được thay thế bằng Quy định số 9-QĐ/TU.")
    assert act.by is not None
    assert str(findings.references[act.by].number) == "9-QĐ/TU"


def test_a_change_of_this_text_itself_is_told_as_its_own() -> None:
    (act,) = read("[Khoản này được sửa đổi bởi khoản 2 Điều 1 Quy định số 52-QĐ/TU]").amendments
    assert act.own
    assert act.target is None


def test_only_a_part_is_never_told_as_the_whole() -> None:
    for text in (
        "Bãi bỏ Mẫu số 2 ban hành kèm theo Hướng dẫn số 18-HD/BTCTU.",
        "Bãi bỏ Quy định số 40-QĐ/TU, trừ Điều 3.",
        "Quy định số 22-QĐ/TU hết hiệu lực một phần.",
        "Không áp dụng Quy định số 40-QĐ/TU đối với chi bộ trường học.",
        "Chỉ giữ lại Điều 3 của Quyết định số 40-QĐ/TU.",
        "Bãi bỏ các quy định về chế độ họp tại Quy chế số 45-QC/HU.",
    ):
        (act,) = read(text).amendments
        assert act.partial, text
    (whole,) = read(
        "Quy chế này thay thế Quy chế ban hành kèm theo Quyết định số 12-QĐ/ĐU."
    ).amendments
    assert not whole.partial


def test_an_unclosed_quotation_hides_no_more_than_it_must() -> None:
    assert quotations("a “b” c “d") == (quotations("a “b”")[0],)
    assert [span.of('x "y" z') for span in quotations('x "y" z')] == ["y"]
