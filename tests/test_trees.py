"""Places of paragraphs in real documents, against what was read off the pages by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import trees
from benchmarks.reading import with_others


@pytest.mark.parametrize("row", trees.truth(), ids=lambda row: str(row["file"])[:40])
def test_no_paragraph_of_a_text_stands_at_a_false_place(
    row: dict[str, object], shared: Path
) -> None:
    score = next(trees.scores(shared, file=str(row["file"]), scans=False), None)
    if score is None:
        pytest.skip(f"{row['file']} is not among the real documents here")
    assert score.false == 0, score.wrong
    assert score.lost == 0
    assert score.share > LEAST


LEAST = 0.88
"""Share of right places of the document with the most that the paper does not prove."""


def test_a_report_keeps_the_sections_that_other_commands_measure() -> None:
    made = "# Report\n\n## Speed\n\nnew\n"
    stands = "# Report\n\n## Speed\n\nold\n\n## Trees\n\nkept\n"
    assert with_others(made, stands) == made + "\n## Trees\n\nkept\n"
    assert with_others(made, "") == made
