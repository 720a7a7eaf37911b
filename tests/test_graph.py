"""The citation graph: what is missing, what replaced what, what disagrees."""

from __future__ import annotations

from datetime import date

from index.citations import graph, resolver
from index.citations.graph import Citation
from index.citations.known_documents import InMemoryDirectory
from index.results import CitedBy, DocumentCard
from ingest.references import find
from ingest.text.vietnamese import sentences
from tests.test_lookup import KNOWN


def held(letter: str, number: str, kind: str, body: str, issued: date) -> DocumentCard:
    return DocumentCard(letter * 16, number, kind, body, body, issued, None)


OLD = held("a", "19-CT/TU", "Chỉ thị", "Tỉnh ủy Minh Hà", date(2018, 5, 2))
NEW = held("b", "30-CT/TU", "Chỉ thị", "Tỉnh ủy Minh Hà", date(2023, 6, 1))
BELOW = held("c", "7-CT/HU", "Chỉ thị", "Huyện ủy Sông Trăng", date(2023, 9, 1))


def cite(card: DocumentCard, text: str, *cards: DocumentCard) -> list[Citation]:
    known = InMemoryDirectory(cards, []) if cards else KNOWN
    found = find.find(text)
    spans = sentences(text)
    made = []
    for reference, conclusion in zip(found, resolver.resolve_all(found, card, known), strict=True):
        sentence = next(s for s in spans if s.contains(reference.span)).of(text)
        place = CitedBy(card, "p", ("mục I",), (1,), sentence, reference.relation)
        made.append(Citation(place, reference, conclusion.resolution, conclusion.candidates))
    return made


def test_cited_by_tells_the_sentence() -> None:
    found = cite(NEW, "Căn cứ Chỉ thị số 19-CT/TU, ngày 02/5/2018 của Tỉnh ủy.", OLD)
    (place,) = graph.cited_by(found, OLD)
    assert place.sentence.startswith("Căn cứ")
    assert graph.cited_by(found, NEW) == ()
    assert graph.citing_number(found, "19-CT/TU") == (place,)


def test_missing_is_ranked_by_documents() -> None:
    found = [
        *cite(OLD, "Quy định số 37-QĐ/TW, ngày 25/10/2021. Quy định số 85-QĐ/TW."),
        *cite(NEW, "Quy định số 85-QĐ/TW, ngày 07/10/2022. Quy định số 777-QĐ/TW."),
        *cite(NEW, "Nghị quyết số 21-NQ/TW."),
    ]
    rows = [(m.card.number, m.times, m.documents) for m in graph.missing(found)]
    assert rows[0] == ("85-QĐ/TW", 2, 2)
    assert ("777-QĐ/TW", 1, 1) in rows
    assert "21-NQ/TW" not in [number for number, _, _ in rows]


def test_two_titles_of_one_document_disagree_with_their_sources() -> None:
    text = (
        "Quy định số 99-QĐ/TW, ngày 27/02/2023 về cờ Đảng và việc sử dụng cờ Đảng. "
        "Quy định số 99-QĐ/TW, ngày 27/02/2023 về cơ sở Đảng và việc sử dụng cơ sở Đảng."
    )
    (found,) = graph.disagreements(cite(NEW, text))
    assert (found.number, found.what) == ("99-QĐ/TW", "trích yếu")
    assert len(found.values) == 2
    assert all(places for _, places in found.values)


def test_two_dates_in_one_term_disagree_and_in_two_terms_do_not() -> None:
    one = "Quy định số 37-QĐ/TW, ngày 25/10/2021. Quy định số 37-QĐ/TW, ngày 26/10/2021."
    assert [d.what for d in graph.disagreements(cite(NEW, one))] == ["ngày"]
    two = "Nghị quyết số 21-NQ/TW, ngày 16/6/2022. Nghị quyết số 21-NQ/TW, ngày 25/10/2017."
    assert graph.disagreements(cite(NEW, two)) == ()


def test_a_title_cut_short_is_no_disagreement() -> None:
    text = (
        "Quy định số 22-QĐ/TW, ngày 28/7/2021 về công tác kiểm tra, giám sát và kỷ luật của Đảng. "
        "Quy định số 22-QĐ/TW, ngày 28/7/2021 về công tác kiểm tra, giám sát."
    )
    assert graph.disagreements(cite(NEW, text)) == ()
