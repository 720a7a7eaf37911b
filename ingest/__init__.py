"""A file becomes a :class:`~ingest.model.Document`.  Knows no index and no web."""
