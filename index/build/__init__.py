"""Building a library: sources, parsing, writing and verifying one generation."""
