"""What the API alone says in JSON; its answers are :mod:`index.contract`'s."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An error: what happened and what to do, in Vietnamese."""

    error: str
    advice: str
    status: int


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What is sent to be checked."""

    text: str
