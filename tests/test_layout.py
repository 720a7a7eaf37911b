"""From lines to the canonical text: furniture out, paragraphs joined, notes apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ingest.layout.canonical_text import LaidOut, lay_out
from ingest.layout.line_joining import joint
from ingest.pages import Box, ReadFile, ReadPage, Role, TextLine, Word
from ingest.readers import read
from ingest.readers.page.reading_order import in_reading_order
from ingest.readers.plain import paragraphs
from ingest.text.spans import Span

LEFT, RIGHT, STEP = 85.0, 510.0, 16.0


def _line(
    text: str, y: float, *, x: float = LEFT, end: float | None = None, **more: object
) -> TextLine:
    """A line at height ``y``; full to the right edge unless ``end`` says otherwise."""
    size = float(more.pop("size", 14.0))  # type: ignore[arg-type]
    box = Box(x, y, RIGHT if end is None else end, y + size)
    return TextLine(text, box, size=size, **more)  # type: ignore[arg-type]


def _read(*pages: list[TextLine]) -> ReadFile:
    made = [
        ReadPage(number, tuple(lines), width=595, height=842)
        for number, lines in enumerate(pages, start=1)
    ]
    return ReadFile("a.pdf", "0" * 64, "pdf", tuple(made), paged=True)


def _whole(laid: LaidOut) -> None:
    """Every span points at what it says."""
    for line in laid.lines:
        if line.span is not None:
            assert len(line.span.of(laid.text)) == len(line.text)
        for word in line.words:
            assert word.span.of(laid.text).strip()
    for note in laid.notes:
        assert note.span.of(laid.text) == note.text
        assert note.anchor is None or note.anchor.of(laid.text) == note.mark


FULL = "Một dòng đủ dài để chạm lề bên phải của trang giấy và còn chữ"


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    laid = lay_out(
        _read(
            [
                _line(f"1. {FULL}", 200, x=LEFT + 28),
                _line("viết tiếp ở đây.", 216, end=200),
                _line("2. Khoản sau.", 232, x=LEFT + 28, end=220),
                _line(FULL, 248, x=LEFT + 28),
                _line("Đảng viên", 264, end=150),
            ]
        )
    )
    assert laid.text.split("\n") == [
        f"1. {FULL} viết tiếp ở đây.",
        "2. Khoản sau.",
        f"{FULL} Đảng viên",
    ]
    _whole(laid)


def test_ragged_lines_are_joined_where_the_next_word_had_no_room() -> None:
    wide, narrow = Box(LEFT, 216, LEFT + 90, 230), Box(LEFT, 216, LEFT + 15, 230)
    for box, expected in ((wide, 1), (narrow, 2)):
        second = TextLine(
            "Nghiêng theo", Box(LEFT, 216, 250, 230), (Word("Nghiêng", box),), size=14
        )
        laid = lay_out(
            _read([_line(FULL, 168), _line(FULL, 184), _line(FULL, 200, end=440), second])
        )
        assert len(laid.text.split("\n")) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Nghị quyết số 66-", "NQ/TW", "Nghị quyết số 66-NQ/TW"),
        ("Nghị quyết số 66-NQ/", "TW ngày", "Nghị quyết số 66-NQ/TW ngày"),
        ("số 33/2024/", "QH15", "số 33/2024/QH15"),
        ("giai đoạn 2021-", "2025", "giai đoạn 2021-2025"),
        ("kinh tế -", "xã hội", "kinh tế - xã hội"),
        ("Đông-", "Nam Á", "Đông-Nam Á"),
        ("chi bộ", "cơ sở", "chi bộ cơ sở"),
    ],
)
def test_numbers_and_compounds_broken_over_a_line(before: str, after: str, expected: str) -> None:
    assert before + joint(before, after) + after == expected


def test_paragraphs_of_one_indented_line_each_are_kept_apart() -> None:
    inner = LEFT + 28
    first = [
        _line("13. Tổ chức do Nhà nước nắm giữ dưới năm mươi phần trăm", 200, x=inner, bold=True),
        _line("Nhóm này gồm:", 216, x=inner, end=220),
        _line(f"{FULL}.", 232, x=inner),
        _line("Câu sau là một đoạn khác, cũng thụt vào.", 248, x=inner, end=400),
    ]
    laid = lay_out(_read([_line(FULL, 168), _line(FULL, 184, end=300), *first]))
    assert laid.text.split("\n")[-4:] == [line.text for line in first]


def test_a_page_of_first_lines_only_borrows_its_width_from_the_others() -> None:
    inner = LEFT + 28
    usual = [_line(f"{FULL} {n}", 200 + 16 * n) for n in range(6)]
    listed = [_line(f"{FULL} {n}.", 200 + 16 * n, x=inner) for n in range(6)]
    laid = lay_out(_read(usual, usual, listed, usual))
    lines = laid.text.split("\n")
    assert [line for line in lines if line.endswith(".")] == [line.text for line in listed]


def test_a_sentence_set_off_by_space_begins_a_paragraph() -> None:
    close = [_line(f"{FULL} {n}", 100 + 16 * n) for n in range(14)]
    after = _line("Đoạn sau cách ra một quãng.", 100 + 16 * 15 + 8, end=300)
    laid = lay_out(_read([*close, _line(f"{FULL}.", 100 + 16 * 14), after]))
    assert laid.text.split("\n")[1:] == [after.text]


def test_lines_of_a_signature_are_not_run_together() -> None:
    signed = [
        _line("TM. CHÍNH PHỦ", 200, x=300, end=500, bold=True),
        _line("KT. THỦ TƯỚNG", 216, x=300, end=500, bold=True),
        _line("PHÓ THỦ TƯỚNG", 232, x=300, end=500, bold=True),
        _line("Lê Thị Mẫu", 248, x=310, end=490, bold=True),
    ]
    assert lay_out(_read([_line(FULL, 168), *signed])).text.split("\n")[1:] == [
        line.text for line in signed
    ]


def test_running_lines_and_page_numbers_are_left_out_and_the_number_kept() -> None:
    pages = [
        [
            _line(f"CÔNG BÁO/Số {90 + n}/Ngày 23-12-2021", 40, x=200, end=400),
            _line(f"{n + 4}", 40, x=490, end=RIGHT),
            _line("1. Nội dung.", 200, end=300),
            _line("2021", 700, end=120),
        ]
        for n in range(1, 6)
    ]
    laid = lay_out(_read(*pages))
    assert [page.printed for page in laid.pages] == ["5", "6", "7", "8", "9"]
    assert "CÔNG BÁO" not in laid.text
    assert laid.text.split("\n") == ["1. Nội dung.", "2021"] * 5
    assert [line.text for line in laid.lines if line.role is Role.FURNITURE][1] == "5"


def test_a_figure_at_the_foot_that_does_not_count_with_the_pages_is_text() -> None:
    pages = [
        [
            _line("Nội dung.", 200, end=300),
            _line("1500", 772, end=120),
            _line(f"- {n} -", 800, x=290, end=310),
        ]
        for n in range(1, 4)
    ]
    laid = lay_out(_read(*pages))
    assert [page.printed for page in laid.pages] == ["1", "2", "3"]
    assert laid.text.split("\n") == ["Nội dung.", "1500"] * 3


def _noted(text: str, y: float, mark: str, **more: object) -> TextLine:
    at = text.index(mark) if text.startswith(f"{mark} ") else text.rindex(mark)
    return _line(text, y, marks=(Span(at, at + len(mark)),), **more)


def test_a_note_over_a_page_break_is_joined_and_so_is_the_body() -> None:
    first = [
        *(_line(FULL, y) for y in range(480, 624, 16)),
        _line("hết đoạn.", 624, end=200),
        _noted("1. Nghị quyết Đại hội XIII của Đảng1 nêu rõ trách nhiệm của các", 640, "1"),
        _line("cấp ủy và", 656, end=RIGHT),
        _noted(
            "1 Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương về",
            700,
            "1",
            size=10.0,
        ),
        _line("đẩy mạnh xây dựng,", 712, size=10.0),
    ]
    second = [
        _line("tổ chức đảng.", 100, end=250),
        _noted("2. Khoản sau có chú thích2.", 116, "2", end=300),
        _line("chỉnh đốn Đảng.", 700, size=10.0, end=200),
        _noted("2 Quy định số 85-QĐ/TW.", 712, "2", size=10.0, end=220),
    ]
    laid = lay_out(_read(first, second))
    body, notes = laid.text[: laid.body_end].split("\n"), [note.text for note in laid.notes]
    assert body[1:] == [
        "1. Nghị quyết Đại hội XIII của Đảng¹ nêu rõ trách nhiệm của các cấp ủy và tổ chức đảng.",
        "2. Khoản sau có chú thích².",
    ]
    assert notes == [
        "Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương về đẩy mạnh xây dựng, "
        "chỉnh đốn Đảng.",
        "Quy định số 85-QĐ/TW.",
    ]
    assert all(note.anchor is not None for note in laid.notes)
    _whole(laid)


def test_notes_that_begin_anew_on_each_page_find_their_own_marks() -> None:
    pages = [
        [
            _noted(f"Mục của trang {page} có phòng rộng 3 m2 và chú thích1 ở đây", 200, "1"),
            _noted(f"1 Chú thích trang {page}.", 720, "1", size=10.0, end=250),
        ]
        for page in ("một", "hai", "ba")
    ]
    pages[0][0] = _line("Mục này không có chú thích nào, chỉ có phòng rộng 3 m² mà thôi.", 200)
    del pages[0][1]
    laid = lay_out(_read(*pages))
    assert [note.text for note in laid.notes] == ["Chú thích trang hai.", "Chú thích trang ba."]
    for note in laid.notes:
        assert note.anchor is not None
        anchor = note.anchor
        (line,) = [x for x in laid.lines if x.span is not None and x.span.contains(anchor)]
        assert note.text.split()[-1].rstrip(".") in line.text


# --- reading order ----------------------------------------------------------------


def test_header_blocks_are_read_one_after_the_other() -> None:
    lines = [
        _line("TỈNH ỦY MINH HÀ", 60, x=110, end=230),
        _line("ĐẢNG CỘNG SẢN VIỆT NAM", 60, x=320, end=520),
        _line("*", 76, x=165, end=172),
        _line("Số 08-QĐ/TU", 92, x=125, end=215),
        _line("Minh Hà, ngày 02 tháng 3 năm 2021", 94, x=310, end=530),
        _line("V/v rà soát tổ chức", 108, x=115, end=225),
        _line("cơ sở đảng", 122, x=130, end=210),
        _line("QUY ĐỊNH", 150, x=260, end=340),
        _line(FULL, 180),
    ]
    laid = lay_out(_read(in_reading_order(lines, 595, 842)))
    assert laid.text.split("\n") == [
        "TỈNH ỦY MINH HÀ",
        "*",
        "Số 08-QĐ/TU",
        "V/v rà soát tổ chức cơ sở đảng",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Minh Hà, ngày 02 tháng 3 năm 2021",
        "QUY ĐỊNH",
        FULL,
    ]


def test_two_columns_of_running_text_are_read_column_by_column() -> None:
    column = [f"dòng {n} của một cột chữ chạy dài" for n in range(20)]
    lines = [
        _line(("Cột trái " if x == LEFT else "cột phải ") + text, 100 + 16 * n, x=x, end=x + 200)
        for n, text in enumerate(column)
        for x in (LEFT, 310.0)
    ]
    laid = lay_out(_read(in_reading_order(lines, 595, 842)))
    assert laid.text.index("dòng 19 của") < laid.text.index("cột phải")
    assert "\n" not in laid.text


def test_rows_without_rulings_keep_together() -> None:
    lines = [
        _line("Tên phường", 200, end=180),
        _line("Số chi bộ", 200, x=400, end=470),
        _line("An Lạc", 216, end=140),
        _line("12", 216, x=430, end=445),
    ]
    ordered = in_reading_order(lines, 595, 842)
    assert [line.text for line in ordered] == ["Tên phường | Số chi bộ", "An Lạc | 12"]
    assert {line.role for line in ordered} == {Role.TABLE}


def test_a_number_apart_from_its_words_is_one_line() -> None:
    lines = [_line("a)", 200, end=LEFT + 10), _line("Nội dung điểm", 200, x=LEFT + 40)]
    assert [line.text for line in in_reading_order(lines, 595, 842)] == ["a) Nội dung điểm"]


def test_a_ruled_table_is_read_by_cells(tmp_path: Path) -> None:
    import pymupdf

    font = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
    if not font.is_file():
        pytest.skip("needs the Liberation fonts to set Vietnamese")
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=595, height=842)
        for x in (80, 130, 330, 500):
            page.draw_line((x, 200), (x, 300))
        for y in (200, 240, 300):
            page.draw_line((80, y), (500, y))
        for x, y, text in (
            (90, 215, "TT"),
            (140, 215, "Nội dung"),
            (140, 231, "công việc"),
            (340, 215, "Thời hạn"),
            (90, 255, "1"),
            (140, 255, "Rà soát chi bộ"),
            (140, 271, "còn ít đảng viên"),
            (340, 255, "31/3/2023"),
            (80, 340, "Sau bảng."),
        ):
            page.insert_text((x, y), text, fontsize=12, fontname="L", fontfile=str(font))
        pdf.save(tmp_path / "a.pdf")
    laid = lay_out(read(tmp_path / "a.pdf"))
    assert laid.text.split("\n") == [
        "TT | Nội dung công việc | Thời hạn",
        "1 | Rà soát chi bộ còn ít đảng viên | 31/3/2023",
        "Sau bảng.",
    ]
    _whole(laid)


def test_a_table_of_filled_boxes_is_read_by_cells(tmp_path: Path) -> None:
    import pymupdf

    font = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
    if not font.is_file():
        pytest.skip("needs the Liberation fonts to set Vietnamese")
    edges, rows = (80, 130, 330, 500), (200, 240, 280, 320)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=595, height=842)
        page.draw_rect((80, 100, 300, 116), color=None, fill=(1, 1, 0))  # a highlighted line
        for n, y in enumerate(rows[:-1]):
            for x0, x1 in pairwise(edges):
                shade = (0.9, 0.9, 0.95) if n % 2 else (0.8, 0.85, 0.9)
                page.draw_rect((x0 + 1, y + 1, x1 - 1, rows[n + 1] - 1), color=None, fill=shade)
        for x, y, text in (
            (82, 113, "Trước bảng có tô màu."),
            (90, 215, "TT"),
            (140, 215, "Nội dung"),
            (340, 215, "Thời hạn"),
            (90, 255, "1"),
            (140, 255, "Rà soát chi bộ"),
            (140, 271, "còn ít đảng viên"),
            (340, 255, "31/3/2023"),
            (90, 295, "2"),
            (140, 295, "Báo cáo"),
            (340, 295, "30/6/2023"),
        ):
            page.insert_text((x, y), text, fontsize=12, fontname="L", fontfile=str(font))
        pdf.save(tmp_path / "a.pdf")
    laid = lay_out(read(tmp_path / "a.pdf"))
    assert laid.text.split("\n") == [
        "Trước bảng có tô màu.",
        "TT | Nội dung | Thời hạn",
        "1 | Rà soát chi bộ còn ít đảng viên | 31/3/2023",
        "2 | Báo cáo | 30/6/2023",
    ]


@pytest.mark.parametrize(("mark", "raised"), [("1", True), ("[1]", False)])
def test_notes_as_large_as_the_body_are_known_by_their_marks(mark: str, raised: bool) -> None:
    def marked(text: str, y: float, at: int) -> TextLine:
        spans = (Span(at, at + len(mark)),) if raised else ()
        return _line(text, y, marks=spans)

    first = f"Điều này đã quy định rõ{mark} trong văn bản đang được"
    laid = lay_out(
        _read(
            [
                marked(first, 100, first.index(mark)),
                _line("thực hiện ở các chi bộ.", 116, end=300),
                marked(
                    f"{mark} Xem Quy định số 37-QĐ/TW, ngày 25/10/2021 của Ban Chấp hành", 700, 0
                ),
                _line("Trung ương.", 716, end=200),
            ]
        )
    )
    _whole(laid)
    (note,) = laid.notes
    assert note.text == "Xem Quy định số 37-QĐ/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương."
    assert note.anchor is not None
    assert laid.text.split("\n")[0].endswith("đang được thực hiện ở các chi bộ.")


def test_a_line_in_brackets_without_its_mark_above_is_body() -> None:
    lines = [_line(f"{FULL}.", 600), _line("[1] Một dòng trong ngoặc.", 700, end=300)]
    assert lay_out(_read(lines)).notes == ()


def test_bracketed_notes_of_a_bare_text() -> None:
    text = "Thực hiện theo quy định [1] và hướng dẫn[2].\n[1] Quy định 37.\n[2] Hướng dẫn 12."
    lines = tuple(paragraphs(text, markdown=False))
    laid = lay_out(ReadFile("a.txt", "0" * 64, "text", (ReadPage(1, lines),), paged=False))
    assert [(note.mark, note.text) for note in laid.notes] == [
        ("[1]", "Quy định 37."),
        ("[2]", "Hướng dẫn 12."),
    ]
    assert all(note.anchor is not None for note in laid.notes)


# --- bare text --------------------------------------------------------------------


def test_markdown_marks_are_not_text() -> None:
    text = (
        "|\n**ĐẢNG CỘNG SẢN\nVIỆT NAM**\n----\n|\n\n"
        "**QUY ĐỊNH**\n\nvề “*tự diễn biến*” và\nviệc khác\n"
    )
    assert [line.text for line in paragraphs(text, markdown=True)] == [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "QUY ĐỊNH",
        "về “tự diễn biến” và việc khác",
    ]


def test_the_sample_directive_is_put_together_again(shared: Path) -> None:
    laid = lay_out(read(shared / "documents" / "huong-dan-tuyen-truyen-xay-dung-dang.txt"))
    _whole(laid)
    assert [note.mark for note in laid.notes] == ["¹", "²", "³"]
    assert all(note.anchor is not None for note in laid.notes)
    # Note 1 was cut by a page break: its second half holds six of its documents.
    assert laid.notes[0].text.count("-QĐ/TW") + laid.notes[0].text.count("-NQ/TW") == 4
    assert laid.notes[0].text.startswith("Kết luận số 21-KL/TW")
    body = laid.text[: laid.body_end]
    assert "của Đảng¹; tiếp tục phân tích" in body
    assert "cán bộ, hội viên, đoàn viên" in body
    assert "nội bộ” gắn với" in body
    assert "*" not in laid.text
    assert "\nK/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\n" in body


@pytest.mark.parametrize(
    ("name", "pages", "printed", "notes"),
    [
        ("party__tcddvhn__huongdan06.pdf", 33, "2", 0),
        ("party__tcddvhn__quydinh294.pdf", 35, None, 0),
        ("gov__hrmaster1982-dev__thong-tu-so-27-2026-tt-bkhcn-469693.pdf", 5, "4", 3),
        ("gov__hrmaster1982-dev__van-ban-hop-nhat-so-464-vbhn-bldtbxh-44174.pdf", 10, None, 7),
    ],
)
def test_real_documents(
    shared: Path, name: str, pages: int, printed: str | None, notes: int
) -> None:
    laid = lay_out(read(shared / "pdf" / name))
    _whole(laid)
    assert len(laid.pages) == pages
    if printed is not None:
        assert laid.pages[1].printed == printed
    assert len(laid.notes) == notes
    assert all(note.anchor is not None for note in laid.notes)
    body = laid.text[: laid.body_end].split("\n")
    torn = [b for a, b in pairwise(body) if b[:2].islower() and b[1] != ")" and a[-1:].islower()]
    assert len(torn) <= 1 + len(body) // 100


def test_a_letterhead_that_comes_again_runs_over_no_page() -> None:
    def page(kind: str) -> list[TextLine]:
        return [
            _line("CÔNG BÁO/Số 12/Ngày 01-02-2024", 20, end=400, size=10.0),
            _line("SỞ NỘI VỤ", 50, end=200, size=10.0),
            _line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 50, x=260, size=10.0),
            _line("TỈNH MINH HÀ", 64, end=200, size=10.0),
            _line("Độc lập - Tự do - Hạnh phúc", 64, x=260, size=10.0),
            _line(kind, 140, x=240, end=340),
            _line(f"1. {FULL}", 200),
        ]

    laid = lay_out(_read(page("QUYẾT ĐỊNH"), page("KẾ HOẠCH")))
    furniture = {line.text for line in laid.lines if line.role is Role.FURNITURE}
    assert furniture == {"CÔNG BÁO/Số 12/Ngày 01-02-2024"}
    assert laid.text.count("TỈNH MINH HÀ") == 2
