"""Vietnamese text: one Unicode form, one tone placement, folding, syllables, sentences.

Standard library only.  Everything that takes NFC text and says "same length"
keeps a code point for a code point, so that spans stay valid.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from ingest.text.spans import Span

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2212\u00ad", "-"))
_LOOKALIKES = str.maketrans("\u00d0\u00f0\u01a2\u01a3", "ĐđƯư")
"""Icelandic eth is written for Đ in many older files, the letter oi (Ƣ) for Ư in many PDFs."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_ODD = re.compile(
    "[\u00a0\u00ad\u00d0\u00f0\u01a2\u01a3\u2000-\u2011\u2028-\u202f\u205f\u2060\u2212\u3000\ufeff"
    "\x00-\x08\x0b\x0c\x0e-\x1f]"
)
"""Whatever :func:`clean` changes in NFC text: nearly all text has none of it."""
WORD = re.compile(r"[^\W_]+")
"""A run of letters and digits of NFC text."""


def nfc(text: str) -> str:
    """Return ``text`` in NFC, the only form spans are counted in."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return NFC text with ordinary spaces and hyphens and nothing invisible.

    For readers, before the canonical text exists: it changes lengths.  The long
    dashes (– and —) are kept: they are punctuation, not hyphens.
    """
    if _ODD.search(text) is None and unicodedata.is_normalized("NFC", text):
        return text
    text = _SPACES.sub(" ", nfc(text)).translate(_DASHES)
    return _INVISIBLE.sub("", text).translate(_LOOKALIKES)


class _Folded(dict[int, str]):
    """The folded form of a character by its code point, found when first asked for."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lowered = char.lower()
        base = unicodedata.normalize("NFD", lowered)[0]
        self[code] = "d" if char in "đĐ\u00d0\u00f0" else base if len(lowered) == 1 else char
        return self[code]


_FOLDED = _Folded()
_VOWELS = (nfc(base + tone) for base in "aăâeêioôơuưy" for tone in ("", *TONES))
_OFTEN = (
    "".join(map(chr, range(128)))
    + "".join(sorted({vowel for vowel in _VOWELS if not vowel.isascii()}))
    + "đ\u00a0–—“”‘’…•·«»°§½×→≤≥"
)
"""The letters nearly all text is made of, in lower case: fewer than fit into one byte."""
_TO_BYTES = codecs.charmap_build(_OFTEN.ljust(256, "\ufffe"))
_TO_FOLDED = _OFTEN.translate(_FOLDED)


def fold(text: str) -> str:
    """Return NFC ``text`` in lower case without diacritics (đ becomes d); same length."""
    text = nfc(text)
    lowered = text.lower()
    if len(lowered) == len(text):
        # Through bytes and back by tables: five times as fast as letter by letter.
        with suppress(UnicodeEncodeError):
            encoded = codecs.charmap_encode(lowered, "strict", _TO_BYTES)[0]
            return codecs.charmap_decode(encoded, "strict", _TO_FOLDED)[0]
    return text.translate(_FOLDED)


def lower(text: str) -> str:
    """Return NFC ``text`` in lower case; same length (a few letters outside Vietnamese stay)."""
    text = nfc(text)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


# The tone of an open syllable with oa, oe, uy stands on the first vowel ("hòa", "thúy").
_PLACE = {}
for _first, _second in (("o", "a"), ("o", "e"), ("u", "y")):
    for _tone in TONES:
        _PLACE[_first + nfc(_second + _tone)] = nfc(_first + _tone) + _second
_OPEN = re.compile(
    "(?<![qQ])(" + "|".join(sorted(_PLACE)) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_AFTER_Q = {nfc("u" + t) + "y": "u" + nfc("y" + t) for t in TONES}
_Q = re.compile("(?<=[qQ])(" + "|".join(_AFTER_Q) + ")", re.IGNORECASE)


def _like(written: str, placed: str) -> str:
    return "".join(p.upper() if w.isupper() else p for w, p in zip(written, placed, strict=True))


def tone_normal(text: str) -> str:
    """Return NFC ``text`` with one tone placement (hoà → hòa, thuý → thúy, uỷ → ủy); same length.

    After ``q`` the u belongs to the initial, so "quý" is the form ("qúy" → "quý").
    """
    text = nfc(text)
    text = _OPEN.sub(lambda m: _like(m[0], _PLACE[m[0].lower()]), text)
    return _Q.sub(lambda m: _like(m[0], _AFTER_Q[m[0].lower()]), text)


# One vowel in an open syllable is written i or y: "kỉ luật", "lí luận" (schoolbooks), "kỷ luật",
# "lý luận" (Party documents).
_Y_FOR_I = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))
_I_FOR_Y = {y: i for i, y in _Y_FOR_I.items()}
_I_OR_Y = re.compile(f"(?:[hklmst]|qu)(?P<vowel>[{''.join(_Y_FOR_I)}{''.join(_I_FOR_Y)}])")


def y_normal(word: str) -> str:
    """Return a syllable in lower case with y where i and y are one vowel: "kỉ" is "kỷ".

    The vowel must be all that follows h, k, l, m, s, t or qu; "thi", "nghĩ", "gì" stay.
    """
    match = _I_OR_Y.fullmatch(word)
    return word[:-1] + _Y_FOR_I.get(match["vowel"], match["vowel"]) if match else word


def with_y(text: str) -> str:
    """Return NFC ``text`` with y wherever i and y are one vowel; same length."""
    return WORD.sub(lambda m: _word_with_y(m[0]), text)


@lru_cache(maxsize=1 << 16)
def _word_with_y(word: str) -> str:
    return _like(word, y_normal(lower(word)))


def i_or_y(word: str) -> tuple[str, ...]:
    """Return both writings of a syllable in :func:`y_normal` form, itself alone as a rule."""
    match = _I_OR_Y.fullmatch(word)
    if match is None:
        return (word,)
    vowel = match["vowel"]
    return word, word[:-1] + (_I_FOR_Y.get(vowel) or _Y_FOR_I[vowel])


_OTHER_PLACE = {placed: typed for typed, placed in (*_PLACE.items(), *_AFTER_Q.items())}


def placements(word: str) -> tuple[str, ...]:
    """Return the writings of a syllable in lower case that :func:`tone_normal` makes one of."""
    writings = {word: None}
    for placed, other in _OTHER_PLACE.items():
        if placed in word and tone_normal(word.replace(placed, other)) == word:
            writings[word.replace(placed, other)] = None
    return tuple(writings)


_SMALL = "đ" + "".join(
    v for v in (nfc(b + t) for b in "aăâeêioôơuưy" for t in ("", *TONES)) if v > "z"
)
_WORN = re.compile(rf"[A-ZĐ][{_SMALL}]+[A-ZĐ]|[A-ZĐ]{{2}}[{_SMALL}]")


def whole_capitals(text: str) -> str:
    """Return a line in capitals whose accented letters a converter left small as capitals.

    "CộNG HOà Xã HộI CHủ NGHĨA" was set in a font of capitals (.VnTimeH), whose codes are those of
    small letters.  Any other text comes back as it is; the length is the same in any case.
    """
    if not _WORN.search(text) or any("a" <= letter <= "z" for letter in text):
        return text
    capitals = text.upper()
    return capitals if len(capitals) == len(text) else text


def tokens(text: str) -> Iterator[Span]:
    """Yield the span of every run of letters and digits of NFC ``text``."""
    for match in WORD.finditer(text):
        yield Span(*match.span())


_INITIALS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x"
_NUCLEI = "iê|yê|ia|ya|uô|ua|ươ|ưa|uyê|uya|oa|oă|oe|oo|uâ|uê|uy|uơ|ơ|ư|â|ă|ê|ô|a|e|i|o|u|y"
_FINALS = "ngh|ng|nh|ch|c|m|n|p|t|i|y|o|u"
_SYLLABLE = re.compile(f"(?:{_INITIALS})?(?:{_NUCLEI})(?:{_FINALS})?")
_SHORT_STOP = re.compile(r"(?:c|ch|p|t)$")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Say whether ``word`` is a well-formed Vietnamese syllable (any case and tone placement).

    The rules are those of the orthography: initial, nucleus, final, one tone at
    most, and only sắc or nặng before the stops c, ch, p, t.
    """
    bare: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word.lower()):
        (tones if char in TONES else bare).append(char)
    plain = nfc("".join(bare))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    if _SHORT_STOP.search(plain):
        return bool(tones) and tones[0] in "\u0301\u0323"
    return True


