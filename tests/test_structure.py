"""The provision tree in every style the rules of form have had."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from ingest import pipeline
from ingest.model import Document, Level
from ingest.pipeline import parse_text

HEAD = """ĐẢNG BỘ TỈNH MINH HÀ
TỈNH ỦY MINH HÀ
*
Số 08-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 10 tháng 5 năm 2021
QUY ĐỊNH
về việc thử nghiệm cấu trúc
-----
"""


def parsed(body: str) -> Document:
    return pipeline.parse_text(HEAD + body)


def paths(document: Document) -> list[str]:
    return [" > ".join(provision.path) for provision in document.provisions]


def test_the_older_party_style() -> None:
    document = parsed(
        "I- QUAN ĐIỂM\n1- Quan điểm chung\n1.1- Giữ vững nguyên tắc của tổ chức.\n"
        "a) Nguyên tắc tập trung.\n- Ý thứ nhất của điểm.\n- Ý thứ hai của điểm.\n"
        "b) Nguyên tắc dân chủ.\n1.2- Đổi mới cách làm.\n2- Quan điểm riêng.\nII- GIẢI PHÁP\n"
        "1- Giải pháp thứ nhất được nêu ở đây."
    )
    assert paths(document) == [
        "mục I",
        "mục I > mục 1",
        "mục I > mục 1 > mục 1.1",
        "mục I > mục 1 > mục 1.1 > điểm a",
        "mục I > mục 1 > mục 1.1 > điểm a > gạch đầu dòng thứ nhất",
        "mục I > mục 1 > mục 1.1 > điểm a > gạch đầu dòng thứ hai",
        "mục I > mục 1 > mục 1.1 > điểm b",
        "mục I > mục 1 > mục 1.2",
        "mục I > mục 2",
        "mục II",
        "mục II > mục 1",
    ]


def test_the_newer_party_and_the_state_style() -> None:
    document = parsed(
        "Phần I\nQUY ĐỊNH CHUNG\nChương I\nPHẠM VI\nMục 1\nĐỐI TƯỢNG\nĐiều 1. Phạm vi điều chỉnh\n"
        "1. Quy định này quy định cấu trúc:\na) Điểm đầu tiên;\nb) Điểm thứ hai.\n2. Khoản hai.\n"
        "Điều 2. Nguyên tắc\nNguyên tắc được nêu ở đây.\nPhần II\nTHI HÀNH\nĐiều 3. Hiệu lực\n"
        "Quy định này có hiệu lực từ ngày ký."
    )
    top = "Phần I > Chương I > Mục 1"
    assert paths(document) == [
        "Phần I",
        "Phần I > Chương I",
        top,
        f"{top} > Điều 1",
        f"{top} > Điều 1 > khoản 1",
        f"{top} > Điều 1 > khoản 1 > điểm a",
        f"{top} > Điều 1 > khoản 1 > điểm b",
        f"{top} > Điều 1 > khoản 2",
        f"{top} > Điều 2",
        "Phần II",
        "Phần II > Điều 3",
    ]
    assert [p.title for p in document.provisions[:4]] == [
        "QUY ĐỊNH CHUNG",
        "PHẠM VI",
        "ĐỐI TƯỢNG",
        "Phạm vi điều chỉnh",
    ]
    assert document.provisions[5].level is Level.POINT


def test_ordinal_parts() -> None:
    document = parsed("Phần thứ nhất\nTÌNH HÌNH\nI. Kết quả đạt được\nPhần thứ hai\nNHIỆM VỤ")
    assert paths(document) == ["Phần thứ nhất", "Phần thứ nhất > mục I", "Phần thứ hai"]


def test_articles_under_roman_numerals() -> None:
    document = parsed(
        "I- QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nLà phạm vi.\nĐiều 2. Đối tượng\nLà đối tượng.\n"
        "II- ĐIỀU KHOẢN CUỐI\nĐiều 3. Hiệu lực\nCó hiệu lực từ ngày ký."
    )
    assert paths(document) == [
        "mục I",
        "mục I > Điều 1",
        "mục I > Điều 2",
        "mục II",
        "mục II > Điều 3",
    ]


def test_text_quoted_by_an_amending_document_is_not_its_structure() -> None:
    document = parsed(
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy định số 31-QĐ/TU\n"
        "1. Sửa đổi Điều 5 như sau:\n“Điều 5. Thời hạn trả lời\n1. Trả lời trong mười ngày.\n"
        "2. Trường hợp phức tạp thì hai mươi ngày.”.\n2. Bãi bỏ khoản 3 Điều 7.\n"
        "Điều 2. Hiệu lực thi hành\nCó hiệu lực từ ngày ký."
    )
    assert paths(document) == ["Điều 1", "Điều 1 > khoản 1", "Điều 1 > khoản 2", "Điều 2"]
    quoted = document.text.index("mười ngày")
    assert document.provisions[1].span.start < quoted < document.provisions[1].span.end


def test_a_quotation_never_closed_ends_at_the_next_own_article() -> None:
    document = parsed(
        "Điều 1. Sửa đổi Điều 4 như sau:\n“Điều 4. Rút đơn\n1. Người gửi được rút đơn.\n"
        "2. Việc rút đơn lập thành biên bản.\nĐiều 2. Sửa đổi, bổ sung Điều 15 như sau:\n"
        "“1. Việc trưng cầu được lập thành văn bản.”.\nĐiều 3. Hiệu lực thi hành\nTừ ngày ký."
    )
    assert paths(document) == ["Điều 1", "Điều 2", "Điều 3"]


def test_an_annex_and_an_attached_document_are_parts_of_their_own() -> None:
    document = parsed(
        "Điều 1. Ban hành kèm theo Quy định này Quy chế phối hợp.\n"
        "Điều 2. Quy định có hiệu lực từ ngày ký.\nNơi nhận:\n- Các huyện ủy,\n- Lưu Văn phòng.\n"
        "T/M BAN THƯỜNG VỤ\nBÍ THƯ\nNguyễn Văn Mẫu\nQUY CHẾ\nPhối hợp công tác\n"
        "(Ban hành kèm theo Quy định số 08-QĐ/TU ngày 10/5/2021)\nĐiều 1. Mục đích\n"
        "Quy chế này để phối hợp.\nPHỤ LỤC I\nDANH MỤC BIỂU MẪU\n1. Biểu thứ nhất\n2. Biểu thứ hai"
    )
    assert paths(document) == [
        "Điều 1",
        "Điều 2",
        "Quy chế kèm theo",
        "Quy chế kèm theo > Điều 1",
        "Phụ lục I",
        "Phụ lục I > mục 1",
        "Phụ lục I > mục 2",
    ]
    assert document.provisions[2].title == "Phối hợp công tác"
    assert document.provisions[4].title == "DANH MỤC BIỂU MẪU"
    assert "Nguyễn Văn Mẫu" not in "".join(passage.text for passage in document.passages)
    assert document.header.signatory is not None
    assert document.header.signatory.value == "Nguyễn Văn Mẫu"


def test_years_and_quantities_at_a_line_start_begin_no_provision() -> None:
    document = parsed(
        "I. KẾT QUẢ\n1. Thu ngân sách đạt khá.\n2021. Là năm đầu nhiệm kỳ.\n"
        "3.5 tỷ đồng đã được giải ngân.\n2. Chi ngân sách tiết kiệm."
    )
    assert paths(document) == ["mục I", "mục I > mục 1", "mục I > mục 2"]


def test_preamble_dashes_are_no_provisions() -> None:
    document = parsed("- Căn cứ Điều lệ Đảng;\n- Xét đề nghị của Văn phòng;\nĐiều 1. Phạm vi\nA b.")
    assert paths(document) == ["Điều 1"]


def test_a_table_of_contents_is_no_structure() -> None:
    document = parsed(
        "MỤC LỤC\nChương I. QUY ĐỊNH CHUNG ........ 1\nChương II. THI HÀNH ........ 5\n"
        "Chương I. QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nNội dung ở đây."
    )
    assert paths(document) == ["Chương I", "Chương I > Điều 1"]


def test_a_sentence_about_a_chapter_is_no_heading() -> None:
    document = parsed("Điều 1. Phạm vi\nChương II của Quy chế này được áp dụng từ năm sau.\nHết.")
    assert paths(document) == ["Điều 1"]


def test_spans_nest(sample_documents: list[Document]) -> None:
    nested = [
        (document.provisions[provision.parent], provision)
        for document in sample_documents
        for provision in document.provisions
        if provision.parent is not None
    ]
    assert nested
    for above, provision in nested:
        assert above.span.contains(provision.span)
        assert provision.path[: len(above.path)] == above.path


def test_the_directive(shared: Path) -> None:
    file = next((shared / "documents").glob("huong-dan-tuyen-truyen*.txt"))
    document = pipeline.parse(file, isolated=False)
    levels = [provision.level for provision in document.provisions]
    assert levels.count(Level.ROMAN) == 4
    assert levels.count(Level.ARABIC) == 12
    assert levels.count(Level.DASH) == 3
    note = next(passage for passage in document.passages if passage.note == "¹")
    assert note.path == ("mục II", "mục 1")


def test_a_point_holds_the_list_that_its_own_list_goes_on_behind() -> None:
    body = "Điều 1. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn.\nb) Giấy tờ kèm theo:\n"
    body += "".join(f"({n}) Giấy thứ {n};\n" for n in range(1, 5)) + "c) Ảnh.\n2. Nơi nộp."
    assert paths(parsed(body)) == [
        "Điều 1",
        "Điều 1 > khoản 1",
        "Điều 1 > khoản 1 > điểm a",
        "Điều 1 > khoản 1 > điểm b",
        *(f"Điều 1 > khoản 1 > điểm b > ý {n}" for n in range(1, 5)),
        "Điều 1 > khoản 1 > điểm c",
        "Điều 1 > khoản 2",
    ]


def test_a_bracket_whose_points_begin_anew_stands_above_them() -> None:
    document = parsed(
        "I- VIỆC\na) Việc một.\n(1) Nhóm một:\na) Ý một.\nb) Ý hai.\n(2) Nhóm hai:\na) Ý ba."
    )
    assert "mục I > ý 1 > điểm a" in paths(document)


def test_a_dash_holds_the_list_it_announces() -> None:
    document = parsed(
        "I- VIỆC\n- Cán bộ gồm:\n(1) Bí thư;\n(2) Phó bí thư.\n"
        "- Đảng viên gồm:\n(1) Chính thức;\n(2) Dự bị.\nII- HẠN\nNộp trước ngày hai mươi."
    )
    first, second = "mục I > gạch đầu dòng thứ nhất", "mục I > gạch đầu dòng thứ hai"
    assert paths(document)[1:7] == [
        first,
        f"{first} > ý 1",
        f"{first} > ý 2",
        second,
        f"{second} > ý 1",
        f"{second} > ý 2",
    ]


def test_dashes_inside_a_bracketed_list_stay_inside() -> None:
    document = parsed(
        "I- VIỆC\n- Mở đầu:\n(1) Nhóm một:\n- Ý một.\n- Ý hai.\n"
        "(2) Nhóm hai:\n- Ý ba.\n(3) Nhóm ba."
    )
    assert [p for p in paths(document) if p.endswith(("ý 1", "ý 2", "ý 3"))] == [
        "mục I > ý 1",
        "mục I > ý 2",
        "mục I > ý 3",
    ]


def test_a_worn_chapter_number_is_proven_by_its_neighbours() -> None:
    document = parsed(
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nNội dung.\nChương lI\nQUYỀN HẠN\n"
        "Điều 2. Quyền\nNội dung.\nChương\nTHI HÀNH\nĐiều 3. Hiệu lực\nNội dung."
    )
    assert [p for p in paths(document) if ">" not in p] == ["Chương I", "Chương II", "Chương III"]
    assert paths(document)[-1] == "Chương III > Điều 3"


def test_a_worn_roman_numeral_is_taken_only_for_the_next_one() -> None:
    document = parsed(
        "I- MỤC ĐÍCH\n1- Nâng cao.\nn- YÊU CẦU\n1- Thiết thực.\n"
        "III- NỘI DUNG\n1- Học tập.\nw- THỰC HIỆN\nLàm."
    )
    assert [p for p in paths(document) if ">" not in p] == ["mục I", "mục II", "mục III", "mục IV"]
    # The same letters where no such number is due are no heading.
    assert "mục II" not in paths(parsed("I- MỤC ĐÍCH\n1- Nâng cao.\nw- THỰC HIỆN\nLàm việc."))


def test_a_number_that_comes_back_places_no_passage() -> None:
    long = "nội dung cụ thể của việc này được nêu đầy đủ ở đây để mọi người cùng thực hiện " * 4
    document = parsed(
        f"I- CÓ SỐ\n1- {long}.\n2- {long}.\nII- ĐÁNH GIÁ\nƯu điểm:\n1- {long}.\n2- {long}.\n"
        f"Hạn chế:\n1- {long}.\n2- {long}.\n3- {long}."
    )
    assert ("mục I", "mục 2") in {passage.path for passage in document.passages}
    below = {passage.path for passage in document.passages if passage.path[:1] == ("mục II",)}
    assert below == {("mục II",), ("mục II", "mục 3")}


def test_questions_of_a_handbook_are_headings() -> None:
    document = parsed(
        "Phần I\nVẤN ĐỀ CHUNG\nCâu hỏi 1: Vì sao phải tiếp dân?\n"
        "Trả lời:\n1. Vì dân.\n2. Vì Đảng.\n"
        "Câu hỏi 2: Ai tiếp dân?\nTrả lời:\n1. Bí thư.\n2. Phó bí thư."
    )
    assert paths(document)[1:] == [
        "Phần I > Câu 1",
        "Phần I > Câu 1 > mục 1",
        "Phần I > Câu 1 > mục 2",
        "Phần I > Câu 2",
        "Phần I > Câu 2 > mục 1",
        "Phần I > Câu 2 > mục 2",
    ]


def test_an_article_whose_heading_runs_on_in_a_line_is_an_article() -> None:
    text = (
        "Điều 1. Phạm vi\nQuy định này áp dụng trong tỉnh.\nĐiều 2. Nguyên tắc\n"
        "1. Kịp thời, theo Điều 5. Việc khác theo Điều 9. 2. Công khai. Điều 3. Trách nhiệm\n"
        "Chi bộ thực hiện. Như Điều 7. Chi bộ\nĐiều 4. Hiệu lực\n"
        "Quy định này có hiệu lực từ ngày ký."
    )
    document = parse_text(text)
    articles = [one for one in document.provisions if one.path[-1].startswith("Điều")]
    assert [one.path[-1] for one in articles] == ["Điều 1", "Điều 2", "Điều 3", "Điều 4"]
    assert articles[2].span.of(document.text).startswith("Điều 3. Trách nhiệm")
    assert articles[1].span.of(document.text).endswith("Công khai.")


def place_of(document: Document, words: str) -> str:
    at = document.text.index(words)
    held = [p.path for p in document.provisions if p.span.start <= at < p.span.end]
    return " > ".join(max(held, key=len, default=()))


def test_a_paragraph_without_marker_stands_where_what_follows_proves_it() -> None:
    document = parsed(
        "Điều 1. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn của người xin.\nĐơn viết tay được nhận.\n"
        "b) Ảnh của người xin.\nẢnh chụp mới.\n2. Nơi nhận hồ sơ là văn phòng.\n"
        "Văn phòng hướng dẫn Điều này.\nĐiều 2. Hạn nộp\nHạn là mười ngày."
    )
    assert place_of(document, "Đơn viết tay") == "Điều 1 > khoản 1 > điểm a"
    assert place_of(document, "Ảnh chụp mới") == "Điều 1 > khoản 1"
    assert place_of(document, "Văn phòng hướng dẫn") == "Điều 1"
    # The passages tell the same, in order, and none holds another's words.
    spans = [passage.span for passage in document.passages]
    assert len(spans) > 1
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_heading_without_number_ends_the_list_above_it() -> None:
    document = parsed(
        "I- ĐÁNH GIÁ\nKết quả:\n- Việc một đã xong.\n- Việc hai đã xong.\nHạn chế:\n"
        "- Việc ba còn chậm.\nVí dụ: xã Đồng Tâm.\n- Việc bốn còn chậm.\nNguyên nhân\n"
        "- Thiếu người.\nII- NHIỆM VỤ\nLàm tiếp."
    )
    assert place_of(document, "Hạn chế:") == place_of(document, "Nguyên nhân") == "mục I"
    assert place_of(document, "xã Đồng Tâm") == "mục I > gạch đầu dòng thứ ba"
    assert place_of(document, "Thiếu người") == "mục I > gạch đầu dòng thứ năm"


def test_an_announced_list_of_a_higher_form_hangs_below() -> None:
    document = parsed(
        "I- ĐỊNH HƯỚNG\n1. Quan điểm\n2. Định hướng cụ thể\n2.1. Xem xét chủ trương.\n"
        "2.2. Sửa đổi các nội dung sau:\n1. Về tuổi đời.\n2. Về tuổi đảng.\n3. Về thẻ."
    )
    assert paths(document)[-1] == "mục I > mục 2 > mục 2.2 > mục 3"


def test_a_dash_inside_a_list_may_begin_as_a_preamble_does() -> None:
    document = parsed(
        "I- QUẢN LÝ\n1. Quản lý quy hoạch:\n- Căn cứ kết quả, cấp ủy rà soát.\n"
        "- Thực hiện công khai.\n2. Hạn."
    )
    assert paths(document)[2:4] == [
        "mục I > mục 1 > gạch đầu dòng thứ nhất",
        "mục I > mục 1 > gạch đầu dòng thứ hai",
    ]


def test_closing_words_belong_to_the_whole_document() -> None:
    document = parsed(
        "I- VIỆC\n1. Làm một việc.\n2. Làm hai việc.\nNghị quyết này phổ biến đến chi bộ."
    )
    assert place_of(document, "Nghị quyết này") == ""


def test_a_doubled_letter_of_a_scan_is_the_one_that_was_due() -> None:
    document = parsed(
        "Điều 1. Hồ sơ\n1. Gồm:\na) Đơn.\n_b) Ảnh.\nc) Giấy.\nđ) Thẻ.\nđ) Phiếu.\n2. Hạn."
    )
    points = [p.rsplit(" ", 1)[1] for p in paths(document) if "điểm" in p]
    assert points == ["a", "b", "c", "d", "đ"]


def test_a_chapter_read_with_wrong_letters_is_proven_by_its_neighbours() -> None:
    document = parsed(
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nNội dung.\nChương II\nQUYỀN HẠN\n"
        "Điều 2. Quyền\nNội dung.\nChương IH\nTHI HÀNH\nĐiều 3. Hiệu lực\nNội dung.\n"
        "Chương EV\nPHỤ\nĐiều 4. Phụ\nNội dung."
    )
    assert [p for p in paths(document) if ">" not in p][2:] == ["Chương III", "Chương IV"]


def test_a_preface_behind_a_table_of_contents_is_found() -> None:
    document = parse_text(
        "SỔ TAY CHI BỘ\nMỤC LỤC\nChương I\nCHI BỘ\n1. Sinh hoạt chi bộ\nChương II\nCẤP ỦY\n"
        "LỜI NÓI ĐẦU\nTập sổ tay này giúp các chi bộ làm việc.\nMong các chi bộ góp ý.\n"
        "Chương I\nCHI BỘ\n1. Sinh hoạt chi bộ\nMỗi tháng họp một lần.\n"
        "Chương II\nCẤP ỦY\nBầu bằng phiếu kín."
    )
    found = " ".join(passage.text for passage in document.passages)
    assert "Tập sổ tay này giúp các chi bộ làm việc." in found
    assert found.count("CẤP ỦY") == 1
