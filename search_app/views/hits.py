"""View models of passages in answers: words marked, where they stand, what is copied of them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from index.results import Hit, PassageView, SearchRequest
from ingest.text.spans import Span
from search_app.views import addresses, citation_styles, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import others_url
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
