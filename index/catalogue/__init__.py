"""The catalogue of one generation: exact facts of documents, passages and references."""
