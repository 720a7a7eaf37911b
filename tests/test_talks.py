"""A talk: words taken exactly, gathered in place, never lost, compared before every export."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.access import Rights
from index.library import Library
from ingest.text.spans import Span
from search_app import create_app
from search_app.persistence import collections
from search_app.persistence.collections import CollectionStore
from search_app.persistence.talk_items import NO_WORDS, OTHER_WINDOW, Item, Taken, mark_of
from search_app.services.talk_check import Verdict, compare
from search_app.settings import Settings
from search_app.views.talk import summary, taken
from tests.libraries import build, built, without_children, write_corpus
from tests.search_app_stand import ID, TEXT, StandLibrary

WORDS = Taken(f"{ID}-0001", "nguyên văn", "chú thích", "Quy định", "")
SENTENCE = "Người đứng đầu cấp ủy tiếp dân ít nhất mỗi tháng một lần."
AT = TEXT.index(SENTENCE)


@pytest.fixture
def store(tmp_path: Path) -> CollectionStore:
    return CollectionStore(tmp_path / "desk.sqlite")


@pytest.fixture
def library() -> StandLibrary:
    return StandLibrary()


@pytest.fixture
def client(tmp_path: Path, library: StandLibrary) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def send(client: FlaskClient, path: str, program: bool = False, **data: object) -> object:
    data["csrf_token"] = client.get("/bai-noi/gom").get_json()["token"]
    headers = {"Accept": "application/json"} if program else {}
    return client.post(path, data=data, headers=headers)


# --- what is kept -----------------------------------------------------------------------


def test_a_file_of_an_older_version_opens_and_keeps_its_items(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with sqlite3.connect(path) as base:
        for step in collections.STEPS[:4]:
            base.executescript(step)
        base.execute("INSERT INTO talk (id, name) VALUES (1, 'Cũ')")
        base.execute(
            "INSERT INTO item (talk, position, passage, quotation, footnote, document, issued,"
            " remark) VALUES (1, 1, 'a-0001', 'chữ', 'nguồn', 'văn bản', '', 'lời')"
        )
        base.execute("PRAGMA user_version = 4")
    (item,) = CollectionStore(path).items(1)
    assert (item.taken.quotation, item.remark, item.is_heading) == ("chữ", "lời", False)
    assert (item.taken.start, item.taken.end) == (0, 0)


def test_what_is_taken_out_comes_back_to_its_place(store: CollectionStore) -> None:
    talk = store.begin("Bài")
    one, two, three = (store.take(talk, replace(WORDS, quotation=str(n))) for n in range(3))
    store.remove(talk, two)
    store.move(talk, three, -1)
    assert [item.id for item in store.items(talk)] == [three, one]
    assert [item.id for item in store.put_aside(talk)] == [two]
    assert store.talk(talk).count == 2
    store.bring_back(talk, two)
    assert [item.id for item in store.items(talk)] == [three, one, two]


def test_headings_order_names_and_copies(store: CollectionStore) -> None:
    talk = store.begin("Bài")
    one, two = store.take(talk, WORDS), store.take(talk, WORDS)
    part = store.begin_part(talk, "Phần hai", before=two)
    last = store.begin_part(talk, "Kết")
    assert [item.id for item in store.items(talk)] == [one, part, two, last]
    store.move_to(talk, last, 0)
    copy = store.duplicate(talk, "Bản sao")
    assert [item.remark for item in store.items(copy)] == ["Kết", "", "Phần hai", ""]
    assert [item.is_heading for item in store.items(copy)] == [True, False, True, False]
    store.rename(talk, "Tên mới")
    assert {one.name: one.count for one in store.talks()} == {"Tên mới": 2, "Bản sao": 2}
    assert store.items(talk)[0].taken == NO_WORDS


def test_nothing_of_another_owner_is_touched(store: CollectionStore) -> None:
    talk = store.begin("Của tôi")
    item = store.take(talk, WORDS)
    other = store.of(7)
    other.rename(talk, "Cướp")
    other.remove(talk, item)
    other.remark(talk, item, "lạ")
    assert other.write(talk, {item: ("lạ", None)}) == {}
    assert (other.take(talk, WORDS), other.items(talk), other.homes()) == (0, (), {})
    assert store.talk(talk).name == "Của tôi"
    assert store.items(talk)[0].remark == ""


def test_two_windows_lose_nothing_of_one_remark(store: CollectionStore) -> None:
    talk = store.begin("Bài")
    item = store.take(talk, WORDS)
    shown = mark_of("")
    assert store.write(talk, {item: ("cửa sổ một", shown)}) == {item: "cửa sổ một"}
    # The second window still shows the empty remark: what it did not change stays.
    assert store.write(talk, {item: ("", shown)}) == {item: "cửa sổ một"}
    both = store.write(talk, {item: ("cửa sổ hai", shown)})[item]
    assert both == f"cửa sổ hai\n\n{OTHER_WINDOW}\ncửa sổ một"


# --- taking and gathering ---------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Library:
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        return built(tmp_path_factory.mktemp("real"))


def test_any_words_of_a_document_are_cited_where_they_stand(real: Library) -> None:
    (match,) = real.lookup("31-QĐ/TU").matches
    name = match.card.id or ""
    view = real.document(name)
    assert view is not None
    text = view.document.text
    days = text.index("ít nhất hai ngày")
    part = real.excerpt(name, Span(days - 1, days + 17))
    assert part is not None
    assert (part.text, part.path) == ("ít nhất hai ngày", ("Điều 2",))
    assert part.span.of(text) == part.text
    across = real.excerpt(name, Span(text.index("Điều 1."), text.index("Điều 2.") + 8))
    assert across is not None
    assert (across.text, across.path) == (across.span.of(text), ())
    letterhead = real.excerpt(name, Span(0, text.index("\n")))
    assert letterhead is not None
    assert (letterhead.text, letterhead.path) == ("TỈNH ỦY MINH HÀ", ())
    for nowhere in (Span(0, 0), Span(len(text), len(text) + 5), Span(0, len(text) + 1)):
        assert real.excerpt(name, nowhere) is None
    assert real.excerpt("khong-co", Span(0, 5)) is None


def test_nothing_of_a_closed_folder_is_cited_or_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    (write_corpus(tmp_path / "corpus") / "noi-bo").mkdir()
    (tmp_path / "corpus" / "31-qd-tu.txt").rename(tmp_path / "corpus" / "noi-bo" / "31-qd-tu.txt")
    build(tmp_path / "corpus", tmp_path / "library")
    whole = Library.open(tmp_path / "library")
    (match,) = whole.lookup("31-QĐ/TU").matches
    words = whole.excerpt(match.card.id or "", Span(0, 15))
    assert words is not None
    closed = whole.for_reader(Rights(frozenset({"noi-bo"})))
    assert closed.excerpt(match.card.id or "", Span(0, 15)) is None
    (compared,) = compare([Item(1, taken(words), "")], closed)
    assert (compared.verdict, compared.now, compared.statuses) == (Verdict.GONE, None, ())
    whole.close()


def test_selected_words_come_with_their_source_and_go_into_a_talk(client: FlaskClient) -> None:
    bar = client.get(f"/van-ban/{ID}/trich?tu={AT}&den={AT + len(SENTENCE)}&gon=1").text
    assert "Điều 2, tr. 3–4" in bar
    assert f"“{SENTENCE}” (Ban Thường vụ Tỉnh ủy" in bar
    assert "<html" not in bar
    done = send(
        client, "/bai-noi/gom", program=True, them=f"{ID}:{AT}-{AT + len(SENTENCE)}"
    ).get_json()
    html = client.get(done["url"]).text
    assert f'<blockquote class="passage">{SENTENCE}</blockquote>' in html
    assert f"/van-ban/{ID}/trich?tu={AT}&amp;den={AT + len(SENTENCE)}" in html
    assert "1 đoạn trích, 1 nguyên văn" in html


@pytest.mark.parametrize("words", ["tu=5&den=5", "tu=9&den=2", "tu=0&den=999999", "tu=-3&den=4"])
def test_words_that_are_not_there_are_not_cited(client: FlaskClient, words: str) -> None:
    assert client.get(f"/van-ban/{ID}/trich?{words}").status_code in (400, 404)


def test_gathering_stays_on_the_page_and_says_where_it_went(client: FlaskClient) -> None:
    results = "/tim?q=tiep+dan"
    asked = client.get(f"/bai-noi/chon?doan={ID}-0000&doan={ID}-0001&ve={results}").text
    assert asked.count('<input type="hidden" name="doan"') == 2
    answer = send(
        client, "/bai-noi/gom", doan=[f"{ID}-0000", f"{ID}-0001"], ten="Bài nói A", ve=results
    )
    assert answer.location == f"{results}#d-{ID}-0000"
    kept = re.search(rf'data-kept="{ID}-0000".*?</p>', client.get(results).text, re.S)
    assert kept
    assert "Bài nói A" in kept[0]
    # A second time it is told, not added.
    again = send(client, "/bai-noi/gom", program=True, them=f"{ID}-0000").get_json()
    assert (again["name"], again["new"]) == ("Bài nói A", [])


@pytest.mark.parametrize("page", ["//anderswo.vn/", "https://anderswo.vn", "/\\anderswo.vn", ""])
def test_the_way_back_never_leads_elsewhere(client: FlaskClient, page: str) -> None:
    answer = send(client, "/bai-noi/gom", them=f"{ID}-0000", ve=page)
    assert answer.location.startswith("/bai-noi/")


@pytest.mark.parametrize("name", ["zz", f"{ID}:5-5", f"{ID}:0-999999", "b:1-2", ""])
def test_what_is_not_held_is_not_gathered(client: FlaskClient, name: str) -> None:
    assert send(client, "/bai-noi/gom", them=name).status_code in (400, 404)


def test_every_change_needs_the_token_of_the_form(client: FlaskClient) -> None:
    send(client, "/bai-noi/gom", them=f"{ID}-0000")
    for path in (
        "/bai-noi/gom",
        "/bai-noi/1",
        "/bai-noi/1/1",
        "/bai-noi/1/ten",
        "/bai-noi/1/nhan-ban",
    ):
        assert client.post(path, data={"them": f"{ID}-0000"}).status_code == 400, path


def test_saving_one_remark_never_empties_another(client: FlaskClient) -> None:
    talk = send(client, "/bai-noi/gom", program=True, doan=[f"{ID}-0000", f"{ID}-0001"]).get_json()
    one, two = talk["items"]
    fields = {f"loi-{one}": "lời một", f"da-{one}": mark_of(""), f"loi-{two}": "lời hai"}
    send(client, talk["url"], viec=f"xuong:{one}", **fields, **{f"da-{two}": mark_of("")})
    html = client.get(talk["url"]).text
    assert html.index("lời hai") < html.index("lời một")
    kept = send(
        client, f"{talk['url']}/{one}", program=True, viec="ghi", ghi_chu="lời mới",
        da=mark_of("lời một"),
    ).get_json()  # fmt: skip
    assert kept == {"mark": mark_of("lời mới"), "text": "lời mới"}
    assert "lời hai" in client.get(talk["url"]).text


def test_what_was_taken_out_is_offered_back(client: FlaskClient) -> None:
    talk = send(client, "/bai-noi/gom", program=True, them=f"{ID}-0001").get_json()
    (item,) = talk["items"]
    answer = send(client, talk["url"], viec=f"bo:{item}")
    html = client.get(answer.location).text
    assert "Đã bỏ “Điều 2." in html
    assert "Hoàn lại" in html
    send(client, f"{talk['url']}/{item}", viec="lay-lai")
    assert f'id="muc-{item}"' in client.get(talk["url"]).text


# --- held against the library -----------------------------------------------------------


def test_a_talk_is_held_against_the_library_as_it_is_now(
    store: CollectionStore, library: StandLibrary
) -> None:
    talk = store.begin("Bài")
    for passage in library.passages[:2]:
        store.take(talk, taken(passage))
    store.begin_part(talk, "Đề mục")
    store.take(talk, replace(WORDS, passage="zz-0001", quotation="chữ của tệp đã mất"))
    compared = compare(store.items(talk), library)
    assert [one.verdict for one in compared] == [
        Verdict.VERBATIM, Verdict.VERBATIM, None, Verdict.GONE,
    ]  # fmt: skip
    assert summary(compared) == (
        "3 đoạn trích, 2 nguyên văn, 1 không còn trong kho để đối chiếu,"
        " 2 đoạn đã bị thay thế, bãi bỏ hoặc sửa đổi"
    )


def test_words_are_found_in_the_file_that_took_the_place_of_theirs(library: StandLibrary) -> None:
    words = replace(taken(library.passages[1]), passage="cu-0001")
    library.address = words.address.rsplit("/", 1)[0]
    (compared,) = compare([Item(1, words, "")], library)
    assert (compared.verdict, compared.now.text) == (Verdict.VERBATIM, words.quotation)
