"""Pages that are pictures: recognised with tesseract, cleaned, kept."""
