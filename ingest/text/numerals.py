"""Roman and spoken numerals of terms and meetings.  Standard library only."""

from __future__ import annotations

_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip
_SPOKEN = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13, "mười bốn": 14,
    "mười lăm": 15,
}  # fmt: skip
SPOKEN = "|".join(word.replace(" ", r"\s") for word in sorted(_SPOKEN, key=len, reverse=True))
"""A pattern of the ordinals as they are spoken: "tư", "mười một"."""


def numeral(text: str) -> int:
    """Return the value of "XIII", "13" or "mười ba"; 0 for what is none of them."""
    if text.isdigit():
        return int(text)
    spoken = _SPOKEN.get(" ".join(text.lower().split()))
    if spoken is not None:
        return spoken
    value, rest = 0, text.upper()
    for worth, sign in _ROMAN:
        while rest.startswith(sign):
            value, rest = value + worth, rest[len(sign) :]
    return 0 if rest else value


def to_roman(number: int) -> str:
    """Return a Roman numeral: 13 is XIII."""
    shown = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            shown, number = shown + sign, number - worth
    return shown
