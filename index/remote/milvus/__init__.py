"""Vectors and words of a library on a Milvus cluster, or in a Lite file."""
