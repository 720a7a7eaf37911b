"""Answers as JSON (the contracts of docs/json.md) and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.build.builder import BuildReport
from index.citations.titles import body_and_subject
from index.results import (
    AnswerKind,
    CheckReport,
    CitedBy,
    DocumentCard,
    FailedFile,
    Hit,
    LookupAnswer,
    Match,
    Overview,
    SearchAnswer,
)

Json = dict[str, Any]


def card_json(card: DocumentCard) -> Json:
    """Return a document in one line; ``document`` is null when it is only known."""
    return {
        "document": card.id,
        "number": card.number,
        "kind": card.kind,
        "issuer": card.deciding_body or card.issuer,
        "issued": card.issued.isoformat() if card.issued else None,
        "subject": card.subject,
        "source": card.source,
        "sample": card.sample,
        "corrected": list(card.corrected),
    }


def search_json(answer: SearchAnswer) -> Json:
    """Return a search answer; ``nearest`` is what comes near where nothing was found."""
    understood = answer.understood
    return {
        "query": answer.request.query,
        "understood": {
            "searched": understood.searched,
            "restored": understood.restored,
            "alternatives": list(understood.alternatives),
            "did_you_mean": understood.did_you_mean,
            "phrases": list(understood.phrases),
            "number": understood.number,
        },
        "kind": answer.kind.value,
        "total": answer.total,
        "results": [_hit_json(hit) for hit in answer.hits],
        "nearest": [_hit_json(hit) for hit in answer.nearest],
        "facets": {
            name: [{"value": one.value, "count": one.count} for one in values]
            for name, values in (
                ("kinds", answer.facets.kinds),
                ("issuers", answer.facets.issuers),
                ("years", answer.facets.years),
                ("terms", answer.facets.terms),
                ("scanned", answer.facets.scanned),
            )
        },
        "lookup": lookup_json(answer.lookup) if answer.lookup else None,
    }


def _hit_json(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "passage": passage.id,
        **card_json(passage.document),
        "path": list(passage.path),
        "page": passage.pages[0] if passage.pages else None,
        "printed_page": passage.printed_pages[0] if passage.printed_pages else None,
        "pages": list(passage.pages),
        "text": passage.text,
        "sentence": {"start": hit.sentence.start, "end": hit.sentence.end},
        "sentence_path": list(hit.place),
        "marks": [{"start": one.start, "end": one.end} for one in hit.marks],
        "score": hit.score,
        "same": hit.same,
        "replaced_by": [card_json(card) for card in hit.replaced_by],
        "more": [_hit_json(one) for one in hit.more],
    }


def lookup_json(answer: LookupAnswer) -> Json:
    """Return the answer to a number."""
    return {
        "query": answer.query,
        "number": answer.number,
        "matches": [_match_json(one) for one in answer.matches],
        "cited_by": [_cited_json(one) for one in answer.cited_by],
        "nearest": [_match_json(one) for one in answer.nearest],
    }


def _match_json(match: Match) -> Json:
    return {**card_json(match.card), "reason": match.reason}


def _cited_json(one: CitedBy) -> Json:
    return {
        "document": one.document.id,
        "number": one.document.number,
        "source": one.document.source,
        "passage": one.passage or None,
        "path": list(one.path),
        "page": one.pages[0] if one.pages else None,
        "sentence": one.sentence,
        "relation": one.relation.value,
        "provision": one.provision,
    }


def check_json(report: CheckReport) -> Json:
    """Return the judgement on a draft's references."""
    return {
        "references": [
            {
                "start": one.span.start,
                "end": one.span.end,
                "text": one.text,
                "verdict": one.verdict.value,
                "detail": one.detail,
                "candidates": [_match_json(match) for match in one.candidates],
            }
            for one in report.references
        ],
        "remarks": list(report.remarks),
    }


def overview_json(overview: Overview) -> Json:
    """Return what is in a library."""
    return {
        "generation": overview.generation,
        "built": overview.built,
        "model": overview.model,
        "documents": [card_json(card) for card in overview.documents],
        "passages": overview.passages,
        "pages": overview.pages,
        "references": overview.references,
        "failed": [_failed_json(one) for one in overview.failed],
        "missing": [
            {**card_json(one.card), "times": one.times, "documents": one.documents}
            for one in overview.missing
        ],
        "remarks": list(overview.remarks),
    }


def _failed_json(one: FailedFile) -> Json:
    return {"source": one.source, "message": one.message, "advice": one.advice}


