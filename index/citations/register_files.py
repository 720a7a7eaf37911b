"""Files of a register: what a library adds to the register that ships, and what is exchanged.

A library keeps its additions in ``register.jsonl`` beside its generations; builds never
touch it.  What people write down is a table (.tsv or .csv), one statement of one place a
line; what registers exchange is a file of entries (.jsonl).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from index.citations import register
from index.citations.observation import Observation, ObservedAct
from index.citations.register import RegisterEntry, Replaced, row_of
from index.citations.register_merge import merge
from index.citations.settlement import settle
from index.citations.subject_votes import Said
from ingest.citations import Relation
from ingest.errors import NumberError, UsageError
from ingest.text.dates import find_dates
from ingest.vocabulary.document_numbers import DocumentNumber

NAME = "register.jsonl"
COLUMNS = ("number", "kind", "issued", "body", "subject", "relation", "source")
RELATIONS = {
    "thay thế": Relation.REPLACES,
    "sửa đổi": Relation.AMENDS,
    "bãi bỏ": Relation.REPEALS,
}
_ADVICE = f"Bảng cần các cột: {', '.join(COLUMNS)}; cột number và source phải có."


def of_library(root: Path, received: tuple[str, ...] = ()) -> tuple[RegisterEntry, ...]:
    """Return the register that ships with what the library at ``root`` adds to it.

    :param received: lines of it that update packs brought.
    """
    enlarged = enlarged_of(root, received)
    return register.load() if enlarged is None else enlarged


def enlarged_of(root: Path, received: tuple[str, ...] = ()) -> tuple[RegisterEntry, ...] | None:
    """Return :func:`of_library`; None where the library adds nothing.

    The register that ships is then read when first asked for, which no search does.

    :raises LibraryCorrupt: it is missing.
    """
    added = root / NAME
    changed = added.stat().st_mtime_ns if added.is_file() else None
    if changed is None and not received:
        register.require()
        return None
    return _merged(added, changed, received)


@lru_cache(maxsize=4)
def _merged(
    added: Path, changed: int | None, received: tuple[str, ...]
) -> tuple[RegisterEntry, ...]:
    own = read_entries(added) if changed is not None else []
    brought = merge(own, entries_of(received, "gói cập nhật")) if received else own
    return tuple(merge(register.load(), brought))


def own_lines(root: Path) -> tuple[str, ...]:
    """Return the lines of what the library at ``root`` adds to the register, as they are kept."""
    added = root / NAME
    return tuple(map(_line, read_entries(added))) if added.is_file() else ()


def read(path: Path) -> tuple[list[RegisterEntry], tuple[str, ...]]:
    """Return the entries of a file, a table of statements or a register, and the numbers left out.

    A number is left out where its type is not told (QĐ is two), or nothing else is.

    :raises UsageError: it cannot be read, or a line says nothing that can be.
    """
    if path.suffix.lower() not in (".tsv", ".csv"):
        return read_entries(path), ()
    statements = read_statements(path)
    entries = settle(statements)
    settled_numbers = {entry.number for entry in entries}
    left = dict.fromkeys(
        str(statement.number) for statement in statements if statement.number not in settled_numbers
    )
    return entries, tuple(left)


def read_entries(path: Path) -> list[RegisterEntry]:
    """Return the entries of a register's file.

    :raises UsageError: it cannot be read, or a line is none.
    """
    return entries_of(_text(path).splitlines(), path.name)


def entries_of(lines: Iterable[str], name: str) -> list[RegisterEntry]:
    """Return the entries of the lines of a register called ``name``.

    :raises UsageError: a line is none.
    """
    entries: list[RegisterEntry] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entries.append(register.entry(json.loads(line)))
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
            NumberError,
        ) as error:
            raise UsageError(
                f"{name}, dòng {number}: không phải một mục của danh mục văn bản.",
                "Tệp phải do “python -m index register export” ghi ra.",
            ) from error
    return entries


def read_statements(path: Path) -> list[Observation]:
    """Return the statements of a table, one a line.

    :raises UsageError: it cannot be read, lacks a column, or a line has no number or place.
    """
    lines = io.StringIO(_text(path))
    if path.suffix.lower() == ".tsv":
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        rows = csv.DictReader(lines)
    if not {"number", "source"} <= set(rows.fieldnames or ()):
        raise UsageError(f"{path.name}: thiếu cột number hoặc source.", _ADVICE)
    statements: list[Observation] = []
    for row in rows:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        try:
            statements.append(_statement(cells))
        except (NumberError, ValueError) as error:
            raise UsageError(f"{path.name}, dòng {rows.line_num}: {error}", _ADVICE) from error
    return statements


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"Không đọc được tệp {path}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} không phải văn bản UTF-8.") from error


def _statement(told: dict[str, str]) -> Observation:
    if not told["source"]:
        raise ValueError("thiếu nơi đọc được (cột source).")
    return Observation(
        number=DocumentNumber.parse(told["number"]),
        place=told["source"],
        origin=origin_of(told["source"]),
        kind=told["kind"] or None,
        issued=_day(told["issued"]),
        body=told["body"] or None,
        subject=Said.whole(told["subject"]) if told["subject"] else None,
        deed=_deed(told["relation"]),
    )


def _day(text: str) -> date | None:
    """Read "2025-05-26" or "26/5/2025".

    :raises ValueError: it is neither.
    """
    if not text:
        return None
    dates = find_dates(text)
    if dates:
        return dates[0].value
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}” không phải là ngày (26/5/2025 hoặc 2025-05-26).") from error


def _deed(text: str) -> ObservedAct | None:
    """Read "thay thế 24-QĐ/TW" or "thay thế 24-QĐ/TW 30/7/2021"; other relations are no deed."""
    for words, relation in RELATIONS.items():
        if text.startswith(words):
            number, _, day = text.removeprefix(words).strip().partition(" ")
            return ObservedAct(relation, DocumentNumber.parse(number), _day(day.strip()))
    return None


def origin_of(source: str) -> str:
    """Return what a place is published by: the site of a page, the repository of a file."""
    if source.startswith(("http://", "https://")):
        return urlsplit(source).netloc.removeprefix("www.")
    return source.partition(":")[0] if "/" in source.partition(":")[0] else source


def write(path: Path, entries: Iterable[RegisterEntry]) -> None:
    """Write entries: statements a line (.tsv), or a register (any other name).

    :raises UsageError: there is no room or no right.
    """
    table = path.suffix.lower() == ".tsv"
    lines = _table(entries) if table else (_line(entry) for entry in entries)
    try:
        new_file = path.with_name(f".{path.name}.new")
        new_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        new_file.replace(path)
    except OSError as error:
        raise UsageError(f"Không ghi được tệp {path}.") from error


def _line(entry: RegisterEntry) -> str:
    return json.dumps(row_of(entry), ensure_ascii=False)


def _table(entries: Iterable[RegisterEntry]) -> Iterator[str]:
    yield "\t".join(COLUMNS)
    for entry in entries:
        for place in dict.fromkeys(at for proof in entry.evidence for at in proof.at):
            facts = {proof.fact for proof in entry.evidence if place in proof.at}
            values = row_of(entry)
            cells = [str(values.get(name) or "") if name in facts else "" for name in COLUMNS[1:5]]
            yield "\t".join((str(entry.number), *cells, "", place))
        for words, changed in _changes(entry):
            day = entry.issued.isoformat() if entry.issued else ""
            old = f"{words} {changed.number} {changed.issued or ''}".strip()
            for place in changed.at:
                yield "\t".join((str(entry.number), entry.kind, day, "", "", old, place))


def _changes(entry: RegisterEntry) -> Iterator[tuple[str, Replaced]]:
    for words, changed in zip(
        RELATIONS, (entry.replaces, entry.amends, entry.repeals), strict=True
    ):
        for old in changed:
            yield words, old


def add(root: Path, entries: Sequence[RegisterEntry]) -> None:
    """Add entries to what the library at ``root`` keeps."""
    path = root / NAME
    held = read_entries(path) if path.is_file() else []
    shipped = {_line(entry) for entry in register.load() if entry.number is not None}
    new = [entry for entry in entries if _line(entry) not in shipped]
    write(path, merge(held, new))
