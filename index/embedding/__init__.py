"""Embedding models: the one that ships, and any of sentence-transformers."""
