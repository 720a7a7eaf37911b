"""The commands print what docs/json.md promises: the test reads the page, builds, asks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

from index import check_contract, contract
from index.results import Facets, FailedFile

ROOT = Path(__file__).resolve().parents[1]


@cache
def promised() -> dict[tuple[str, str], set[str]]:
    """Keys by (command, object), read from the tables of docs/json.md."""
    found: dict[tuple[str, str], set[str]] = {}
    command = ""
    for line in (ROOT / "docs" / "json.md").read_text("utf-8").splitlines():
        heading = re.match(r"## `(?:python -m (?:index )?|GET /api/)(\w+)", line)
        row = re.match(r"\| (\w+) \| (`.*) \|$", line)
        if heading:
            command = heading[1]
        elif row:
            found[command, row[1]] = set(re.findall(r"`([^`]+)`", row[2]))
    return found


SHAPES: dict[tuple[str, str], type] = {
    ("search", "answer"): contract.SearchResult,
    ("search", "understood"): contract.Understood,
    ("search", "results"): contract.Result,
    ("search", "facets"): Facets,
    ("lookup", "answer"): contract.LookupResult,
    ("lookup", "matches"): contract.Candidate,
    ("lookup", "provision"): contract.ProvisionResult,
    ("lookup", "cited_by"): contract.Citer,
    ("check", "answer"): check_contract.CheckResult,
    ("check", "references"): check_contract.Verdict,
    ("check", "facts"): check_contract.FactCompared,
    ("check", "quotations"): check_contract.JudgedQuotation,
    ("check", "differences"): check_contract.Differing,
    ("check", "places"): check_contract.QuotedPlace,
    ("info", "answer"): contract.LibraryResult,
    ("info", "documents"): contract.Card,
    ("info", "failed"): FailedFile,
    ("info", "missing"): contract.MissingDocument,
    ("search", "status"): contract.Became,
    ("review", "answer"): contract.ReviewResult,
    ("review", "rows"): contract.ReviewRow,
    ("review", "changes"): contract.Change,
    ("search", "by"): contract.Actor,
    ("documents", "answer"): contract.DocumentResult,
    ("documents", "passages"): contract.PassageResult,
    ("documents", "cites"): contract.Cites,
    ("documents", "by_hand"): contract.ByHand,
    ("passages", "answer"): contract.PassageAnswer,
}
ELSEWHERE = {"ingest", "evaluate"}
"""Commands whose answers are not of index.contract."""


@pytest.mark.parametrize(("command", "what"), SHAPES)
def test_the_page_lists_every_key_and_no_other(command: str, what: str) -> None:
    keys = {field.name.rstrip("_") for field in fields(SHAPES[command, what])}
    assert promised()[command, what] == keys


def modules_of(package: ModuleType) -> list[ModuleType]:
    return [
        import_module(f"{package.__name__}.{found.name}")
        for found in iter_modules(package.__path__)
    ]


def test_every_shape_is_on_the_page() -> None:
    shapes = {
        kind
        for module in (*modules_of(contract), check_contract)
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    }
    assert shapes <= set(SHAPES.values())
    assert {key for key in promised() if key[0] not in ELSEWHERE} == set(SHAPES)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


def said(*words: str) -> Any:
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def holds(command: str, what: str, value: dict[str, Any]) -> None:
    missing = promised()[command, what] - value.keys()
    assert not missing, f"{command} {what} lacks {missing}"


def test_ingest_prints_a_whole_document() -> None:
    document = said("-m", "ingest", "corpus/27-hd-btghu-2023.pdf", "--json")
    holds("ingest", "document", document)
    text = document["text"]
    for name in ("provisions", "notes", "references", "passages", "pages"):
        assert document[name]
        for item in document[name]:
            holds("ingest", name, item)
    for name in ("notes", "references", "passages"):
        for item in document[name]:
            assert text[item["start"] : item["end"]] == item["text"]
    assert (document["number"], document["kind"], document["issued"]) == (
        "27-HD/BTGHU",
        "Hướng dẫn",
        "2023-04-03",
    )
    # Its first note is cut in two by the page break, and is one again.
    note = document["notes"][0]["text"]
    assert note.startswith("Quy định số 85-QĐ/TW")
    assert note.endswith("trả lời.")


def test_a_second_build_does_no_work(sample_library: Path, tmp_path: Path) -> None:
    # A copy: others read the library meanwhile.
    shutil.copytree(sample_library, tmp_path / "kho")
    done = run("build_index.py", "corpus", "--library", str(tmp_path / "kho"))
    assert done.returncode == 0, done.stderr
    assert "Kho không có gì thay đổi" in done.stdout


def test_search_prints_cited_passages(sample_library: Path) -> None:
    answer = said(
        "-m", "index", "search", "dang vien dung mang xa hoi", "--library", str(sample_library),
        "--json",
    )  # fmt: skip
    holds("search", "answer", answer)
    assert answer["kind"] == "words"
    for result in answer["results"]:
        holds("search", "results", result)
        sentence = result["sentence"]
        assert 0 <= sentence["start"] < sentence["end"] <= len(result["text"])
    # A merged passage keeps its own path: only its sentence is told closer, so that a
    # quotation of the whole is never cited as the one provision.
    merged = [one for one in answer["results"] if one["sentence_path"] != one["path"]]
    assert merged
    for one in merged:
        assert one["sentence_path"][: len(one["path"])] == one["path"]
    assert any("mạng xã hội" in result["text"] for result in answer["results"][:3])


def test_search_says_when_there_is_nothing(sample_library: Path) -> None:
    answer = said(
        "-m", "index", "search", "cách nấu phở bò gia truyền", "--library", str(sample_library),
        "--json",
    )  # fmt: skip
    assert answer["kind"] == "none"
    assert answer["results"] == []


def test_lookup_prints_the_document_and_who_cites_it(sample_library: Path) -> None:
    answer = said("-m", "index", "lookup", "31-qd/tu", "--library", str(sample_library), "--json")
    holds("lookup", "answer", answer)
    (match,) = answer["matches"]
    holds("lookup", "matches", match)
    assert match["kind"] == "Quy định"
    assert match["issued"] == "2023-09-12"
    for one in answer["cited_by"]:
        holds("lookup", "cited_by", one)
    assert {"1568/QĐ-UBND", "52-QĐ/TU"} <= {one["number"] for one in answer["cited_by"]}


def test_lookup_of_what_the_library_lacks_tells_who_cites_it(sample_library: Path) -> None:
    answer = said("-m", "index", "lookup", "85-QĐ/TW", "--library", str(sample_library), "--json")
    assert all(match["document"] is None for match in answer["matches"])
    assert "19-CT/TU" in {one["number"] for one in answer["cited_by"]}


def test_one_number_of_two_terms_is_shown_as_two(sample_library: Path) -> None:
    answer = said("-m", "index", "lookup", "19-CT/TU", "--library", str(sample_library), "--json")
    held = {match["issued"] for match in answer["matches"] if match["document"]}
    assert held == {"2018-03-12", "2023-08-07"}


def test_check_judges_every_reference(sample_library: Path, tmp_path: Path) -> None:
    draft = tmp_path / "du-thao.txt"
    draft.write_text(
        "Căn cứ Quy định số 31-QĐ/TU, ngày 13/9/2023 của Tỉnh ủy Minh Hà và "
        "Chỉ thị số 19-CT/TU, ngày 07/8/2023 của Tỉnh ủy Minh Hà: “mỗi chi bộ có ít nhất "
        "hai tuyên truyền viên”.\n",
        "utf-8",
    )
    done = run("-m", "index", "check", str(draft), "--library", str(sample_library), "--json")
    report = json.loads(done.stdout)
    holds("check", "answer", report)
    for one in report["references"]:
        holds("check", "references", one)
        for fact in one["facts"]:
            holds("check", "facts", fact)
    verdicts = [one["verdict"] for one in report["references"]]
    assert verdicts[0] == "wrong"
    (quotation,) = report["quotations"]
    holds("check", "quotations", quotation)
    (difference,) = quotation["differences"]
    holds("check", "differences", difference)
    assert quotation["verdict"] == "altered"
    assert (difference["stated"], difference["source"]) == ("hai", "một")
    assert done.returncode == 1


def test_quote_finds_one_sentence(sample_library: Path) -> None:
    words = "mỗi chi bộ có ít nhất một tuyên truyền viên"
    answer = said("-m", "index", "quote", words, "--library", str(sample_library), "--json")
    holds("check", "quotations", answer)
    assert answer["verdict"] == "verbatim"
    (place,) = answer["places"]
    holds("check", "places", place)
    assert place["number"] == "19-CT/TU"


def test_info_prints_what_is_there(sample_library: Path) -> None:
    manifest = (ROOT / "corpus" / "manifest.jsonl").read_text("utf-8")
    listed = [line for line in manifest.splitlines() if '"file"' in line]
    answer = said("-m", "index", "info", "--library", str(sample_library), "--json")
    holds("info", "answer", answer)
    assert len(answer["documents"]) == len(listed)
    assert answer["failed"] == []


def test_no_page_is_told_of_a_file_without_pages(sample_library: Path) -> None:
    answer = said(
        "-m", "index", "search", "kế hoạch bồi dưỡng bí thư chi bộ", "--library",
        str(sample_library), "--json",
    )  # fmt: skip
    found = [one for one in answer["results"] if one["source"].endswith((".docx", ".txt"))]
    assert found
    assert all(one["page"] is None and one["pages"] == [] for one in found)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("-m", "index", "search", "gì", "--library", "khong-co"), 20),
        (("build_index.py", "khong-co", "--library", "{tmp}/kho"), 10),
        (("build_index.py", "{tmp}", "--library", "{tmp}/kho"), 11),
        (("-m", "ingest", "khong-co.pdf"), 12),
    ],
)
def test_bad_input_has_its_own_exit_code(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = run(*(word.format(tmp=tmp_path) for word in words))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
