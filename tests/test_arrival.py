"""The stamp of arrival is no word of the document it was set on."""

from __future__ import annotations

from ingest.pages import Box, Word
from ingest.readers.ocr.arrival_stamp import without_stamp

HEIGHT = 840.0


def _words(text: str, x: float, y: float) -> list[Word]:
    made = []
    for word in text.split():
        made.append(Word(word, Box(x, y, x + 7 * len(word), y + 12), 0.8))
        x += 7 * len(word) + 4
    return made


def _texts(lines: list[list[Word]]) -> list[str]:
    return [" ".join(word.text for word in line) for line in lines]


TITLE = _words("Về việc thành lập Ban Chỉ đạo chuẩn bị Hội nghị Diễn đàn", 85, 144)
BODY = _words("Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;", 114, 260)
STAMP = [
    _words("CỔNG THÔNG TIN ĐIỆN TỬ", 47, 164),
    _words("CÔNG VĂN ĐẾN", 75, 180),
    _words("Số:.......", 78, 196),
    _words("Kính chuyển:", 60, 220),
]


def test_lines_of_the_stamp_are_left_out() -> None:
    left, stamped = without_stamp([TITLE, *STAMP, BODY], HEIGHT)
    assert stamped
    assert _texts(left) == _texts([TITLE, BODY])


def test_words_run_into_a_line_of_the_document_are_left_out() -> None:
    run_in = [*_words("_ CÔNG VĂN ĐẾNïNG THÔNG", 20, 164), *_words("giới về Đông Á", 209, 164)]
    left, stamped = without_stamp([TITLE, run_in, BODY], HEIGHT)
    assert stamped
    assert _texts(left)[1] == "giới về Đông Á"


def test_a_word_that_the_stamp_ran_into_is_kept() -> None:
    run_in = _words("ĐẾNhuộc thành phố Sơn La", 135, 164)
    left, _ = without_stamp([STAMP[0], run_in, BODY], HEIGHT)
    assert _texts(left)[0] == "huộc thành phố Sơn La"


def test_a_document_about_letters_that_arrive_is_left_alone() -> None:
    title = _words("QUY ĐỊNH QUẢN LÝ CÔNG VĂN ĐẾN", 180, 600)
    office = _words("CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", 60, 60)
    left, stamped = without_stamp([office, title, BODY], HEIGHT)
    assert not stamped
    assert _texts(left) == _texts([office, title, BODY])
