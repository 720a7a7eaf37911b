"""A library for the app's tests: two documents made here, answers by plain containment.

The answers have every shape the app must show: one match, several, none, known only,
cited but missing, recognised from a scan, replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from index.access import Rights
from index.check_results import (
    Checked,
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
    QuotationVerdict,
)
from index.citations.addresses import DocumentAddress
from index.inventory import (
    HeldRow,
    MissingRow,
    Table,
    TableRequest,
    ask,
    held_rows,
    missing_rows,
)
from index.results import (
    AnswerKind,
    CitedBy,
    Disagreement,
    DocumentCard,
    DocumentView,
    DoubtedFile,
    Facets,
    FacetValue,
    FailedFile,
    Hit,
    Interpretation,
    LookupAnswer,
    Match,
    Missing,
    Overview,
    PassageView,
    ResolutionStatus,
    Resolved,
    SearchAnswer,
    SearchRequest,
    Stage,
    Status,
    Suggestion,
)
from index.search.glossary import TermDefinition
from ingest.citations import Effect, ReferenceForm, Relation
from ingest.claims import Claim, ClaimSource, Header
from ingest.model import Document, Level, Line, Note, Page, Passage, Provision, Span
from ingest.pages import Box, Origin, Role
from ingest.vocabulary.document_numbers import DocumentNumber

PARAGRAPHS = (
    "Điều 1. Phạm vi điều chỉnh",
    "Quy định này nêu trách nhiệm của người đứng đầu cấp ủy trong việc tiếp dân <b>&",
    "Điều 2. Tiếp dân định kỳ",
    "Người đứng đầu cấp ủy tiếp dân ít nhất mỗi tháng một lần. "
    "Lịch tiếp dân được công bố theo Chỉ thị số 35-CT/TW, ngày 26/5/2014.1",
    "1. Nội dung chú thích về Quy định số 11-QĐi/TW, ngày 18/02/2019.",
)
TEXT = "\n".join(PARAGRAPHS)
ID = "a" * 16
SCANNED = "b" * 16


def at(words: str, text: str = TEXT) -> Span:
    """Return where ``words`` stand."""
    start = text.index(words)
    return Span(start, start + len(words))


CARD = DocumentCard(
    id=ID,
    number="08-QĐ/TU",
    kind="Quy định",
    issuer="Tỉnh ủy Minh Hà",
    deciding_body="Ban Thường vụ Tỉnh ủy",
    issued=date(2021, 3, 9),
    subject="Trách nhiệm của người đứng đầu cấp ủy trong việc tiếp dân",
    source="thu-muc/08-qd-tu-2021.pdf",
    pages=2,
    origin=Origin.TEXT,
    sample=True,
)
SCAN = replace(
    CARD,
    id=SCANNED,
    number="31-QĐ/TU",
    issued=date(2023, 7, 5),
    origin=Origin.OCR,
    confidence=0.92,
    sample=False,
)
KNOWN = DocumentCard(
    None,
    "35-CT/TW",
    "Chỉ thị",
    None,
    "Bộ Chính trị",
    date(2014, 5, 26),
    "Tăng cường sự lãnh đạo của Đảng",
)
MATCH = Match(KNOWN, "đúng số và ngày")
BECAME = Status(
    id="c" * 16,
    effect=Effect.REPLACED,
    target=CARD,
    by=SCAN,
    sentence="Quy định này thay thế Quy định số 08-QĐ/TU.",
    since=date(2023, 9, 12),
    passage=f"{SCANNED}-0001",
    pages=(2,),
    holder=SCANNED,
)


def _lines() -> tuple[Line, ...]:
    """One line per paragraph: three on page 1, two on page 2."""
    edges = [0]
    for paragraph in PARAGRAPHS:
        edges.append(edges[-1] + len(paragraph) + 1)
    return tuple(
        Line(
            page=1 if place < 3 else 2,
            text=PARAGRAPHS[place],
            role=Role.NOTE if place == 4 else Role.BODY,
            span=Span(start, end - 1),
            box=Box(80, 100 + 30 * place, 500, 115 + 30 * place),
        )
        for place, (start, end) in enumerate(pairwise(edges))
    )


def document() -> Document:
    """Return the document of the stand."""
    article = ("Điều 2",)
    spans = (
        Span(0, at("Điều 2.").start - 1),
        Span(at("Điều 2.").start, at("1. Nội").start - 1),
        at(PARAGRAPHS[4]),
    )
    return Document(
        source="thu-muc/08-qd-tu-2021.pdf",
        digest="a" * 64,
        media="application/pdf",
        header=Header(
            number=Claim(DocumentNumber.parse("08-QĐ/TU"), ClaimSource.HEADER),
            kind=Claim("Quy định", ClaimSource.HEADER),
            issued=Claim(date(2021, 3, 9), ClaimSource.OVERLAY),
            subject=Claim("Tiếp dân", ClaimSource.HEADER, Span(0, 6)),
            recipients=("Các huyện ủy",),
        ),
        pages=(
            Page(1, "3", Origin.TEXT, 1.0, 595, 842, ("Chữ mờ ở lề.",)),
            Page(2, "4", Origin.OCR, 0.92, 595, 842),
        ),
        text=TEXT,
        lines=_lines(),
        provisions=(
            Provision(Level.ARTICLE, ("Điều 1",), "Điều 1.", "Phạm vi điều chỉnh", spans[0]),
            Provision(Level.ARTICLE, article, "Điều 2.", "Tiếp dân định kỳ", spans[1]),
        ),
        notes=(
            Note("1", spans[2], spans[2].of(TEXT), Span(at("2014.1").end - 1, at("2014.1").end)),
        ),
        passages=tuple(
            Passage(f"{ID}-{n:04d}", path, (), span, pages, span.of(TEXT), mark)
            for n, (path, span, pages, mark) in enumerate(
                zip(
                    (("Điều 1",), article, article),
                    spans,
                    ((1,), (1, 2), (2,)),
                    (None, None, "1"),
                    strict=True,
                )
            )
        ),
    )


def view_of(passage: Passage, card: DocumentCard = CARD) -> PassageView:
    """Return a passage as the library hands it over."""
    scanned = passage.pages[-1] == 2
    return PassageView(
        id=passage.id,
        document=card,
        ordinal=int(passage.id[-4:]),
        path=passage.path,
        heading=(),
        span=passage.span,
        text=passage.text,
        pages=passage.pages,
        printed_pages=tuple(str(page + 2) for page in passage.pages),
        origin=Origin.OCR if scanned else Origin.TEXT,
        confidence=0.92 if scanned else 1.0,
        note=passage.note,
    )


def cited_by() -> CitedBy:
    """Return one citing place."""
    return CitedBy(
        document=SCAN,
        passage=f"{SCANNED}-0003",
        path=("mục II", "mục 1"),
        pages=(2,),
        sentence="Quy định này thay thế Quy định số 08-QĐ/TU, ngày 09/3/2021.",
        relation=Relation.REPLACES,
    )


@dataclass
class StandLibrary:
    """Answers like index.library.Library over the one document of the stand."""

    files: Mapping[str, Path] = field(default_factory=dict)
    broken: Exception | None = None
    requests: list[SearchRequest] = field(default_factory=list)
    rights: list[Rights] = field(default_factory=list)
    address: str = ""
    """The lasting address of the one document; "" leaves links by file as they are."""
    doubted: tuple[DoubtedFile, ...] = ()

    def __post_init__(self) -> None:
        self.made = document()
        self.passages = tuple(view_of(passage) for passage in self.made.passages)

    def search(self, request: SearchRequest) -> SearchAnswer:
        self.requests.append(request)
        if self.broken is not None:
            raise self.broken
        number = self.lookup(request.query)
        restored = request.query == "tiep dan" and not request.as_typed
        words = "tiếp dân" if restored else request.query
        understood = Interpretation(
            request.query, words, restored, alternatives=("tiếp đạn",) if restored else ()
        )
        if number.number and not request.as_typed:
            return SearchAnswer(request, understood, AnswerKind.NUMBER, lookup=number)
        hits = tuple(self._hit(p, words) for p in self.passages if words in p.text.lower())
        if not hits:
            nearest = (Hit(self.passages[0], 0.1, Span(0, 0)),)
            return SearchAnswer(request, understood, AnswerKind.NONE, nearest=nearest)
        more = hits[1:] if request.others else ()
        whole = replace(hits[0], more=more, same=2, statuses=(BECAME,), others=len(hits) - 1)
        shown = (whole,) if request.document in (None, ID) else ()
        facets = Facets(
            (FacetValue("Quy định", 1),),
            (FacetValue("Tỉnh ủy Minh Hà", 1),),
            (FacetValue("2021", 1),),
            (FacetValue("13", 1),),
            (FacetValue("no", 1),),
        )
        return SearchAnswer(request, understood, AnswerKind.WORDS, shown, 25, facets)

    def _hit(self, passage: PassageView, words: str) -> Hit:
        found = at(words, passage.text.lower())
        stop = passage.text.find(".", found.end) + 1 or len(passage.text)
        return Hit(passage, 1.0, Span(passage.text.rfind("\n", 0, found.start) + 1, stop), (found,))

    def definitions(self, text: str) -> tuple[TermDefinition, ...]:
        """Nothing is defined here."""
        return ()

    def lookup(self, text: str) -> LookupAnswer:
        answers = {
            "08-QĐ/TU": (Match(CARD, "đúng số"),),
            "19-CT/TU": (
                Match(replace(CARD, issued=date(2018, 1, 2)), "khóa trước"),
                Match(SCAN, "khóa này"),
            ),
            "35-CT/TW": (MATCH,),
            "99-QĐ/TW": (),
        }
        if text not in answers:
            return LookupAnswer(text, None)
        by = (replace(cited_by(), document=CARD, passage=f"{ID}-0001"),)
        matches = answers[text]
        settled = len(matches) == 1
        cited = by if text == "35-CT/TW" else ()
        return LookupAnswer(text, text, matches, cited, is_settled=settled)

    def document(self, document_id: str) -> DocumentView | None:
        if document_id != ID:
            return None
        span = at("Chỉ thị số 35-CT/TW, ngày 26/5/2014")
        cites = Resolved(
            span,
            span.of(TEXT),
            ReferenceForm.FULL,
            Relation.REFERS,
            ResolutionStatus.KNOWN,
            (MATCH,),
            f"{ID}-0001",
            ("Điều 2",),
            (2,),
            "Lịch tiếp dân được công bố theo Chỉ thị.",
        )
        differ = Disagreement("35-CT/TW", "ngày", (("26/5/2014", ()), ("26/5/2015", (cited_by(),))))
        return DocumentView(
            CARD,
            self.made,
            self.passages,
            (cites,),
            (cited_by(),),
            (differ,),
            statuses=(BECAME,),
            lineage=(Stage(CARD, (), is_own=True), Stage(SCAN, (BECAME,))),
        )

    def doubts(self) -> tuple[DoubtedFile, ...]:
        allowed = self.rights[-1].allows(CARD.source) if self.rights else True
        return self.doubted if allowed else ()

    def copies_of(self, name: str) -> tuple[DocumentCard, ...]:
        return (CARD,) if name == ID else ()

    def at(self, address: DocumentAddress) -> tuple[DocumentCard, ...]:
        return (CARD,) if str(address.document) == self.address else ()

    def successor(self, address: DocumentAddress) -> DocumentCard | None:
        return None

    def past_address(self, name: str) -> DocumentAddress | None:
        return None

    def passage(self, passage_id: str) -> PassageView | None:
        return next((p for p in self.passages if p.id == passage_id), None)

    def stretch(self, name: str, inside: Span) -> PassageView | None:
        found = self.passage(name)
        within = found is not None and inside.end <= len(found.text)
        return found.narrowed(inside, found.path) if found and within else None

    def excerpt(self, document: str, inside: Span) -> PassageView | None:
        if document != ID or not 0 <= inside.start < inside.end <= len(TEXT):
            return None
        words = inside.of(TEXT)
        start = inside.start + len(words) - len(words.lstrip())
        inside = Span(start, start + len(words.strip()))
        holder = next((p for p in self.passages if p.span.contains(inside)), None)
        if holder is not None:
            return holder.narrowed(inside.shifted(-holder.span.start), holder.path)
        return replace(self.passages[0], text=inside.of(TEXT), span=inside, path=(), page_starts=())

    def original(self, document_id: str) -> Path | None:
        return self.files.get(document_id)

    def overview(self) -> Overview:
        return Overview(
            generation="g1",
            built="2026-11-23T01:00:00+00:00",
            model="vankien-static",
            documents=(CARD, SCAN),
            passages=3,
            pages=2,
            references=1,
            kinds=(FacetValue("Quy định", 2),),
            issuers=(FacetValue("Tỉnh ủy Minh Hà", 2),),
            years=(FacetValue("2021", 1), FacetValue("2023", 1)),
            failed=(FailedFile("/kin/thu-muc/hong.pdf", "Tệp bị hỏng.", "Lấy lại bản gốc."),),
            missing=(Missing(KNOWN, 3, 2),),
        )

    def inventory(self, request: TableRequest) -> Table[HeldRow]:
        rows = held_rows(self.overview().documents, lambda card: self.statuses([card])[0])
        return ask(rows, request)

    def wanted(self, request: TableRequest) -> Table[MissingRow]:
        return ask(missing_rows(self.overview().missing), request)

    def quote(self, text: str, document: str = "") -> CheckedQuotation:
        return CheckedQuotation(
            Span(0, len(text)), text, QuotationVerdict.ABSENT, "Không thấy câu này trong kho."
        )

    def check(self, document: Document, until: float | None = None) -> CheckReport:
        words = "Quy định số 08-QĐ/TU"
        if words not in document.text:
            return CheckReport(())
        span = at(words, document.text)
        wrong = Checked(
            span,
            words,
            CheckVerdict.WRONG,
            "Sai ngày: đúng là 09/3/2021.",
            (Match(CARD, "đúng số"),),
        )
        return CheckReport((wrong,), ("Bản thảo không ghi nơi ban hành.",))

    def statuses(self, cards: Sequence[DocumentCard]) -> tuple[tuple[Status, ...], ...]:
        return tuple((BECAME,) if card.id == ID else () for card in cards)

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        known = (
            Suggestion("08-QĐ/TU", "Quy định, 09/3/2021", ID),
            Suggestion("tiếp dân", "cụm từ"),
        )
        return tuple(s for s in known if text.lower() in s.text.lower())[:limit]

    def for_reader(self, rights: Rights) -> StandLibrary:
        self.rights.append(rights)
        return self

    @property
    def generation(self) -> str:
        return "g1"

    def files_in(self, folders: Sequence[str]) -> dict[str, frozenset[str]]:
        return {folder: frozenset({ID}) for folder in folders}

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        return None
