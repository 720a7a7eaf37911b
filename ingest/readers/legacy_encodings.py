"""Vietnamese from before Unicode: TCVN3 (ABC), VNI and VnTeX, by font name and by statistics.

A file in such an encoding shows codes of Latin-1 ("C¸n bé"); only its fonts make
them Vietnamese.  The name of a font is a hint, never proof: Unicode text set in
".VnTime" exists, and so does TCVN3 text in a font called NotoSans.  What settles it
is which reading makes words into Vietnamese syllables.

Letters are in ``ingest/data/legacy.json``: TCVN3 after TCVN 5712:1993 (VN3), T5 after VnTeX.
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from ingest.text.vietnamese import is_syllable, nfc

_DATA = Path(__file__).parents[1] / "data" / "legacy.json"
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NEVER = re.compile(
    r"CM[A-Z]+\d+|MS[AB]M\d+|(?:Symbol|MT-?Extra|Wingdings|ZapfDingbats|Webdings).*"
)
"""Fonts of signs: their codes are never Vietnamese letters."""
_WORD = re.compile(r"[^ \t\r\n]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII = re.compile(r"[A-Za-z]")
"""A sign by itself ("£", "§") is more often a sign than a letter: it proves nothing."""
_EDGES = ".,;:!?()[]{}\"'/-–—“”‘’…"
ENOUGH_WORDS = 4
"""Fewer words with codes than this prove nothing by themselves."""
_GOOD, _GAIN = 0.8, 0.3
"""Share of coded words that must become syllables, and by how much more than unconverted."""
_NAMED = 0.5
"""The share asked for when the font's name says the encoding too."""
_REMEMBERED = 20_000
"""Letters of a font's text that its encoding is found by: its last ones."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """One encoding: what a reader calls it, its fonts and its letters."""

    key: str
    name: str
    fonts: re.Pattern[str]
    capitals: re.Pattern[str] | None
    """Fonts that show every letter as a capital (.Vn…H)."""
    codes: re.Pattern[str]
    """Any sequence that stands for one letter, longest first."""
    letters: dict[str, str]
    signs: frozenset[str]
    """Letters outside ASCII that its codes are made of."""
    aliases: dict[str, str]
    """Other signs that show a code inside words alone, where they are no sign of their own."""
    in_words: re.Pattern[str] | None


@cache
def encodings() -> dict[str, Encoding]:
    """Return the encodings by key (tcvn3, vni, vntex)."""
    data = json.loads(_DATA.read_text("utf-8"))
    tables = {}
    for key in ("tcvn3", "vni", "vntex"):
        entry = data[key]
        letters: dict[str, str] = dict(entry["letters"])
        letters.update(
            {code: letters[same] for code, same in data["aliases"].items() if same in letters}
        )
        longest = sorted(letters, key=len, reverse=True)
        inside: dict[str, str] = entry.get("in_words", {})
        tables[key] = Encoding(
            key,
            entry["name"],
            re.compile(entry["fonts"]),
            re.compile(entry["capitals"]) if entry["capitals"] else None,
            re.compile("|".join(map(re.escape, longest))),
            letters,
            frozenset(
                char for code in (*letters, *inside) for char in code if not " " < char < "\x7f"
            ),
            inside,
            _inside_words(inside),
        )
    return tables


def _inside_words(signs: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds signs beside a letter or a coded one: "nh−", but no "− " and no "2−3"."""
    any_of = "".join(map(re.escape, signs))
    beside = r"[^\s\d.,;:()/+=–—-]"
    return re.compile(rf"(?<={beside})[{any_of}]|[{any_of}](?={beside})") if any_of else None


@lru_cache(maxsize=1 << 10)
def _is_of_signs(font: str) -> bool:
    return _NEVER.fullmatch(_SUBSET.sub("", font)) is not None


@lru_cache(maxsize=1 << 10)
def by_font(font: str) -> str | None:
    """Return the encoding that a font's name says, if it says one."""
    name = _SUBSET.sub("", font)
    for key, encoding in encodings().items():
        if encoding.fonts.fullmatch(name):
            return key
    return None


