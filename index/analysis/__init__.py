"""Text as terms, syllables and tokens: the one analyser of passages and of queries."""