# Capitals and small letters alternate in most blocks ("Đ", "Ủ"): no range holds only one case.
_CAPITALS = "".join(
    chr(code)
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if chr(code).isupper()
)
# An end of sentence: the mark, closing quotes, space, and something a sentence may begin with.
_END = re.compile(rf"[.!?…]+[”\"»’)\]]*(?=\s+[“\"«(\[]?[{_CAPITALS}\d]|\s*\n|\s*$)|\n")
_NOT_BEFORE = re.compile(
    r"(?:^|[\s(])(?:TM|KT|TL|TUQ|T/M|K/T|T/L|TP|PGS|GS|TS|ThS|Th\.S|st|tr|Tr|đ/c|Đ/c|v\.v|Điều \d+[a-z]?|"
    r"[A-ZĐ]|[IVXLC]+|\d+(?:\.\d+)*|[a-zđ]|Số|số|Mục \d+|Chương [IVXLC]+|Phần [IVXLC]+)\.$"
)


# What every end of a sentence begins with: most letters are none, and skipped in one step.
_MARK = re.compile(r"[.!?…\n]")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences of NFC ``text``, without surrounding white space.

    A line break ends a sentence (canonical text breaks lines between paragraphs
    only).  Never ends one after an abbreviation of the signature ("TM."), a label
    ("Điều 5.", "1.", "II.") or inside a number or date.
    """
    return tuple(Span(start, end) for start, end in sentence_bounds(text))


def sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the :func:`sentences` of NFC ``text`` begin and end."""
    start, at = 0, 0
    while mark := _MARK.search(text, at):
        end = _END.match(text, mark.start())
        if end is None:
            at = mark.end()
            continue
        at = end.end()
        if text[at - 1] != "\n":
            head = text[start:at].rstrip('”"»’)]')
            if _NOT_BEFORE.search(head[-24:]):
                continue
        yield from _stripped(text, start, at)
        start = at
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        left = start + len(piece) - len(piece.lstrip())
        yield left, left + len(stripped)
