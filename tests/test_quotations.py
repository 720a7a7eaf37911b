"""Quotations: what quotes, what is folded, how one lies on its source, what it is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.access import Rights
from index.check_results import CheckedQuotation, QuotationVerdict
from index.library import Library
from index.quotations.align import near
from index.quotations.cover import cover
from index.quotations.extract import quotations
from index.quotations.notes import CASE, I_OR_Y, MARKS, TONE, harmless
from index.quotations.row import FormRow
from index.quotations.tokens import alike_on_scan, is_grave, tokens
from ingest import pipeline
from ingest.references.find import find
from tests.libraries import build, without_children, write_corpus


def forms(text: str, *, source: bool = False) -> list[str]:
    return [token.form for token in tokens(text, source=source)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cấp uỷ", "Cấp ủy"),
        ("hoà giải", "hòa\ngiải"),
        ("kĩ thuật", "kỹ thuật"),
        ("2016 - 2020", "2016–2020"),
        ("05 ngày", "5 ngày"),
        ("1.986 đảng viên", "1986 đảng viên"),
        ("“Dân vận khéo”", '"Dân vận khéo"'),
    ],
)
def test_what_no_reader_calls_an_alteration_is_folded(one: str, other: str) -> None:
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đúng hẹn", "đúng hạn"),
        ("94,1%", "94,1"),
        ("94,1%", "95,1%"),
        ("không giao", "giao"),
        ("hướng dẫn", "huong dan"),
        ("tuy", "tui"),
    ],
)
def test_what_says_something_else_is_not(one: str, other: str) -> None:
    assert forms(one) != forms(other)


def test_marks_of_footnotes_are_no_words_of_a_source() -> None:
    assert forms("thực hiện nghị quyết1 và chỉ thị²", source=True) == forms(
        "thực hiện nghị quyết và chỉ thị"
    )
    assert forms("theo Điều5", source=True) == ["theo", "điều", "5"]
    assert forms("rộng 20 m2", source=True) == ["rộng", "20", "m", "2"]


@pytest.mark.parametrize(
    ("stated", "source", "grave"),
    [
        ("95", "94", True),
        ("", "không", True),
        ("Huyện ủy An Bình", "Huyện ủy An Lạc", True),
        ("hai", "ba", True),
        ("II", "III", True),
        ("hạn", "hẹn", False),
    ],
)
def test_digits_negations_and_names_are_grave(stated: str, source: str, grave: bool) -> None:
    assert is_grave(stated, source) is grave


def test_a_scan_may_misread_letters_but_no_number() -> None:
    assert alike_on_scan("được", "đuoc")
    assert alike_on_scan("trách", "trádh")
    assert alike_on_scan("1", "i")
    assert not alike_on_scan("45", "48")
    assert not alike_on_scan("hẹn", "hạt")
    assert not alike_on_scan("không", "khổng lồ")


def test_a_changed_word_is_laid_on_the_word_in_its_place() -> None:
    source = FormRow(forms("phát hiện sớm khuyết điểm khi còn nhỏ. Không gây phiền hà"))
    lying = near(forms("phát hiện sớm khuyết điểm khi đã lớn"), source)
    assert lying is not None
    (block,) = lying.blocks
    assert source.forms[block.left : block.right] == ("còn", "nhỏ")


def test_pieces_in_another_order_are_found() -> None:
    row = FormRow(forms("chọn việc nhỏ, rõ kết quả; bỏ những cuộc phát động trùng nhau"))
    pieces = cover(forms("bỏ những cuộc phát động trùng nhau; chọn việc nhỏ, rõ kết quả"), [row])
    assert [piece.left for piece in pieces] == [6, 0]


@pytest.mark.parametrize(
    ("stated", "source", "told"),
    [
        ("Cấp uỷ", "Cấp ủy", (TONE,)),
        ("kĩ thuật số", "kỹ thuật số", (I_OR_Y,)),
        ("nhân dân", "Nhân dân", (CASE,)),
        ("2016 – 2020", "2016-2020", (MARKS,)),
        ("một câu", "một câu", ()),
    ],
)
def test_harmless_differences_are_told(stated: str, source: str, told: tuple[str, ...]) -> None:
    assert harmless(stated, source) == told


def quoted(text: str) -> list[tuple[str, bool, str | None]]:
    document = pipeline.parse_text(text, "nháp")
    return [
        (one.span.of(document.text), one.marked, one.cited.text if one.cited else None)
        for one in quotations(document.text, document.references)
    ]


WORDS = "tiếp dân ít nhất hai ngày trong một tháng"
CITED = "Quy định số 31-QĐ/TU, ngày 12/9/2023"


@pytest.mark.parametrize(
    "text",
    [
        f"{CITED} nêu “{WORDS}”.",
        f'{CITED} nêu "{WORDS}".',
        f"{CITED} nêu «{WORDS}».",
        f"{CITED} nêu „{WORDS}”.",
        f"“{WORDS}” ({CITED}).",
        f"“{WORDS}”, theo {CITED}.",
        f"{CITED} quy định như sau:\n“{WORDS}”.",
    ],
)
def test_marks_of_every_style_quote_and_the_citation_near_is_the_source(text: str) -> None:
    assert quoted(text) == [(WORDS, True, CITED)]


def test_short_stretches_and_marks_that_do_not_close_quote_nothing() -> None:
    assert quoted("Phong trào “Dân vận khéo” và “học tập và làm theo tấm gương") == []


def test_a_sentence_behind_a_colon_and_a_block_quote_without_marks() -> None:
    text = f"{CITED} nêu rõ: Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng."
    ((words, marked, cited),) = quoted(text)
    assert words.startswith("Bí thư huyện ủy")
    assert not marked
    assert cited == CITED
    assert quoted(f"Theo {CITED}:\n> {WORDS}\n")[0][1] is False


@pytest.mark.parametrize(
    "hostile",
    [
        "“" * 200_000,
        "“a ”" * 50_000,
        "«‹" * 100_000,
        '"x" ' * 100_000,
        f"{CITED} nêu: " * 1500,
        f"{CITED} nêu “một hai ba bốn năm sáu”. " * 1000,
        f"{CITED} nêu rõ: một hai ba bốn năm sáu bảy tám chín.\n" * 1000,
    ],
    ids=range(7),
)
def test_no_text_makes_finding_quotations_slow(hostile: str) -> None:
    """Each would take minutes if its cost grew with the square of its length."""
    quotations(hostile, find(hostile) if CITED in hostile else ())


def test_long_quotations_are_laid_piece_by_piece() -> None:
    words = [f"từ {n % 7} câu {n}" for n in range(600)]
    row = FormRow(forms(" ".join(["mở đầu", *words, "kết thúc"])))
    changed = [*words[:100], "khác", *words[101:400], *words[402:]]
    lying = near(forms(" ".join(changed)), row)
    assert lying is not None
    assert lying.cost == 12
    same = near(["a", "b"] * 800, FormRow(["a", "b"] * 3000))
    assert same is not None
    assert same.cost == 0


CONDUCT = """TỈNH ỦY MINH HÀ
*
Số 15-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 20 tháng 3 năm 2026

