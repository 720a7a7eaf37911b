"""Sentences of a library altered as drafts alter them.

Each takes a sentence and a source of chance, and returns the altered text, None where the
sentence cannot be altered so.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.quotations.tokens import NEGATIONS, tokens
from index.results import PassageView
from ingest.pages import Origin
from ingest.text.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a library, where it stands, and the sentence behind it."""

    text: str
    passage: PassageView
    following: str

    @property
    def scanned(self) -> bool:
        """Say whether it was recognised from a picture."""
        return self.passage.origin is Origin.OCR


Mutation = Callable[["Sentence", random.Random], str | None]
"""Returns the altered text, None where the sentence cannot be altered so."""


def words_of(text: str) -> list[tuple[int, int, str]]:
    """Return the words of a text, each with its start and end."""
    return [(t.start, t.end, text[t.start : t.end]) for t in tokens(text)]


_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?:[/.-]((?:19|20)\d\d))?(?![\d/-])")
_SPOKEN_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2})")


def digit(one: Sentence, rng: random.Random) -> str | None:
    """Change one digit of a number that is no date."""
    dates = [m.span() for m in (*_DATE.finditer(one.text), *_SPOKEN_DATE.finditer(one.text))]
    places = [
        at
        for at, letter in enumerate(one.text)
        if letter.isascii() and letter.isdigit() and not any(a <= at < b for a, b in dates)
    ]
    places = [at for at in places if not _is_mark(one.text, at)]
    if not places:
        return None
    at = rng.choice(places)
    others = [d for d in "123456789" if d != one.text[at]]
    return one.text[:at] + rng.choice(others) + one.text[at + 1 :]


def _is_mark(text: str, at: int) -> bool:
    """Say whether a digit is a footnote's mark, glued to a word: no part of the sentence."""
    return at > 0 and text[at - 1].isalpha()


def date(one: Sentence, rng: random.Random) -> str | None:
    """Change the day of a date."""
    hits = [*_DATE.finditer(one.text), *_SPOKEN_DATE.finditer(one.text)]
    if not hits:
        return None
    hit = rng.choice(hits)
    day = int(hit[1])
    other = rng.choice([n for n in range(1, 29) if n != day])
    return one.text[: hit.start(1)] + f"{other:02d}" + one.text[hit.end(1) :]


def negation(one: Sentence, rng: random.Random) -> str | None:
    """Drop a negation, or put one before a verb-like word in the middle."""
    words = words_of(one.text)
    held = [w for w in words[1:] if w[2].lower() in ("không", "chưa", "chẳng")]
    if held:
        start, end, _ = rng.choice(held)
        return one.text[:start] + one.text[end:].lstrip()
    if len(words) < 6 or rng.random() < 0.5:
        return None
    start = rng.choice(words[2:-1])[0]
    return one.text[:start] + rng.choice(["không ", "chưa "]) + one.text[start:]


_SYNONYMS = {
    "phải": "cần", "cần": "phải", "tập trung": "chú trọng", "nâng cao": "tăng cường",
    "tăng cường": "đẩy mạnh", "đẩy mạnh": "nâng cao", "bảo đảm": "giữ vững",
    "thực hiện": "triển khai", "triển khai": "thực hiện", "các": "những",
    "quan trọng": "trọng yếu", "quy định": "điều khoản",
    "xây dựng": "kiến tạo", "được": "có thể", "trong": "tại", "hằng": "mỗi", "đúng": "kịp",
    "của": "do", "hoặc": "và", "và": "hoặc", "ít nhất": "tối thiểu", "trước": "sau",
    "cơ quan": "đơn vị", "cá nhân": "công dân", "tổ chức": "đơn vị", "hướng dẫn": "chỉ đạo",
}  # fmt: skip


def synonym(one: Sentence, rng: random.Random) -> str | None:
    """Put another word in place of one."""
    hits = [
        hit
        for word in _SYNONYMS
        for hit in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", one.text)
    ]
    if not hits:
        return None
    hit = rng.choice(hits)
    return one.text[: hit.start()] + _SYNONYMS[hit[0]] + one.text[hit.end() :]


