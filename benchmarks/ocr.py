"""How well scans are recognised: ``python -m benchmarks.ocr ../shared/data [--own N]``.

Character error rate over the real scans whose text was typed beside them, and over the sample
documents made into noisy scans of 200 dots an inch; share of valid syllables on all
other scans.

A recognised line is looked up in the typed text by its runs of three syllables and compared
with the stretch it fits best, so that blocks read in another order cost nothing.  Lines that
are found nowhere (what the typist left out, or what was garbled beyond finding) are counted
beside: a rate without that share would flatter.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.reading_files import KEEP, Real, documents
from ingest.model import Document
from ingest.pages import Origin, Role
from ingest.text.vietnamese import fold, is_syllable, tokens, tone_normal

CORPUS = Path(__file__).parents[1] / "corpus"
_SHINGLE = 3
_SLACK = 40
"""Letters of typed text looked at on either side of where a line is expected."""
_LOST = 0.5
"""A line that differs in more than this share of its letters was not found after all."""
_NOISY_DPI = 200
OWN = 20
"""Sample documents that are made into scans."""


@dataclass(frozen=True, slots=True)
class Score:
    """Letters compared, letters wrong, letters of lines found nowhere, and pages."""

    letters: int = 0
    wrong: int = 0
    lost: int = 0
    pages: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.letters + other.letters,
            self.wrong + other.wrong,
            self.lost + other.lost,
            self.pages + other.pages,
        )

    @property
    def rate(self) -> float:
        """Character error rate of the lines that were found."""
        return self.wrong / self.letters if self.letters else 0.0

    @property
    def unaligned(self) -> float:
        """Share of recognised letters on lines that were found nowhere."""
        every = self.letters + self.lost
        return self.lost / every if every else 0.0

    def row(self, name: str) -> str:
        """Return a row of the report's table."""
        return (
            f"| {name} | {self.pages} | {self.letters} | {self.rate:.2%} | {self.unaligned:.1%} |"
        )


