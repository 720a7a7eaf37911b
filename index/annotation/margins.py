"""What a Word file cites in its headers and footers: Word lets no comment stand there.

They are no text of the document, so reading leaves them out; a fault in one is named in the
report instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.annotation.letters import W, text_elements
from index.annotation.package import Package
from index.check_results import Checked, CheckedQuotation, CheckReport, CheckVerdict
from index.check_results import QuotationVerdict as Quoted
from ingest import pipeline
from ingest.model import Document

_WHERE = {"header": "Ở đầu trang", "footer": "Ở chân trang"}
_LONGEST = 4000
"""Code points of a header that is read; a longer one is no header."""

Check = Callable[[Document], CheckReport]


@dataclass(frozen=True, slots=True)
class MarginText:
    """The text of a header or footer; ``where`` (Vietnamese) says which."""

    where: str
    text: str


def margin_texts(data: bytes) -> tuple[MarginText, ...]:
    """Return the texts of a .docx file's headers and footers, each once.

    :raises DamagedFile: it is no Word file.
    """
    package = Package(data)
    texts = [
        MarginText(where, _text(package, part))
        for kind, where in _WHERE.items()
        for part in package.all_related(kind)
    ]
    return tuple(dict.fromkeys(one for one in texts if one.text))


def _text(package: Package, part: str) -> str:
    rows: list[str] = []
    for paragraph in package.parse(part).iter(f"{W}p"):
        words = "".join(element.text or "" for element in text_elements(paragraph))
        if words.strip():
            rows.append(words.strip())
    return "\n".join(dict.fromkeys(rows))[:_LONGEST]


def with_margins(report: CheckReport, data: bytes, check: Check) -> tuple[str, ...]:
    """Return the remarks of a report with what is wrong or unsure in headers and footers.

    :param check: checks a document as the draft itself was checked.
    """
    remarks = (remark for one in margin_texts(data) for remark in _remarks(one, check))
    return (*report.remarks, *dict.fromkeys(remarks))


def _remarks(margin: MarginText, check: Check) -> Iterator[str]:
    report = check(pipeline.parse_text(margin.text, margin.where))
    judged: tuple[Checked | CheckedQuotation, ...] = (*report.references, *report.quotations)
    for one in judged:
        if one.verdict not in (CheckVerdict.RIGHT, Quoted.VERBATIM):
            cited = " ".join(one.text.split())
            yield f"{margin.where} (Word không cho chú thích ở đó): “{cited}”. {one.detail}"
