"""How far a body's name reaches, and whether two names mean one body."""

from __future__ import annotations

import pytest

from index.citations.issuers import same_issuer
from ingest.vocabulary.issuer_phrases import body_at


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("của Tỉnh ủy tổng kết bảy năm", "Tỉnh ủy"),
        ("của Ban Thường vụ Tỉnh uỷ vẫn được dùng", "Ban Thường vụ Tỉnh uỷ"),
        ("của Tỉnh ủy Minh Hà gửi các huyện", "Tỉnh ủy Minh Hà"),
        ("của Bộ Tài chính vẫn dùng", "Bộ Tài chính"),
        ("của Bộ Nông nghiệp và Môi trường ban hành", "Bộ Nông nghiệp và Môi trường"),
        ("của Ủy ban nhân dân tỉnh Minh Hà vẫn còn", "Ủy ban nhân dân tỉnh Minh Hà"),
        ("của Đảng ủy xã Tân Hòa tổng kết", "Đảng ủy xã Tân Hòa"),
        ("của Đảng ủy Công an tỉnh", "Đảng ủy Công an tỉnh"),
        ("của Tỉnh ủy thành lập Đảng bộ xã", "Tỉnh ủy"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    found = body_at(f" {text}", 0)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("stated", "known", "same"),
    [
        ("Ban Tuyên giáo Tỉnh ủy", "Ban Tổ chức Tỉnh ủy Minh Hà", False),
        ("Ban Tuyên giáo Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy Minh Hà", False),
        ("Ban Tổ chức Tỉnh uỷ", "Ban Tổ chức Tỉnh ủy Minh Hà", True),
        ("Ban Tổ chức Tỉnh ủy Sơn La", "Ban Tổ chức Tỉnh ủy Minh Hà", False),
        ("Đảng ủy xã Vân Khê", "Ban Chấp hành Đảng bộ xã Tân Hòa", False),
        ("Đảng ủy phường Tân Hòa", "Ban Chấp hành Đảng bộ xã Tân Hòa", False),
        ("Đảng ủy Tân Hòa", "Ban Thường vụ Đảng ủy xã Tân Hòa", True),
        ("Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Minh Hà", True),
        ("Ban Tổ chức", "Ban Tổ chức Tỉnh ủy Minh Hà", None),
    ],
)
def test_bodies_are_told_apart_by_what_they_are_and_where(
    stated: str, known: str, same: bool | None
) -> None:
    assert same_issuer(stated, known) is same
