"""Frozen view models: what the templates print, already in Vietnamese words."""
