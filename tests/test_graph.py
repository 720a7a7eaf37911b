"""The citation graph: what is missing, what replaced what, what disagrees."""

from __future__ import annotations

from datetime import date

from index.citations import graph, resolver
from index.citations.graph import Citation, Replacements
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
    (most, times, documents), *_ = graph.most_cited(found)
    assert (most.number, times, documents) == ("85-QĐ/TW", 2, 2)


def test_the_issuer_replaces_its_own() -> None:
    found = cite(NEW, "Chỉ thị này thay thế Chỉ thị số 19-CT/TU, ngày 02/5/2018.", OLD, NEW)
    replacements = Replacements(graph.changes(found))
    (change,) = replacements.of(OLD)
    assert change.review == ""
    assert change.place is not None
    assert "thay thế" in change.place.sentence
    assert replacements.cards(OLD) == (NEW,)
    assert replacements.timeline(NEW) == (change,)


def test_a_lower_body_cannot_replace_a_higher_one() -> None:
    found = cite(BELOW, "Chỉ thị này thay thế Chỉ thị số 19-CT/TU, ngày 02/5/2018.", OLD, BELOW)
    replacements = Replacements(graph.changes(found))
    (change,) = replacements.of(OLD)
    assert "không phải cơ quan ban hành hay cấp trên" in change.review
    assert replacements.cards(OLD) == ()


def test_telling_of_anothers_replacement_is_for_review() -> None:
    text = "Chỉ thị số 30-CT/TU, ngày 01/6/2023 thay thế Chỉ thị số 19-CT/TU, ngày 02/5/2018."
    other = held("d", "40-KH/TU", "Kế hoạch", "Tỉnh ủy Minh Hà", date(2024, 1, 1))
    found = [c for c in graph.changes(cite(other, text, OLD, NEW, other)) if c.old == OLD]
    assert all("văn bản khác" in change.review for change in found)


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
