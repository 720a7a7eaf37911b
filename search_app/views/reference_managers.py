"""A document or a passage as reference managers take it: RIS, BibTeX and CSL-JSON.

RIS has no type for Party documents: laws are ``STAT``, all others ``GOVDOC`` (which Zotero and
EndNote read as a report with its number and institution).  BibTeX has none at all: ``@misc``
with biblatex's field names.  CSL-JSON calls both ``legislation``.  What a document does not say
is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library as Bibliography
from bibtexparser.model import Entry, Field

from index.results import DocumentCard, PassageView
from ingest.text.vietnamese import fold
from search_app.views import citation_styles, wording

_STATUTES = frozenset({"Hiến pháp", "Luật", "Bộ luật", "Pháp lệnh"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What all three forms are made of; empty where the document does not say it."""

    key: str
    title: str
    kind: str
    number: str
    body: str
    issued: date | None
    provision: str = ""
    pages: str = ""
    pages_of_file: bool = False
    """True where the pages are counted in the file, because the document prints none."""
    quotation: str = ""
    """Verbatim."""
    address: str = ""


def reference_of(card: DocumentCard, address: str, passage: PassageView | None = None) -> Reference:
    """Return a document, or a passage of it, for a reference manager.

    :param address: the whole lasting address, host included.
    """
    return Reference(
        key=_key(card),
        title=_title(card),
        kind=card.kind or "",
        number=card.number or "",
        body=citation_styles.issuing_body(card),
        issued=card.issued,
        provision=wording.pinpoint(passage.path) if passage else "",
        pages=citation_styles.page_numbers(passage) if passage else "",
        pages_of_file=passage is not None and not citation_styles.prints_pages(passage),
        quotation=passage.text.strip() if passage else "",
        address=address,
    )


def _title(card: DocumentCard) -> str:
    """Return the name a bibliography prints: "Quy định số 31-QĐ/TU về trách nhiệm …"."""
    named, about = citation_styles.document_name(card)
    return f"{named} {about}".strip()


def _key(card: DocumentCard) -> str:
    """Return a name that tools for LaTeX can type: "31-qd-tu-2023"."""
    year = f"-{card.issued.year}" if card.issued else ""
    words = fold(card.number or wording.title(card)) + year
    return re.sub(r"[^a-z0-9]+", "-", words)[:80].strip("-") or (card.id or "van-ban")


def _place(of: Reference) -> str:
    """Return the provision, and what the pages are counted in where the document prints none."""
    counted = "trang của tệp PDF" if of.pages and of.pages_of_file else ""
    return "; ".join(part for part in (of.provision, counted) if part)


def ris(of: Reference) -> str:
    """Return RIS (UTF-8)."""
    entry: dict[str, object] = {
        "type_of_reference": "STAT" if of.kind in _STATUTES else "GOVDOC",
        "id": of.key,
        "title": of.title,
        # The comma behind it keeps an institution in one piece.
        "authors": [f"{of.body},"] if of.body else None,
        "publisher": of.body,
        "number": of.number,
        "type_of_work": of.kind,
        "year": str(of.issued.year) if of.issued else "",
        "date": of.issued.strftime("%Y/%m/%d") if of.issued else "",
        "section": _place(of),
        "start_page": of.pages,
        # A line to a note: no line of a document may pass for a field.
        "notes": [line for line in of.quotation.splitlines() if line.strip()],
        "urls": [of.address] if of.address else None,
        "language": "vi",
    }
    return str(rispy.dumps([{name: value for name, value in entry.items() if value}]))


_SPECIAL = re.compile(r"[&%$#_{}~^\\]")
_WRITTEN = {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    # BibTeX counts a brace behind a backslash too: one without its other would end the field.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda m: _WRITTEN.get(m[0], "\\" + m[0]), " ".join(text.split()))


def bibtex(of: Reference) -> str:
    """Return BibTeX (UTF-8): letters stay letters, LaTeX's own signs are escaped."""
    said = {
        "author": f"{{{_latex(of.body)}}}" if of.body else "",
        "title": f"{{{_latex(of.title)}}}",
        "type": _latex(of.kind),
        "number": _latex(of.number),
        "year": str(of.issued.year) if of.issued else "",
        "date": of.issued.isoformat() if of.issued else "",
        "pages": _latex(of.pages).replace("–", "--"),
        "note": _latex(_place(of)),
        "annotation": _latex(of.quotation),
        "url": of.address,
        "langid": "vietnamese",
    }
    fields = [Field(name, f"{{{value}}}") for name, value in said.items() if value]
    library = Bibliography([Entry("misc", of.key, fields)])
    return str(write_string(library, unparse_stack=[]))


def csl_json(of: Reference) -> str:
    """Return CSL-JSON: a list of one item."""
    day = of.issued
    item = {
        "id": of.key,
        "type": "legislation",
        "title": of.title,
        "genre": of.kind,
        "number": of.number,
        "authority": of.body,
        "author": [{"literal": of.body}] if of.body else None,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "section": _place(of),
        "page": of.pages,
        "note": of.quotation,
        "URL": of.address,
        "language": "vi",
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class ReferenceFormat:
    """A form, what files of it are called, and what browsers are told they are."""

    name: str
    ending: str
    mimetype: str
    write: Callable[[Reference], str]


FORMATS = {
    made.ending: made
    for made in (
        ReferenceFormat("RIS", "ris", "application/x-research-info-systems", ris),
        ReferenceFormat("BibTeX", "bib", "application/x-bibtex", bibtex),
        ReferenceFormat("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
    )
}
"""By the ending of the address that asks for it."""
