"""Reading queries: filters, phrases, and text that is neither."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.parser import LONGEST, merged, parse_query
from index.results import Filters
from ingest.errors import QueryError

KINDS = ("Nghị quyết", "Quy định", "Quyết định")
ISSUERS = ("Ban Bí thư", "Bộ Chính trị", "Ban Chấp hành Trung ương")


@pytest.mark.parametrize(
    ("typed", "words", "filters"),
    [
        ("loại:nghị quyết công tác cán bộ", "công tác cán bộ", Filters(kinds=("Nghị quyết",))),
        ("loai: quy dinh can bo", "can bo", Filters(kinds=("Quy định",))),
        ("cán bộ cơ quan:Bộ Chính trị", "cán bộ", Filters(issuers=("Bộ Chính trị",))),
        ('co quan:"Tỉnh ủy Minh Hà" rừng', "rừng", Filters(issuers=("Tỉnh ủy Minh Hà",))),
        ("năm:2021 cán bộ", "cán bộ", Filters(years=(2021,))),
        ("nam:2021-2023", "", Filters(years=(2021, 2022, 2023))),
        ("từ:25/10/2021 cán bộ", "cán bộ", Filters(since=date(2021, 10, 25))),
        ("đến:2/2024 cán bộ", "cán bộ", Filters(until=date(2024, 2, 29))),
        ("tu:2021 den:2022", "", Filters(since=date(2021, 1, 1), until=date(2022, 12, 31))),
        ("từ:2021-10-25", "", Filters(since=date(2021, 10, 25))),
        ("số:21 - NQ/TW tổ chức", "tổ chức", Filters(number="21-NQ/TW")),
        ("số:85 mạng xã hội", "mạng xã hội", Filters(number="85")),
        ("cơ quan:trung ương cán bộ", "cán bộ", Filters(issuers=("Ban Chấp hành Trung ương",))),
        ("cơ quan:ban nhân sự", "nhân sự", Filters(issuers=("Ban Bí thư", ISSUERS[2]))),
        ("cơ quan:xyz nhân sự", "nhân sự", Filters(issuers=("xyz",))),
        ("giờ 12:30 tiếp dân", "giờ 12:30 tiếp dân", Filters()),
        ("lưu tại khoai:lang", "lưu tại khoai:lang", Filters()),
    ],
)
def test_filters(typed: str, words: str, filters: Filters) -> None:
    query = parse_query(typed, KINDS, ISSUERS)
    assert (query.searched, query.filters) == (words, filters)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ('"nêu gương" cán bộ', ("nêu gương",)),
        ("“nêu gương” «tự phê bình»", ("nêu gương", "tự phê bình")),
        ('"năm:2021 là lời trích"', ("năm:2021 là lời trích",)),
        ('một " lẻ', ()),
        ('""', ()),
    ],
)
def test_phrases(typed: str, phrases: tuple[str, ...]) -> None:
    query = parse_query(typed, KINDS, ISSUERS)
    assert query.phrases == phrases
    assert query.filters == Filters()


@pytest.mark.parametrize(
    "typed",
    ["năm:hai nghìn", "từ:32/1/2021", "đến:30/2/2021", "năm:2023-2021", "x" * (LONGEST + 1)],
)
def test_what_cannot_be_understood_is_told(typed: str) -> None:
    with pytest.raises(QueryError) as told:
        parse_query(typed)
    assert told.value.message
    assert told.value.advice


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        query = parse_query(typed, KINDS, ISSUERS)
    except QueryError:
        return
    assert query.typed == typed
    assert '"' not in query.searched


@given(
    st.lists(
        st.sampled_from(["loại:", "năm:", "từ:", "số:", '"', "2021", "nghị quyết", "cán bộ", " "]),
        max_size=8,
    ).map("".join)
)
def test_pieces_of_filters_in_any_order(typed: str) -> None:
    try:
        parse_query(typed, KINDS, ISSUERS)
    except QueryError:
        return


def test_typed_and_ticked_filters_narrow_together() -> None:
    both = merged(
        Filters(kinds=("Quy định",), since=date(2020, 1, 1), until=date(2023, 1, 1)),
        Filters(kinds=("Nghị quyết",), since=date(2021, 1, 1), years=(2022,)),
    )
    assert both.kinds == ("Quy định", "Nghị quyết")
    assert (both.since, both.until, both.years) == (date(2021, 1, 1), date(2023, 1, 1), (2022,))
