"""The backends of a library, each imported when first used.

What a generation is made of is told by its folder: a file or a folder of the parts that lie
there, a pointer for those on servers.  So any of these opens any generation; which of them
writes a new one, the library's ``store.json`` says.
"""
