"""Settings of a run on the command line: every field of their dataclass is an option."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Settings = TypeVar("Settings", bound="DataclassInstance")


def add_options(parser: argparse.ArgumentParser, settings: type[Settings]) -> None:
    """Add an option for every field of ``settings``, whose fields are all int or float."""
    for item in fields(settings):
        kind = int if item.type == "int" else float
        parser.add_argument(f"--{item.name.replace('_', '-')}", type=kind, default=item.default)


def chosen(options: argparse.Namespace, settings: type[Settings]) -> Settings:
    """Return the settings that the options of :func:`add_options` ask for."""
    return settings(**{item.name: getattr(options, item.name) for item in fields(settings)})
