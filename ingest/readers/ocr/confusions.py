"""Letters that recognition takes for others, put right in document numbers and nowhere else.

O stands for 0, l, I and | for 1, D and Ð for Đ ("1O5/2025/ND-CP").  A number is changed only
where the rules of form prove it: what was recognised is no number, or one of no known type
or body, and exactly one reading of it is.  Every change is told to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from ingest.pages import TextLine, Word
from ingest.vocabulary.document_numbers import DocumentNumber, Style, find_numbers
from ingest.vocabulary.issuers import code_patterns

_DIGIT = r"[\dOoIl|]"
_LIKE = re.compile(
    rf"(?<![\w/.,–-])(?P<serial>{_DIGIT}{{1,6}})(?P<letter>[a-zđ])?\s?(?P<mark>[-–/])\s?"
    rf"(?:(?P<year>[12Il|]{_DIGIT}{{3}})\s?/\s?)?"
    r"(?P<symbol>[A-ZĐÐ][\wÐ|]*(?:[-–/.][A-ZĐÐ][\wÐ|]*)*)"
)
_AS_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})
_TERM = re.compile(rf"(?<=QH){_DIGIT}{{1,2}}$")
_MOST_D = 5
_TYPED, _KNOWN = 2, 3


def corrected(lines: Sequence[TextLine], page: int) -> tuple[tuple[TextLine, ...], tuple[str, ...]]:
    """Return recognised lines with their numbers put right, and what was done, in Vietnamese.

    Texts keep their length, so that words stay where they stand.
    """
    corrected_lines: list[TextLine] = []
    remarks: list[str] = []
    for line in lines:
        text = line.text
        for match in _LIKE.finditer(line.text):
            right = _prove(match)
            if right is None:
                continue
            text = text[: match.start()] + right + text[match.end() :]
            remarks.append(
                f"Trang {page}: “{match[0]}” do nhận dạng đã được sửa thành “{right}” "
                "theo thể thức số hiệu; hãy đối chiếu với ảnh trang."
            )
        corrected_lines.append(line if text == line.text else _with_text(line, text))
    return tuple(corrected_lines), tuple(remarks)


def _with_text(line: TextLine, text: str) -> TextLine:
    """Return a line with another text of the same length, its words with it."""
    words: list[Word] = []
    at = 0
    for word in line.words:
        start = line.text.find(word.text, at)
        if start < 0:
            words.append(word)
            continue
        at = start + len(word.text)
        words.append(replace(word, text=text[start:at]))
    return replace(line, text=text, words=tuple(words))


def _prove(match: re.Match[str]) -> str | None:
    """Return the one reading that the rules of form allow, None to leave what stands."""
    if not re.search(r"\d", match["serial"] + (match["year"] or "")):
        return None  # nothing shows that these letters are figures
    as_read = _worth(match[0])
    readings = {
        reading: (_worth(reading), -_changes(match[0], reading)) for reading in _readings(match)
    }
    best = max(readings.values(), default=(0, 0))
    fitting = [reading for reading, worth in readings.items() if worth == best]
    if best[0] < _TYPED or len(fitting) != 1 or fitting[0] == match[0]:
        return None
    # The grammar bears an O among figures; it is no less a letter misread.
    letters = re.search(r"[OoI|]", match["serial"]) is not None
    return fitting[0] if best[0] > as_read or letters else None


def _readings(match: re.Match[str]) -> set[str]:
    base = match[0]
    start = match.start()
    for name in ("serial", "year"):
        if match[name]:
            a, b = (at - start for at in match.span(name))
            base = base[:a] + base[a:b].translate(_AS_DIGITS) + base[b:]
    at = match.start("symbol") - start
    symbol = _TERM.sub(lambda term: term[0].translate(_AS_DIGITS), base[at:])
    doubtful = [n for n, sign in enumerate(symbol) if sign in "DÐ"]
    if len(doubtful) > _MOST_D:
        return {base[:at] + symbol}
    readings = set()
    for chosen in product(*("Đ" if symbol[n] == "Ð" else "DĐ" for n in doubtful)):
        signs = list(symbol)
        for n, sign in zip(doubtful, chosen, strict=True):
            signs[n] = sign
        readings.add(base[:at] + "".join(signs))
    return readings


def _changes(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=True))


def _worth(text: str) -> int:
    """Return how well a text fits: 3 a number of a known body, 2 of a type, 1 any, 0 none."""
    if "Ð" in text:
        return 0  # the rules of form write Đ; this is another letter that looks like it
    numbers = find_numbers(f"số {text}")
    if len(numbers) != 1 or (numbers[0].span.start, numbers[0].span.end) != (3, 3 + len(text)):
        return 0
    number: DocumentNumber = numbers[0].number
    if number.style is Style.LAW:
        return _KNOWN
    if number.type_code is None:
        return 1
    if number.type_code not in text:
        return 0  # "ND" is read as NĐ, and is what recognition made of it
    body = number.body or ""
    return _KNOWN if any(p.fullmatch(body) for p in code_patterns(number.style.value)) else _TYPED
