"""A :class:`Document` as JSON and back.

The keys of the project's JSON contract (``python -m ingest FILE --json``) are for
everyone; dates are ISO 8601, offsets count code points of ``text``.  The key ``more``
holds the rest of the document compactly, so that nothing is lost when a parsed
document is kept: ``from_json(to_json(d)) == d``.
"""

from ingest.document_json.read import from_json
from ingest.document_json.write import to_json

__all__ = ["from_json", "to_json"]