# --- for a terminal ---------------------------------------------------------------


def named(card: DocumentCard) -> str:
    """Return a document's name as it is cited: type, number, date, body, subject."""
    issued = f"ngày {card.issued:%d/%m/%Y}" if card.issued else ""
    name = " ".join(
        part for part in (card.kind, f"số {card.number}" if card.number else "") if part
    )
    body, subject = body_and_subject(card.deciding_body or card.issuer or "", card.subject or "")
    facts = [name, issued, f"của {body}" if body else "", subject]
    return ", ".join(one for one in facts if one) or (card.source or "văn bản không rõ tên")


def search_lines(answer: SearchAnswer) -> Iterator[str]:
    """Yield a search answer line by line."""
    understood = answer.understood
    if understood.restored:
        yield f"Đang tìm: {understood.searched}"
    if understood.did_you_mean:
        yield f"Có phải bạn tìm: {understood.did_you_mean}"
    if answer.lookup is not None:
        yield from lookup_lines(answer.lookup)
        return
    if answer.kind is AnswerKind.NONE:
        yield "Không tìm thấy."
        if answer.nearest:
            yield "Gần nhất trong kho (không hẳn là câu trả lời):"
            yield from _hits_lines(answer.nearest)
        return
    yield f"{answer.total} văn bản."
    yield from _hits_lines(answer.hits)


def _hits_lines(hits: tuple[Hit, ...]) -> Iterator[str]:
    for place, hit in enumerate(hits, 1):
        yield ""
        yield f"{place}. {named(hit.passage.document)}"
        yield f"   {_where(hit)}"
        yield f"   “{hit.sentence.of(hit.passage.text)}”"
        if hit.same:
            yield f"   (và {hit.same} đoạn gần như giống hệt)"
        yield from (f"   cùng văn bản: {_where(one)}" for one in hit.more)


def _where(hit: Hit) -> str:
    path = ", ".join(reversed(hit.place or hit.passage.path))
    pages = ", ".join(hit.passage.printed_pages or tuple(map(str, hit.passage.pages)))
    return "; ".join(one for one in (path, f"trang {pages}" if pages else "") if one)


def lookup_lines(answer: LookupAnswer) -> Iterator[str]:
    """Yield the answer to a number line by line."""
    if not answer.matches and not answer.cited_by:
        yield "Không tìm thấy."
        if answer.nearest:
            yield "Gần nhất:"
    for match in answer.matches or answer.nearest:
        held = "" if match.card.id else " [không có trong kho]"
        yield f"- {named(match.card)}{held}"
        yield f"  {match.reason}"
    if answer.cited_by:
        yield f"Được dẫn ở {len(answer.cited_by)} chỗ:"
    for one in answer.cited_by:
        page = f", trang {one.pages[0]}" if one.pages else ""
        yield f"- {named(one.document)}{page} ({one.relation.value})"
        yield f"  “{one.sentence}”"


def check_lines(report: CheckReport) -> Iterator[str]:
    """Yield the judgement on a draft line by line."""
    words = {
        "right": "đúng",
        "absent": "không thấy",
        "ambiguous": "chưa rõ văn bản nào",
        "wrong": "SAI",
        "replaced": "đã có văn bản thay thế",
    }
    for one in report.references:
        yield f"[{words[one.verdict.value]}] {one.text}"
        if one.detail:
            yield f"    {one.detail}"
    yield from report.remarks


def overview_lines(overview: Overview) -> Iterator[str]:
    """Yield what is in a library line by line."""
    yield (
        f"{len(overview.documents)} văn bản, {overview.pages} trang, {overview.passages} đoạn,"
        f" {overview.references} dẫn chiếu."
    )
    yield f"Dựng lúc {overview.built} bằng mô hình {overview.model}."
    yield from (f"- {named(card)}" for card in overview.documents)
    yield from failed_lines(overview.failed)
    if overview.missing:
        yield "Được dẫn nhiều mà kho chưa có:"
    for one in overview.missing[:20]:
        yield f"- {named(one.card)}: {one.times} lần, trong {one.documents} văn bản"


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


def failed_lines(failed: tuple[FailedFile, ...]) -> Iterator[str]:
    """Yield the files that are not in the library, each with its reason."""
    if failed:
        yield f"{len(failed)} tệp không nạp được:"
    for one in failed:
        yield f"- {one.source}: {one.message} {one.advice}".rstrip()
