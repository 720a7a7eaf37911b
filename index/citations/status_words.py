"""What became of a text, in Vietnamese: one wording for pages, files, commands and the API.

Nothing here says that a document is in force.  A sure word ("được thay thế") is used where
every fact behind it was settled; else "có thể", with what a person must look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.citations.status import is_own_end
from index.results import DocumentCard, Status
from ingest.citations import Effect
from ingest.text.dates import format_day
from ingest.text.vietnamese import fold

NOTHING_KNOWN = "Chưa thấy văn bản thay thế trong kho."
"""Said only where no change of any kind is known."""

_LABELS = {
    Effect.REPLACED: "Được thay thế",
    Effect.REPEALED: "Bị bãi bỏ",
    Effect.AMENDED: "Được sửa đổi",
    Effect.SUPPLEMENTED: "Được bổ sung",
    Effect.CORRECTED: "Được đính chính",
    Effect.SUSPENDED: "Ngưng hiệu lực",
    Effect.CONTINUED: "Được kéo dài thời gian thực hiện",
}
_SAID = (
    ("bai bo", "Bị bãi bỏ"),
    ("hieu luc", "Hết hiệu lực"),
    ("gia tri", "Không còn giá trị"),
    ("ap dung", "Thôi áp dụng"),
    ("huy", "Bị hủy bỏ"),
    ("thu hoi", "Bị thu hồi"),
    ("thuc hien", "Thôi thực hiện"),
    ("thi hanh", "Thôi thi hành"),
)
"""A repeal goes by the words that say it."""
_CALLED_OFF = frozenset({"huy", "thu hoi"})
"""Words that end a text as if it had never been: what it ended itself is then open again."""
_TONES = {
    Effect.REPLACED: "ended",
    Effect.REPEALED: "ended",
    Effect.SUSPENDED: "ended",
    Effect.AMENDED: "changed",
    Effect.SUPPLEMENTED: "changed",
    Effect.CORRECTED: "corrected",
}


def is_called_off(status: Status) -> bool:
    """Say whether a document was annulled, withdrawn or suspended, not merely ended."""
    if status.effect is Effect.REPEALED:
        return any(word in fold(status.said) for word in _CALLED_OFF)
    return status.effect is Effect.SUSPENDED and not _is_put_off(status)


def is_restoring(status: Status) -> bool:
    """Say whether a text that had been ended or suspended counts again."""
    return status.effect is Effect.CONTINUED and "khoi phuc" in fold(status.said)


def label(status: Status) -> str:
    """Return what happened, in two or three words: "Được thay thế", "Có thể bị bãi bỏ"."""
    plain = _LABELS.get(status.effect, "Có thay đổi")
    if status.effect is Effect.REPEALED:
        folded = fold(status.said)
        plain = next((name for word, name in _SAID if word in folded), plain)
    if _is_put_off(status):
        plain = "Lùi thời điểm có hiệu lực"
    if is_restoring(status):
        plain = "Được khôi phục hiệu lực"
    if status.partial:
        plain = f"{plain} một phần"
    return f"Có thể {plain[:1].lower()}{plain[1:]}" if status.review else plain


def _is_put_off(status: Status) -> bool:
    """Say whether a text only begins to count later: "Lùi thời điểm có hiệu lực của …"."""
    if status.effect is not Effect.SUSPENDED:
        return False
    return any(
        phrase in fold(status.said)
        for phrase in ("lui thoi", "lui ngay", "lui hieu luc", "hoan hieu luc", "hoan thoi")
    )


def tone(status: Status) -> str:
    """Return the colour it is shown in everywhere: ended, changed, corrected, maybe."""
    return "maybe" if status.review else _TONES.get(status.effect, "changed")


def name(card: DocumentCard) -> str:
    """Return the acting document: "Quyết định số 318/QĐ-UBND, ngày 06/02/2026"."""
    title = " ".join(part for part in (card.kind, card.subject) if part)
    if card.number:
        title = f"{card.kind or 'Văn bản'} số {card.number}"
    issued = f"ngày {format_day(card.issued)}" if card.issued else ""
    return ", ".join(part for part in (title or card.source or "văn bản khác", issued) if part)


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status in words: ``head`` and ``bridge``, who acted, and what else is to be said."""

    head: str
    bridge: str
    by: str
    tail: str


