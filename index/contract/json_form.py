"""These dataclasses as JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def plain(value: object) -> object:
    """Return what JSON has no form of in one that it has (``default`` of :func:`json.dumps`).

    :raises TypeError: it is neither a day nor one of these dataclasses.
    """
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        # Not asdict: it copies every leaf, which takes most of an answer's time.
        # "from_" stands for "from", which Python keeps for itself.
        return {name.rstrip("_"): getattr(value, name) for name in field_names(type(value))}
    raise TypeError(f"no JSON form for {type(value).__name__}")


@cache
def field_names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields, in their order."""
    return tuple(field.name for field in fields(kind))