def order(one: Sentence, rng: random.Random) -> str | None:
    """Let the halves of a sentence change places, or two neighbouring words."""
    body = one.text.rstrip(" .;:")
    cuts = [m.start() for m in re.finditer(r"[,;]\s", body)]
    cuts = [c for c in cuts if len(words_of(body[:c])) >= 3 and len(words_of(body[c:])) >= 3]
    if cuts:
        cut = rng.choice(cuts)
        return f"{body[cut + 2 :]}, {body[:cut]}"
    words = words_of(one.text)
    pairs = [(a, b) for a, b in zip(words[1:], words[3:], strict=False) if a[2] != b[2]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return one.text[: a[0]] + b[2] + one.text[a[1] : b[0]] + a[2] + one.text[b[1] :]


def spliced(one: Sentence, rng: random.Random) -> str | None:
    """Put the first half of a sentence and the second of the next one together."""
    first, second = words_of(one.text), words_of(one.following)
    if len(first) < 8 or len(second) < 8:
        return None
    head = one.text[: first[rng.randint(4, len(first) - 3)][0]].rstrip(" ,;")
    tail = one.following[second[rng.randint(3, len(second) - 4)][0] :]
    return f"{head} {tail}"


def ellipsis(one: Sentence, rng: random.Random) -> str | None:
    """Leave a negation out behind dots."""
    words = words_of(one.text)
    held = [n for n, w in enumerate(words) if w[2].lower() in NEGATIONS and 3 <= n < len(words) - 3]
    if not held:
        return None
    at = rng.choice(held)
    last = min(len(words) - 3, at + rng.randint(0, 2))
    dots = rng.choice(["…", "...", "[…]", "(…)"])
    return f"{one.text[: words[at][0]]}{dots} {one.text[words[last][1] :].lstrip()}"


def noise(one: Sentence, rng: random.Random) -> str | None:
    """Misread a letter or two as recognition does."""
    swaps = {
        "l": "1",
        "o": "0",
        "ê": "e",
        "ư": "u",
        "ơ": "o",
        "â": "a",
        "đ": "d",
        "m": "rn",
        "h": "b",
        "c": "e",
    }
    places = [at for at, letter in enumerate(one.text) if letter in swaps]
    if len(places) < 2:
        return None
    chosen = sorted(rng.sample(places, 2), reverse=True)
    text = one.text
    for at in chosen:
        text = text[:at] + swaps[text[at]] + text[at + 1 :]
    return text


def untouched(one: Sentence, rng: random.Random) -> str:
    """Lay the sentence out otherwise: line breaks, tone placement, i for y, dashes, capitals."""
    text = one.text.rstrip(" ;:,")
    moves: list[Callable[[str], str]] = [
        lambda t: re.sub(r" ", lambda m: "\n" if rng.random() < 0.1 else m[0], t),
        lambda t: t.replace("hòa", "hoà").replace("ủy", "uỷ").replace("hóa", "hoá"),
        lambda t: t.replace("kỹ", "kĩ").replace("lý", "lí").replace("mỹ", "mĩ"),
        lambda t: t.replace(" - ", " – ").replace("-", "–"),
        lambda t: t.replace("“", '"').replace("”", '"').replace("…", "…"),
        lambda t: t[:1].lower() + t[1:],
        lambda t: t.replace(", ", " , ").replace("  ", " "),
        lambda t: t.rstrip("."),
    ]
    for move in rng.sample(moves, 3):
        text = move(text)
    return nfc(text)


MUTATIONS: dict[str, Mutation] = {
    "digit": digit,
    "date": date,
    "negation": negation,
    "synonym": synonym,
    "order": order,
    "spliced": spliced,
    "ellipsis": ellipsis,
    "noise": noise,
}
"""The kinds that change the text; "document" and "provision" change what it is said to be from."""
