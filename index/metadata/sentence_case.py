"""Subjects printed in capitals, in the letters in which a sentence writes them.

"VỀ PHÔNG LƯU TRỮ ĐẢNG CỘNG SẢN VIỆT NAM" is cited "về Phông lưu trữ Đảng Cộng sản Việt Nam".
Which words are names is read where the document writes them itself: its opening nearly always
says its subject once more in ordinary letters.  Only what is not found there is taken from
``data/proper_names.json``.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.metadata.unknown_names import unknown_names
from ingest.text.vietnamese import is_syllable, lower, tone_normal

_TOKEN = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_STARTS = re.compile(r"(?:^|[.:;!?\n“\"(\[]|[-–*+]|\d[.)]|\b[a-zđ]\))\s*$")
"""What stands before a word whose capital says nothing."""
READ = 60_000
"""Letters of a document that are looked through: its opening and first chapters."""
LONGEST = 9
"""Words of one run that is looked for in the document."""
_SURE = 0.8
"""Share of a single word's writings that must agree."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is written, with what tells it from others and how sure its capital is."""

    text: str
    key: str
    starts: bool


def is_capital(text: str) -> bool:
    """Say whether ``text`` is printed in capitals.

    Old fonts keep accented letters small among capitals ("SắC LệNH"); numbers and codes
    among the words count for nothing.
    """
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if is_syllable(word)]
    plain = [letter for word in map(_plain, words) if len(word) > 1 for letter in word]
    capitals = sum(map(str.isupper, plain))
    return len(plain) > 2 and capitals >= 0.9 * len(plain)


def _plain(word: str) -> str:
    return "".join(filter(str.isascii, word))


def in_sentence_case(printed: str, text: str = "", names: Sequence[str] = ()) -> str:
    """Return a subject printed in capitals as a sentence writes it; others as they are.

    The first letter stays a capital.

    :param text: the document's, read for how it writes the same words.
    :param names: of its bodies and places, in ordinary letters.
    """
    words = list(_words(printed))
    if not words or not is_capital(printed):
        return printed
    seen = _runs(words, (*names, text[:READ]))
    shown = _written(words, seen)
    out, at = [], 0
    for word, (start, end) in zip(shown, _spans(printed), strict=True):
        out.append(printed[at:start])
        out.append(word)
        at = end
    out.append(printed[at:])
    joined = _ISSUED.sub(lambda match: match[1] + match[2].capitalize(), "".join(out))
    return joined[:1].upper() + joined[1:]


def begins_sentence(subject: str) -> str:
    """Return a subject as it goes on in a sentence: its first letter small but in a name."""
    words = list(_words(subject))
    if not words or subject[:1].islower():
        return subject
    first = words[0].text
    if any(map(str.isupper, first[1:])) or not first[:1].isalpha():
        return subject
    named = _named(tuple(word.key for word in words[:LONGEST]))
    if (named and named[0][:1].isupper()) or _MEETING.match(subject):
        return subject
    # Two capitals one after another are a name: "Minh Hà", "Hồ Chí Minh".
    following = words[1].text if len(words) > 1 else ""
    if following[:1].isupper() and first.lower() not in _LEADS and is_syllable(following):
        return subject
    return subject[:1].lower() + subject[1:]


_MEETING = re.compile(r"(?:Hội nghị|Đại hội|Kỳ họp|Phiên họp|Hội thảo) [^\W\d_]")
_ISSUED = re.compile(r"([Bb]an hành )(quy chế|quy định|kế hoạch|chương trình|quy trình|đề án)\b")
"""What is issued with a decision is a document of its own, by name."""
_LEADS = frozenset(
    {"về", "ban", "quy", "phê", "sửa", "thực", "hướng", "triển", "tăng", "công", "thành", "bãi"}
)
"""First words after which a name may follow without their being part of it."""


def _words(text: str) -> Iterator[_Word]:
    for start, end in _spans(text):
        word = text[start:end]
        starts = _STARTS.search(text[max(0, start - 8) : start]) is not None
        yield _Word(word, _key(word), starts)


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _key(word: str) -> str:
    return tone_normal(lower(word))


