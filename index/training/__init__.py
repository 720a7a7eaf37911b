"""Training of the embedded model: ``python -m index.training --data DIR --out DIR``.

A static model (one vector a token, averaged) is the family that serves a reader
without a graphics card: a query costs well under a millisecond.  Its tokens are
Vietnamese syllables and frequent runs of two to four syllables
(:mod:`index.training.vocabulary`), because a Vietnamese word is mostly several
syllables and an average of single syllables forgets which went together.
"""
