"""The JSON API: the same answers as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.json.provider import DefaultJSONProvider

from index import check_contract, contract
from ingest.errors import QueryError
from search_app import api_contract, search_params
from search_app.routes import checking
from search_app.routes.openapi import Operation, Parameter, Schema, describe
from search_app.routes.pages import search_request, settings
from search_app.services.drafts import deadline
from search_app.services.library import current_library

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

blueprint = Blueprint("api", __name__, url_prefix="/api")
VERSION = "1"


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _many(least: int, most: int) -> Schema:
    return {"type": "array", "items": _whole(least, most), "maxItems": search_params.MOST_VALUES}


def _key(ending: str) -> Schema:
    return {"type": "string", "pattern": f"^[0-9a-f]{{16}}{ending}$"}


_MANY: Schema = {
    "type": "array",
    "items": {"type": "string", "maxLength": 300},
    "maxItems": search_params.MOST_VALUES,
}
_TEXT = Parameter(
    "q",
    "Số hiệu, cụm từ hoặc câu hỏi",
    # White space alone asks nothing.
    schema={"type": "string", "pattern": r"\S", "maxLength": 300},
    required=True,
)
OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/api/search",
        "Tìm đoạn văn bản",
        contract.SearchResult,
        (
            _TEXT,
            Parameter("loai", "Loại văn bản", schema=_MANY),
            Parameter("coquan", "Cơ quan ban hành", schema=_MANY),
            Parameter("nam", "Năm ban hành", schema=_many(1900, 2200)),
            Parameter("khoa", "Nhiệm kỳ của Trung ương", schema=_many(1, 99)),
            Parameter("quet", "Có trang quét hay không", schema={"enum": ["co", "khong"]}),
            Parameter("sap", "Cách sắp xếp", schema={"enum": list(search_params.SORTS)}),
            Parameter("trang", "Trang kết quả, từ 1", schema=_whole(1, search_params.LAST_PAGE)),
            Parameter("nguyen", "1: tìm đúng như đã gõ", schema={"enum": ["1"]}),
        ),
    ),
    Operation("/api/lookup", "Tra số hiệu", contract.LookupResult, (_TEXT,)),
    Operation(
        "/api/documents/{document}",
        "Một văn bản với viện dẫn hai chiều",
        contract.DocumentResult,
        (Parameter("document", "Khóa của văn bản", "path", _key("")),),
    ),
    Operation(
        "/api/passages/{passage}",
        "Một đoạn, nguyên văn",
        contract.PassageAnswer,
        (Parameter("passage", "Khóa của đoạn", "path", _key("-[0-9]{4,}")),),
    ),
    Operation(
        "/api/quote",
        "Soát một câu trích",
        check_contract.JudgedQuotation,
        body=api_contract.CheckRequest,
    ),
    Operation(
        "/api/check",
        "Kiểm tra bản thảo",
        check_contract.CheckResult,
        body=api_contract.CheckRequest,
    ),
)


def answer(shape: DataclassInstance) -> Response:
    """Return a shape as JSON: dates in ISO 8601, Vietnamese letters as themselves."""
    text = DefaultJSONProvider(current_app._get_current_object()).dumps(  # type: ignore[attr-defined]
        shape, default=contract.plain, ensure_ascii=False, sort_keys=False
    )
    return current_app.response_class(text + "\n", mimetype="application/json")


def _asked_text() -> str:
    text = search_params.bounded(request.args.get("q", ""), settings().max_query)
    if not text:
        raise QueryError("Thiếu tham số q.", "Thêm ?q=… vào địa chỉ.")
    return text


@blueprint.get("/search")
def search() -> Response:
    """Ranked, cited passages."""
    _asked_text()
    search_answer = current_library().search(search_request())
    return answer(contract.search_result(search_answer))


@blueprint.get("/lookup")
def lookup() -> Response:
    """What a number means."""
    return answer(contract.lookup_result(current_library().lookup(_asked_text())))


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> Response:
    """One document."""
    view = current_library().document(document_id)
    return answer(contract.document_result(view)) if view else abort(404)


@blueprint.get("/passages/<passage_id>")
def passage(passage_id: str) -> Response:
    """One passage."""
    library = current_library()
    view = library.passage(passage_id)
    if view is None:
        abort(404)
    (statuses,) = library.statuses([view.document])
    return answer(contract.passage_answer(view, statuses))


@blueprint.post("/check")
def check() -> Response:
    """Judge a draft sent as {"text": …}."""
    text = _posted("Thiếu nội dung bản thảo.")
    with checking.desk().turn():
        read = checking.read_text(text, "bản thảo")
        report = current_library().check(read, deadline())
    return answer(check_contract.check_result(read.text, report))


@blueprint.post("/quote")
def quote() -> Response:
    """Look one sentence up, sent as {"text": …}, word by word."""
    text = _posted("Thiếu câu cần soát.")
    return answer(check_contract.quotation_verdict(checking.ask_quotation(text)))


def _posted(missing: str) -> str:
    body: Any = request.get_json()
    text = body.get("text") if isinstance(body, dict) else None
    if isinstance(text, str):
        # Half of a letter is none: refused here, with a sentence.
        text.encode()
    if not isinstance(text, str) or not text.strip():
        raise QueryError(missing, 'Gửi JSON dạng {"text": "…"}.')
    return text


@blueprint.get("/openapi.json")
def description() -> Response:
    """Describe the API."""
    return jsonify(describe(OPERATIONS, VERSION))
