"""From lines on pages to the one canonical text: paragraphs, running heads, footnotes."""
