"""What people corrected is shown at once, before a build takes it in."""

from __future__ import annotations

from flask import current_app

from index.pending import with_pending
from index.results import DocumentView
from search_app.services.build_queue import Workshop


def as_corrected(view: DocumentView) -> DocumentView:
    """Return a document with the corrections in force now, where this app takes any."""
    shop: Workshop | None = current_app.extensions.get("vankien.workshop")
    if shop is None:
        return view
    return with_pending(view, shop.additions.corrections_of(view.document.digest))
