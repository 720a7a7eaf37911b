"""Answering a search: two rankings made one, grouped, marked and shown."""