def convert(text: str, *, encoding: str, font: str | None = None) -> str:
    """Return text of a legacy encoding in Unicode (NFC).

    :param font: the font it was set in; in a .Vn…H font every letter shows as a capital.
    """
    table = encodings()[encoding]
    if table.in_words is not None:
        text = table.in_words.sub(lambda code: table.aliases[code[0]], text)
    converted = nfc(table.codes.sub(lambda code: table.letters[code[0]], text))
    if table.capitals is None:
        return converted
    if font is not None and table.capitals.fullmatch(_SUBSET.sub("", font)):
        return converted.upper()
    if font is None or by_font(font) is None:
        # The font that showed these words as capitals is not known any more.
        return _LETTERS.sub(lambda word: _as_capitals(word[0]), converted)
    return converted


def _as_capitals(word: str) -> str:
    plain = [char for char in word if char < "\x7f"]
    return word.upper() if len(plain) > 1 and all(char.isupper() for char in plain) else word


def detect(text: str, fonts: Iterable[str] = (), hints: Iterable[str] = ()) -> str | None:
    """Return the legacy encoding of text, or None for Unicode.

    :param fonts: names of its fonts; what they say is preferred where it is possible.
    :param hints: encodings already found elsewhere in the same file.
    """
    return _detected(_tally(text), fonts, hints)


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many words of a text may be coded, are Vietnamese as they are, and as encodings."""

    total: int = 0
    good: int = 0
    coded: Counter[str] = field(default_factory=Counter)
    """Words with signs of an encoding, by its key."""
    made: Counter[str] = field(default_factory=Counter)
    """Those that it makes Vietnamese."""

    def __add__(self, other: _Tally) -> _Tally:
        return _Tally(
            self.total + other.total,
            self.good + other.good,
            self.coded + other.coded,
            self.made + other.made,
        )


def _tally(text: str) -> _Tally:
    total = good = 0
    coded: Counter[str] = Counter()
    made: Counter[str] = Counter()
    # The same words come again and again: each is judged once, and counted.
    for word, times in Counter(_WORD.findall(text)).items():
        judged = _judged(word)
        if judged is None:
            continue
        total += times
        good += times * judged.good
        for key, read in judged.read:
            coded[key] += times
            made[key] += times * read
    return _Tally(total, good, coded, made)


def _detected(tally: _Tally, fonts: Iterable[str], hints: Iterable[str]) -> str | None:
    """Return what :func:`detect` does, of a text's words counted."""
    named = {key for key in map(by_font, fonts) if key is not None}
    likely = named | set(hints)
    total = tally.total
    raw = tally.good / total if total else 0.0
    best, share = None, 0.0
    for key in encodings():
        coded = tally.coded[key]
        if not coded or coded * 2 < total:
            continue
        got = tally.made[key] / coded
        if key in named or (key in likely and coded < ENOUGH_WORDS):
            enough = got >= _NAMED and got > raw
        else:
            enough = coded >= ENOUGH_WORDS and got >= _GOOD and got >= raw + _GAIN
        if enough and (key in likely, got) > (best in likely, share):
            best, share = key, got
    return best


@dataclass(frozen=True, slots=True)
class _Judged:
    """Whether a word is Vietnamese as it is, and as each encoding with signs of it reads it."""

    good: bool
    read: tuple[tuple[str, bool], ...]


@lru_cache(maxsize=1 << 16)
def _judged(word: str) -> _Judged | None:
    """Return what a word proves of the encodings; None of one that cannot be coded."""
    found = _coded_words(word)
    if not found:
        return None
    (bare,) = found
    return _Judged(
        _is_good(bare),
        tuple(
            (key, _is_good(convert(bare, encoding=key)))
            for key, encoding in encodings().items()
            if not encoding.signs.isdisjoint(bare)
        ),
    )


def _coded_words(text: str) -> list[str]:
    """Return the words that may be coded: with signs, and none that only Unicode has."""
    words = (word[0].strip(_EDGES) for word in _WORD.finditer(text))
    return [
        word for word in words if _has_signs(word) and _ASCII.search(word) and not _is_unicode(word)
    ]