# --- how the document writes them -----------------------------------------------------


Runs = Mapping[int, tuple[str, ...]]


def _runs(words: Sequence[_Word], texts: Sequence[str]) -> Runs:
    """Return, by place among ``words``, the longest run of them found in running text."""
    runs: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word.key].append(place)
    for text in texts:
        for line in text.split("\n"):
            if line and not is_capital(line):
                _read_line(list(_words(line)), words, places, runs)
    return {place: _best(counts) for place, counts in runs.items() if _best(counts)}


def _read_line(
    line: Sequence[_Word],
    words: Sequence[_Word],
    places: Mapping[str, list[int]],
    runs: dict[int, Counter[tuple[str, ...]]],
) -> None:
    for at, word in enumerate(line):
        for place in places.get(word.key, ()):
            size = 0
            while (
                size < LONGEST
                and at + size < len(line)
                and place + size < len(words)
                and line[at + size].key == words[place + size].key
            ):
                size += 1
            run = [one.text for one in line[at : at + size]]
            if all(map(str.isupper, run)) and len(run) > 1:
                continue
            if word.starts:
                # The capital at a sentence's beginning is no name's.
                run[0] = ""
            runs[place][tuple(run)] += 1


def _best(counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the writing that is met most often among the longest ones; () where unsure."""
    longest = max(map(len, counts))
    among = {run: count for run, count in counts.items() if len(run) == longest}
    open_ended = {run[1:]: count for run, count in among.items() if not run[0]}
    whole = {run: count for run, count in among.items() if run[0]}
    if not whole:
        return ("", *max(open_ended, key=lambda run: (open_ended[run], run)))
    best = max(whole, key=lambda run: (whole[run], run))
    if longest > 1:
        return best
    # A word alone may be a name elsewhere ("Luật") and none here ("pháp luật").
    sure = whole[best] >= _SURE * sum(whole.values())
    return best if sure and (best[0].islower() or best[0].isupper()) else ()


def _written(words: Sequence[_Word], seen: Runs) -> list[str]:
    shown: list[str] = []
    kept = unknown_names([word.key for word in words], [word.starts for word in words])
    while len(shown) < len(words):
        place = len(shown)
        keys = tuple(word.key for word in words[place : place + LONGEST])
        run, named = seen.get(place, ()), _named(keys)
        if named[:1] == ("Luật",) and place and words[place - 1].key in _BEFORE_NO_LAW:
            named = ()
        if place in kept and len(run) == 1:
            run = ()  # the word alone, met elsewhere, is not this name's
        if len(run) > len(named) or (run and len(run) == len(named) > 1):
            first = run[0] or _alone(words[place], named)
            # The rest of a longer name is looked up where it begins.
            shown.extend((first, *run[1:]))
        elif named:
            shown.extend(_unit_named(named, words, place))
        elif person := _person(words, place):
            shown.extend(person)
        elif place in kept:
            shown.append(words[place].text)
        else:
            shown.append(_alone(words[place], named))
    return shown[: len(words)]


def _unit_named(named: tuple[str, ...], words: Sequence[_Word], place: int) -> tuple[str, ...]:
    """Return a known name, and behind a unit ("tỉnh …") the place's name in capitals."""
    if named[-1] not in _UNITS:
        return named
    at = place + len(named)
    name: list[str] = []
    for word in words[at : at + 2]:
        is_thanh = word.key == "thành" and not name and not _thanh_goes_on(words, at)
        if (
            (word.key in _common() and not is_thanh)
            or not is_syllable(word.text)
            or not word.text.isalpha()
        ):
            break
        name.append(word.key.capitalize())
    known = len(name) == 2 and " ".join(name).lower() not in _NO_PLACE
    return (*named, *name) if known else named


def _thanh_goes_on(words: Sequence[_Word], at: int) -> bool:
    """Say whether "thành" is no place's first word: "xã thành viên", "phường thành lập"."""
    following = words[at + 1].key if at + 1 < len(words) else ""
    return not following or following in _BEHIND_THANH or following in _common()


_BEHIND_THANH = frozenset({"phố", "lập", "viên", "ủy", "tích", "phần", "tựu", "quả"})
_BEFORE_NO_LAW = frozenset({"pháp", "kỷ", "kỉ", "quy"})
"""What makes "luật" no name of a law: "pháp luật đất đai"."""
_BEFORE_PERSON = frozenset({"ông", "bà", "chí", "thpt", "thcs", "sĩ", "hùng"})
"""What stands before a person's name: "đồng chí …", "Trường THPT …", "liệt sĩ …"."""
_LONGEST_PERSON = 4


def _person(words: Sequence[_Word], place: int) -> list[str]:
    """Return a person's name, which a surname behind "ông", "đồng chí", "THPT" begins; [] for none.

    A name of three words is usual; a fourth is one where the subject ends or "Thị" stands in it.
    """
    if not place or words[place - 1].key not in _BEFORE_PERSON:
        return []
    if words[place].key not in _surnames():
        return []
    size = 1
    while size < _LONGEST_PERSON and place + size < len(words):
        word = words[place + size]
        ends_name = word.key in _common() and word.key != "thị"
        if word.starts or ends_name or not is_syllable(word.text):
            break
        size += 1
    ends = place + size == len(words) or words[place + size].starts
    with_thi = size > 1 and words[place + 1].key == "thị"
    size = size if ends or with_thi else min(size, 3)
    return [word.key.capitalize() for word in words[place : place + size]] if size > 1 else []


_UNITS = frozenset({"tỉnh", "huyện", "quận", "xã", "phường", "phố", "trấn"})
_NO_PLACE = frozenset({"an toàn", "văn minh", "dân tộc", "anh hùng"})
"""What follows a unit's word where no name follows."""


def _alone(word: _Word, named: tuple[str, ...]) -> str:
    if named:
        return named[0]
    if any(map(str.isdigit, word.text)) or not word.text.isupper():
        return word.text if any(map(str.isdigit, word.text)) else word.key
    # What is no syllable is a code: "CNTT", "UBND"; Roman numerals too.
    if len(word.text) > 1 and not all(map(is_syllable, re.split(r"[-/.]", word.text))):
        return word.text
    return word.text if re.fullmatch(r"[IVXLC]{2,}|[IVX]", word.text) else word.text.lower()


# --- what is known ----------------------------------------------------------------------


@cache
def _common() -> frozenset[str]:
    """Return what follows a unit's word ("các xã có …") where no name follows."""
    return frozenset(_data("behind_units"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(map(_key, _data("surnames")))


def _laws() -> Iterator[str]:
    """Yield "Luật Đất đai": laws are called by the subjects that ``data/laws.json`` gives them."""
    raw = resources.files("index").joinpath("data/laws.json").read_text("utf-8")
    for law in json.loads(raw):
        subject = law["subject"] or ""
        named = law["kind"] in ("Luật", "Bộ luật") and not subject.startswith("Sửa đổi")
        if named and subject[:1].isupper() and len(subject.split()) <= LONGEST - 2:
            yield f"{law['kind']} {subject.removeprefix(law['kind'] + ' ')}"


def _data(sort: str) -> list[str]:
    raw = resources.files("index").joinpath("data/proper_names.json").read_text("utf-8")
    rows: list[str] = json.loads(raw)[sort]
    return rows


@cache
def _known() -> dict[tuple[str, ...], tuple[str, ...]]:
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in (*_laws(), *_data("names")):
        shown = tuple(_TOKEN.findall(name))
        rows[tuple(map(_key, shown))] = shown
    return rows


def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the longest known name that the words begin with, as it is written; () for none."""
    for size in range(len(keys), 0, -1):
        shown = _known().get(keys[:size])
        if shown is not None:
            return shown
    return ()
