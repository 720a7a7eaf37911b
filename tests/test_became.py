"""What became of documents by little acting documents in Party form, judged before the code.

Each line of ``cases/became.jsonl`` is the text of one document: ``became`` is what a library must
say that it did to others, ``may`` what it may say besides, ``undated`` that no day is told,
``kept`` marks the half that was only reported on while the code was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.check_results import CheckVerdict
from index.citations import status_words
from index.citations.acting import TOLD_BY_ANOTHER
from index.library import Library
from index.results import Status
from index.storage.store import Store
from ingest import pipeline
from ingest.header.draft import DRAFT, is_named_draft
from search_app import create_app
from search_app.settings import Settings
from tests import libraries

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "became.jsonl").read_text("utf-8").splitlines()
]
_FIRST = 201
"""The serial of the first acting document; no document acted on has one as high."""
_FLAG = re.compile(r"\[([^\]]+)\]")
_PAGE = """{body} MINH HÀ
*
Số {number}
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 05 tháng 3 năm 2026

{kind}
về một số công tác của Tỉnh ủy

{opening}
Điều 1. Văn bản này được phổ biến đến chi bộ.
{text}
"""


def page(ordinal: int, case: Mapping[str, Any]) -> str:
    """Return an acting document in Party form."""
    kind = case.get("kind", "QUYẾT ĐỊNH")
    decides = kind == "QUYẾT ĐỊNH"
    return _PAGE.format(
        body=f"{case['body']} TỈNH ỦY" if "body" in case else "TỈNH ỦY",
        number=f"{_FIRST + ordinal}-{case.get('number', 'QĐ/TU')}",
        kind=kind,
        opening="Ban Thường vụ Tỉnh ủy quyết định như sau:" if decides else "",
        text=case["text"],
    )


def told(status: Status) -> str:
    """Return a status as cases write it."""
    flags = [
        "[partial]" if status.partial else "",
        f"[by {status.by.number}]" if status.by.id != status.holder else "",
        "[doubt]" if status.review else "",
        f"[from {status.since}]" if status.since else "",
    ]
    parts = [status.effect.value, status.target.number, status.provision, *flags]
    return " ".join(part for part in parts if part)


def is_fit(said: str, wanted: Sequence[str]) -> bool:
    """Say whether what is told is one of ``wanted``; a day counts only where one is wanted."""
    undated = re.sub(r" \[from [^\]]+\]", "", said)
    return said in wanted or undated in wanted


def faults(case: Mapping[str, Any], said: Sequence[str]) -> list[str]:
    """Return what is missing (-) and what is false (+)."""
    undated = [re.sub(r" \[from [^\]]+\]", "", one) for one in said]
    # Of what may be told with a doubt instead, one is enough.
    heads = {_FLAG.sub("", one).strip() for one in case.get("may", ())}
    missing = [
        f"- {one}"
        for one in case["became"]
        if one not in said
        and one not in undated
        and not (one in heads and any(_FLAG.sub("", other).strip() == one for other in said))
    ]
    allowed = [*case["became"], *case.get("may", ())]
    dated = [f"+ {one}" for one in said if case.get("undated") and "[from " in one]
    return [*missing, *dated, *(f"+ {one}" for one in said if not is_fit(one, allowed))]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Return what a library of all cases says that each did."""
    folder = tmp_path_factory.mktemp("became")
    (folder / "corpus").mkdir()
    for ordinal, case in enumerate(CASES):
        (folder / "corpus" / f"{ordinal}.txt").write_text(page(ordinal, case), "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        libraries.without_children(monkeypatch)
        libraries.build(folder / "corpus", folder / "library")
    store = Store(folder / "library")
    catalogue = libraries.catalogue_of(store.folder(store.current()))
    ordinals = {card.id: int(Path(card.source).stem) for card in catalogue.documents().values()}
    said: list[list[str]] = [[] for _ in CASES]
    for status in catalogue.statuses.all():
        if not status.source:
            said[ordinals[status.holder]].append(told(status))
    return said


def test_what_little_documents_do_is_told(found: list[list[str]]) -> None:
    wrong = [
        (case["text"], faults(case, said))
        for case, said in zip(CASES, found, strict=True)
        if not case["kept"] and faults(case, said)
    ]
    assert wrong == []


def test_most_of_the_half_that_was_only_reported_on_is_right(found: list[list[str]]) -> None:
    kept = [(case, said) for case, said in zip(CASES, found, strict=True) if case["kept"]]
    right = sum(not faults(case, said) for case, said in kept)
    assert right >= 43, f"{right} of {len(kept)}"


# --- documents that lie together -------------------------------------------------------------


def document(
    number: str, day: str, kind: str, text: str, top: str = "", of: str = "MINH HÀ"
) -> str:
    """Return a document of a province's Party committee."""
    year, month, date = day.split("-")
    return (
        f"{top}TỈNH ỦY {of}\n*\nSố {number}\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        f"{of.title()}, ngày {date} tháng {month} năm {year}\n\n{kind}\nvề chế độ công tác\n\n"
        "Ban Thường vụ Tỉnh ủy quyết định như sau:\n"
        f"Điều 1. Văn bản này được phổ biến đến chi bộ.\n{text}\n"
    )


CONSOLIDATED = """ỦY BAN NHÂN DÂN TỈNH MINH HÀ
Số: 12/VBHN-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Minh Hà, ngày 04 tháng 5 năm 2024
VĂN BẢN HỢP NHẤT
QUYẾT ĐỊNH
Ban hành Quy định về quản lý chợ
Quyết định số 20/2019/QĐ-UBND ngày 02 tháng 3 năm 2019 của {body} về chợ, được sửa đổi bởi:
Quyết định số 7/2023/QĐ-UBND ngày 03 tháng 5 năm 2023 của {body}.
Điều 1. Quy định này áp dụng đối với các chợ trên địa bàn.
Điều 2. Quyết định này thay thế Quyết định số 11/2012/QĐ-UBND ngày 01/02/2012 của {body}.
""".format(body="Ủy ban nhân dân tỉnh Minh Hà")
TOGETHER = {
    "older": document("08-QĐ/TU", "2023-06-06", "QUY ĐỊNH", "Điều 2. Trực cơ quan."),
    "earlier": document(
        "20-QĐ/TU", "2017-06-06", "QUY ĐỊNH", "Điều 2. Quy định này thay thế Quy định số 08-QĐ/TU."
    ),
    "drafted": document("09-QĐ/TU", "2023-07-07", "QUY ĐỊNH", "Điều 2. Trực đêm."),
    "draft": document(
        "   -QĐ/TU",
        "2026-07-07",
        "QUY ĐỊNH",
        "Điều 2. Quy định này thay thế Quy định số 09-QĐ/TU, ngày 07/7/2023.",
        "DỰ THẢO LẦN 2\n",
    ),
    "du-thao-2": document(
        "78-QĐ/TU",
        "2026-07-08",
        "QUY ĐỊNH",
        "Điều 2. Quy định này bãi bỏ Quy định số 09-QĐ/TU, ngày 07/7/2023.",
    ),
    "ours": document("15-QĐ/TU", "2022-05-05", "QUY ĐỊNH", "Điều 2. Trực báo ở tỉnh."),
    "theirs": document("15-QĐ/TU", "2022-05-05", "QUY ĐỊNH", "Điều 2. Chợ nổi.", "", "SÔNG TRĂNG"),
    "replacing": document(
        "60-QĐ/TU",
        "2024-05-05",
        "QUY ĐỊNH",
        "Điều 2. Quy định này thay thế Quy định số 15-QĐ/TU, ngày 05/5/2022.",
    ),
    "ending": document("50-QĐ/TU", "2022-09-09", "QUY ĐỊNH", "Điều 2. Nếp sống văn minh."),
    "later": document(
        "51-QĐ/TU",
        "2026-09-09",
        "QUY ĐỊNH",
        "Điều 2. Quy định này có hiệu lực từ ngày 01/3/2027 và thay thế Quy định số 50-QĐ/TU,"
        " ngày 09/9/2022.",
    ),
    "planned": document("90-QĐ/TU", "2021-01-12", "QUY ĐỊNH", "Điều 2. Đọc báo đầu giờ."),
    "plan": document(
        "91-KH/TU",
        "2026-01-12",
        "KẾ HOẠCH",
        "1. Nhiệm vụ quý I\n- Thay thế Quy định số 90-QĐ/TU, ngày 12/01/2021.",
    ),
    "suspended": document("70-QĐ/TU", "2021-11-11", "QUY ĐỊNH", "Điều 2. Thi đua hằng quý."),
    "suspending": document(
        "71-QĐ/TU",
        "2022-11-11",
        "QUYẾT ĐỊNH",
        "Điều 2. Ngưng hiệu lực thi hành Quy định số 70-QĐ/TU, ngày 11/11/2021 từ ngày ký.",
    ),
    "stopped": document("73-QĐ/TU", "2021-11-12", "QUY ĐỊNH", "Điều 2. Khen thưởng."),
    "stopping": document(
        "74-QĐ/TU",
        "2022-11-12",
        "QUYẾT ĐỊNH",
        "Điều 2. Ngưng hiệu lực thi hành Quy định số 73-QĐ/TU, ngày 12/11/2021.",
    ),
    "restoring": document(
        "75-QĐ/TU",
        "2024-11-12",
        "QUYẾT ĐỊNH",
        "Điều 2. Khôi phục hiệu lực thi hành Quy định số 73-QĐ/TU, ngày 12/11/2021.",
    ),
    "repealed": document("80-QĐ/TU", "2021-12-12", "QUY ĐỊNH", "Điều 2. Học tập tháng."),
    "repealing": document(
        "81-QĐ/TU",
        "2022-12-12",
        "QUYẾT ĐỊNH",
        "Điều 2. Bãi bỏ Quy định số 80-QĐ/TU, ngày 12/12/2021.",
    ),
    "annulling": document(
        "82-QĐ/TU",
        "2023-12-12",
        "QUYẾT ĐỊNH",
        "Điều 2. Hủy bỏ Quyết định số 81-QĐ/TU, ngày 12/12/2022.",
    ),
    "first": document("01-QĐ/TU", "2015-01-10", "QUY ĐỊNH", "Điều 2. Giao ban mỗi tuần."),
    "second": document(
        "02-QĐ/TU",
        "2018-02-10",
        "QUY ĐỊNH",
        "Điều 2. Quy định này thay thế Quy định số 01-QĐ/TU, ngày 10/01/2015.",
    ),
    "third": document(
        "03-QĐ/TU",
        "2021-03-10",
        "QUY ĐỊNH",
        "Điều 2. Quy định này thay thế Quy định số 02-QĐ/TU, ngày 10/02/2018.",
    ),
    "parted": document("30-QĐ/TU", "2020-01-10", "QUY ĐỊNH", "Điều 2. Chế độ họp."),
    "parting": document(
        "31-QĐ/TU",
        "2022-01-10",
        "QUYẾT ĐỊNH",
        "Điều 2. Bãi bỏ một phần Quy định số 30-QĐ/TU, ngày 10/01/2020.",
    ),
    "consolidated": CONSOLIDATED,
}


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of documents that speak of one another."""
    folder = tmp_path_factory.mktemp("together")
    (folder / "corpus").mkdir()
    for name, text in TOGETHER.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        libraries.without_children(monkeypatch)
        libraries.build(folder / "corpus", folder / "library")
        library = Library.open(folder / "library")
        yield library
        library.close()


def of(library: Library, source: str) -> list[str]:
    """Return what became of the document of a file, in words."""
    (card,) = (one for one in library.overview().documents if one.source == f"{source}.txt")
    return [status_words.sentence(one) for one in library.statuses([card])[0]]


def test_a_draft_ends_nothing_yet(together: Library) -> None:
    assert of(together, "drafted") == [
        "Có thể được thay thế bởi Quy định về chế độ công tác, ngày 07/7/2026 (cần xem lại: câu"
        " nằm trong một dự thảo, chưa phải việc đã làm)",
        "Có thể bị bãi bỏ bởi Quy định số 78-QĐ/TU, ngày 08/7/2026 (cần xem lại: câu nằm trong một"
        " dự thảo, chưa phải việc đã làm)",
    ]
    assert "draft" not in {doubt.field for file in together.doubts() for doubt in file.doubts}


@pytest.mark.parametrize(
    ("line", "is_draft"),
    [
        ("DỰ THẢO", True),
        ("Dự thảo lần 2", True),
        ("DỰ THẢO LẦN THỨ HAI", True),
        ("(Bản dự thảo)", True),
        ("DỰ THẢO ngày 15/7/2026", True),
        ("DỰ THẢO 15/7/2026 để xin ý kiến", True),
        ("Dự thảo 2", True),
        ("DỰ THẢO (LẦN 3)", True),
        ("Dự thảo lần 1, ngày 15 tháng 7 năm 2026", True),
        ("Dự thảo để lấy ý kiến", True),
        ("Dự thảo luật", False),
        ("V/v góp ý dự thảo Quy định về tiếp dân", False),
        ("Dự thảo Quy định này gồm năm điều", False),
        ("Góp ý dự thảo", False),
        ("Tổ soạn thảo", False),
    ],
)
def test_a_mark_alone_makes_a_draft(line: str, *, is_draft: bool) -> None:
    page = document("31-QĐ/TU", "2022-01-10", "QUY ĐỊNH", "Điều 2. Chế độ họp.", f"{line}\n")
    marks = [doubt for doubt in pipeline.parse_text(page).doubts if doubt.field == DRAFT]
    assert bool(marks) is is_draft


@pytest.mark.parametrize(
    ("name", "is_draft"),
    [
        ("van-ban/Dự thảo QĐ tiếp dân.docx", True),
        ("2. du_thao-nghi-quyet.pdf", True),
        ("gop-y-du-thao.docx", False),
        ("31-qd-tu.pdf", False),
        (None, False),
    ],
)
def test_a_file_may_be_named_a_draft(name: str | None, *, is_draft: bool) -> None:
    assert is_named_draft(name) is is_draft


def test_the_page_of_a_draft_says_so(tmp_path: Path, together: Library) -> None:
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), together).test_client()
    cards = {one.source: one.id for one in together.overview().documents}
    for source, said in (("draft.txt", True), ("drafted.txt", False)):
        page = client.get(f"/van-ban/{cards[source]}", follow_redirects=True).text
        assert ("Tệp này ghi là dự thảo" in page) is said, source


def test_nothing_ends_what_came_after_it(together: Library) -> None:
    assert of(together, "older") == []


def test_a_plan_only_means_to_end_a_regulation(together: Library) -> None:
    (said,) = of(together, "planned")
    assert said.startswith("Có thể được thay thế bởi Kế hoạch số 91-KH/TU")
    assert "có thể mới là việc dự kiến" in said


def test_a_number_without_a_body_is_of_the_acting_body(together: Library) -> None:
    assert of(together, "theirs") == []
    assert of(together, "ours") == ["Được thay thế bởi Quy định số 60-QĐ/TU, ngày 05/5/2024"]


def test_a_consolidated_text_decides_nothing(tmp_path: Path, together: Library) -> None:
    draft = "Căn cứ Quyết định số 11/2012/QĐ-UBND ngày 01/02/2012 của Ủy ban nhân dân tỉnh Minh Hà;"
    (one,) = together.check(pipeline.parse_text(draft, source="dự thảo")).references
    (status,) = one.statuses
    assert (status.by.number, status.review) == ("20/2019/QĐ-UBND", TOLD_BY_ANOTHER)


def test_what_was_called_off_or_restored_is_open_again(together: Library) -> None:
    (said,) = of(together, "repealed")
    assert said.startswith("Có thể bị bãi bỏ bởi Quyết định số 81-QĐ/TU")
    assert "sau đó không còn hiệu lực theo Quyết định số 82-QĐ/TU" in said
    assert sorted(of(together, "stopped")) == [
        "Có thể ngưng hiệu lực theo Quyết định số 74-QĐ/TU, ngày 12/11/2022 (cần xem lại: sau đó"
        " Quyết định số 75-QĐ/TU, ngày 12/11/2024 khôi phục hiệu lực)",
        "Được khôi phục hiệu lực bởi Quyết định số 75-QĐ/TU, ngày 12/11/2024",
    ]


@pytest.mark.parametrize(
    ("cited", "verdict", "said"),
    [
        (
            "Quy định số 70-QĐ/TU, ngày 11/11/2021",
            CheckVerdict.REPLACED,
            "Quyết định 71-QĐ/TU ngày 11/11/2022 ngưng hiệu lực",
        ),
        (
            "Quy định số 01-QĐ/TU, ngày 10/01/2015",
            CheckVerdict.REPLACED,
            "Lưu ý: Quy định 02-QĐ/TU ngày 10/02/2018 sau đó cũng được thay thế, mới nhất đã biết"
            " là Quy định 03-QĐ/TU ngày 10/3/2021.",
        ),
        ("Quy định số 50-QĐ/TU, ngày 09/9/2022", CheckVerdict.REPLACED, ", từ ngày 01/3/2027"),
        ("Quy định số 09-QĐ/TU, ngày 07/7/2023", CheckVerdict.UNSURE, "một dự thảo"),
        ("Quy định số 08-QĐ/TU, ngày 06/6/2023", CheckVerdict.RIGHT, "Khớp"),
        (
            "Quy định số 30-QĐ/TU, ngày 10/01/2020",
            CheckVerdict.RIGHT,
            "Lưu ý: Quyết định 31-QĐ/TU ngày 10/01/2022 bãi bỏ một phần.",
        ),
    ],
)
def test_a_check_tells_what_became_of_what_is_cited(
    together: Library, cited: str, verdict: CheckVerdict, said: str
) -> None:
    draft = pipeline.parse_text(f"Căn cứ {cited};", source="bản thảo")
    (one,) = together.check(draft).references
    assert one.verdict is verdict
    assert said in one.detail
