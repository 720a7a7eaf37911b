"""Slips of the keyboard and of spelling: keys of Telex and VNI left over, letters that sound alike.

What these give are possibilities; which of them was meant is weighed where they are asked for.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import resources

from ingest.text.vietnamese import fold, is_syllable, lower, nfc, tokens, tone_normal

Cost = Callable[[str], float]
"""How rare a syllable in small letters is; infinite for one that no text has."""

_TELEX_VOWELS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_MARKS = {"6": "\u0302", "7": "\u031b", "8": "\u0306"}
_VNI = re.compile(r"[^\W\d_]+(?:[1-9][^\W\d_]*)+")
_SURELY_VNI = re.compile(r"[^\W\d_]+[1-9](?:[^\W\d_]+\d?|[1-9])[^\W_]*")
"""A figure between letters, or two of them: "vie6n", "bo65"; "to1" may be tổ 1."""
_ROMAN = re.compile("[IVXLC]+")
_HOOK, _TILDE = "\u0309", "\u0303"
_SWAPPED = {_HOOK: _TILDE, _TILDE: _HOOK}
_INITIAL = re.compile("ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]")
_FINAL = re.compile("(?:ng|nh|ch|c|m|n|p|t)$")


def from_keys(text: str, cost: Cost) -> str:
    """Return NFC ``text`` with what looks like keys of Telex or VNI left over read as meant.

    Doubled letters are made one, and two syllables typed as one word parted ("đảngviên").
    """
    words = [(span, span.of(text)) for span in tokens(text)]
    has_vni = any(_SURELY_VNI.fullmatch(word) for _, word in words)
    for span, word in reversed(words):
        if word.isalpha() and is_syllable(lower(word)):
            continue
        if _ROMAN.fullmatch(word.upper()):
            continue
        meant = _meant(lower(word), has_vni, cost)
        if meant is None and not word[0].isupper():
            meant = _parted(word, cost)
        if meant is not None:
            text = text[: span.start] + _capitals_of(word, meant) + text[span.end :]
    return text


def _meant(word: str, has_vni: bool, cost: Cost) -> str | None:
    """Return the syllable that a word in small letters stands for; None for the word itself."""
    if has_vni and _VNI.fullmatch(word):
        return _from_vni(word, cost)
    if not word.isalpha() or is_syllable(word):
        return None
    undoubled = re.sub(r"(.)\1+", r"\1", word)
    for mended in (_from_telex(word, cost), undoubled):
        known = cost(mended) < math.inf or fold(mended) == mended
        if mended != word and is_syllable(mended) and known:
            return mended
    return None


def _parted(word: str, cost: Cost) -> str | None:
    """Return two known syllables that were typed as one word; None where there are none.

    A word without any diacritic may be of another language ("video"), one with a capital a name
    ("Lênin").
    """
    if word == fold(word) or not word.isalpha() or is_syllable(word):
        return None
    halves = [(word[:at], word[at:]) for at in range(1, len(word))]
    pairs = [pair for pair in halves if all(map(is_syllable, pair))]
    best = min(pairs, key=lambda pair: sum(map(cost, pair)), default=None)
    return " ".join(best) if best and sum(map(cost, best)) < math.inf else None


def _from_vni(word: str, cost: Cost) -> str | None:
    """Return a word typed in VNI; None where no syllable is known that is typed so."""
    letters, tone = "", ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key == "9":
            letters = letters.replace("d", "đ", 1)
        elif key in _VNI_MARKS:
            letters = _marked(letters, _VNI_MARKS[key])
        else:
            letters += key
    return _likeliest(_toned(letters, tone), cost)


def _marked(letters: str, mark: str) -> str:
    """Put a mark on the last vowels that can bear it ("uo7" is ươ)."""
    bearing = {"\u0302": "aeo", "\u031b": "uo", "\u0306": "a"}[mark]
    pattern = "uo" if mark == "\u031b" and "uo" in letters else f"[{bearing}]"
    places = list(re.finditer(pattern, letters))
    if not places:
        return letters
    start, end = places[-1].span()
    return letters[:start] + nfc("".join(c + mark for c in letters[start:end])) + letters[end:]


def _from_telex(word: str, cost: Cost) -> str:
    """Return a word typed in Telex; without its keys where no syllable bears the tone typed."""
    tone, letters = "", word
    key = re.search(r"[sfrxj](?=[^sfrxj]*$)", letters)
    if key and key.start() > 0:
        tone = _TELEX_TONES[key[0]]
        letters = letters[: key.start()] + letters[key.end() :]
    letters = letters.replace("uow", "ươ")
    for keys, letter in _TELEX_VOWELS.items():
        letters = letters.replace(keys, letter)
    letters = _late_marks(letters)
    # No syllable is spelled so with this tone ("dangr" for "đảng"): restoring finds it.
    return _likeliest(_toned(letters, tone), cost) or letters


def _likeliest(syllables: Iterator[str], cost: Cost) -> str | None:
    """Return the commonest of ``syllables`` ("hoạt", not "họat"); None where no text has any."""
    best = min(syllables, key=cost, default=None)
    return best if best is not None and cost(best) < math.inf else None


def _late_marks(letters: str) -> str:
    """Read marks that were typed at the end of the word ("vienee", "duongw", "doand")."""
    last = letters[-1:]
    rest = letters[:-1]
    if last == "w":
        return _marked(rest, "\u031b" if re.search("[uo]", rest) else "\u0306")
    if last == "d" and rest[:1] == "d":
        return "đ" + rest[1:]
    if last in ("a", "e", "o") and len(rest) > 2 and last in rest and not rest.endswith(last):
        return _marked(rest, "\u0302")
    return letters


def _toned(letters: str, tone: str) -> Iterator[str]:
    """Yield the syllables that ``letters`` are with ``tone`` on one of them."""
    if not tone:
        yield letters
        return
    for at in range(len(letters)):
        toned = tone_normal(nfc(letters[: at + 1] + tone + letters[at + 1 :]))
        if len(toned) == len(letters) and is_syllable(toned):
            yield toned


def _capitals_of(typed: str, meant: str) -> str:
    if typed.isupper():
        return meant.upper()
    return meant[:1].upper() + meant[1:] if typed[:1].isupper() else meant


@cache
def _confused() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the initials, and the finals, that each may be written for."""
    text = resources.files("index").joinpath("data/slips.json").read_text("utf-8")
    slips = json.loads(text)
    return _both_ways(slips["initials"]), _both_ways(slips["finals"])


def _both_ways(rows: list[dict[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for row in rows:
        one, other = row["letters"]
        others[one] = (*others.get(one, ()), other)
        others[other] = (*others.get(other, ()), one)
    return others


@lru_cache(maxsize=1 << 14)
def misspellings(word: str) -> tuple[str, ...]:
    """Return the syllables that ``word`` (small letters) may be a misspelling of, one slip each."""
    initials, finals = _confused()
    start, end = _INITIAL.match(word), _FINAL.search(word)
    spellings: list[str] = []
    if start:
        spellings.extend(o + word[start.end() :] for o in initials.get(start[0], ()))
    if end:
        spellings.extend(word[: end.start()] + o for o in finals.get(end[0], ()))
    decomposed = unicodedata.normalize("NFD", word)
    spellings.extend(nfc(decomposed.replace(t, o)) for t, o in _SWAPPED.items() if t in decomposed)
    # A syllable typed without its tone ("kiêm soac") is a syllable once it bears one.
    return tuple(one for one in dict.fromkeys(spellings) if is_syllable(one) or one == fold(one))
