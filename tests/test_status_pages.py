"""What became of a text is shown in the same words at every place where the text is shown."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import docx
import pytest
from flask.testing import FlaskClient

from index.citations import status_words
from index.library import Library
from index.results import DocumentCard, PassageView, Status
from ingest.text.dates import format_day
from search_app import create_app
from search_app.settings import Settings
from tests.test_status import CASES, is_case


@pytest.fixture(scope="module")
def client(library: Library, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    desk = tmp_path_factory.mktemp("desk") / "desk.sqlite"
    return create_app(Settings(desk=desk), library).test_client()


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _shown_passage(library: Library, card: DocumentCard, status: Status) -> PassageView:
    """Return a passage of the changed place, or the longest where the whole changed."""
    view = library.document(card.id or "")
    assert view is not None
    body = [passage for passage in view.passages if not passage.note]
    place = status.place
    own = [p for p in body if place is not None and p.span.overlaps(place)]
    return max(own or body, key=lambda passage: len(passage.text))


def _post(client: FlaskClient, path: str, **data: str) -> str:
    form = client.get("/bai-noi").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert found is not None
    answer = client.post(path, data={**data, "csrf_token": found[1]}, follow_redirects=False)
    return answer.headers.get("Location", "") or answer.text


def _places(
    client: FlaskClient, library: Library, card: DocumentCard, one: Status
) -> dict[str, str]:
    """Return the plain text of every place that shows the passage or its document."""
    passage = _shown_passage(library, card, one)
    words = max(re.findall(r"[^\W\d_]+(?: [^\W\d_]+){5,9}", passage.text), key=len)
    talk = _post(client, f"/bai-noi/chon/{passage.id}", ten=f"Thử {card.number}")
    file = docx.Document(BytesIO(client.get(f"{talk}/word").data))
    cited = f"{one.provision or ''} {card.kind} số {card.number}".strip()
    draft = f"Căn cứ {cited}, ngày {format_day(card.issued or date.min)}."
    found = {
        "hit": plain(client.get("/tim", query_string={"q": f'"{words}"', "nguyen": "1"}).text),
        "document": plain(client.get(f"/van-ban/{card.id}", follow_redirects=True).text),
        "look-up": plain(client.get("/tra-cuu", query_string={"so": card.number}).text),
        "citation": plain(client.get(f"/doan/{passage.id}").text),
        "passage as JSON": " ".join(
            row["note"] for row in client.get(f"/api/passages/{passage.id}").json["status"]
        ),
        "talk": plain(client.get(talk).text),
        "word": " ".join(paragraph.text for paragraph in file.paragraphs),
        "markdown": client.get(f"{talk}/markdown").text,
        "check": plain(_post(client, "/kiem-tra", noi_dung=draft)),
    }
    if passage.pages:
        found["picture"] = plain(client.get(f"/van-ban/{card.id}/trang/{passage.pages[0]}").text)
    return found


def test_no_place_hides_what_the_library_knows(client: FlaskClient, library: Library) -> None:
    cards = library.overview().documents
    hidden = []
    for card, group in zip(cards, library.statuses(cards), strict=True):
        for case in CASES["changes"]:
            for one in group:
                if is_case(one, case):
                    hidden += _hiding(_places(client, library, card, one), one)
    assert hidden == []


def _hiding(places: dict[str, str], one: Status) -> list[tuple[str | None, str]]:
    said = status_words.words(one)
    told = (said.head.casefold(), said.by.casefold())
    return [
        (one.target.number, place)
        for place, text in places.items()
        if not all(words in text.casefold() for words in told)
    ]


def test_a_changed_clause_is_marked_where_it_stands(client: FlaskClient, library: Library) -> None:
    (card,) = [c for c in library.overview().documents if c.number == "22-KH/TU"]
    html = client.get(f"/van-ban/{card.id}", follow_redirects=True).text
    mark = html.index('<details class="margin ended">')
    heading = html.index("III- NHIỆM VỤ CỤ THỂ", mark)
    assert "</section>" not in html[mark:heading]
    assert '<details class="margin' not in html[html.index("IV- TỔ CHỨC THỰC HIỆN", heading) :]
    assert "Bãi bỏ Mục III Kế hoạch số 22-KH/TU" in plain(html[mark:heading])


def test_nothing_known_is_said_only_where_nothing_is_known(
    client: FlaskClient, library: Library
) -> None:
    cards = library.overview().documents
    for card, found in zip(cards, library.statuses(cards), strict=True):
        text = plain(client.get(f"/van-ban/{card.id}", follow_redirects=True).text)
        assert (status_words.NOTHING_KNOWN in text) is (not found), card.number
        assert "còn hiệu lực" not in text.casefold()


def test_an_address_of_two_documents_tells_what_became_of_each(client: FlaskClient) -> None:
    text = plain(client.get("/vb/62-KL-TU").text)
    assert text.index("ngày 25/4/2019") < text.index("Bị bãi bỏ bởi") < text.index("71-QĐ/TU")
    assert text.count("Bị bãi bỏ bởi") == 1
