"""Addresses of documents and provisions that last: computed from what a citation says.

``/vb/31-QD-TU/2023-09-12/dieu-3/khoan-1`` is khoản 1 Điều 3 of 31-QĐ/TU of 12/9/2023, whichever
file holds it.  A document without a number is ``/vb/ten/`` and the words of its title.  Parse and
print are inverses; which document an address means is the library's affair.  An address typed as
documents are cited ("/vb/31-QĐ/TU/điều-3") is read too: the letters with diacritics count, so that
HĐ is never HD.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from index.results import DocumentCard
from ingest.errors import QueryError
from ingest.text.vietnamese import fold, nfc

ROOT = "/vb"
TITLED = "ten"
"""The step before a title's words: a number begins with its serial."""
TITLE_WORDS = 16
"""Words of a title that stand in an address."""
LONGEST = 400
_SAFE = re.compile(r"[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Letters of a list ("điểm d", "điểm đ") stay apart as they are typed without diacritics.
_TYPED = {"đ": "dd", "ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_ABOVE_ARTICLE = ("Phần ", "Chương ", "Mục ", "Tiểu mục ", "mục ")


@dataclass(frozen=True, slots=True)
class DocumentAddress:
    """Where a document, or a provision of it, is found.

    ``name`` is the number's slug ("31-QD-TU") or that of a title; ``steps`` lead down to a
    provision ("dieu-3", "khoan-1").
    """

    name: str
    issued: date | None = None
    steps: tuple[str, ...] = ()
    titled: bool = False
    written: str = field(default="", compare=False)
    """The number as it was typed, where that was with diacritics; "" where it was without."""

    def __str__(self) -> str:
        parts = [ROOT, *([TITLED] if self.titled else []), self.name]
        parts += [self.issued.isoformat()] if self.issued else []
        return "/".join((*parts, *self.steps))

    @staticmethod
    def parse(text: str) -> DocumentAddress:
        """Read an address, with or without the host before it.

        :raises QueryError: it is none.
        """
        path = (
            text[text.find(f"{ROOT}/") :].split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
            if ROOT in text
            else ""
        )
        parts = path.strip("/").split("/")[1:]
        titled = [nfc(part) for part in parts[:1]] in ([TITLED], ["tên"])
        typed, *rest = (parts[1:] if titled else parts) or [""]
        while rest and not titled and rest[0][:1].isupper():
            # "31-QĐ/TU": steps down to provisions begin with small letters.
            typed = f"{typed}-{rest.pop(0)}"
        issued, steps = _dated(rest)
        name, steps = _plain(typed, titled=titled), tuple(map(_plain_step, steps))
        if len(text) > LONGEST or not all(map(_SAFE.fullmatch, (name, *steps))):
            raise QueryError(f"“{text[:80]}” không phải là địa chỉ văn bản.")
        written = "" if titled or typed.isascii() else typed
        return DocumentAddress(name, issued, steps, titled, written)

    @property
    def key(self) -> tuple[str, bool]:
        """What an address is looked up by: letters of either size are one."""
        return self.name.lower(), self.titled

    def at(self, path: Sequence[str]) -> DocumentAddress:
        """Return the address of the provision with this path (:class:`ingest.model.Provision`)."""
        return replace(self, steps=steps_of(path))

    @property
    def document(self) -> DocumentAddress:
        """The address of the whole document."""
        return replace(self, steps=())


def _dated(rest: Sequence[str]) -> tuple[date | None, tuple[str, ...]]:
    if not rest or not _DAY.fullmatch(rest[0]):
        return None, tuple(rest)
    try:
        return date.fromisoformat(rest[0]), tuple(rest[1:])
    except ValueError as error:
        raise QueryError(f"“{rest[0]}” không phải là ngày.") from error


def _plain(name: str, *, titled: bool) -> str:
    """Return a name as addresses have it, whether or not it was typed with diacritics."""
    if name.isascii():
        return name
    return title_slug(name) if titled else number_slug(name)


def _plain_step(step: str) -> str:
    return step if step.isascii() else _step(step)


def address_of(card: DocumentCard) -> DocumentAddress | None:
    """Return the address of a document; None for one that has neither a number nor a title."""
    if card.number:
        return DocumentAddress(number_slug(card.number), card.issued)
    slug = title_slug(card.title or "")
    return DocumentAddress(slug, card.issued, titled=True) if slug else None


def number_slug(number: str) -> str:
    """Return a number as addresses have it: "31-QĐ/TU" gives "31-QD-TU"; leading zeros stay."""
    plain = nfc(number).replace("Đ", "D").replace("đ", "d")
    plain = "".join(letter if letter.isascii() else fold(letter) for letter in plain)
    return re.sub(r"[^0-9A-Za-z.]+", "-", plain).strip("-.")


def title_slug(title: str) -> str:
    """Return the first words of a title as addresses have them, without diacritics."""
    words = re.findall(r"[0-9a-z]+", fold(title))
    return "-".join(words[:TITLE_WORDS])


def steps_of(path: Sequence[str]) -> tuple[str, ...]:
    """Return the way down to a provision, as addresses have it.

    An article's number is unique in its document, so the parts and chapters above it are left
    out, as citations leave them out; an annex has articles of its own and stays.
    """
    labels = list(path)
    last = max((n for n, label in enumerate(labels) if label.startswith("Điều ")), default=None)
    if last is not None:
        above = [label for label in labels[:last] if not label.startswith(_ABOVE_ARTICLE)]
        labels = [*above, *labels[last:]]
    return tuple(step for step in map(_step, labels) if step)


@lru_cache(maxsize=4096)
def _step(label: str) -> str:
    words = re.findall(r"[^\W_]+(?:\.[^\W_]+)*", nfc(label))[:TITLE_WORDS]
    return "-".join(_value(word) if n else fold(word) for n, word in enumerate(words))


def _value(word: str) -> str:
    """Return a word of a label; a single letter keeps what tells it from another."""
    if len(word) == 1 and word.lower() in _TYPED:
        typed = _TYPED[word.lower()]
        return typed.upper() if word.isupper() else typed
    folded = fold(word)
    return folded.upper() if word.isupper() else folded


class AddressBook:
    """The documents of a library by their addresses."""

    def __init__(self, cards: Iterable[DocumentCard]) -> None:
        self._cards: dict[tuple[str, bool], list[DocumentCard]] = defaultdict(list)
        for card in cards:
            address = address_of(card)
            if address is not None:
                self._cards[_book_key(address)].append(card)

    def find(self, address: DocumentAddress) -> tuple[DocumentCard, ...]:
        """Return the documents at an address, the newest first; all days where it names none."""
        cards = [
            card
            for card in self._cards.get(_book_key(address), ())
            if (address.issued is None or card.issued == address.issued)
            and (not address.written or _letters(address.written) == _letters(card.number or ""))
        ]
        return tuple(sorted(cards, key=lambda card: card.issued or date.min, reverse=True))


def _letters(number: str) -> str:
    """Return a number as two writings of it are compared: letters keep their diacritics."""
    one = nfc(number).replace("Ð", "Đ").lower().lstrip("0")
    return re.sub(r"[^\w.]+", "-", one).strip("-.")


def _book_key(address: DocumentAddress) -> tuple[str, bool]:
    """Return what an address is kept under: 08 is 8, as in :attr:`DocumentNumber.key`."""
    name, titled = address.key
    return (name if titled else name.lstrip("0")), titled
