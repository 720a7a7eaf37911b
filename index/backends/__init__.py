"""The backends of a library, each imported when first used.

What a generation is made of its record says (:mod:`index.backends.engines`), so any of these
opens any generation; which of them writes a new one, the library's ``store.json`` says.
"""
