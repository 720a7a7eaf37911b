"""Frozen view models of search and look-up: what the templates print, already in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from markupsafe import Markup

from index.citations.committees import term
from index.results import (
    AnswerKind,
    CitedBy,
    FacetValue,
    Filters,
    Hit,
    LookedUpProvision,
    LookupAnswer,
    Match,
    PassageView,
    SearchAnswer,
    SearchRequest,
    Sort,
)
from ingest.text.spans import Span
from search_app.search_params import SORTS, narrowed, search_parameters
from search_app.views import addresses, citation_styles, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.highlighting import marked
from search_app.views.status import StatusesView, note_of, statuses_view


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage in an answer."""

    id: str
    card: CardView
    where: str
    words: Markup
    """Its text, the answering sentence and the words that were asked for marked."""
    answers: bool
    """Whether a sentence of it is marked as the answer."""
    reading: str
    url: str
    """The passage inside its document."""
    cite_url: str
    picture_url: str
    copied: str
    """The passage with its footnote form, for the copy button."""
    address: str
    """The lasting address of the provision it stands in; "" where it has none."""
    copied_sentence: str
    """The answering sentence with its own provision and page; "" where it is the whole passage."""
    sentence_address: str
    sentence_key: str
    """Names the answering sentence where it is put into a talk; "" where it is all."""
    file: str
    start: int
    """The file the passage is of, and where it begins in its canonical text."""
    same: int
    became: StatusesView
    """What became of the passage and of its document."""
    more: tuple[HitView, ...]
    others: int
    """How many other passages of the document lie folded under it."""
    others_url: str
    """Where those are shown; "" where they are in ``more``, or there are none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the question: a filter, an order, a page."""

    label: str
    url: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Filters of one sort."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """How the question was read, and the way back to what was typed."""

    searched: str
    typed: str
    as_typed_url: str
    changed: bool
    did_you_mean: Choice | None
    alternatives: tuple[Choice, ...]
    unquoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """A results page."""

    request: SearchRequest
    is_narrowed: bool
    """Whether any filter is set."""
    understood: UnderstoodView
    hits: tuple[HitView, ...]
    nearest: tuple[HitView, ...]
    total: int
    groups: tuple[ChoiceGroup, ...]
    sorts: tuple[Choice, ...]
    previous: str | None
    following: str | None
    pages: int
    clear_url: str
    csv_url: str
    saved: str
    """The question as a watch keeps it: the parameters of its address."""
    lookup: LookupView | None


@dataclass(frozen=True, slots=True)
class DocumentFoundView:
    """One document of a results page, with all its passages that the page counts."""

    request: SearchRequest
    hit: HitView
    back: str
    """The document's place on the results page."""


@dataclass(frozen=True, slots=True)
class ProvisionView:
    """A provision asked for: its text, or ``said`` of it (Vietnamese)."""

    where: str
    text: str = ""
    url: str = ""
    said: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchView:
    """A document a number may mean, why, and the provision of it that was asked for."""

    card: CardView
    reason: str
    became: StatusesView
    provision: ProvisionView | None = None


@dataclass(frozen=True, slots=True)
class CitedByView:
    """A passage that cites, with the citing sentence."""

    card: CardView
    where: str
    sentence: str
    relation: str
    provision: str
    url: str


@dataclass(frozen=True, slots=True)
class LookupView:
    """The answer to a number."""

    query: str
    number: str
    matches: tuple[MatchView, ...]
    nearest: tuple[MatchView, ...]
    cited_by: tuple[CitedByView, ...]
    held: bool
    words: str = ""
    """What was typed beside the document."""
    leads: bool = True
    """Whether the passages shown are the document's own, ranked by those words."""
    names: bool = True
    """Whether a document was asked for at all; "tư nhân" names none."""
    completeness: str = ""
    others: tuple[str, ...] = ()
    """Further documents that were typed and not looked up."""


def search_url(request: SearchRequest, ending: str = "") -> str:
    """Return the permanent address of the results, as a page or (".csv") as a file."""
    return f"/tim{ending}?" + urlencode(search_parameters(request), doseq=True)


def others_url(request: SearchRequest, document: str) -> str:
    """Return the address of the passages of one document that answer a question."""
    return f"/tim/{document}?" + urlencode(search_parameters(request), doseq=True)


