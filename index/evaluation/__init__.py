"""Measuring retrieval over files of passages and over libraries."""
