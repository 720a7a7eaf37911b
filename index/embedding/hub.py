"""Models of the Hugging Face hub: kept on this machine, or fetched once.

The hub's own client asks over and over where there is no network, for minutes and in English.
Here the network is tried once, briefly, and a model that is kept is not asked for at all.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from typing import TypeVar
from urllib.error import HTTPError

T = TypeVar("T")

SECONDS = 10
"""How long the hub may take to answer at all."""


def load(name: str, make: Callable[[bool], T]) -> T:
    """Return what ``make`` makes of the model ``name``.

    :param make: given whether only files kept on this machine may be used.
    :raises OSError: the model is not kept whole, and the hub cannot be reached.
    """
    if _kept(name):
        try:
            return make(True)
        except OSError:
            # Only a part is kept: a download was broken off.
            pass
    _reach()
    return make(False)


def _kept(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 (heavy)

    # A model of several parts has the first file, a bare transformer only the second.
    files = ("modules.json", "config.json")
    return any(isinstance(try_to_load_from_cache(name, one), str) for one in files)


def _reach() -> None:
    """Ask the hub for a sign of life.

    :raises OSError: it gives none, or was switched off.
    """
    from huggingface_hub import constants  # noqa: PLC0415 (heavy)

    if constants.HF_HUB_OFFLINE:
        raise OSError("HF_HUB_OFFLINE is set")
    asked = urllib.request.Request(constants.ENDPOINT, method="HEAD")  # noqa: S310  # its own
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS):  # noqa: S310  # nosec B310
            pass
    except HTTPError:
        # An answer of any kind is a sign of life.
        return
