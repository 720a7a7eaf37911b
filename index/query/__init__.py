"""What a reader typed: filters, phrases, diacritics, abbreviations, completions."""
