"""``python -m benchmarks.typed_forms``: what the command and the search box answer to typed forms.

The forms (``tests/cases/typed_forms*.tsv``) were written before the code that reads them; half
of them (``report``) are for reporting only.  Each names the documents that
are right, ``-`` where none is, ``words`` where it is no question for a document at all, and the
provision: its path, ``!`` with those there are instead, ``@`` where the document is not held; and
whether the document is beyond doubt, so that a page opens it at once.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from index.citations.provision_lookup import NOT_HELD
from index.library import Library
from index.results import LookupAnswer, Match, SearchRequest

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"
FORMS = tuple(CASES / f"typed_forms{name}.tsv" for name in ("", "_more", "_third"))
NONE = ("-", "words")


@dataclass(frozen=True, slots=True)
class Judged:
    """One form by one way of asking: right, and how many wrong documents were shown."""

    right: bool
    wrong: int
    shown: str


def shown(match: Match) -> str:
    """Return what identifies a match in the table: its number and day, or its name."""
    card = match.card
    if card.number is None:
        return f"{card.subject or ''}@{card.issued or ''}"
    return f"{card.number}@{card.issued or ''}"


def judge(expected: str, answer: LookupAnswer | None) -> Judged:
    """Compare the documents shown as the answer with those that are right."""
    found = {shown(match) for match in answer.matches} if answer else set()
    wanted = set() if expected in NONE else set(expected.split("|"))
    more = "…" in wanted
    wanted -= {"…"}
    right = all(any(_is(w, f) for f in found) for w in wanted)
    strangers = [] if more else [f for f in found if not any(_is(w, f) for w in wanted)]
    return Judged(right and not strangers, len(strangers), " | ".join(sorted(found)) or "-")


_NAMES = {
    "Nghị quyết Đại hội XIII": "lần thứ XIII ",
    "Điều lệ Đảng": "Điều lệ Đảng Cộng sản",
    "Điều lệ Đoàn@2017-12-13": "ĐOÀN THANH NIÊN",
    "Hiến pháp": "Hiến pháp nước",
    "Cương lĩnh": "Cương lĩnh xây dựng",
}


def _is(wanted: str, found: str) -> bool:
    return _NAMES[wanted].lower() in found.lower() if wanted in _NAMES else wanted == found


def opens(expected: str, answer: LookupAnswer | None) -> bool:
    """Say whether each document shown has the provision that the table names."""
    if not expected:
        return True
    found = [m.provision for m in answer.matches] if answer else []
    return bool(found) and all(
        p is not None
        and (
            p.range == NOT_HELD
            if expected == "@"
            else (p.range or "").startswith(expected[1:]) and p.exists is False
            if expected.startswith("!")
            else bool(p.exists) and " ".join(p.path).endswith(expected)
        )
        for p in found
    )


def opened(expected: str | None, answer: LookupAnswer | None) -> bool:
    """Say whether the document opens at once as the table says: "yes", "no", nothing said."""
    settled = answer is not None and answer.is_settled
    return not expected or settled == (expected == "yes")


def read(path: Path) -> list[dict[str, str]]:
    """Return the forms of a table."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    """Print, for every library given, how many forms are answered right."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("real", "sample"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--forms", type=Path, nargs="*", default=FORMS, help="tables of forms")
    parser.add_argument(
        "--failed", action="store_true", help="print each form not right, no reports"
    )
    options = parser.parse_args()
    forms = [form for path in options.forms for form in read(path)]
    tally: Counter[tuple[str, ...]] = Counter()
    for name in ("real", "sample"):
        path = getattr(options, name)
        if path is None:
            continue
        library = Library.open(path)
        for form in (f for f in forms if f["library"] == name):
            ways = {
                "command": library.lookup(form["typed"]),
                "box": library.search(SearchRequest(form["typed"])).lookup,
            }
            for way, answer in ways.items():
                judged = judge(form["expected"], answer)
                right = judged.right and opens(form["provision"], answer)
                right = right and opened(form.get("settled"), answer)
                for key in ((way, "all"), (way, form["set"]), (way, form["kind"])):
                    tally[(*key, "of")] += 1
                    tally[(*key, "right")] += right
                    tally[(*key, "wrong documents")] += judged.wrong
                if options.failed and not right and form["set"] != "report":
                    _say(f"{way:8}{form['typed']!r}: {form['expected']} <> {judged.shown}")
        library.close()
    for way, what in sorted({key[:2] for key in tally}):
        right, of, wrong = (tally[way, what, k] for k in ("right", "of", "wrong documents"))
        _say(f"{way:8} {what:12} {right:4} of {of:4}   wrong documents {wrong}")


if __name__ == "__main__":
    main()