class Typed:
    """Typed text, to be searched by runs of syllables."""

    def __init__(self, text: str) -> None:
        self.text = _plain(text)
        self._where: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, run in _runs(self.text):
            self._where[run].append(at)

    def compare(self, line: str) -> int | None:
        """Return in how many letters a line differs from what was typed; None if not there."""
        said = _plain(line)
        votes: Counter[int] = Counter()
        for at, run in _runs(said):
            for there in self._where.get(run, ()):
                votes[(there - at) // 20] += 1
        if not votes:
            return None
        start = votes.most_common(1)[0][0] * 20
        window = self.text[max(0, start - _SLACK) : start + len(said) + _SLACK + 20]
        wrong = _distance(said, window)
        return None if wrong > _LOST * len(said) else wrong


def _plain(text: str) -> str:
    """Return text on one line; where a tone mark is written (hoà, hòa) is no error."""
    return " ".join(tone_normal(text).split())


def _runs(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    spans = list(tokens(text))
    words = [fold(text[span.start : span.end]) for span in spans]
    for n in range(len(words) - _SHINGLE + 1):
        yield spans[n].start, tuple(words[n : n + _SHINGLE])


def _distance(said: str, typed: str) -> int:
    """Return the fewest changes that make of ``said`` some stretch of ``typed``."""
    there = np.array([ord(sign) for sign in typed], dtype=np.int64)
    steps = np.arange(len(typed) + 1)
    row: NDArray[np.int64] = np.zeros(len(typed) + 1, dtype=np.int64)
    for sign in said:
        made = row + 1
        made[1:] = np.minimum(made[1:], row[:-1] + (there != ord(sign)))
        row = np.minimum.accumulate(made - steps) + steps
    return int(row.min())


def scored(document: Document, typed: str) -> Score:
    """Compare a document's recognised lines with what was typed."""
    truth = Typed(typed)
    letters = wrong = lost = 0
    for line in document.lines:
        if line.role is Role.FURNITURE or len(list(tokens(line.text))) < _SHINGLE:
            continue
        differs = truth.compare(line.text)
        if differs is None:
            lost += len(line.text)
        else:
            letters += len(line.text)
            wrong += differs
    return Score(letters, wrong, lost, len(document.pages))


def _noisy(path: Path, folder: Path) -> Path:
    """Return a document's pages as a scanner with a poor lamp gives them."""
    dice = np.random.default_rng(7)
    made = folder / f"noisy-{path.stem}.pdf"
    with pymupdf.open(path) as clean, pymupdf.open() as scan:
        for page in clean:
            pixels = page.get_pixmap(dpi=_NOISY_DPI, colorspace=pymupdf.csGRAY, alpha=False)
            image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
            leaning = image.rotate(0.8, Image.Resampling.BICUBIC, fillcolor=255)
            soft = np.asarray(leaning.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)
            grain = np.clip(soft * 0.9 + dice.normal(0, 18, soft.shape), 0, 255)
            packed = io.BytesIO()
            Image.fromarray(grain.astype(np.uint8)).save(packed, "JPEG", quality=45)
            sheet = scan.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, stream=packed.getvalue())
        scan.save(made, no_new_id=True)
    return made


def real_scans(shared: Path, keep: Path) -> Iterator[tuple[str, Score]]:
    """Yield each real scan that was typed, by its number, and its score."""
    for truth in sorted((shared / "word").glob("ocr_truth__*.doc")):
        number = truth.stem.removeprefix("ocr_truth__")
        scan, typed = documents([shared / "pdf" / f"gov__hieuhan__{number}.pdf", truth], keep)
        yield number, _scored_if_read(scan, typed)


def own_scans(limit: int, folder: Path, keep: Path) -> Iterator[tuple[str, Score]]:
    """Yield sample documents made into noisy scans, and their scores."""
    for path in sorted(CORPUS.glob("*.pdf"))[:limit]:
        scan, typed = documents([_noisy(path, folder), path], keep)
        yield path.stem, _scored_if_read(scan, typed)


def _scored_if_read(scan: Real, typed: Real) -> Score:
    if scan.document is None or typed.document is None:
        sys.stderr.write(f"{scan.path.name}: {scan.error or typed.error}\n")
        return Score()
    return scored(scan.document, typed.document.text)


def validity(document: Document) -> tuple[int, int]:
    """Return how many of a document's letter words are valid syllables, and how many there are."""
    words = [document.text[span.start : span.end] for span in tokens(document.text)]
    words = [word for word in words if word.isalpha()]
    return sum(map(is_syllable, words)), len(words)


def other_scans(shared: Path, keep: Path) -> tuple[int, int, int]:
    """Return valid syllables, words and pages of the scans that nobody typed."""
    good = every = pages = 0
    typed = {path.stem.rpartition("__")[2] for path in (shared / "word").glob("ocr_truth__*.doc")}
    files = [
        path
        for path in sorted((shared / "pdf").glob("*.pdf"))
        if path.stem.rpartition("__")[2] not in typed
    ]
    for read in documents(files, keep):
        if read.document is None or not _is_scan(read.document):
            continue
        valid, words = validity(read.document)
        good, every = good + valid, every + words
        pages += sum(page.origin is Origin.OCR for page in read.document.pages)
    return good, every, pages


def _is_scan(document: Document) -> bool:
    """Say whether more than half of a document's pages were recognised."""
    return 2 * sum(page.origin is Origin.OCR for page in document.pages) > len(document.pages)


def report(shared: Path, keep: Path, own: int = OWN) -> list[str]:
    """Return the measurements as lines of Markdown.

    :param shared: the folder with ``pdf`` and ``word``.
    :param keep: where what was read is kept.
    :param own: how many sample documents are made into scans.
    """
    rows = [
        "| scans | pages | letters compared | character error rate | not found |",
        "|---|---|---|---|---|",
    ]
    real = list(real_scans(shared, keep))
    rows += [score.row(f"`{number}`") for number, score in real]
    rows.append(sum((score for _, score in real), Score()).row("**all that were typed**"))
    with tempfile.TemporaryDirectory() as made:
        mine = [score for _, score in own_scans(own, Path(made), keep)]
    rows.append(sum(mine, Score()).row(f"{len(mine)} sample documents, noisy {_NOISY_DPI} dpi"))
    good, every, pages = other_scans(shared, keep)
    share = f"{good / every:.2%}" if every else "—"
    told = f"All other scans: {pages} pages, {every} words, {share} of them valid syllables."
    return [*rows, "", told]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Đo chất lượng nhận dạng trang quét.")
    parser.add_argument("shared", type=Path)
    parser.add_argument("--own", type=int, default=OWN)
    parser.add_argument("--keep", type=Path, default=KEEP, help="thư mục giữ những gì đã đọc")
    options = parser.parse_args(argv)
    sys.stdout.write("\n".join(report(options.shared, options.keep, options.own)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
