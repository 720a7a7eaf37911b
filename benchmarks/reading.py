"""How well real documents are read: ``python -m benchmarks.reading ../shared/data``.

Reads every file of the folder's ``pdf``, ``word`` and ``bad_pdf`` and writes
``docs/reading.md``.  Figures only: no sentence of a real document.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import headers, hostile_files, legacy_words, ocr, trees
from benchmarks.reading_files import KEEP, Real, documents, speed_of
from ingest.model import Document
from ingest.pages import Origin, Role
from ingest.text.vietnamese import is_syllable, tokens

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "reading.md"
REASONS = Path(__file__).parent / "reading_reasons.json"
"""Why a field of a file is not read right, as a person found: file → field → reason."""
WORD = frozenset({".doc", ".docx"})
LEAST_WORDS = 200
"""A file of fewer words says nothing by its share of syllables."""
POOR = 0.85
TIMED = 4
"""Files of each kind that are read without any cache to time it."""
MOST_TIMED_PAGES = 12


def report(data: Path, keep: Path, jobs: int) -> list[str]:
    """Return the lines of the report."""
    pdf = sorted((data / "pdf").glob("*.pdf"))
    word = sorted(p for p in (data / "word").iterdir() if p.suffix.lower() in WORD)
    read = list(_told(documents([*pdf, *word], keep, jobs), len(pdf) + len(word)))
    pdfs, words = read[: len(pdf)], read[len(pdf) :]
    return [
        "# How well real documents are read",
        "",
        "Written by `python -m benchmarks.reading ../shared/data`. The files are real documents",
        "that are not part of this repository; what is said of them here is counts and facts.",
        "Sections that other commands measure name them, and stay as they are.",
        "",
        *_facts(pdfs, words),
        *_failures(read),
        *trees.section(data, keep / "ocr"),
        *_origins(pdfs, words),
        *_syllables(read),
        *legacy_words.section(read),
        *_recognition(data, keep),
        *_speeds(pdfs, words),
        *_hostile(data / "bad_pdf"),
    ]


def _told(read: Iterable[Real], total: int) -> Iterator[Real]:
    for done, one in enumerate(read, start=1):
        sys.stderr.write(f"\r{done}/{total}")
        yield one
    sys.stderr.write("\n")


# --- number, type, date, subject ------------------------------------------------------


def _facts(pdfs: Sequence[Real], words: Sequence[Real]) -> list[str]:
    truth = headers.golden()
    found = [
        outcome
        for one in (*pdfs, *words)
        if one.path.name in truth
        for outcome in headers.judged(truth[one.path.name], one.document)
    ]
    return [
        "## Number, type, date and subject",
        "",
        "Against `tests/golden/headers.jsonl`: what a person read off the picture of the page,",
        "null where the paper says nothing. A file is right in a field when it says just that;",
        "the subject of a recognised page may differ by one letter in twenty. *Not stated* is a",
        "field left empty though the paper has it; *wrong* is one that says something else.",
        "Recipients are judged by how many there are. Listed are the first four fields, and of the",
        "others what is wrong.",
        "",
        *headers.table(found),
        "",
        *_wrong(found),
    ]


def _wrong(found: Sequence[headers.Outcome]) -> list[str]:
    reasons = json.loads(REASONS.read_text("utf-8"))
    wrong = [one for one in found if one.outcome == "wrong" or one.field in headers.FIELDS]
    wrong = [one for one in wrong if one.outcome != "right"]
    if not wrong:
        return []
    lines = ["Not right:", "", "| file | field | said | the paper | why |", "|---|---|---|---|---|"]
    for one in wrong:
        why = reasons.get(one.file, {}).get(one.field, "not looked into")
        said, truth = (_cell(value) for value in (one.said, one.truth))
        lines.append(f"| `{one.file}` | {one.field} | {said} | {truth} | {why} |")
    return [*lines, ""]


def _cell(value: str | None) -> str:
    if value is None:
        return "—"
    return (value if len(value) <= 60 else value[:57] + "…").replace("|", "\\|")


def _failures(read: Sequence[Real]) -> list[str]:
    failed = [one for one in read if one.error]
    if not failed:
        return [f"All {len(read)} files could be opened and read.", ""]
    lines = [f"- `{one.path.name}`: {one.error}" for one in failed]
    return [f"{len(failed)} of {len(read)} files could not be read:", "", *lines, ""]


# --- where the text came from ---------------------------------------------------------


def _origins(pdfs: Sequence[Real], words: Sequence[Real]) -> list[str]:
    lines = [
        "## Where the text of a page came from",
        "",
        "| files | pages | " + " | ".join(origin.value for origin in Origin) + " |",
        "|---|---|" + "---|" * len(Origin),
    ]
    for name, read in (("PDF", pdfs), ("Word", words)):
        pages = [page for one in read if one.document for page in one.document.pages]
        counts = Counter(page.origin for page in pages)
        row = " | ".join(str(counts[origin]) for origin in Origin)
        lines.append(f"| {len(read)} {name} | {len(pages)} | {row} |")
    sure = [
        page.confidence
        for one in pdfs
        if one.document
        for page in one.document.pages
        if page.origin is Origin.OCR
    ]
    mean = f" Mean confidence of recognised pages: {sum(sure) / len(sure):.1%}." if sure else ""
    return [*lines, "", f"A Word file counts as one page: it has none of its own.{mean}", ""]


@dataclass(slots=True)
class Share:
    """Words of letters, and how many of them are Vietnamese syllables."""

    words: int = 0
    valid: int = 0

    def add(self, text: str) -> None:
        """Count the words of a line."""
        for span in tokens(text):
            word = span.of(text)
            if word.isalpha():
                self.words += 1
                self.valid += is_syllable(word)

    @property
    def value(self) -> float:
        """The share in [0, 1]; 0 without words."""
        return self.valid / self.words if self.words else 0.0


def shares(document: Document) -> dict[Origin, Share]:
    """Return the share of valid syllables of a document by where its pages came from."""
    origins = {page.number: page.origin for page in document.pages}
    found: dict[Origin, Share] = {}
    for line in document.lines:
        if line.role is not Role.FURNITURE:
            found.setdefault(origins[line.page], Share()).add(line.text)
    return found


def _syllables(read: Sequence[Real]) -> list[str]:
    whole: dict[Origin, Share] = {}
    poor: list[str] = []
    for one in read:
        for origin, share in shares(one.document).items() if one.document else ():
            sum_of = whole.setdefault(origin, Share())
            sum_of.words += share.words
            sum_of.valid += share.valid
            if share.words >= LEAST_WORDS and share.value < POOR:
                poor.append(f"| `{one.path.name}` | {origin.value} | {share.value:.1%} |")
    lines = [
        "## Share of valid syllables",
        "",
        "Of the words of letters alone, how many are possible Vietnamese syllables. Foreign names,",
        "English and formulas count against it, so that a born-digital textbook of programming",
        "stands lower than a decree.",
        "",
        "| origin | words | valid |",
        "|---|---|---|",
    ]
    lines += [
        f"| {o.value} | {whole[o].words} | {whole[o].value:.2%} |" for o in Origin if o in whole
    ]
    if poor:
        lines += ["", f"Files under {POOR:.0%}:", "", "| file | origin | valid |", "|---|---|---|"]
    return [*lines, *sorted(poor), ""]


# --- recognition, speed, hostile files ------------------------------------------------


def _recognition(data: Path, keep: Path) -> list[str]:
    return [
        "## Recognition",
        "",
        "Against the typed text of the same documents: each recognised line is compared with the",
        "stretch of the typed text it fits best. *Not found* is the share of letters on lines that",
        "are found nowhere: what the typist left out (stamps, tables, whole annexes), and what was",
        "garbled beyond finding. The sample documents are compared with their own text layer.",
        "",
        *ocr.report(data, keep),
        "",
    ]


def _speeds(pdfs: Sequence[Real], words: Sequence[Real]) -> list[str]:
    kinds: dict[str, list[Path]] = {}
    for one in (*pdfs, *words):
        if one.document is None:
            continue
        origins = {page.origin for page in one.document.pages} - {Origin.BLANK}
        few = len(one.document.pages) <= MOST_TIMED_PAGES
        suffix = one.path.suffix.lower()
        if suffix == ".pdf" and few and len(origins) == 1:
            kinds.setdefault(f"PDF, {next(iter(origins)).value}", []).append(one.path)
        elif suffix in WORD:
            kinds.setdefault(suffix[1:], []).append(one.path)
    lines = [
        "## Speed",
        "",
        "One core, nothing cached, from the file to the document with its header, structure and",
        "references; seconds of processor time, with the start of the process whose children read",
        f"the files ({TIMED} files of a kind; a Word file is one page).",
        "",
        "| kind of page | files | pages | seconds a page | pages a second |",
        "|---|---|---|---|---|",
    ]
    for kind, paths in sorted(kinds.items()):
        timed = _spread(paths)
        speed = speed_of(timed)
        if speed.pages:
            cost = f"{speed.seconds / speed.pages:.2f} | {speed.pages_a_second:.1f}"
            lines.append(f"| {kind} | {len(timed)} | {speed.pages} | {cost} |")
    return [*lines, ""]


def _spread(paths: Sequence[Path]) -> list[Path]:
    step = max(1, len(paths) // TIMED)
    return list(paths[::step][:TIMED])


def _hostile(folder: Path) -> list[str]:
    found = hostile_files.outcomes([folder])
    counts = Counter(one.said for one in found)
    lines = [
        "## Hostile files",
        "",
        f"{len(found)} files tried ({sum(one.crafted for one in found)} made by",
        "`tests/hostile.py`, the rest malformed files of other projects), each in its own child",
        f"process with {hostile_files.LIMITS.memory // 1024**3} GB,"
        f" {hostile_files.LIMITS.seconds:.0f} s and {hostile_files.LIMITS.page_seconds} s a page:"
        f" {len(found)} survived.",
        "",
        "| outcome | files |",
        "|---|---|",
    ]
    lines += [f"| {said} | {count} |" for said, count in counts.most_common()]
    slowest = max(found, key=lambda one: one.seconds)
    return [*lines, "", f"The slowest took {slowest.seconds:.0f} s (`{slowest.file}`).", ""]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("data", type=Path, help="thư mục có pdf, word và bad_pdf")
    parser.add_argument("--keep", type=Path, default=KEEP,
                        help="thư mục giữ những gì đã đọc")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=1, help="số tệp đọc cùng lúc")
    parser.add_argument("--out", type=Path, default=REPORT, help="tệp báo cáo")
    options = parser.parse_args(arguments)
    made = "\n".join(report(options.data, options.keep, options.jobs)).rstrip("\n") + "\n"
    stands = options.out.read_text("utf-8") if options.out.exists() else ""
    options.out.write_text(with_others(made, stands), "utf-8")
    return 0


def with_others(made: str, stands: str) -> str:
    """Return the report with the sections of ``stands`` that other commands measure, behind it."""
    own = {name for name, _ in _sections(made)}
    others = [text for name, text in _sections(stands) if name not in own]
    return "\n".join([made, *others]) if others else made


def _sections(page: str) -> list[tuple[str, str]]:
    """Return the name and the text of each section, in order."""
    parts = re.split(r"(?m)^(?=## )", page)[1:]
    return [(part.split("\n", 1)[0], part.rstrip("\n") + "\n") for part in parts]


if __name__ == "__main__":
    sys.exit(main())
