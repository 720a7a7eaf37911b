"""What passages hold, read once when a library is built: words, numbers, sentences, tokens."""