QUY ĐỊNH
về văn hóa ứng xử của cán bộ, đảng viên

Điều 1. Với Nhân dân
Cán bộ không bắt người dân chờ mà thiếu lý do; trả lời đúng hẹn, chưa xong thì xin lỗi.
"""


REPEATED = "Chi bộ ghi việc này vào sổ và báo cáo cấp ủy cấp trên"
REPEATING = """TỈNH ỦY MINH HÀ
*
Số 16-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 21 tháng 3 năm 2026

QUY ĐỊNH
về sổ công tác của chi bộ
""" + "".join(f"\nĐiều {n}. Việc thứ {n}\n{REPEATED}.\n" for n in range(1, 31))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        folder = tmp_path_factory.mktemp("trich")
        (write_corpus(folder / "corpus") / "15-qd.txt").write_text(CONDUCT, "utf-8")
        (folder / "corpus" / "16-qd.txt").write_text(REPEATING, "utf-8")
        build(folder / "corpus", folder / "library")
        opened = Library.open(folder / "library")
        yield opened
        opened.close()


def judged(library: Library, text: str) -> CheckedQuotation:
    report = library.check(pipeline.parse_text(text, "nháp"))
    (one,) = report.quotations
    assert one.span.of(text) == one.text
    return one


SENTENCE = "Chủ rừng tuần tra mỗi tuần một lần và ghi sổ nhật ký bảo vệ rừng đầu nguồn"
DIRECTIVE = "Chỉ thị số 19-CT/TU, ngày 07/8/2023"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (SENTENCE, QuotationVerdict.VERBATIM),
        (SENTENCE.replace("một", "hai"), QuotationVerdict.ALTERED),
        ("ghi sổ nhật ký bảo vệ rừng đầu nguồn, tuần tra mỗi tuần", QuotationVerdict.SPLICED),
        ("Mỗi thôn có một tổ, mỗi tổ có ít nhất năm thành viên", QuotationVerdict.ELSEWHERE),
        ("Mọi người trồng mười cây xanh trước Tết", QuotationVerdict.ABSENT),
    ],
)
def test_verdicts(library: Library, words: str, verdict: QuotationVerdict) -> None:
    one = judged(library, f"{DIRECTIVE}: “{words}”.")
    assert one.verdict is verdict, one.detail


def test_differences_point_into_the_draft(library: Library) -> None:
    text = f"{DIRECTIVE}: “{SENTENCE.replace('mỗi tuần một lần', 'mỗi tháng một lần')}”."
    (difference,) = judged(library, text).differences
    assert difference.span.of(text) == difference.stated == "tháng"
    assert difference.source == "tuần"


def test_a_quotation_that_cuts_off_the_negation_before_it_is_altered(library: Library) -> None:
    one = library.quote("bắt người dân chờ mà thiếu lý do")
    assert one.verdict is QuotationVerdict.ALTERED
    assert [difference.source for difference in one.differences] == ["không"]
    text = "Cán bộ không được “bắt người dân chờ mà thiếu lý do”."
    assert judged(library, text).verdict is QuotationVerdict.VERBATIM


def test_an_ellipsis_may_leave_out_words_but_no_negation(library: Library) -> None:
    kept = library.quote("Cán bộ không bắt người dân […] thiếu lý do; trả lời đúng hẹn")
    assert kept.verdict is QuotationVerdict.VERBATIM
    for dots in ("…", "...", "[…]", "(…)"):
        one = library.quote(f"trả lời đúng hẹn, {dots} xong thì xin lỗi")
        assert one.verdict is QuotationVerdict.SPLICED, dots
        assert one.grave


def test_a_sentence_alone_is_looked_up_with_or_without_marks(library: Library) -> None:
    for text in (SENTENCE, f"“{SENTENCE}”", f'  "{SENTENCE}." '):
        one = library.quote(text)
        assert one.verdict is QuotationVerdict.VERBATIM
        assert one.place is not None
        assert one.place.document.number == "19-CT/TU"
        assert one.span.of(text) == one.text


def test_what_a_reader_may_not_see_is_the_source_of_nothing(library: Library) -> None:

    closed = library.for_reader(Rights(closed=frozenset({""})))
    assert closed.quote(SENTENCE).verdict is QuotationVerdict.ABSENT


def test_words_that_stand_many_times_are_right_in_each_of_their_places(library: Library) -> None:
    for article, verdict in (
        ("Điều 1", QuotationVerdict.VERBATIM),
        ("Điều 29", QuotationVerdict.VERBATIM),
        ("Điều 30", QuotationVerdict.VERBATIM),
    ):
        text = f"{article} Quy định số 16-QĐ/TU, ngày 21/3/2026 nêu “{REPEATED}”."
        assert judged(library, text).verdict is verdict, article


def test_what_was_not_read_of_a_long_document_is_a_doubt(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.quotations.finder._WHOLE", 0)
    right = judged(library, f"{DIRECTIVE}: “{SENTENCE}”.")
    assert (right.verdict, right.doubt) == (QuotationVerdict.VERBATIM, "")
    changed = judged(library, f"{DIRECTIVE}: “{SENTENCE.replace('một', 'hai')}”.")
    assert (changed.verdict, changed.is_fault) == (QuotationVerdict.UNSURE, False)
    absent = judged(library, f"{DIRECTIVE}: “Mọi người trồng mười cây xanh trước Tết”.")
    assert absent.verdict is QuotationVerdict.ABSENT
    for one in (changed, absent):
        assert "quá dài để đọc hết" in one.detail
    elsewhere = judged(
        library, f"{DIRECTIVE} nêu “Mỗi thôn có một tổ, mỗi tổ có ít nhất năm thành viên”."
    )
    assert not elsewhere.is_fault
