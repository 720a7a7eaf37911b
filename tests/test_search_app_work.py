"""What a reader makes: talks, their Word file, a checked draft, and the JSON answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from zipfile import ZipFile

import docx
import pytest
from flask.testing import FlaskClient
from lxml import etree

from index import check_contract, contract
from index.cli import output
from index.results import SearchRequest
from ingest import limited_parse, pipeline
from ingest.errors import ReaderLimit
from ingest.pipeline import Limits
from search_app import create_app
from search_app.routes import api
from search_app.services.drafts import DraftDesk
from search_app.settings import Settings
from tests.search_app_stand import ID, StandLibrary
from tests.test_search_app_guard import token

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def library() -> StandLibrary:
    return StandLibrary()


@pytest.fixture
def client(tmp_path: Path, library: StandLibrary) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def post(client: FlaskClient, path: str, **data: str) -> str:
    data["csrf_token"] = token(client.get("/bai-noi").text)
    answer = client.post(path, data=data)
    assert answer.status_code == 303, answer.text
    return answer.location


@pytest.fixture
def talk(client: FlaskClient) -> str:
    address = post(client, f"/bai-noi/chon/{ID}-0001", ten="Tiếp dân")
    post(client, f"/bai-noi/chon/{ID}-0000", bai=address.rsplit("/", 1)[1])
    return address


def order(client: FlaskClient, talk: str) -> list[str]:
    return re.findall(r'id="muc-(\d+)"', client.get(talk).text)


def test_a_talk_keeps_order_and_remarks(client: FlaskClient, talk: str) -> None:
    first, second = order(client, talk)
    post(client, f"{talk}/{second}", viec="len")
    assert order(client, talk) == [second, first]
    post(client, f"{talk}/{second}", viec="ghi", ghi_chu="Lời <của> tôi")
    assert "Lời &lt;của&gt; tôi" in client.get(talk).text
    post(client, f"{talk}/{second}", viec="bo")
    assert order(client, talk) == [first]
    post(client, f"{talk}/xoa")
    assert client.get(talk).status_code == 404


def test_a_talk_survives_a_rebuild_and_flags_what_changed(
    client: FlaskClient, library: StandLibrary, talk: str
) -> None:
    library.passages = library.passages[:1]
    # Cut otherwise, the words stand in the document as they did.
    assert "2 đoạn trích, 2 nguyên văn" in client.get(talk).text
    library.made = replace(library.made, text=library.made.text.replace("mỗi tháng", "mỗi quý"))
    html = client.get(talk).text
    assert html.count("Nguồn đã thay đổi") == 1
    assert "2 đoạn trích, 1 nguyên văn, 1 khác nguyên văn" in html
    assert "tiếp dân ít nhất mỗi tháng một lần" in html


@pytest.mark.parametrize("by", ["van-ban", "ngay"])
def test_a_talk_can_be_seen_by_document_or_date(client: FlaskClient, talk: str, by: str) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", client.get(f"{talk}?nhom={by}").text)
    assert len(headings) == 1
    assert "09/3/2021" in headings[0]


def test_the_word_file_has_real_footnotes_and_a_list_of_documents(
    client: FlaskClient, talk: str
) -> None:
    answer = client.get(f"{talk}/word")
    package = ZipFile(BytesIO(answer.data))
    notes = etree.fromstring(package.read("word/footnotes.xml"))
    made = [n for n in notes if n.get(f"{W}type") is None]
    body = etree.fromstring(package.read("word/document.xml"))
    marks = [m.get(f"{W}id") for m in body.iter(f"{W}footnoteReference")]
    assert marks == [n.get(f"{W}id") for n in made] == ["1", "2"]
    assert "Điều 2, tr. 3–4." in "".join(made[0].itertext())
    texts = [p.text for p in docx.Document(BytesIO(answer.data)).paragraphs]
    assert texts[0] == "Tiếp dân"
    assert texts[-3] == "Văn bản được viện dẫn"
    assert texts[-2].startswith("Quy định số 08-QĐ/TU, ngày 09/3/2021")
    compared = "2 đoạn trích, 2 nguyên văn, 2 đoạn đã bị thay thế, bãi bỏ hoặc sửa đổi."
    assert texts[-1].endswith(compared)
    types = package.read("[Content_Types].xml").decode()
    assert "/word/footnotes.xml" in types


def test_the_markdown_file_has_footnotes(client: FlaskClient, talk: str) -> None:
    text = client.get(f"{talk}/markdown").text
    assert "[^2]: Ban Thường vụ Tỉnh ủy: Quy định số 08-QĐ/TU" in text


DRAFT = "Theo Quy định số 08-QĐ/TU ngày 10/3/2021 <i>về tiếp dân</i>."


def test_a_pasted_draft_is_marked_and_judged(client: FlaskClient) -> None:
    secret = token(client.get("/kiem-tra").text)
    html = client.post("/kiem-tra", data={"csrf_token": secret, "noi_dung": DRAFT}).text
    assert "1 viện dẫn: 1 cần sửa." in html
    assert "Sai ngày: đúng là 09/3/2021." in html
    assert re.search(
        r'<a class="judged fault" id="vd-1" href="#kq-1"[^>]*><sup>1</sup>Quy định số 08-QĐ/TU</a>',
        html,
    )
    assert re.search(r'<li id="kq-1" class="fault">\s*<p><a href="#vd-1">', html)
    assert "Cần sửa (1)" in html
    # Told once; the form of the Word report carries it along, unseen.
    assert html.count('<p class="notice">Bản thảo không ghi nơi ban hành.</p>') == 1
    assert "&lt;i&gt;về tiếp dân" in html


def test_an_uploaded_draft_is_read_by_its_content(client: FlaskClient) -> None:
    made = docx.Document()
    made.add_paragraph(DRAFT)
    kept = BytesIO()
    made.save(kept)
    kept.seek(0)
    data = {"csrf_token": token(client.get("/kiem-tra").text), "tep": (kept, "../../nháp.docx")}
    assert "1 viện dẫn: 1 cần sửa." in client.post("/kiem-tra", data=data).text


def test_an_unreadable_upload_is_a_clear_error(client: FlaskClient) -> None:
    secret = token(client.get("/kiem-tra").text)
    data = {"csrf_token": secret, "tep": (BytesIO(b"%PDF-1.7 nothing"), "x.pdf")}
    answer = client.post("/kiem-tra", data=data)
    assert answer.status_code == 422
    assert gettempdir() not in answer.text
    empty = client.post("/kiem-tra", data={"csrf_token": secret, "noi_dung": " "})
    assert empty.status_code == 400


def test_the_report_on_a_draft_is_a_word_file(client: FlaskClient) -> None:
    secret = token(client.get("/kiem-tra").text)
    answer = client.post("/kiem-tra/bao-cao", data={"csrf_token": secret, "noi_dung": DRAFT})
    file = docx.Document(BytesIO(answer.data))
    assert "Bản thảo không ghi nơi ban hành." in [one.text for one in file.paragraphs]
    (table,) = file.tables
    assert table.rows[1].cells[0].text == "Cần sửa: 1"
    assert [cell.text for cell in table.rows[2].cells] == [
        "1",
        "Viện dẫn: Quy định số 08-QĐ/TU",
        "sai",
        "Sai ngày: đúng là 09/3/2021.",
    ]
    page = file.sections[0]
    assert page.page_width and page.left_margin and page.right_margin
    widths = [cell.width or 0 for cell in table.rows[2].cells]
    assert sum(widths) <= page.page_width - page.left_margin - page.right_margin
    assert min(widths) > 0


def test_the_word_file_itself_comes_back_with_comments(client: FlaskClient) -> None:
    made, kept = docx.Document(), BytesIO()
    made.add_paragraph(DRAFT)
    made.save(kept)
    secret = token(client.get("/kiem-tra").text)

    def sent(name: str) -> dict[str, object]:
        return {"csrf_token": secret, "tep": (BytesIO(kept.getvalue()), name), "sua": "1"}

    answer = client.post("/kiem-tra/tep-word", data=sent("../nháp.docx"))
    assert answer.status_code == 200
    package = ZipFile(BytesIO(answer.data))
    assert "Sai ngày: đúng là 09/3/2021." in package.read("word/comments.xml").decode()
    assert "commentRangeStart" in package.read("word/document.xml").decode()
    assert client.post("/kiem-tra/tep-word", data=sent("nháp.txt")).status_code == 400


def test_one_quotation_is_looked_up_by_itself(client: FlaskClient) -> None:
    secret = token(client.get("/cau-trich").text)
    html = client.post("/cau-trich", data={"csrf_token": secret, "cau": "Một <b> câu"}).text
    assert "không thấy trong kho" in html
    assert "Một &lt;b&gt; câu" in html
    long = client.post("/cau-trich", data={"csrf_token": secret, "cau": "câu " * 4000})
    assert long.status_code == 400


def test_a_draft_too_many_at_once_is_sent_away_and_search_goes_on(client: FlaskClient) -> None:
    app = client.application
    app.extensions["vankien.drafts"] = DraftDesk(at_once=1, wait=0.01)
    secret = token(client.get("/kiem-tra").text)
    with app.extensions["vankien.drafts"].turn():
        answer = client.post("/kiem-tra", data={"csrf_token": secret, "noi_dung": DRAFT})
        assert answer.status_code == 503
        assert "Đang kiểm tra nhiều bản thảo" in answer.text
        assert client.get("/tim?q=tiếp dân").status_code == 200
    assert (
        client.post("/kiem-tra", data={"csrf_token": secret, "noi_dung": DRAFT}).status_code == 200
    )


def test_a_long_draft_is_parsed_in_a_child_that_dies_with_its_limits() -> None:
    text = "Căn cứ Quy định số 08-QĐ/TU ngày 09/3/2021. " * 600
    assert len(text) > limited_parse.AT_ONCE
    document = limited_parse.parse_draft(None, text=text, source="dài")
    assert len(document.references) == 600
    short = Limits(seconds=0.05, memory=2**31, page_seconds=5)
    with pytest.raises(ReaderLimit):
        limited_parse.parse_draft(None, text=text, source="dài", limits=short)


def conforms(value: object, schema: dict, known: dict) -> None:
    """Assert that ``value`` fits a schema of the description (the parts it uses)."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        null = value is None
        schema = next(s for s in schema["anyOf"] if (s.get("type") == "null") is null)
    kinds = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": dict,
        "null": type(None),
    }
    assert isinstance(value, kinds[schema["type"]]), (value, schema)
    if isinstance(value, dict) and "additionalProperties" in schema:
        for inner in value.values():
            conforms(inner, schema["additionalProperties"], known)
    elif isinstance(value, dict):
        assert set(value) == set(schema["required"]) == set(schema["properties"])
        for name, inner in value.items():
            conforms(inner, schema["properties"][name], known)
    if isinstance(value, list):
        for inner in value:
            conforms(inner, schema["items"], known)