def _has_signs(word: str) -> bool:
    return any(not " " <= char < "\x7f" and char not in _EDGES for char in word)


_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0250-\u03bb\u03bd-\u05ff]")


def _is_unicode(text: str) -> bool:
    """Say whether text has letters that no legacy encoding shows."""
    return _UNICODE.search(text) is not None


def _is_good(word: str) -> bool:
    """Say whether a word is Vietnamese: syllables, and no sign that is not a letter."""
    if any(not char.isalpha() and not " " <= char < "\x7f" and char not in _EDGES for char in word):
        return False
    return all(map(is_syllable, _LETTERS.findall(word)))


@dataclass(slots=True)
class _Shown:
    """The last letters that a font showed, page by page, the words of each page counted once."""

    _pieces: deque[tuple[str, _Tally]] = field(default_factory=deque)
    _length: int = 0

    def add(self, texts: Iterable[str]) -> None:
        """Take in what the font shows on a page."""
        piece = " ".join(("", *texts))
        self._pieces.append((piece, _tally(piece)))
        self._length += len(piece)
        while self._length - len(self._pieces[0][0]) >= _REMEMBERED:
            self._length -= len(self._pieces.popleft()[0])
        if self._length > _REMEMBERED:
            piece = self._pieces[0][0][self._length - _REMEMBERED :]
            self._pieces[0] = piece, _tally(piece)
            self._length = _REMEMBERED

    @property
    def tally(self) -> _Tally:
        """The words of all of it."""
        return sum((tally for _, tally in self._pieces), _Tally())

    @property
    def is_ascii(self) -> bool:
        """Whether there is no other letter in it."""
        return all(piece.isascii() for piece, _ in self._pieces)


@dataclass(slots=True)
class Fonts:
    """What is known of the fonts of one file, learned as its text is met."""

    _known: dict[str, str] = field(default_factory=dict)
    _shown: dict[str, _Shown] = field(default_factory=dict)
    _both: set[str] = field(default_factory=set)
    """Fonts that showed letters of Unicode alone."""

    def learn(self, runs: Iterable[tuple[str, str]]) -> None:
        """Take in runs of (font, raw text) and settle which fonts are legacy.

        A font once found to be legacy stays so; whether each line is, is asked then.
        """
        met: dict[str, list[str]] = {}
        for font, text in runs:
            if _is_of_signs(font):
                continue
            if not text.isascii() or by_font(font) is not None:
                met.setdefault(font, []).append(text)
        for font, texts in met.items():
            if any(map(_is_unicode, texts)):
                self._both.add(font)
            if font in self._known:
                continue
            shown = self._shown.setdefault(font, _Shown())
            shown.add(texts)
            encoding = _detected(shown.tally, [font], self._known.values())
            if encoding is None and shown.is_ascii:
                encoding = by_font(font)
            if encoding is not None:
                self._known[font] = encoding
                del self._shown[font]

    def encoding(self, font: str, text: str) -> str | None:
        """Return the encoding of one line's text in a font, None for Unicode."""
        known = self._known.get(font)
        if known is None or _is_unicode(text):
            return None
        words = _coded_words(text)
        if not words:
            return known
        signs = encodings()[known].signs
        if all(signs.isdisjoint(word) for word in words):
            return None
        converted = [convert(word, encoding=known, font=font) for word in words]
        gain = sum(map(_is_good, converted)) - sum(map(_is_good, words))
        # "Sè" is a syllable in both readings: what else the font showed decides.
        alike = by_font(font) is not None or font not in self._both
        return known if gain > 0 or (gain == 0 and alike) else None

    def any_legacy(self, fonts: Iterable[str]) -> bool:
        """Say whether one of these fonts is known to be legacy."""
        return any(font in self._known for font in fonts)


def remark(keys: Iterable[str], *, whole: bool) -> str:
    """Return what a reader is told of a page that was converted."""
    names = ", ".join(sorted({encodings()[key].name for key in keys}))
    part = "" if whole else "một phần "
    return f"Bản gốc dùng phông chữ cũ ({names}), {part}đã chuyển sang Unicode."
