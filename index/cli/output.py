"""Answers as JSON (:mod:`index.contract`) and as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index import contract
from index.build.builder import BuildReport
from index.build.deepen import DeepenReport
from index.citations import status_words
from index.citations.review import Review
from index.citations.titles import body_and_subject
from index.results import (
    AnswerKind,
    DocumentCard,
    FailedFile,
    Hit,
    LookedUpProvision,
    LookupAnswer,
    Overview,
    SearchAnswer,
)
from ingest.text.dates import format_day

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def json_lines(answer: DataclassInstance) -> list[str]:
    """Return an answer (of :mod:`index.contract`) as JSON."""
    return [json.dumps(answer, default=contract.plain, ensure_ascii=False, indent=2)]


def named(card: DocumentCard) -> str:
    """Return a document's name as it is cited: type, number, date, body, subject."""
    issued = f"ngày {format_day(card.issued)}" if card.issued else ""
    name = " ".join(
        part for part in (card.kind, f"số {card.number}" if card.number else "") if part
    )
    body, subject = body_and_subject(card.deciding_body or card.issuer or "", card.subject or "")
    facts = [name, issued, f"của {body}" if body else "", subject]
    return ", ".join(fact for fact in facts if fact) or (card.source or "văn bản không rõ tên")


def search_lines(answer: SearchAnswer) -> Iterator[str]:
    """Yield a search answer line by line."""
    understood = answer.understood
    if understood.restored:
        yield f"Đang tìm: {understood.searched}"
        if understood.alternatives:
            yield f"Cũng tìm: {'; '.join(understood.alternatives)}"
    for phrase in understood.unquoted:
        yield f"Không có đoạn nào có nguyên văn “{phrase}”; đang tìm theo từng từ."
    if understood.did_you_mean:
        yield f"Có phải bạn tìm: {understood.did_you_mean}"
    if answer.lookup is not None:
        yield from lookup_lines(answer.lookup)
        return
    if answer.kind is AnswerKind.NONE:
        yield "Không tìm thấy."
        if answer.nearest:
            yield "Không chắc, gần nhất trong kho (không hẳn là câu trả lời):"
            yield from _hits_lines(answer.nearest)
        return
    yield f"{answer.total} văn bản."
    yield from _hits_lines(answer.hits)


def _hits_lines(hits: tuple[Hit, ...]) -> Iterator[str]:
    for number, hit in enumerate(hits, 1):
        yield ""
        yield f"{number}. {named(hit.passage.document)}"
        yield f"   {_where(hit)}"
        yield f"   “{hit.sentence.of(hit.passage.text)}”"
        yield from (f"   ! {status_words.sentence(status)}" for status in hit.statuses)
        if hit.same:
            yield f"   (và {hit.same} đoạn gần như giống hệt)"
        yield from (f"   cùng văn bản: {_where(other)}" for other in hit.more)


def _where(hit: Hit) -> str:
    path = ", ".join(reversed(hit.place or hit.passage.path))
    pages = ", ".join(hit.passage.printed_pages or tuple(map(str, hit.passage.pages)))
    return "; ".join(part for part in (path, f"trang {pages}" if pages else "") if part)


def lookup_lines(answer: LookupAnswer) -> Iterator[str]:
    """Yield the answer to a number line by line."""
    if not answer.matches and not answer.cited_by:
        yield "Không tìm thấy."
        if answer.nearest:
            yield "Gần nhất:"
    if answer.others:
        yield f"Mỗi lần tra một văn bản; chưa tra: {'; '.join(answer.others)}."
    if answer.completeness:
        yield f"({answer.completeness}.)"
    for match in answer.matches or answer.nearest:
        held = "" if match.card.id else " [không có trong kho]"
        yield f"- {named(match.card)}{held}"
        yield f"  {match.reason}"
        yield from (f"  ! {status_words.sentence(status)}" for status in match.statuses)
        if match.provision is not None:
            yield from _provision_lines(match.provision)
    if answer.cited_by:
        yield f"Được dẫn ở {len(answer.cited_by)} chỗ:"
    for citing in answer.cited_by:
        page = f", trang {citing.pages[0]}" if citing.pages else ""
        yield f"- {named(citing.document)}{page} ({citing.relation.value})"
        yield f"  “{citing.sentence}”"


