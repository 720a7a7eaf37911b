"""Passages by meaning: nearest vectors, of wholes and of windows."""
