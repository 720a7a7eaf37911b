"""View models of a talk: what is kept of a passage, and what the library says of it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from index.citations import status_words
from index.citations.status import touches
from index.results import PassageView, Status
from search_app.persistence.talk_items import Item, Taken
from search_app.services.talk_check import Compared, Verdict
from search_app.views import addresses, citation_styles, wording
from search_app.views.status import StatusesView, note_of, statuses_view

_FLAGS = {
    Verdict.GONE: "Nguồn đã thay đổi: văn bản của đoạn này không còn trong kho như khi được chọn.",
    Verdict.ALTERED: "Nguồn đã thay đổi: chữ của đoạn này nay khác khi được chọn.",
}


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item, and whether the library still says the same; ``number`` counts passages."""

    item: Item
    number: int
    url: str
    flag: str
    note: str
    """What became of the words, in one line; "" where nothing is known."""
    became: StatusesView

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader must know of the words before using them."""
        return tuple(line for line in (self.flag, self.note) if line)


@dataclass(frozen=True, slots=True)
class HeadingGroupView:
    """Items under one heading; the heading is empty in the reader's own order."""

    heading: str
    items: tuple[ItemView, ...]


def taken(passage: PassageView) -> Taken:
    """Return what is kept of a passage, or of a stretch of one."""
    card = passage.document
    styles = citation_styles.own(passage)
    return Taken(
        passage=passage.id,
        quotation=passage.text,
        footnote=styles.footnote,
        document=citation_styles.name(card, state=False),
        issued=card.issued.isoformat() if card.issued else "",
        address=addresses.of_passage(passage),
        short=styles.short,
        place=citation_styles.place(passage),
        start=passage.span.start,
        end=passage.span.end,
    )


def flag_of(compared: Compared) -> str:
    """Return the warning that words are not found as they were taken, "" where they are."""
    return _FLAGS.get(compared.verdict, "") if compared.verdict else ""


def note_on(compared: Compared) -> str:
    """Return what became of the words, for beside them in a file."""
    if compared.now is None:
        return status_words.note(compared.statuses)
    return note_of(compared.statuses, compared.now)


def item_views(compared: Sequence[Compared]) -> tuple[ItemView, ...]:
    """Return items as the page shows them."""
    views, number = [], 0
    for one in compared:
        number += not one.item.is_heading
        views.append(
            ItemView(
                one.item,
                number,
                _url(one),
                flag_of(one),
                note_on(one),
                statuses_view(one.statuses, one.now),
            )
        )
    return tuple(views)


def _url(compared: Compared) -> str:
    """Return where the words are shown: as they were taken, else their provision's address."""
    words, now = compared.item.taken, compared.now
    if now is None:
        # The words are gone, their provision may be there still.
        return words.address
    if not words.end and now.id == words.passage:
        return f"/doan/{now.id}"
    return excerpt_url(now)


def excerpt_url(words: PassageView) -> str:
    """Return the page that shows and cites a stretch of a document."""
    file = words.id.rpartition("-")[0]
    return f"/van-ban/{file}/trich?tu={words.span.start}&den={words.span.end}"


def summary(compared: Sequence[Compared]) -> str:
    """Say in one line what holding a talk against the library gave."""
    verdicts = [one.verdict for one in compared if one.verdict]
    if not verdicts:
        return ""
    told = [f"{len(verdicts)} đoạn trích", f"{verdicts.count(Verdict.VERBATIM)} nguyên văn"]
    altered, gone = verdicts.count(Verdict.ALTERED), verdicts.count(Verdict.GONE)
    surely = [any(_is_surely_changed(status, one) for status in one.here) for one in compared]
    maybe = sum(bool(one.here) for one in compared) - sum(surely)
    told += [f"{altered} khác nguyên văn"] if altered else []
    told += [f"{gone} không còn trong kho để đối chiếu"] if gone else []
    told += [f"{sum(surely)} đoạn đã bị thay thế, bãi bỏ hoặc sửa đổi"] if any(surely) else []
    told += [f"{maybe} đoạn có thể đã bị thay thế, bãi bỏ hoặc sửa đổi"] if maybe else []
    return ", ".join(told)


def _is_surely_changed(status: Status, compared: Compared) -> bool:
    """Say whether a change is beyond doubt, and of these very words or the whole document."""
    if compared.now is None:
        return status.is_sure and status.is_whole
    return status.is_sure and touches(status, compared.now) is True


def grouped(views: Sequence[ItemView], by: str) -> tuple[HeadingGroupView, ...]:
    """Return items in the reader's order, or under their documents or dates."""
    keys = {
        "van-ban": lambda view: view.item.taken.document,
        "ngay": lambda view: view.item.taken.issued,
    }
    if by not in keys:
        return (HeadingGroupView("", tuple(views)),)
    key = keys[by]
    groups = []
    passages = [view for view in views if not view.item.is_heading]
    for heading, members in groupby(sorted(passages, key=key), key):
        label = wording.correction_value("issued", heading) if by == "ngay" else heading
        groups.append(HeadingGroupView(label or "Không rõ ngày", tuple(members)))
    return tuple(groups)
