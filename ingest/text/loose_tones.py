"""Tone marks that stand apart from their vowel: "bô ̣", "môṭ", "điṇh" are "bộ", "một", "định".

Older input programs put a tone behind the syllable or on its last letter, and PDF files keep it
there.  A tone goes to the vowel of its syllable by the rules of the orthography; a word that does
not become a Vietnamese syllable stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.text.vietnamese import TONES, is_syllable, tone_normal

_CONSONANTS = "ḅḍḥḳḷṃṇṛṣṭṿẓńǹḿśźćñ"
_ANY = re.compile(f"[{TONES}{_CONSONANTS}{_CONSONANTS.upper()}]")
"""A bare tone mark, or a consonant that bears one."""
_AT_END = re.compile(r"(?<=[aăâeêioôơuư])[ìíỉĩịùúủũụòóỏõọ](?![^\W\d_])", re.IGNORECASE)
"""A tone on the last vowel of a diphthong: "ngươì"; behind qu and gi it may be at home."""
_DETACHED = re.compile(f"(?<=[^\\W\\d_])[ \u00a0](?=[{TONES}])")
_WORD = re.compile(f"(?:[^\\W\\d_]|[{TONES}])+")
_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"


def tones_at_home(text: str) -> str:
    """Return NFC ``text`` with tones that stand apart set on the vowels of their syllables."""
    if _ANY.search(text) is None and _AT_END.search(text) is None:
        return text
    return _WORD.sub(lambda word: _mended(word[0]), _DETACHED.sub("", text))


def _mended(word: str) -> str:
    if _ANY.search(word) is None and _AT_END.search(word) is None:
        return word
    apart = unicodedata.normalize("NFD", word)
    tones = [char for char in apart if char in TONES]
    bare = unicodedata.normalize("NFC", "".join(char for char in apart if char not in TONES))
    if len(set(tones)) != 1:
        return word
    home = _home(bare.lower())
    if home is None:
        return word
    mended = unicodedata.normalize("NFC", bare[: home + 1] + tones[0] + bare[home + 1 :])
    return tone_normal(mended) if is_syllable(mended) else word


def _home(bare: str) -> int | None:
    """Return the index of the vowel that bears the tone of a syllable in lower case."""
    skipped = 2 if bare.startswith(("qu", "gi")) and len(bare) > 2 and bare[2] in _VOWELS else 0
    vowels = [n for n, char in enumerate(bare) if char in _VOWELS and n >= skipped]
    if not vowels:
        return None
    marked = [n for n in vowels if bare[n] in _MARKED]
    if marked:
        return marked[-1]
    closed = vowels[-1] + 1 < len(bare)
    if len(vowels) == 1 or (closed and len(vowels) == 2):
        return vowels[-1]
    return vowels[-2]
