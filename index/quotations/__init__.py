"""Quotations: what a draft puts in quotation marks, looked for word by word in the library."""
