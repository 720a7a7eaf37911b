"""What is put by comes back in order, as often as it is asked for."""

from __future__ import annotations

from index.build.spool import Spool


def test_everything_comes_back_each_time() -> None:
    kept = Spool((n, str(n)) for n in range(2_500))
    for _ in range(2):
        assert list(kept) == [(n, str(n)) for n in range(2_500)]
    assert list(Spool([])) == []
