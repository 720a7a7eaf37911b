"""The report of a checked draft, to read on a screen, to print, to hand on."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

from index.check_results import Checked, CheckReport, CheckVerdict
from index.results import Match
from ingest.errors import UsageError, reason
from ingest.model import Document
from ingest.text.dates import format_day

VERDICTS = {
    CheckVerdict.RIGHT: "Khớp",
    CheckVerdict.WRONG: "SAI",
    CheckVerdict.REPLACED: "ĐÃ CÓ VĂN BẢN THAY THẾ",
    CheckVerdict.AMBIGUOUS: "Chưa xác định được",
    CheckVerdict.ABSENT: "Không có trong kho và danh mục",
}
NOTE = (
    "Kết quả chỉ đối chiếu với kho văn bản và danh mục kèm phần mềm; “khớp” không có nghĩa là "
    "văn bản còn hay hết hiệu lực."
)


def summary(report: CheckReport) -> str:
    """Return one Vietnamese line: how many references, how each kind was judged."""
    if not report.references:
        return "Không tìm thấy viện dẫn nào."
    counts = Counter(checked.verdict for checked in report.references)
    told = ", ".join(f"{counts[v]} {VERDICTS[v].lower()}" for v in VERDICTS if counts[v])
    return f"{len(report.references)} viện dẫn: {told}."


def to_text(report: CheckReport, document: Document) -> str:
    """Return the report as plain text, one numbered paragraph a reference."""
    lines = [f"KIỂM TRA VIỆN DẪN: {document.source}", summary(report), ""]
    for number, checked in enumerate(report.references, start=1):
        lines += [f"{number}. {_one_line(checked.text)}{_where(checked, document)}"]
        lines += [f"   → {VERDICTS[checked.verdict]}. {checked.detail}".rstrip()]
        if checked.verdict is not CheckVerdict.RIGHT:
            lines += [f"     – {_told(match)}" for match in checked.candidates]
    lines += ["", *(f"Lưu ý: {remark}" for remark in report.remarks), NOTE]
    return "\n".join(lines) + "\n"


def to_html(report: CheckReport, document: Document) -> str:
    """Return the report as one HTML page that needs nothing else."""
    rows = "".join(
        f'<tr class="{checked.verdict.value}"><td>{number}</td>'
        f"<td>{escape(_one_line(checked.text))}{escape(_where(checked, document))}</td>"
        f"<td>{escape(VERDICTS[checked.verdict])}</td><td>{escape(checked.detail)}</td></tr>"
        for number, checked in enumerate(report.references, start=1)
    )
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in report.remarks)
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        "<title>Kiểm tra viện dẫn</title><style>"
        "body{font-family:serif;margin:2cm}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #666;padding:4px 6px;vertical-align:top;text-align:left}"
        ".wrong td:nth-child(3),.replaced td:nth-child(3){font-weight:bold}"
        f"</style></head><body><h1>Kiểm tra viện dẫn</h1><p>{escape(document.source)}</p>"
        f"<p>{escape(summary(report))}</p><table><thead><tr><th>TT</th><th>Viện dẫn</th>"
        f"<th>Kết quả</th><th>Chi tiết</th></tr></thead><tbody>{rows}</tbody></table>"
        f"<ul>{remarks}</ul><p>{escape(NOTE)}</p></body></html>"
    )


def write(path: Path, report: CheckReport, document: Document) -> None:
    """Write the report to ``path``: a web page where its name ends so, else plain text.

    :raises UsageError: it cannot be written there.
    """
    html = path.suffix.lower() in (".html", ".htm")
    try:
        path.write_text((to_html if html else to_text)(report, document), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Không ghi được báo cáo vào {path} ({reason(error)}).") from error


def _told(match: Match) -> str:
    card = match.card
    day = f" ngày {format_day(card.issued)}" if card.issued else ""
    head = " ".join(part for part in (card.kind, card.number) if part) or card.subject or "văn bản"
    return f"{head}{day}: {match.reason}"


def _where(checked: Checked, document: Document) -> str:
    # A file without pages of its own has one page without a size: no page to name.
    pages = document.pages_of(checked.span) if document.pages and document.pages[0].width else ()
    return f" (trang {', '.join(map(str, pages))})" if pages else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
