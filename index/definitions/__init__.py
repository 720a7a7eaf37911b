"""Definitions: which words a document explains, and in which words of its own."""
