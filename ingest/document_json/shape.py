"""What writing and reading a document as JSON have in common."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
FORMAT = 1
"""Raised when ``more`` changes its shape."""
_WORDS = ("kind", "issuer", "superior", "deciding_body", "place", "subject", "signatory")
CLAIMS = (*_WORDS, "position", "urgency")
"""Claims of a header whose values are words."""
