"""Documents cited by name: a congress or a plenum of another body is never the Party's."""

from __future__ import annotations

import pytest

from index.citations import register
from index.citations.known_documents import InMemoryDirectory
from index.citations.resolver import resolve_all
from index.results import ResolutionStatus
from ingest.references.find import find

KNOWN = InMemoryDirectory([], [e for e in register.load() if e.number is None])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "theo Nghị quyết Đại hội XIII Đảng bộ tỉnh An Hòa về kinh tế",
            "Nghị quyết Đại hội XIII Đảng bộ tỉnh An Hòa",
        ),
        (
            "theo Nghị quyết Đại hội lần thứ XVII của Đảng bộ xã Tân Hòa, các chi bộ",
            "Nghị quyết Đại hội lần thứ XVII của Đảng bộ xã Tân Hòa",
        ),
        (
            "theo Nghị quyết Đại hội XIII Công đoàn Việt Nam thì",
            "Nghị quyết Đại hội XIII Công đoàn Việt Nam",
        ),
        (
            "thực hiện Nghị quyết Đại hội đại biểu toàn quốc lần thứ XII Đoàn TNCS Hồ Chí Minh.",
            "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XII Đoàn TNCS Hồ Chí Minh",
        ),
        (
            "theo Nghị quyết Đại hội Đảng bộ tỉnh Minh Hà lần thứ XVI thì",
            "Nghị quyết Đại hội Đảng bộ tỉnh Minh Hà lần thứ XVI",
        ),
    ],
)
def test_a_congress_of_another_body_is_its_own(text: str, named: str) -> None:
    references = [r for r in find(text) if "Đại hội" in r.text]
    assert [r.text for r in references] == [named]
    (resolution,) = resolve_all(references, None, KNOWN)
    assert resolution.resolution is ResolutionStatus.ABSENT


@pytest.mark.parametrize(
    "text",
    [
        "theo Nghị quyết Đại hội XIII của Đảng về kinh tế",
        "theo Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng, các cấp ủy",
        "quán triệt Nghị quyết Đại hội XIII, Đảng ta khẳng định",
    ],
)
def test_the_partys_congress_is_known(text: str) -> None:
    (resolution,) = resolve_all(find(text), None, KNOWN)
    assert resolution.resolution is ResolutionStatus.KNOWN
    assert resolution.known is not None
    assert "lần thứ XIII của Đảng" in (resolution.known.card.subject or "")


@pytest.mark.parametrize(
    "text",
    [
        "theo Nghị quyết Trung ương 4 Đoàn khóa XII thì",
        "theo Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương Đoàn khóa XII thì",
        "theo Nghị quyết Hội nghị lần thứ 4 Ban Chấp hành Đảng bộ tỉnh khóa XII thì",
    ],
)
def test_a_plenum_of_another_body_is_not_the_partys(text: str) -> None:
    names = [reference.name or "" for reference in find(text)]
    assert not any(name.startswith("Nghị quyết Trung ương") for name in names)
