"""View models of what a number or a name means: its documents, provisions, who cites it."""

from __future__ import annotations

from dataclasses import dataclass

from index.results import CitedBy, LookedUpProvision, LookupAnswer, Match
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.status import StatusesView, statuses_view


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
    is_number: bool = True
    """Whether a whole number was looked up, so that nobody's citing it is known as well."""


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
        names=bool(
            answer.is_whole or answer.words or answer.matches or answer.cited_by or answer.nearest
        ),
        is_number=answer.number is not None,
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