ASKED = {
    "/api/search": "/api/search?q=tiếp dân",
    "/api/lookup": "/api/lookup?q=35-CT/TW",
    "/api/documents/{document}": f"/api/documents/{ID}",
    "/api/passages/{passage}": f"/api/passages/{ID}-0001",
    "/api/quote": "/api/quote",
    "/api/check": "/api/check",
}


@pytest.mark.parametrize("operation", api.OPERATIONS, ids=lambda op: op.path)
def test_the_api_answers_as_it_describes_itself(client: FlaskClient, operation: object) -> None:
    described = client.get("/api/openapi.json").get_json()
    known = described["components"]["schemas"]
    ((verb, how),) = described["paths"][operation.path].items()
    send = {"json": {"text": DRAFT}} if verb == "post" else {}
    answer = getattr(client, verb)(ASKED[operation.path], **send)
    assert answer.status_code == 200
    schema = how["responses"]["200"]["content"]["application/json"]["schema"]
    conforms(json.loads(answer.data), schema, known)


def printed(answer: DataclassInstance) -> object:
    """Return what the command prints of an answer."""
    return json.loads("".join(output.json_lines(answer)))


@pytest.mark.parametrize("query", ["tiếp dân", "tiep dan", "cá mập", "19-CT/TU"])
def test_a_search_answers_what_the_command_prints(
    client: FlaskClient, library: StandLibrary, query: str
) -> None:
    answer = contract.search_result(library.search(SearchRequest(query)))
    assert client.get(f"/api/search?q={query}").get_json() == printed(answer)


@pytest.mark.parametrize("number", ["35-CT/TW", "99-QĐ/TW"])
def test_a_lookup_answers_what_the_command_prints(
    client: FlaskClient, library: StandLibrary, number: str
) -> None:
    answer = contract.lookup_result(library.lookup(number))
    assert client.get(f"/api/lookup?q={number}").get_json() == printed(answer)


def test_a_check_answers_what_the_command_prints(
    client: FlaskClient, library: StandLibrary
) -> None:
    draft = pipeline.parse_text("Căn cứ Quy định số 08-QĐ/TU, ngày 01/02/2021.", source="dự thảo")
    answer = check_contract.check_result(draft.text, library.check(draft))
    assert answer.remarks
    assert client.post("/api/check", json={"text": draft.text}).get_json() == printed(answer)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/search", 400),
        ("/api/documents/zz", 404),
        ("/api/search?q=a&trang=x", 400),
        ("/api/zz", 404),
    ],
)
def test_the_api_fails_in_json(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.get_json()["status"]) == (status, status)


@pytest.mark.parametrize("body", [{}, [], {"text": 1}, {"text": " "}])
def test_the_api_refuses_a_draft_without_text(client: FlaskClient, body: object) -> None:
    assert client.post("/api/check", json=body).status_code == 400
