"""The report of a checked draft, to read on a screen, to print, to hand on: faults first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path

from index.check_results import (
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
)
from index.citations import status_words
from index.results import Match
from index.verdict_words import Group, Judged, group_of, heading
from ingest.errors import UsageError, reason
from ingest.model import Document
from ingest.text.dates import format_day

NOTE = (
    "Kết quả chỉ đối chiếu với kho văn bản và danh mục kèm sẵn; “khớp” không có nghĩa là "
    "văn bản còn hay hết hiệu lực."
)


def in_order(report: CheckReport) -> list[Judged]:
    """Return what was judged: faults, then what is unsure, then what agrees; each as it is read."""
    groups = list(Group)
    rows: list[Judged] = [*report.references, *report.quotations]
    return sorted(rows, key=lambda one: (groups.index(group_of(one)), one.span.start))


def summary(report: CheckReport) -> str:
    """Return one Vietnamese line: how many references and quotations, how each kind was judged."""
    rows = in_order(report)
    if not rows:
        return "Không tìm thấy viện dẫn hay câu trích nào."
    counts = Counter(map(group_of, rows))
    tallies = ", ".join(f"{counts[of]} {of.title.lower()}" for of in Group if counts[of])
    quoted = f", {len(report.quotations)} câu trích" if report.quotations else ""
    return f"{len(report.references)} viện dẫn{quoted}: {tallies}."


def to_text(report: CheckReport, document: Document) -> str:
    """Return the report as plain text, one numbered paragraph a reference or quotation."""
    lines = [f"KIỂM TRA VIỆN DẪN: {document.source}", summary(report), ""]
    lines += [f"Lưu ý: {remark}" for remark in report.remarks]
    for number, one in enumerate(in_order(report), start=1):
        lines += [f"{number}. {_shown(one)}{_where(one, document)}"]
        lines += [f"   → {heading(one)}. {one.detail}".rstrip()]
        lines += [f"     – {detail}" for detail in _more(one)]
    return "\n".join([*lines, "", NOTE]) + "\n"


def to_html(report: CheckReport, document: Document) -> str:
    """Return the report as one HTML page that needs nothing else."""
    rows = "".join(
        f'<tr class="{"fault" if one.is_fault else ""}"><td>{number}</td>'
        f"<td>{escape(_shown(one))}{escape(_where(one, document))}</td>"
        f"<td>{escape(heading(one))}</td>"
        f"<td>{escape(one.detail)}{_list(_more(one))}</td></tr>"
        for number, one in enumerate(in_order(report), start=1)
    )
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        "<title>Kiểm tra viện dẫn</title><style>"
        "body{font-family:serif;margin:2cm}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #666;padding:4px 6px;vertical-align:top;text-align:left}"
        ".fault td:nth-child(3){font-weight:bold}"
        f"</style></head><body><h1>Kiểm tra viện dẫn</h1><p>{escape(document.source)}</p>"
        f"<p>{escape(summary(report))}</p>{_list(report.remarks)}"
        "<table><thead><tr><th>TT</th><th>Trong bản thảo</th>"
        f"<th>Kết quả</th><th>Chi tiết</th></tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{escape(NOTE)}</p></body></html>"
    )


def _list(rows: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(row)}</li>" for row in rows)
    return f"<ul>{items}</ul>" if items else ""


def write(path: Path, report: CheckReport, document: Document) -> None:
    """Write the report to ``path``: a web page where its name ends so, else plain text.

    :raises UsageError: it cannot be written there.
    """
    html = path.suffix.lower() in (".html", ".htm")
    try:
        path.write_text((to_html if html else to_text)(report, document), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Không ghi được báo cáo vào {path} ({reason(error)}).") from error


def _more(one: Judged) -> list[str]:
    """Return what is told beside the detail: candidates of a reference, a quotation's source."""
    if isinstance(one, CheckedQuotation):
        place = one.place
        return [f"văn bản ghi: “{_one_line(place.text)}”"] if place and one.differences else []
    became = [status_words.sentence(status) for status in one.statuses]
    if one.verdict is CheckVerdict.RIGHT:
        return became
    return [*became, *(_told(match) for match in one.candidates)]


def _told(match: Match) -> str:
    card = match.card
    day = f" ngày {format_day(card.issued)}" if card.issued else ""
    head = " ".join(part for part in (card.kind, card.number) if part) or card.subject or "văn bản"
    return f"{head}{day}: {match.reason}"


def _where(one: Judged, document: Document) -> str:
    # A file without pages of its own has one page without a size: no page to name.
    pages = document.pages_of(one.span) if document.pages and document.pages[0].width else ()
    return f" (trang {', '.join(map(str, pages))})" if pages else ""


def _shown(one: Judged) -> str:
    text = _one_line(one.text)
    return f"“{text}”" if isinstance(one, CheckedQuotation) else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
