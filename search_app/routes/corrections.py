"""Correcting header facts by hand: what the file says stays beside, and every step is undone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from index.metadata.corrections import (
    DECISIONS,
    FIELDS,
    FROM_PACK,
    LONGEST,
    ONE,
    Correction,
    checked,
    decision_key,
    decisions_of,
    written,
)
from index.results import DocumentView
from ingest.errors import QueryError
from search_app.persistence.accounts import AccountRole
from search_app.routes import audit
from search_app.routes.upload import workshop
from search_app.services.library import current_library
from search_app.services.session import may, user
from search_app.views.cards import card_view, document_url
from search_app.views.wording import correction_value, moment, title

blueprint = Blueprint("corrections", __name__, url_prefix="/van-ban/<document_id>/sua")


@dataclass(frozen=True, slots=True)
class FieldView:
    """A fact that may be corrected: as it counts now, and what the file says."""

    field: str
    name: str
    value: str
    read: str
    who: str
    at: str
    waiting: bool
    mine: bool
    """Whether it was corrected here and can be taken back here."""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided of this file and ``other`` (a digest); ``waiting`` for the next build."""

    other: str
    title: str
    url: str
    said: str
    who: str
    at: str
    waiting: bool


def _document(document_id: str) -> DocumentView:
    if not may(AccountRole.EDITOR):
        abort(403)
    view = current_library().document(document_id)
    if view is None:
        abort(404)
    return view


def _in_force(view: DocumentView) -> dict[str, Correction]:
    # What a pack brought is in force, too, and no addition of this library.
    brought = [
        Correction(one.field, one.value, one.who, one.at)
        for one in view.corrected
        if one.who.startswith(FROM_PACK)
    ]
    kept = workshop().additions.corrections().get(view.document.digest, ())
    return {correction.field: correction for correction in (*brought, *kept)}


def _field(view: DocumentView, field: str, kept: dict[str, Correction]) -> FieldView:
    published = {correction.field: correction for correction in view.corrected}
    correction, old = kept.get(field), published.get(field)
    read = old.read if old else written(view.document.header, field)
    value = correction.value if correction else read
    return FieldView(
        field,
        FIELDS[field][:1].upper() + FIELDS[field][1:],
        correction_value(field, value),
        correction_value(field, read),
        correction.who if correction else "",
        moment(correction.at) if correction else "",
        (correction.value if correction else None) != (old.value if old else None),
        correction is not None and not correction.who.startswith(FROM_PACK),
    )


def _fields(view: DocumentView) -> list[FieldView]:
    kept = _in_force(view)
    return [_field(view, field, kept) for field in FIELDS]


def _decisions(view: DocumentView) -> list[DecisionView]:
    """Return what was decided of this file and others, whichever digest it is kept under."""
    own, rows = view.document.digest, []
    for digest, kept in workshop().additions.corrections().items():
        for other, verdict in decisions_of((one.field, one.value) for one in kept).items():
            if own in (digest, other):
                by = next(one for one in kept if one.field.endswith(other))
                rows.append(_decision(view, other if own == digest else digest, verdict, by))
    return rows


def _decision(view: DocumentView, digest: str, verdict: str, by: Correction) -> DecisionView:
    name = digest[: len(view.document.id)]
    held = current_library().document(name)
    joined = any(copy.card.id == name for copy in view.files)
    open_still = any(match.card.id == name for match in view.maybe_same)
    return DecisionView(
        digest,
        title(held.card) if held else "một tệp khác, hiện không xem được",
        document_url(name) if held else "",
        DECISIONS[verdict],
        by.who,
        moment(by.at),
        open_still or joined != (verdict == ONE),
    )


@blueprint.get("")
def form(document_id: str) -> str:
    """Show every fact with what the file says."""
    view = _document(document_id)
    return _page(view, _fields(view))


def _page(view: DocumentView, fields: list[FieldView], wrong: str = "") -> str:
    return render_template(
        "correct.html",
        card=card_view(view.card),
        id=view.card.id,
        fields=fields,
        decisions=_decisions(view),
        longest=LONGEST,
        wrong=wrong,
        work=workshop().work,
    )


@blueprint.post("")
def save(document_id: str) -> Response | tuple[str, int]:
    """Keep what was changed, all of it or nothing; build it in."""
    view = _document(document_id)
    fields = _fields(view)
    sent = {fact.field: request.form.get(fact.field, fact.value) for fact in fields}
    changed = [fact.field for fact in fields if sent[fact.field].strip() != fact.value]
    try:
        for field in changed:
            checked(field, sent[field])
    except QueryError as error:
        return _page(view, fields, f"{error.message} {error.advice}"), 400
    additions = workshop().additions
    for field in changed:
        additions.correct(view.document.digest, field, sent[field], user().name)
    audit.note(f"sửa {', '.join(changed)}")
    if changed:
        workshop().start()
    return redirect(f"/van-ban/{document_id}/sua", 303)


@blueprint.post("/la-mot")
def decide(document_id: str) -> Response:
    """Keep that this file and another are one document, or two; build it in."""
    view, other = _document(document_id), _other()
    digest, field = decision_key(view.document.digest, other.document.digest)
    verdict = request.form.get("la", "")
    if verdict not in DECISIONS or view.document.digest == other.document.digest:
        abort(400)
    workshop().additions.correct(digest, field, verdict, user().name)
    audit.note(f"{DECISIONS[verdict]}: {other.card.id}")
    workshop().start()
    return redirect(f"/van-ban/{document_id}/sua", 303)


@blueprint.post("/la-mot/hoan")
def undo_decision(document_id: str) -> Response:
    """Take back what was decided last of this file and another."""
    view, other = _document(document_id), request.form.get("khac", "")
    digest, field = decision_key(view.document.digest, other)
    if not workshop().additions.undo(digest, field, user().name):
        abort(404)
    audit.note("hoàn: là một hay là hai văn bản")
    workshop().start()
    return redirect(f"/van-ban/{document_id}/sua", 303)


def _other() -> DocumentView:
    return _document(request.form.get("khac", ""))


@blueprint.post("/hoan")
def undo(document_id: str) -> Response:
    """Take the last correction of one fact back."""
    view = _document(document_id)
    field = request.form.get("muc", "")
    if not workshop().additions.undo(view.document.digest, field, user().name):
        abort(404)
    audit.note(f"hoàn {field}")
    workshop().start()
    return redirect(f"/van-ban/{document_id}/sua", 303)
