"""Near-identical passages are folded, others never, whatever their sketches say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from index.analysis.minhash import SIZE, sketch
from index.ranking import FusedHit, FusedScores
from index.search.near_duplicates import alike, collapse_near_duplicates, pairs_of

WORDS = (
    "cấp ủy tổ chức đảng lãnh đạo chỉ đạo cán bộ đảng viên thực hiện nghiêm nghị quyết"
    " kiểm tra giám sát định kỳ báo cáo kết quả về ban thường vụ theo quy định trước ngày"
)
TEXT = f"{WORDS} {WORDS[::-1]}"


def table(sketches: list[bytes]) -> npt.NDArray[np.uint32]:
    """Return sketches as readings keep them: zeros for none."""
    rows = [one or bytes(4 * SIZE) for one in sketches]
    return np.frombuffer(b"".join(rows), "<u4").reshape(-1, SIZE)


def fold(texts: list[str]) -> tuple[list[int], dict[int, int]]:
    ranked = FusedScores.of([FusedHit(n, 1 - n / 100, 0.5, 0.5) for n in range(len(texts))])
    kept, same = collapse_near_duplicates(
        ranked,
        table([sketch(text) for text in texts]),
        lambda keys: pairs_of([texts[key] for key in keys]),
    )
    return [one.key for one in kept], same


def test_versions_of_one_text_are_folded_into_the_best() -> None:
    apart = "tổ công nghệ số cộng đồng họp mỗi tháng một lần tại nhà văn hóa"
    other = TEXT.replace("kiểm tra", "Kiểm tra")
    assert fold([TEXT, apart, other]) == (
        [0, 1],
        {0: 1},
    )


def test_a_twin_that_was_replaced_is_not_folded_away() -> None:
    ranked = FusedScores.of([FusedHit(n, 1 - n / 100, 0.5, 0.5) for n in range(3)])
    kept, same = collapse_near_duplicates(
        ranked,
        table([sketch(TEXT)] * 3),
        lambda keys: pairs_of([TEXT] * len(keys)),
        lambda keys: {key: frozenset({"replaced"} if key == 1 else ()) for key in keys},
    )
    assert [one.key for one in kept] == [0, 1]
    assert same == {0: 1}


def test_a_sketch_alone_folds_nothing() -> None:
    ranked = FusedScores.of([FusedHit(1, 0.9, 0.5, 0.5), FusedHit(2, 0.8, 0.5, 0.5)])
    texts = {1: TEXT, 2: "chỉ tiêu kết nạp đảng viên năm nay là ba phần trăm tổng số đảng viên"}
    same = sketch(TEXT)
    kept, count = collapse_near_duplicates(
        ranked, table([same, same]), lambda keys: pairs_of([texts[key] for key in keys])
    )
    assert [one.key for one in kept] == [1, 2]
    assert count == {}


def test_short_passages_are_never_twins() -> None:
    assert sketch("Nơi nhận: như trên") == b""
    assert fold(["Nơi nhận: như trên", "Nơi nhận: như trên"]) == ([0, 1], {})


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_sketches_of_twins_are_worth_comparing(changed: int) -> None:
    words = TEXT.split()
    words[5 : 5 + changed] = ["khác"] * changed
    other = " ".join(words)
    assert alike(*pairs_of([TEXT, other]))
    assert fold([TEXT, other])[0] == [0]
    assert len(sketch(other)) == 4 * SIZE