def words(status: Status) -> StatusWords:
    """Return a status in words: "Khoản 1 Điều 3 được sửa đổi", "bởi", "Quy định số …", ", từ …"."""
    head = label(status)
    if status.provision:
        subject = f"{status.provision[:1].upper()}{status.provision[1:]}"
        head = f"{subject} {_lowered(head)}"
    passive = {"bị", "được"} & set(head.lower().split())
    since = f", từ ngày {format_day(status.since)}" if status.since else ""
    by = "chính văn bản này" if is_own_end(status) else name(status.by)
    return StatusWords(head, "bởi" if passive else "theo", by, since + _origin(status))


def sentence(status: Status) -> str:
    """Return the whole of it in one line, without a full stop.

    "Khoản 1 Điều 3 được sửa đổi bởi Quy định số 52-QĐ/TU, ngày 05/11/2024, từ ngày 05/11/2024".
    """
    wording = words(status)
    return f"{wording.head} {wording.bridge} {wording.by}{wording.tail}"


def _origin(status: Status) -> str:
    remarks = [f"theo {status.source}" if status.source else ""]
    remarks.append(f"cần xem lại: {status.review}" if status.review else "")
    both = "; ".join(part for part in remarks if part)
    return f" ({both})" if both else ""


_DEEDS = {
    Effect.REPLACED: "thay thế",
    Effect.REPEALED: "bãi bỏ",
    Effect.AMENDED: "sửa đổi",
    Effect.SUPPLEMENTED: "bổ sung",
    Effect.CORRECTED: "đính chính",
    Effect.SUSPENDED: "ngưng hiệu lực",
    Effect.CONTINUED: "kéo dài thời gian thực hiện",
}


def deed(status: Status) -> str:
    """Return what the acting document did: "sửa đổi khoản 1 Điều 3", "có thể thay thế"."""
    folded = fold(status.said)
    plain = _DEEDS.get(status.effect, "thay đổi")
    if status.effect is Effect.REPEALED and "bo" not in folded.split():
        plain = next((name.lower() for word, name in _SAID if word in folded), plain)
        plain = "làm hết hiệu lực" if plain == "hết hiệu lực" else plain
    if _is_put_off(status):
        plain = "lùi thời điểm có hiệu lực của"
    if is_restoring(status):
        plain = "khôi phục hiệu lực"
    parts = ["có thể" if status.review else "", plain, "một phần" if status.partial else ""]
    return " ".join(part for part in (*parts, status.provision or "") if part)


def note(here: Iterable[Status], elsewhere: Iterable[Status] = ()) -> str:
    """Return all of it for beside a quotation, "" where nothing is known.

    :param here: what is of the quoted words or of the whole document.
    :param elsewhere: what became of other places of the document: told by heads and actors.
    """
    sentences = [_lowered(sentence(status)) for status in here]
    acts: dict[str, list[str]] = {}
    for status in elsewhere:
        wording = words(status)
        acts.setdefault(f"{wording.bridge} {wording.by}", []).append(_lowered(wording.head))
    others = [f"{', '.join(heads)} {by}" for by, heads in acts.items()]
    if others:
        sentences.append(f"ở chỗ khác của văn bản này, {'; '.join(others)}")
    return f"Lưu ý: {'; '.join(dict.fromkeys(sentences))}." if sentences else ""


def _lowered(text: str) -> str:
    return text if text.startswith("Điều ") else f"{text[:1].lower()}{text[1:]}"
