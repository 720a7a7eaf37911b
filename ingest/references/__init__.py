"""References to documents and to places in them, found in text."""
