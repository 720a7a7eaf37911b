"""PDF files: text layers, what they hide, and what they get wrong."""
