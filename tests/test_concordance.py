"""Every place of a phrase: counts as by brute force, lines that are slices, whole files."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from index.library import Library
from index.search.concordance import ConcordanceRequest, ConcordanceSort
from index.search.repeats import sentence_at
from ingest.errors import QueryError
from ingest.text.vietnamese import fold, sentences
from search_app import create_app
from search_app.settings import Settings

PHRASES = ("tiếp dân", "chuyển đổi số", "bảo vệ rừng", "cấp ủy", "Ban Thường vụ Tỉnh ủy")


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def _by_brute_force(library: Library, phrase: str) -> Counter[str]:
    """Count a phrase in the passages of every document, one file of each, by a plain pattern."""
    counts: Counter[str] = Counter()
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(phrase.split()) + r"(?!\w)", re.IGNORECASE)
    with library.parts() as parts:
        catalogue = parts.catalogue
        for n, card in catalogue.documents().items():
            if n in catalogue.copies.repeats:
                continue
            for passage in catalogue.passages_of(n):
                counts[card.id or ""] += len(pattern.findall(passage.text))
    return +counts


@pytest.mark.parametrize("phrase", PHRASES)
def test_counts_equal_a_count_by_brute_force(library: Library, phrase: str) -> None:
    found = library.concordance(ConcordanceRequest(phrase, per_page=10_000))
    counted = Counter(line.passage.document.id for line in found.lines)
    assert counted == _by_brute_force(library, phrase)
    assert found.total == sum(counted.values()) == sum(one.count for one in found.years)
    assert found.total == sum(one.count for one in found.issuers)
    assert found.documents == len(counted)


def test_a_line_is_three_slices_one_after_another_with_its_own_place(library: Library) -> None:
    found = library.concordance(ConcordanceRequest("tiếp dân", per_page=200))
    assert found.lines
    for line in found.lines:
        holder = library.passage(line.holder)
        assert holder is not None
        whole = line.before + line.phrase + line.after
        start = line.inside.start - len(line.before)
        assert holder.text[start : start + len(whole)] == whole
        assert line.inside.of(holder.text) == line.phrase == line.passage.text
        assert line.phrase.casefold().split() == ["tiếp", "dân"]
        assert not line.before or start == 0 or holder.text[start - 1].isspace()


def test_lines_stand_in_the_order_asked_for(library: Library) -> None:
    request = ConcordanceRequest("tiếp dân", per_page=500)
    days = [line.passage.document.issued for line in library.concordance(request).lines]
    dated = [day for day in days if day]
    assert dated == sorted(dated) == days[: len(dated)]
    after = library.concordance(replace(request, sort=ConcordanceSort.AFTER)).lines
    nexts = [fold(line.after).split() for line in after]
    assert nexts == sorted(nexts)
    before = library.concordance(replace(request, sort=ConcordanceSort.BEFORE)).lines
    lasts = [fold(line.before).split()[::-1] for line in before]
    assert lasts == sorted(lasts)
    assert nexts[0] != nexts[-1]
    assert lasts[0] != lasts[-1]
    newest = library.concordance(replace(request, sort=ConcordanceSort.NEWEST)).lines
    assert newest[0].passage.document.issued == max(dated)


def test_the_first_use_is_the_earliest_dated_one_and_pages_share_the_counts(
    library: Library,
) -> None:
    whole = library.concordance(ConcordanceRequest("tiếp dân", per_page=500))
    second = library.concordance(ConcordanceRequest("tiếp dân", page=2, per_page=3))
    assert second.lines == whole.lines[3:6]
    assert (second.total, second.years) == (whole.total, whole.years)
    assert whole.first == second.first == whole.lines[0]


def test_repeats_equal_a_search_for_the_sentence_by_brute_force(library: Library) -> None:
    """Of every line: the later documents in which a sentence has the same words."""
    told = 0
    with library.parts() as parts:
        catalogue = parts.catalogue
        said = [
            (
                card,
                {
                    _words(span.of(p.text))
                    for p in catalogue.passages_of(n)
                    for span in sentences(p.text)
                },
            )
            for n, card in catalogue.documents().items()
            if n not in catalogue.copies.repeats
        ]
    for phrase in ("cấp ủy", "văn bản mẫu"):
        for line in library.concordance(ConcordanceRequest(phrase, per_page=500)).lines:
            holder = library.passage(line.holder)
            assert holder is not None
            sentence = _words(sentence_at(holder.text, line.inside).of(holder.text))
            issued = line.passage.document.issued
            later = {
                card.id
                for card, whole in said
                if issued and card.issued and card.issued > issued and sentence in whole
            }
            if len(sentence) >= 8:
                assert {one.document.id for one in line.repeated} >= later
                told += len(line.repeated)
    assert told > 100


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def test_a_repealed_document_says_so_beside_its_words(library: Library) -> None:
    found = library.concordance(ConcordanceRequest("dịch tả lợn châu Phi", per_page=100))
    repealed = [line for line in found.lines if line.passage.document.number == "62-KL/TU"]
    assert any(status.effect.value == "repealed" for line in repealed for status in line.statuses)


def test_without_diacritics_every_writing_is_counted(library: Library) -> None:
    bare = library.concordance(ConcordanceRequest("tiep dan")).total
    assert bare >= library.concordance(ConcordanceRequest("tiếp dân")).total > 0


@pytest.mark.parametrize("phrase", ["", "…", "một " * 21])
def test_what_is_no_phrase_is_told(library: Library, phrase: str) -> None:
    with pytest.raises(QueryError):
        library.concordance(ConcordanceRequest(phrase))


def test_page_table_and_word_say_the_same(client: FlaskClient, library: Library) -> None:
    total = library.concordance(ConcordanceRequest("tiếp dân")).total
    page = client.get("/ngu-canh?cum-tu=tiếp dân").get_data(as_text=True)
    assert f"{total} chỗ trong" in page
    assert "Sớm nhất trong kho" in page
    table = client.get("/ngu-canh.csv?cum-tu=tiếp dân").get_data().decode("utf-8-sig")
    assert len(list(csv.reader(StringIO(table)))) == total + 1
    file = docx.Document(BytesIO(client.get("/ngu-canh.docx?cum-tu=tiếp dân").get_data()))
    numbered = [p for p in file.paragraphs if p.style.name == "List Number"]
    assert len(numbered) == total
    assert all("tiếp dân" in p.text.casefold() for p in numbered)


def test_the_page_tells_where_there_is_none_and_what_is_wrong(client: FlaskClient) -> None:
    assert "Không có chỗ nào" in client.get("/ngu-canh?cum-tu=tàu vũ trụ").get_data(as_text=True)
    assert client.get("/ngu-canh").status_code == 200
    assert client.get("/ngu-canh?cum-tu=dân&sap=x").status_code == 400
    assert client.get("/ngu-canh?cum-tu=dân&trang=0").status_code == 400
    assert client.get("/ngu-canh.csv").status_code == 400