def hit_view(hit: Hit, asked: SearchRequest | None = None) -> HitView:
    """Return a passage with its words and its answering sentence marked.

    :param asked: the question, where others of its document may be asked for.
    """
    passage = hit.passage
    held = passage.document.id or ""
    sentence = _answering(hit)
    pages = (sentence or passage).pages
    page = pages[0] if pages and wording.paged(passage.document) else None
    return HitView(
        id=passage.id,
        card=card_view(passage.document),
        where=wording.where_hit(hit),
        words=marked(passage.text, hit.marks, hit.sentence),
        answers=hit.sentence.start < min(hit.sentence.end, len(passage.text)),
        reading=wording.reading(passage.origin, passage.confidence),
        url=document_url(held, passage.id),
        cite_url=_cite_url(passage.id, hit.sentence if sentence else None),
        picture_url=f"/van-ban/{held}/trang/{page}?doan={passage.id}"
        f"&tu={hit.sentence.start}&den={hit.sentence.end}#danh-dau"
        if page
        else "",
        copied=citation_styles.own_quotation(passage, note_of(hit.statuses, passage)),
        address=addresses.of_passage(passage),
        copied_sentence=citation_styles.own_quotation(sentence) if sentence else "",
        sentence_address=addresses.of_passage(sentence) if sentence else "",
        sentence_key=stretch_key(sentence) if sentence else "",
        file=passage.id.rpartition("-")[0],
        start=passage.span.start,
        same=hit.same,
        became=statuses_view(hit.statuses, passage),
        more=tuple(hit_view(other) for other in hit.more),
        others=hit.others,
        others_url=others_url(asked, held) if asked and hit.others and not hit.more else "",
    )


def stretch_key(words: PassageView) -> str:
    """Return what names a stretch of a document in a form: its file and its canonical offsets."""
    return f"{words.id.rpartition('-')[0]}:{words.span.start}-{words.span.end}"


def _answering(hit: Hit) -> PassageView | None:
    """Return the answering sentence with its own provision and pages; None where it is all."""
    words = hit.sentence.of(hit.passage.text).strip()
    if not words or words == hit.passage.text.strip():
        return None
    return hit.passage.narrowed(hit.sentence, hit.place or hit.passage.path)


def _cite_url(passage: str, sentence: Span | None) -> str:
    return f"/doan/{passage}" + (f"?tu={sentence.start}&den={sentence.end}" if sentence else "")


def match_view(match: Match) -> MatchView:
    """Return a candidate with its reason and the provision asked for."""
    provision = match.provision
    return MatchView(
        card_view(match.card),
        match.reason,
        statuses_view(match.statuses),
        provision_view(provision, match.card.id) if provision else None,
    )


def provision_view(found: LookedUpProvision, document: str | None) -> ProvisionView:
    """Return a provision that was asked for by name."""
    if found.text is None:
        range_note = (
            f"Văn bản không có {found.label}; có {found.range}."
            if found.exists is False
            else f"{found.label}: {found.range}."
        )
        return ProvisionView(found.label, said=range_note)
    return ProvisionView(
        wording.pinpoint(found.path),
        found.text,
        document_url(document or "", found.passage),
        also=tuple(", ".join(reversed(path)) for path in found.also),
    )


def cited_by_view(citing_passage: CitedBy) -> CitedByView:
    """Return a citing passage."""
    paged = wording.paged(citing_passage.document)
    pages = wording.pages(citing_passage.pages) if paged else ""
    place = (wording.section(citing_passage.path), pages)
    return CitedByView(
        card=card_view(citing_passage.document),
        where=" · ".join(part for part in place if part),
        sentence=citing_passage.sentence,
        relation=citing_passage.relation.value,
        provision=citing_passage.provision or "",
        url=document_url(citing_passage.document.id or "", citing_passage.passage),
    )


def lookup_view(answer: LookupAnswer) -> LookupView:
    """Return the answer to a number."""
    return LookupView(
        query=answer.query,
        number=answer.number or answer.query,
        matches=tuple(map(match_view, answer.matches)),
        nearest=tuple(map(match_view, answer.nearest)),
        cited_by=tuple(map(cited_by_view, answer.cited_by)),
        held=any(match.card.id for match in answer.matches),
        words=answer.words,
        leads=answer.leads,
        names=bool(answer.is_whole or answer.words or answer.matches or answer.cited_by),
        completeness=answer.completeness[:1].upper() + answer.completeness[1:],
        others=answer.others,
    )


def straight_to(answer: LookupAnswer | None) -> str | None:
    """Return the one held document a number means; None when there are choices or none.

    A document that is in doubt, or that has no provision of the name asked for, is shown
    with what is to be said of it.
    """
    if answer is None or len(answer.matches) != 1 or not answer.is_settled:
        return None
    match = answer.matches[0]
    if match.provision is not None and (match.provision.exists is not True or match.provision.also):
        return None
    return match.card.id


def provision_url(answer: LookupAnswer | None) -> str:
    """Return the address of the provision asked for in the one document, "" for none."""
    match = answer.matches[0] if answer and answer.matches else None
    provision = match.provision if match else None
    if match is None or provision is None or provision.passage is None:
        return ""
    return document_url(match.card.id or "", provision.passage)


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)


