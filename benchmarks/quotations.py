"""``python -m benchmarks.quotations --library DIR``: how many altered quotations are caught.

Sentences of any library are altered in ten ways, a hundred times each, and three hundred
more are left as they are but for their layout.  Every one is asked for as a draft would
quote it: with the document, and for one kind the provision, that it is said to be from.
An alteration is *caught* when the quotation is not said to stand there word for word; a
*false alarm* is an untouched quotation that is said to.  Figures, never texts, are printed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.check_results import CheckedQuotation, Place, QuotationVerdict
from index.library import Library
from index.quotations.finder import Shelf
from index.quotations.judge import Given, judge
from index.quotations.tokens import NEGATIONS, tokens
from index.results import PassageView
from ingest.model import Origin
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc, sentences

SHORTEST, LONGEST = 8, 60
"""Words of the sentences that are quoted."""


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


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation as a draft writes it, with what it is said to be from."""

    kind: str
    text: str
    document: str
    provision: str
    scanned: bool


Mutation = Callable[["Sentence", random.Random], str | None]
"""Returns the altered text, None where the sentence cannot be altered so."""


def _words(text: str) -> list[tuple[int, int, str]]:
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
    words = _words(one.text)
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
    cuts = [c for c in cuts if len(_words(body[:c])) >= 3 and len(_words(body[c:])) >= 3]
    if cuts:
        cut = rng.choice(cuts)
        return f"{body[cut + 2 :]}, {body[:cut]}"
    words = _words(one.text)
    pairs = [(a, b) for a, b in zip(words[1:], words[3:], strict=False) if a[2] != b[2]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return one.text[: a[0]] + b[2] + one.text[a[1] : b[0]] + a[2] + one.text[b[1] :]


def spliced(one: Sentence, rng: random.Random) -> str | None:
    """Put the first half of a sentence and the second of the next one together."""
    first, second = _words(one.text), _words(one.following)
    if len(first) < 8 or len(second) < 8:
        return None
    head = one.text[: first[rng.randint(4, len(first) - 3)][0]].rstrip(" ,;")
    tail = one.following[second[rng.randint(3, len(second) - 4)][0] :]
    return f"{head} {tail}"


def ellipsis(one: Sentence, rng: random.Random) -> str | None:
    """Leave a negation out behind dots."""
    words = _words(one.text)
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


def gather(library: Library, rng: random.Random) -> list[Sentence]:
    """Return sentences of a library, in random order; those that stand twice left out."""
    found: list[Sentence] = []
    with library.shelf() as shelf:
        for view in shelf.passages():
            spans = [
                s
                for s in sentences(view.text)
                if SHORTEST <= len(_words(s.of(view.text))) <= LONGEST
            ]
            texts = [s.of(view.text) for s in spans]
            found += [
                Sentence(text, view, after)
                for text, after in zip(texts, [*texts[1:], ""], strict=False)
                if "…" not in text and "..." not in text
            ]
    times = Counter(_key(one.text) for one in found)
    single = [one for one in found if times[_key(one.text)] == 1]
    rng.shuffle(single)
    return single


def _key(text: str) -> str:
    return " ".join(t.form for t in tokens(text))


def cases(pool: Sequence[Sentence], of_a_kind: int, rng: random.Random) -> list[Case]:
    """Return ``of_a_kind`` altered quotations of each of the ten kinds, where there are so many."""
    every = {_key(one.text) for one in pool}
    rows: list[Case] = []
    for kind, mutate in MUTATIONS.items():
        rows += _altered(kind, mutate, pool, every, of_a_kind, rng)
    rows += _misplaced(pool, of_a_kind, rng)
    return rows


def _altered(
    kind: str,
    mutate: Mutation,
    pool: Sequence[Sentence],
    every: set[str],
    most: int,
    rng: random.Random,
) -> list[Case]:
    rows: list[Case] = []
    for one in rng.sample(list(pool), len(pool)):
        text = mutate(one, rng)
        # What became another sentence of the library, or the same again, is no alteration.
        if text is None or _key(text) == _key(one.text) or _key(text) in every:
            continue
        rows.append(Case(kind, nfc(text), one.passage.document.id or "", "", one.scanned))
        if len(rows) == most:
            break
    return rows


def _misplaced(pool: Sequence[Sentence], most: int, rng: random.Random) -> list[Case]:
    """Return quotations said to be from another document, and from another article."""
    documents = sorted({one.passage.document.id or "" for one in pool})
    rows = [
        Case("document", one.text, rng.choice(others), "", one.scanned)
        for one in rng.sample(list(pool), min(most, len(pool)))
        if (others := [d for d in documents if d != one.passage.document.id])
    ]
    placed = [(one, label) for one in pool if (label := _article(one)) is not None]
    rows += [
        Case("provision", one.text, one.passage.document.id or "", f"Điều {label + 1}", one.scanned)
        for one, label in rng.sample(placed, min(most, len(placed)))
    ]
    return rows


def _article(one: Sentence) -> int | None:
    labels = [part.removeprefix("Điều ") for part in one.passage.path if part.startswith("Điều ")]
    return int(labels[-1]) if labels and labels[-1].isdigit() else None


def ask(case: Case, shelf: Shelf) -> CheckedQuotation:
    """Judge a case as a draft's quotation."""

    def holds(place: Place) -> bool:
        return not place.provision or case.provision in place.provision

    given = Given(
        (case.document,), "văn bản được dẫn", case.provision, holds if case.provision else None
    )
    return judge(case.text, Span(0, len(case.text)), shelf, given)


def caught(case: Case, judged: CheckedQuotation) -> bool:
    """Say whether an altered quotation was told as such (on a scan a misread letter is named)."""
    if judged.verdict is not QuotationVerdict.VERBATIM:
        return True
    return case.kind == "noise" and case.scanned and bool(judged.notes)


def write(text: str) -> None:
    """Write a line of the report."""
    sys.stdout.write(f"{text}\n")


def main() -> None:
    """Run the measurement and print one line a kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--of-a-kind", type=int, default=100)
    parser.add_argument("--untouched", type=int, default=300)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--show", action="store_true", help="print what was missed")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    library = Library.open(options.library)
    pool = gather(library, rng)
    altered = cases(pool, options.of_a_kind, rng)
    same = [
        Case("untouched", untouched(one, rng), one.passage.document.id or "", "", one.scanned)
        for one in rng.sample(pool, min(options.untouched, len(pool)))
    ]
    _measure(library, altered, same, show=options.show)
    library.close()


def _measure(library: Library, altered: list[Case], same: list[Case], *, show: bool) -> None:
    kinds: dict[str, list[bool]] = defaultdict(list)
    alarms: dict[bool, list[bool]] = defaultdict(list)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    began = time.process_time()
    with library.shelf() as shelf:
        for case in altered:
            judged = ask(case, shelf)
            kinds[case.kind].append(caught(case, judged))
            verdicts[case.kind][judged.verdict.value] += 1
            if show and not kinds[case.kind][-1]:
                write(f"missed {case.kind}: {case.text} | {judged.detail}")
        for case in same:
            judged = ask(case, shelf)
            alarms[case.scanned].append(judged.verdict is not QuotationVerdict.VERBATIM)
            if show and alarms[case.scanned][-1]:
                write(f"alarm: {case.text} | {judged.detail}")
    spent = time.process_time() - began
    for kind, rows in kinds.items():
        told = ", ".join(f"{n} {v}" for v, n in verdicts[kind].most_common())
        write(f"{kind:10} {sum(rows):4} of {len(rows):4} caught ({told})")
    every = [row for rows in kinds.values() for row in rows]
    write(f"{'all':10} {sum(every):4} of {len(every):4} caught")
    for scanned, rows in sorted(alarms.items()):
        write(f"false alarms on {'scans' if scanned else 'text'}: {sum(rows)} of {len(rows)}")
    write(f"{1000 * spent / max(1, len(altered) + len(same)):.1f} ms of processor a quotation")


if __name__ == "__main__":
    main()
