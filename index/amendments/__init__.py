"""Acts of amendment: who changed what, where, in which words, from when."""