def _group(
    name: str,
    field: str,
    request: SearchRequest,
    chosen: tuple[str, ...],
    values: tuple[FacetValue, ...],
) -> ChoiceGroup:
    counts = {value.value: value.count for value in values}
    choices = []
    for value in dict.fromkeys((*chosen, *counts)):
        after = _toggled(chosen, value)
        changed = narrowed(
            request, **{field: tuple(map(int, after)) if field in _NUMBERS else after}
        )
        label = _term(value) if field == "terms" else value
        choices.append(Choice(label, search_url(changed), value in chosen, counts.get(value)))
    return ChoiceGroup(name, tuple(choices))


_NUMBERS = ("years", "terms")


def _term(number: str) -> str:
    """Return a term as readers know it: "khóa XIII (2021–2026)"."""
    known = term(int(number))
    return str(known) if known else f"khóa {number}"


def _scans(request: SearchRequest, values: tuple[FacetValue, ...]) -> ChoiceGroup:
    counts = {value.value: value.count for value in values}
    scanned = request.filters.scanned
    choices = (
        Choice(
            label,
            search_url(narrowed(request, scanned=None if scanned is value else value)),
            scanned is value,
            counts.get(key),
        )
        for key, label, value in (
            ("yes", "Có trang quét", True),
            ("no", "Không có trang quét", False),
        )
    )
    return ChoiceGroup("Nguồn chữ", tuple(c for c in choices if c.chosen or c.count))


def _groups(request: SearchRequest, answer: SearchAnswer) -> tuple[ChoiceGroup, ...]:
    facets = answer.facets
    chosen = request.filters
    years = tuple(map(str, chosen.years))
    terms = tuple(map(str, chosen.terms))
    groups = (
        _group("Loại văn bản", "kinds", request, chosen.kinds, facets.kinds),
        _group("Cơ quan ban hành", "issuers", request, chosen.issuers, facets.issuers),
        _group("Năm", "years", request, years, facets.years),
        _group("Nhiệm kỳ Trung ương", "terms", request, terms, facets.terms),
        _scans(request, facets.scanned),
    )
    return tuple(group for group in groups if group.choices)


SORT_NAMES = {
    Sort.RELEVANCE: "Phù hợp nhất",
    Sort.NEWEST: "Mới nhất",
    Sort.OLDEST: "Cũ nhất",
}


def _understood(request: SearchRequest, answer: SearchAnswer) -> UnderstoodView:
    read = answer.understood

    def instead(words: str) -> Choice:
        return Choice(words, search_url(replace(request, query=words, page=1)))

    return UnderstoodView(
        searched=read.searched,
        typed=read.typed,
        as_typed_url=search_url(replace(request, as_typed=True, page=1)),
        changed=read.restored and not request.as_typed,
        did_you_mean=instead(read.did_you_mean) if read.did_you_mean else None,
        alternatives=tuple(map(instead, read.alternatives)),
        unquoted=read.unquoted,
    )


def search_view(answer: SearchAnswer) -> SearchView:
    """Return a results page."""
    request = answer.request
    pages = max(1, ceil(answer.total / request.per_page))
    answered = answer.kind is not AnswerKind.NONE
    is_narrowed = not request.filters.is_empty
    return SearchView(
        request=request,
        is_narrowed=is_narrowed,
        understood=_understood(request, answer),
        hits=tuple(hit_view(hit, request) for hit in answer.hits) if answered else (),
        nearest=tuple(hit_view(_unanswering(hit), request) for hit in answer.nearest),
        total=answer.total if answered else 0,
        groups=_groups(request, answer) if answered or is_narrowed else (),
        sorts=tuple(
            Choice(
                SORT_NAMES[sort],
                search_url(replace(request, sort=sort, page=1)),
                sort is request.sort,
            )
            for sort in SORTS.values()
        ),
        previous=_page_url(request, request.page - 1) if request.page > 1 else None,
        following=_page_url(request, request.page + 1) if request.page < pages else None,
        pages=pages,
        clear_url=search_url(replace(request, filters=Filters(), page=1, as_typed=False)),
        csv_url=search_url(replace(request, page=1), ".csv"),
        saved=search_url(replace(request, page=1)).partition("?")[2],
        lookup=lookup_view(answer.lookup) if answer.lookup else None,
    )


def _unanswering(hit: Hit) -> Hit:
    """Return a passage that only comes near, without a sentence that answers."""
    return replace(hit, sentence=Span(0, 0))


def document_found_view(answer: SearchAnswer) -> DocumentFoundView | None:
    """Return the one document that ``answer`` was asked for; None where it is not among them."""
    hits = (*answer.hits, *map(_unanswering, answer.nearest))
    if not hits:
        return None
    request = replace(answer.request, document=None)
    hit = hit_view(hits[0])
    return DocumentFoundView(request, hit, f"{search_url(request)}#d-{hit.id}")


def _page_url(request: SearchRequest, page: int) -> str:
    return search_url(replace(request, page=page))
