"""The second step of a build: the encoder's vectors follow, and nothing waits for them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index import library as libraries_module
from index.access import Rights
from index.build import builder
from index.build.builder import BuildReport
from index.build.deepen import UP_TO, Background, DeepenReport, deepen, is_wanted
from index.cli.output import overview_lines
from index.contract import library_result
from index.embedding.cache import CachedEmbedder, key_of
from index.library import Library
from index.results import SearchRequest
from index.search import late
from index.storage.store import ENCODER, Store
from ingest.errors import LibraryLocked, VankienError
from tests.fakes import FakeBackends, FakeEncoder
from tests.libraries import nothing, without_children, write_corpus

ASKED = SearchRequest("bí thư huyện ủy tiếp dân")


class Encoded:
    """A library on disk with an encoder beside its model."""

    def __init__(self, tmp_path: Path) -> None:
        self.corpus, self.root = write_corpus(tmp_path / "corpus"), tmp_path / "library"
        self.encoder = FakeEncoder()
        self.backends = FakeBackends(encoder=self.encoder)

    def build(self) -> BuildReport:
        return builder.build([self.corpus], self.root, self.backends, jobs=1, progress=nothing)

    def deepen(self) -> DeepenReport | None:
        return deepen(self.root, self.backends)

    def open(self, *, patient: bool = True) -> Library:
        return Library.open(self.root, patient=patient)


@pytest.fixture
def encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Encoded:
    without_children(monkeypatch)
    made = Encoded(tmp_path)
    monkeypatch.setattr(libraries_module, "LocalBackends", lambda *_: made.backends)
    return made


def test_a_build_publishes_without_the_encoder(encoded: Encoded) -> None:
    encoded.build()
    assert encoded.encoder.seen == []
    opened = encoded.open()
    overview = opened.overview()
    assert (overview.encoder, overview.encoded) == ("", 0)
    assert opened.search(ASKED).total
    assert not encoded.encoder.is_loaded
    opened.close()


def test_deepening_publishes_a_generation_that_shares_the_other_files(encoded: Encoded) -> None:
    first = encoded.build()
    report = encoded.deepen()
    assert report is not None
    assert (report.passages, report.embedded) == (first.passages, first.passages)
    store = Store(encoded.root)
    record = store.record(store.current())
    assert (record.encoder, record.encoded) == ("fake-encoder", first.passages)
    assert record.encoder_floor is not None
    assert 0 <= record.encoder_floor <= 1
    old, new = store.folder(first.generation), store.folder(record.generation)
    assert (new / ENCODER).is_dir()
    assert (old / "catalogue.sqlite").samefile(new / "catalogue.sqlite")
    assert encoded.deepen() is None


def test_one_new_file_costs_its_own_passages(encoded: Encoded) -> None:
    encoded.build()
    encoded.deepen()
    encoded.encoder.seen.clear()
    (encoded.corpus / "moi.txt").write_text(
        "Thôn mới có một nhà văn hóa và một sân bóng.\n", "utf-8"
    )
    built = encoded.build()
    record = Store(encoded.root).record(built.generation)
    # What was there is carried over; what came is not there yet, and the library says whose.
    assert record.encoded == record.passages - 1
    opened = encoded.open()
    overview = opened.overview()
    assert [card.source for card in overview.not_encoded] == ["moi.txt"]
    assert any("moi.txt" in line for line in overview_lines(overview))
    assert library_result(overview).encoded == record.encoded
    # A passage without a vector is found all the same.
    hits = opened.search(SearchRequest("nhà văn hóa sân bóng")).hits
    assert hits[0].passage.document.source == "moi.txt"
    opened.close()
    report = encoded.deepen()
    assert report is not None
    assert report.embedded == len(encoded.encoder.seen) == 1


def test_a_removed_file_takes_its_vectors_with_it(encoded: Encoded) -> None:
    encoded.build()
    encoded.deepen()
    (encoded.corpus / "hoi-dap.txt").unlink()
    built = encoded.build()
    record = Store(encoded.root).record(built.generation)
    assert record.encoded == record.passages == built.passages
    assert encoded.deepen() is None


def test_a_stopped_run_goes_on_where_it_was(
    encoded: Encoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.encoder_vectors.SLICE", 1)
    passages = encoded.build().passages
    asked = iter([False, False, False, True])
    assert deepen(encoded.root, encoded.backends, stop=lambda: next(asked)) is None
    done = len(encoded.encoder.seen)
    assert 0 < done < passages
    report = encoded.deepen()
    assert report is not None
    assert (report.embedded, report.passages) == (passages - done, passages)


def test_vectors_of_another_encoder_are_made_anew(encoded: Encoded) -> None:
    encoded.build()
    encoded.deepen()
    encoded.backends = FakeBackends(encoder=FakeEncoder("another"))
    opened = encoded.open()
    assert opened.overview().encoded == 0
    opened.close()
    report = encoded.deepen()
    assert report is not None
    assert report.embedded == report.passages


def test_a_generation_that_came_meanwhile_is_the_one_deepened(encoded: Encoded) -> None:
    encoded.build()
    came: list[str] = []

    def meanwhile(stage: str, done: int, total: int) -> None:
        if not came:
            (encoded.corpus / "moi.txt").write_text("Một thông báo vừa gửi tới xã.\n", "utf-8")
            came.append(encoded.build().generation)

    report = deepen(encoded.root, encoded.backends, progress=meanwhile)
    assert report is not None
    assert report.generation > came[0]
    record = Store(encoded.root).record(report.generation)
    assert record.encoded == record.passages == report.passages


def test_a_search_does_not_wait_for_the_encoder(encoded: Encoded) -> None:
    encoded.build()
    encoded.deepen()
    hasty = encoded.open(patient=False)
    assert hasty.search(ASKED).hits
    assert not encoded.encoder.is_loaded
    patient = encoded.open()
    assert patient.search(ASKED).hits
    assert encoded.encoder.is_loaded
    hasty.close()
    patient.close()


def test_what_is_hidden_has_no_vectors_either(encoded: Encoded) -> None:
    (encoded.corpus / "noi-bo").mkdir()
    (encoded.corpus / "31-qd-tu.txt").rename(encoded.corpus / "noi-bo" / "31-qd-tu.txt")
    encoded.build()
    encoded.deepen()
    whole = encoded.open()
    limited = whole.for_reader(Rights(frozenset({"noi-bo"})))
    hits = limited.search(ASKED).hits + limited.search(ASKED).nearest
    assert all("noi-bo" not in (hit.passage.document.source or "") for hit in hits)
    overview = limited.overview()
    assert overview.encoded == overview.passages < whole.overview().passages
    assert overview.not_encoded == ()
    whole.close()


def test_size_decides_unless_somebody_does(encoded: Encoded) -> None:
    encoded.build()
    assert is_wanted(encoded.root, encoded.backends, None)
    assert UP_TO > 0
    assert not is_wanted(encoded.root, encoded.backends, asked=False)
    assert not is_wanted(encoded.root, FakeBackends(), asked=True)


def test_a_large_library_stays_with_words_and_the_model(
    encoded: Encoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded.build()
    monkeypatch.setattr("index.build.deepen.UP_TO", 1)
    assert not is_wanted(encoded.root, encoded.backends, None)
    assert is_wanted(encoded.root, encoded.backends, asked=True)


def test_a_build_stops_what_runs_beside_it() -> None:
    begun, told = threading.Event(), []

    def run(stop: object) -> DeepenReport | None:
        begun.set()
        while not stop():  # type: ignore[operator]
            begun.wait(0.01)
        raise LibraryLocked("Kho đang bận.")

    beside = Background(run, told.append)
    beside.start()
    assert begun.wait(5)
    beside.stop()
    assert [type(one) for one in told] == [LibraryLocked]
    assert isinstance(told[0], VankienError)
    beside.stop()


def test_tokens_that_came_with_no_pack_are_read_in_the_second_step(encoded: Encoded) -> None:
    encoded.build()
    encoded.deepen()
    store = Store(encoded.root)
    assert store.record(store.current()).with_tokens == store.record(store.current()).passages
    text = "Thôn mới có một nhà văn hóa và một sân bóng."
    (encoded.corpus / "moi.txt").write_text(text + "\n", "utf-8")
    # As an update pack brings them: what finds the passage, without its tokens.
    whole = encoded.encoder.embed_queries([text])
    with CachedEmbedder(encoded.encoder, store.cache) as cache:
        cache.keep([(key_of(text), whole)])
    built = encoded.build()
    record = store.record(built.generation)
    assert (record.encoded, record.with_tokens) == (record.passages, record.passages - 1)
    encoded.encoder.seen.clear()
    report = encoded.deepen()
    assert report is not None
    assert (report.embedded, encoded.encoder.seen) == (1, [text])
    assert encoded.deepen() is None
    last = store.record(store.current())
    assert (last.encoded, last.with_tokens) == (last.passages, last.passages)


def test_the_best_of_a_search_are_ordered_by_their_tokens(
    encoded: Encoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (
        ("mot.txt", "Nhà văn hóa của thôn do trưởng thôn giữ, sân bóng do đoàn thanh niên giữ."),
        ("hai.txt", "Nhà văn hóa của xã mở cửa hằng ngày; trưởng thôn không giữ chìa khóa."),
    ):
        (encoded.corpus / name).write_text(text + "\n", "utf-8")
    encoded.build()
    encoded.deepen()
    opened = encoded.open()
    asked = SearchRequest("nhà văn hóa trưởng thôn giữ sân bóng")
    moved = opened.search(asked).hits
    monkeypatch.setattr(late, "WEIGHT", 0.0)
    as_they_were = opened.search(asked).hits
    opened.close()
    assert len(moved) > 1
    assert {hit.passage.id for hit in moved} == {hit.passage.id for hit in as_they_were}
    # Who holds every word gains on who holds some.
    assert moved[0].passage.document.source == "mot.txt"
    gap, before = (hits[0].score - hits[1].score for hits in (moved, as_they_were))
    assert gap > before
