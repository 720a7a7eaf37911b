"""One title in two writings, and two titles."""

from __future__ import annotations

import pytest

from index.citations.titles import body_and_subject, same_title


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("về những điều đảng viên không được làm", "Những điều đảng viên không được làm", True),
        ("hướng dẫn thi hành hòa giải", "hướng dẫn thi hành hoà giải ở cơ sở", True),
        ("kiểm tra, giám sát và kỷ luật của Đảng", "kiểm tra, giám sát và kỷ luật Đảng", True),
        ("về cờ Đảng và việc sử dụng cờ Đảng", "về cơ sở Đảng và việc sử dụng cơ sở Đảng", False),
        ("điều đảng viên phải làm", "điều đảng viên không được làm", False),
        (
            "tiếp tục thực hiện Chỉ thị số 05-CT/TW của Bộ Chính trị về học tập",
            "tiếp tục thực hiện Chỉ thị số 05-CT/TW khóa XII",
            True,
        ),
        (
            "tiếp tục thực hiện Chỉ thị số 05-CT/TW",
            "tiếp tục thực hiện Chỉ thị số 35-CT/TW",
            False,
        ),
    ],
)
def test_same_title(one: str, other: str, *, same: bool) -> None:
    assert same_title(one, other) is same
    assert same_title(other, one) is same


@pytest.mark.parametrize(
    ("body", "subject", "wanted"),
    [
        (
            "Ban Thường vụ",
            "của Ban Thường vụ Tỉnh ủy về bảo hiểm y tế",
            ("Ban Thường vụ Tỉnh ủy", "về bảo hiểm y tế"),
        ),
        (
            "Ban Thường vụ Huyện ủy",
            "Của Ban Thường vụ Huyện ủy về xóa mù chữ về lâu dài",
            ("Ban Thường vụ Huyện ủy", "về xóa mù chữ về lâu dài"),
        ),
        (
            "Ban Thường vụ Tỉnh ủy Minh Hà",
            "Của Ban Thường vụ Tỉnh ủy về bảo hiểm y tế",
            ("Ban Thường vụ Tỉnh ủy Minh Hà", "về bảo hiểm y tế"),
        ),
        ("Tỉnh ủy", "của Bộ Chính trị về thi đua", ("Tỉnh ủy", "của Bộ Chính trị về thi đua")),
        (
            "Ban Dân",
            "của Ban Dânvận về thi đua",
            ("Ban Dân", "của Ban Dânvận về thi đua"),
        ),
        ("", "của Bộ Chính trị về thi đua", ("", "của Bộ Chính trị về thi đua")),
        ("Tỉnh ủy", " về thi đua ", ("Tỉnh ủy", "về thi đua")),
        ("Tỉnh ủy", "", ("Tỉnh ủy", "")),
    ],
)
def test_a_body_that_the_subject_names_is_named_once(
    body: str, subject: str, wanted: tuple[str, str]
) -> None:
    assert body_and_subject(body, subject) == wanted
