"""Vietnamese text, numerals, dates and spans.  Standard library only."""
