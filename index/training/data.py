"""Training pairs: read, cleaned, and made from plain text."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

# Words of the sites the pages came from, not of the pages (DATA: "site boilerplate").
BOILERPLATE = re.compile(
    r"(Nội dung chính|Tải về|Hình từ Internet|\(Nguồn: Internet\)|Bản dịch này thuộc[^\n]*|"
    r"Xem thêm:[^\n]*|>>[^\n]*|This translation is made by[^\n]*|Lưu ý: Câu hỏi[^\n]*)",
    re.IGNORECASE,
)
MARKUP = re.compile(r"[*_#|`]+|-{3,}")
SPACES = re.compile(r"\s+")
PASSAGE_CHARS = 1400
"""Longer positives are cut here: a passage of the library is about this long."""
MIN_POSITIVE, MIN_ANCHOR = 60, 8

SET_WEIGHTS: dict[str, float] = {
    "legal_article": 1.0,
    "qa_tvpl": 2.0,
    "qa_bhxh": 2.0,
    "internal_pages": 2.5,
    "viwiki": 0.7,
    "vietnews": 0.25,
    "vntc": 0.25,
    "hddtvn": 0.35,
    "trends": 0.35,
    "made_party": 1.0,
    "made_legal": 0.8,
}
"""Share of each set drawn an epoch: in-domain sets weigh more."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a passage, and where in the passage it is answered, where that is known."""

    text: str
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A question-like text and the passage that answers it.

    ``answer`` is where in the passage, in characters, where that is known; ``others`` are further
    questions that it answers.
    """

    anchor: str
    positive: str
    answer: tuple[int, int] | None = None
    others: tuple[Question, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, the first of them ``anchor``."""
        return Question(self.anchor, self.answer), *self.others


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a ``.jsonl.zst`` file."""
    with path.open("rb") as packed:
        stream = zstandard.ZstdDecompressor().stream_reader(packed)
        for line in io.TextIOWrapper(stream, "utf-8"):
            yield json.loads(line)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, for the model card."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clean(text: str) -> str:
    """Return ``text`` without site boilerplate and markup, in NFC, white space folded."""
    text = unicodedata.normalize("NFC", text)
    return SPACES.sub(" ", MARKUP.sub(" ", BOILERPLATE.sub(" ", text))).strip()


def without_echo(anchor: str, positive: str) -> str:
    """Return the positive without a copy of the anchor: repeating it teaches nothing."""
    kept = positive.replace(anchor, " ")
    return SPACES.sub(" ", kept).strip() if len(kept) > MIN_POSITIVE else positive


def pairs_of(path: Path) -> list[TrainingPair]:
    """Return the cleaned pairs of one file, without repeats."""
    seen: set[tuple[str, str]] = set()
    pairs: list[TrainingPair] = []
    for row in read_rows(path):
        anchor = clean(row["anchor"])
        positive = without_echo(anchor, clean(row["positive"]))[:PASSAGE_CHARS]
        key = (anchor, positive[:200])
        if len(anchor) < MIN_ANCHOR or len(positive) < MIN_POSITIVE or key in seen:
            continue
        seen.add(key)
        pairs.append(TrainingPair(anchor, positive))
    return pairs


SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=[A-ZĐÀ-Ỹ0-9“\"-])")
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:Điều \d|Chương|Mục|[IVX]+[.-]|\d+[.)-]|[a-zđ]\)|-|\+))")
HEADING = re.compile(r"^\s*(?:Điều \d+[a-z]?[.:]|[IVX]+[.-]|\d+(?:\.\d+)*[.)-])\s*(.{12,160}?)\s*$")


def made_pairs(path: Path, seed: int, taken: int) -> list[TrainingPair]:
    """Make pairs from plain text: a heading and what follows; a sentence and its surroundings.

    The second kind is the inverse cloze task: a sentence taken out of its paragraph
    is the question, the rest of the paragraph the answer.  In one case of ten the
    sentence stays in, so that plain matching of words is learnt too.

    :param taken: how many sentences of a paragraph are made questions.
    """
    draw = random.Random(seed)
    pairs: list[TrainingPair] = []
    for row in read_rows(path):
        paragraphs = [clean(p) for p in PARAGRAPH.split(row["text"])]
        paragraphs = [p for p in paragraphs if len(p) > MIN_ANCHOR]
        pairs.extend(_heading_pairs(paragraphs))
        pairs.extend(_cloze_pairs(paragraphs, draw, taken))
    return pairs


def _heading_pairs(paragraphs: list[str]) -> Iterator[TrainingPair]:
    for head, *rest in zip(paragraphs, paragraphs[1:], paragraphs[2:], strict=False):
        heading = HEADING.match(head)
        if heading and not head.endswith((".", ";", ",")):
            positive = " ".join(rest)[:PASSAGE_CHARS]
            if len(positive) >= MIN_POSITIVE:
                yield TrainingPair(heading[1], positive)


def _cloze_pairs(paragraphs: list[str], draw: random.Random, taken: int) -> Iterator[TrainingPair]:
    blocks: list[str] = []
    for paragraph in paragraphs:
        if blocks and len(blocks[-1]) < 500:
            blocks[-1] += " " + paragraph
        else:
            blocks.append(paragraph)
    for block in blocks:
        sentences = [s for s in SENTENCE_END.split(block) if 30 < len(s) < 400]
        if len(sentences) < 3:
            continue
        for chosen in draw.sample(sentences, min(taken, len(sentences))):
            kept = block if draw.random() < 0.1 else block.replace(chosen, " ")
            yield TrainingPair(chosen, SPACES.sub(" ", kept).strip()[:PASSAGE_CHARS])


def load(folder: Path, seed: int) -> tuple[dict[str, list[TrainingPair]], dict[str, str]]:
    """Return all pairs by set name, and the digests of the files they came from."""
    sets: dict[str, list[TrainingPair]] = {}
    digests: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl.zst")):
        name = path.name.removesuffix(".jsonl.zst")
        digests[path.name] = digest_of(path)
        if name == "party_political.text":
            sets["made_party"] = made_pairs(path, seed, 3)
        elif name == "legal_text.text":
            sets["made_legal"] = made_pairs(path, seed, 1)
        else:
            sets[name] = pairs_of(path)
    return sets, digests
