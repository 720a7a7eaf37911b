"""One vocabulary: every entry matches its examples, and one entry adds a body everywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index.citations.known_documents import InMemoryDirectory
from index.citations.lookup import lookup
from index.citations.symbols import plain_name, symbols
from index.results import DocumentCard
from ingest.errors import NumberError
from ingest.text import numerals
from ingest.text.dates import format_day
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber
from ingest.vocabulary.document_types import document_types

PROBE = """
import sys
from index.citations.known_documents import InMemoryDirectory
from index.citations.lookup import lookup
from index.citations.symbols import of_number
from index.query.parser import parse_query
from index.results import DocumentCard
from ingest import pipeline
from ingest.pages import ReadFile, ReadPage
from ingest.pages import TextLine
from ingest.references.find import find
from ingest.vocabulary.document_numbers import DocumentNumber

lines = (
    "BAN XÂY DỰNG NÔNG THÔN TRUNG ƯƠNG", "*", "Số 05-HD/BXDNTTW", "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Hà Nội, ngày 05 tháng 3 năm 2024", "HƯỚNG DẪN", "về việc thử nghiệm", "1. Điểm thứ nhất.",
)
page = ReadPage(1, tuple(TextLine(line, paragraph_end=True) for line in lines))
header = pipeline.assemble(ReadFile("a.txt", "0" * 64, "text", (page,), paged=False)).header
assert header.issuer.value == "Ban Xây dựng Nông thôn Trung ương", header.issuer
(reference,) = find("theo Hướng dẫn 05-HD/BXDNTTW, Ban Xây dựng Nông thôn Trung ương về thử")
assert reference.issuer == "Ban Xây dựng Nông thôn Trung ương", reference
assert DocumentNumber.parse("05/HD-BXDNTTW").style == "party"
card = DocumentCard("x", "05-HD/BXDNTTW", "Hướng dẫn", header.issuer.value, None, None, "thử")
other = DocumentCard("y", "05-HD/BTCTW", "Hướng dẫn", "Ban Tổ chức Trung ương", None, None, "khác")
known = InMemoryDirectory([card, other])
for typed in (
    "05-HD/BXDNTTW", "hd 5 bxdnttw", "hướng dẫn 5 ban xây dựng nông thôn trung ương",
):
    (match,) = lookup(typed, known).matches
    assert match.card.id == "x", typed
(symbol,) = of_number(DocumentNumber.parse("05-HD/BXDNTTW"))
assert symbol.name == "Ban Xây dựng Nông thôn Trung ương", symbol
issuer = parse_query("cơ quan:ban xay dung nong thon trung uong", (), (header.issuer.value,))
assert issuer.filters.issuers == (header.issuer.value,)
"""


def test_one_entry_adds_a_body_everywhere(tmp_path: Path, root: Path) -> None:
    for package in ("ingest", "index"):
        skip = shutil.ignore_patterns("__pycache__", "models", "training")
        shutil.copytree(root / package, tmp_path / package, ignore=skip)
    file = tmp_path / "ingest" / "data" / "issuers.json"
    data = json.loads(file.read_text("utf-8"))
    entry = {
        "name": "Ban Xây dựng Nông thôn Trung ương",
        "codes": ["BXDNTTW"],
        "line": "party",
        "rank": 80,
        "central": True,
        "examples": ["05-HD/BXDNTTW"],
    }
    data["bodies"].append(entry)
    file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_body_is_named_by_its_examples() -> None:
    data = issuers._data()
    for row in (*data["bodies"], *data["departments"], *data["owners"]):
        assert row["examples"], row
        codes = {*row.get("codes", ()), *([row["code"]] if "code" in row else [])}
        for example in row["examples"]:
            if "/" in example:
                number = DocumentNumber.parse(example)
                assert any(code in str(number.body) for code in codes), example
            else:
                known = issuers.issuer_named(example) is not None
                assert known or any(code in example for code in codes), example


def test_every_type_code_reads_its_examples() -> None:
    for row in document_types():
        for typed, meant in row.writings:
            number = DocumentNumber.parse(
                f"12-{typed}/TU" if "party" in row.styles else f"12/{typed}-CP"
            )
            assert number.type_code == meant, typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("122-QĐNS/TW", "122-QĐNS/TW"),
        ("12-GGT/TU", "12-GGT/TU"),
        ("07-CTrHĐ/TU", "07-CTrHĐ/TU"),
        ("01-QCPH/TU", "01-QCPH/TU"),
        ("336- QD/BCSCLTW", "336-QĐ/BCSCLTW"),
        ("12/2023/TT-BLDTBXH", "12/2023/TT-BLĐTBXH"),
        ("15-QD/DU", "15-QĐ/ĐU"),
    ],
)
def test_codes_seen_in_real_text(typed: str, read: str) -> None:
    assert str(DocumentNumber.parse(typed)) == read


def test_a_bare_code_is_read_only_where_the_body_settles_it() -> None:
    with pytest.raises(NumberError):
        DocumentNumber.parse("31-QD/ABC")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("31-QĐ/BKTTW", False),
        ("31-QĐ/BNN", False),
        ("31-QĐ/BCSĐ", False),
        ("31-QĐ/TU", True),
    ],
)
def test_a_whole_number_takes_its_body_from_its_own_grammar(typed: str, *, right: bool) -> None:
    card = DocumentCard("x", "31-QĐ/TU", "Quy định", None, None, date(2023, 9, 12), "tiếp dân")
    assert bool(lookup(typed, InMemoryDirectory([card])).matches) is right


def test_numerals_and_days_are_read_and_printed_in_one_place() -> None:
    for part in ("spoken", "months"):
        for row in numerals._data()[part]:
            assert any(word in example for example in row["examples"] for word in row["words"]), row
    assert numerals.numeral("mười ba") == numerals.numeral("XIII") == numerals.arabic("13") == 13
    assert numerals.spoken_folded()["tu"] == 4
    assert format_day(date(2022, 10, 7)) == "07/10/2022"
    assert format_day(date(2021, 5, 18)) == "18/5/2021"
    assert format_day(date(2023, 2, 28)) == "28/02/2023"


def test_codes_and_names_say_the_same_everywhere() -> None:
    for row in symbols():
        for body in issuers.codes().get(row.code, ()):
            named = any(row.bodies.fullmatch(plain_name(n)) for n in (body.name, *body.names))
            assert named or body.has_place or row.style != body.line, (row.code, body.name)
