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
LONGEST = 4000
"""Code points of a header or footer that are checked; of a longer one the rest is told."""

Check = Callable[[Document], CheckReport]


@dataclass(frozen=True, slots=True)
class MarginText:
    """The text of a header or footer; ``where`` (Vietnamese) says which.

    ``cut``: it goes on behind what is checked.
    """

    where: str
    text: str
    cut: bool = False


def margin_texts(data: bytes) -> tuple[MarginText, ...]:
    """Return the texts of a .docx file's headers and footers, each once.

    :raises DamagedFile: it is no Word file.
    """
    package = Package(data)
    texts = [
        MarginText(where, text[:LONGEST], len(text) > LONGEST)
        for kind, where in _WHERE.items()
        for part in package.all_related(kind)
        if (text := _text(package, part))
    ]
    return tuple(dict.fromkeys(texts))


def _text(package: Package, part: str) -> str:
    rows: list[str] = []
    for paragraph in package.parse(part).iter(f"{W}p"):
        words = "".join(element.text or "" for element in text_elements(paragraph))
        if words.strip():
            rows.append(words.strip())
    return "\n".join(dict.fromkeys(rows))


def with_margins(report: CheckReport, data: bytes, check: Check) -> tuple[str, ...]:
    """Return the remarks of a report with what is wrong or unsure in headers and footers.

    :param check: checks a document as the draft itself was checked.
    """
    remarks = (remark for one in margin_texts(data) for remark in _remarks(one, check))
    return (*report.remarks, *dict.fromkeys(remarks))


def _remarks(margin: MarginText, check: Check) -> Iterator[str]:
    if margin.cut:
        shown = f"{LONGEST:,}".replace(",", ".")
        yield f"{margin.where} dài hơn {shown} ký tự: chỉ đối chiếu phần đầu, phần sau chưa xem."
    report = check(pipeline.parse_text(margin.text, margin.where))
    judged: tuple[Checked | CheckedQuotation, ...] = (*report.references, *report.quotations)
    for one in judged:
        if one.verdict not in (CheckVerdict.RIGHT, Quoted.VERBATIM):
            cited = " ".join(one.text.split())
            yield f"{margin.where} (Word không cho chú thích ở đó): “{cited}”. {one.detail}"