def _provision_lines(provision: LookedUpProvision) -> Iterator[str]:
    """Yield the provision asked for, or what is to be said of it."""
    if provision.text is not None:
        yield f"  {', '.join(reversed(provision.path))}:"
        yield from (f"    {line}" for line in provision.text.splitlines())
        for path in provision.also:
            yield f"  Cũng có: {', '.join(reversed(path))}"
    elif provision.exists is False:
        yield f"  Không có {provision.label}; có {provision.range}."
    else:
        yield f"  {provision.label}: {provision.range}."


def review_lines(review: Review) -> Iterator[str]:
    """Yield what stands on something since changed, line by line."""
    unsure = sum(not any(status.is_sure for status in row.statuses) for row in review.rows)
    told = f" (trong đó {unsure} chỗ chưa chắc)" if unsure else ""
    yield f"{len(review.rows)} chỗ dựa vào cái đã đổi{told}; {len(review.changes)} thay đổi."
    for row in review.rows:
        where = ", ".join(reversed(row.place.path))
        page = f"trang {row.place.pages[0]}" if row.place.pages else ""
        at = "; ".join(part for part in (where, page) if part)
        cited = f"{row.place.provision or ''} {named(row.cited)}".strip()
        yield f"- {named(row.place.document)}{f' ({at})' if at else ''} dẫn {cited}"
        yield from (f"  ! {status_words.sentence(status)}" for status in row.statuses)
        yield f"  “{row.place.sentence}”"
    if review.changes:
        yield "Các thay đổi:"
    for status in review.changes:
        yield f"- {named(status.target)}: {status_words.sentence(status)}"


def overview_lines(overview: Overview) -> Iterator[str]:
    """Yield what is in a library line by line."""
    yield (
        f"{len(overview.documents)} văn bản, {overview.pages} trang, {overview.passages} đoạn,"
        f" {overview.references} dẫn chiếu."
    )
    yield f"Dựng lúc {overview.built} bằng mô hình {overview.model}."
    if overview.encoder:
        yield (
            f"Bộ mã hóa {overview.encoder}: {overview.encoded} trên {overview.passages} đoạn"
            " có vector."
        )
    else:
        yield "Chưa có vector của bộ mã hóa: kho tìm theo từ và theo mô hình nhỏ."
    if overview.not_encoded:
        yield f"Còn đoạn chưa có vector: {', '.join(map(named, overview.not_encoded[:20]))}."
    yield from (f"- {named(card)}" for card in overview.documents)
    yield from failed_lines(overview.failed)
    if overview.missing:
        yield "Được dẫn nhiều mà kho chưa có:"
    for missing in overview.missing[:20]:
        yield f"- {named(missing.card)}: {missing.times} lần, trong {missing.documents} văn bản"


def report_lines(report: BuildReport) -> Iterator[str]:
    """Yield the summary of a build."""
    if report.published:
        yield (
            f"Đã dựng kho: {report.documents} văn bản, {report.passages} đoạn"
            f" (thêm {report.added}, bỏ {report.removed}; đọc mới {report.parsed} tệp,"
            f" tính mới {report.embedded} vector) trong {report.seconds:.1f} giây."
        )
    else:
        yield (
            f"Kho không có gì thay đổi: {report.documents} văn bản, {report.passages} đoạn"
            f" ({report.seconds:.1f} giây)."
        )
    yield from failed_lines(report.failed)
    yield from (f"Lưu ý: {remark}" for remark in report.remarks)


def deepen_lines(report: DeepenReport) -> Iterator[str]:
    """Yield the summary of a run that made the encoder's vectors."""
    yield (
        f"Đã có vector của bộ mã hóa cho {report.passages} đoạn (tính mới {report.embedded})"
        f" trong {report.seconds:.1f} giây."
    )


def failed_lines(failed: tuple[FailedFile, ...]) -> Iterator[str]:
    """Yield the files that are not in the library, each with its reason."""
    if failed:
        yield f"{len(failed)} tệp không nạp được:"
    for file in failed:
        yield f"- {file.source}: {file.message} {file.advice}".rstrip()
