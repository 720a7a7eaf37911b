"""The provision tree of a document, and the passages cut along it."""
