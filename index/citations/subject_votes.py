"""Settle on a subject: only words two places begin with and both may end at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.text.vietnamese import lower, tone_normal

_WORD = re.compile(r"\w+")
_LONGEST = 60
# Words that begin a clause of the citing sentence, not of a title.
_OPEN_END = (
    "số|của|về|và|với|từ|cho|trong|ngày|theo|tại|các|những|đến|do|để|cụ thể|đến năm|thực hiện"
)
_CLAUSES = (
    "và các quy định khác|với các địa phương|nhằm|đã|đồng thời|trong đó|thì|theo đó|do đó|cũng|"
    "nhất là|trên cơ sở|đặc biệt|được ban hành|ban hành ngày|và các văn bản|và kế hoạch|như sau|"
    "tại|gồm|nêu rõ|xác định|yêu cầu|của tác giả|chúng ta|Ban Bí thư nhận thấy|nhận thấy|cho phép|"
    "tiếp tục khẳng định|có hiệu lực|có đoạn|đánh dấu|là|vừa được|bản gốc|truy cập|lưu trữ ngày"
)
_RUN_ON = re.compile(
    rf"\[|\bĐiều \d| (?:{_OPEN_END})$|(?:,| và) (?:Ban|Bộ|mở rộng)$|của Ban Chỉ đạo$|"
    rf"^(?:này|trên|nói trên|quy định)$|"
    rf"(?:^|,? )(?:{_CLAUSES})\b|\w\.[A-ZĐ][a-zà-ỹ]|\?|\.{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A subject as one place gives it: its words, and after which words it may end."""

    text: str
    words: tuple[str, ...]
    ends: frozenset[int]
    strong: frozenset[int]
    quoted: bool

    @staticmethod
    def of(
        text: str, ends: Iterable[int], strong: Iterable[int] = (), *, quoted: bool = False
    ) -> Said:
        """Return a subject counted in words; ``ends`` and ``strong`` are lengths in code points."""
        spans = [m.span() for m in _WORD.finditer(text)]
        words = tuple(tone_normal(lower(text[a:b])) for a, b in spans)

        def counted(lengths: Iterable[int]) -> frozenset[int]:
            return frozenset(sum(b <= n for _, b in spans) for n in lengths)

        return Said(text, words, counted(ends), counted(strong), quoted)

    @staticmethod
    def whole(text: str) -> Said:
        """Return a subject that is plainly a whole title, as a header or a gazette gives it."""
        return Said.of(text, (len(text),), (len(text),), quoted=True)

    def until(self, words: int) -> str:
        """Return the text of the first ``words`` words."""
        spans = [m.span() for m in _WORD.finditer(self.text)]
        return self.text[spans[0][0] : spans[words - 1][1]]


def agreed_subject(said: Iterable[tuple[str, Said]]) -> str | None:
    """Return the subject that two independent places end alike, at least one plainly.

    Where a shorter and a longer one both qualify, the one more places end plainly at
    is taken, the longer one when they are nearly as many.
    """
    everything = list(said)
    heads = {
        s.words[:n]
        for _, s in everything
        for n in s.strong
        if 3 <= n <= _LONGEST and not _RUN_ON.search(s.until(n))
    }
    votes: dict[tuple[str, ...], tuple[int, int]] = {}
    for head in heads:
        ending = {p for p, s in everything if len(head) in s.ends and s.words[: len(head)] == head}
        plain = {p for p, s in everything if len(head) in s.strong and s.words[: len(head)] == head}
        if len(ending) >= 2:
            votes[head] = (len(plain), len(ending))
    if not votes:
        return None
    best = max(votes, key=lambda h: (votes[h], len(h)))
    for head in sorted(votes, key=len, reverse=True):
        longer = len(head) > len(best) and head[: len(best)] == best
        if longer and votes[head][0] * 2 >= votes[best][0]:
            best = head
            break
    written = Counter(s.until(len(best)) for _, s in everything if s.words[: len(best)] == best)
    return tidy(written)


def lone_subject(said: Iterable[Said]) -> str | None:
    """Return the subject one place alone gives, when it is plainly a whole title."""
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for s in said:
        for n in s.strong:
            text = s.until(n) if 4 <= n <= 40 else ""
            if text and (s.quoted or not _RUN_ON.search(text)):
                by_words[s.words[:n]].append(text)
    if len(by_words) != 1:  # nothing, or the place contradicts itself
        return None
    return tidy(Counter(next(iter(by_words.values()))))


def tidy(written: Counter[str]) -> str | None:
    """Return the most usual spelling that is not all capitals, first letter small where common."""
    usable = [(n, t) for t, n in written.items() if t.upper() != t and not _RUN_ON.search(t)]
    if not usable:
        return None
    text = re.sub(r"^(?:Về|về)(?: việc)? ", "", max(usable)[1])
    text += "”" * (text.count("“") - text.count("”"))
    text += ")" * (text.count("(") - text.count(")"))
    return re.sub(r"\s+", " ", text).strip(" ,.-–*_")
