"""Make the sample documents: ``corpus/sources/*.md`` become the files beside this package.

Run ``python -m corpus.typeset`` after changing a source; the results are committed,
so a reader of the library never needs this.  Pages follow the older Party form
(66-QĐ/TW of 2017, 36-HD/VPTW of 2018) or the State form (Nghị định 30/2020/NĐ-CP):
two header blocks, the type word alone in capitals, notes at the foot of the page that
run on over a page break, recipients left and signature right.

A source starts with ``key: value`` lines, then ``---``, then paragraphs, one a line:
``**bold**``, ``*italic*``, ``[^1]`` a note's mark and ``[^1]: text`` the note.
``== TITLE`` is centred and bold, ``=> text`` centred and plain; ``=== page`` starts a
new page.  ``as: scan`` asks for a picture-only PDF, ``as: badlayer`` for one whose text
layer was spoilt by recognition, ``as: tcvn3`` and ``as: vni`` for fonts and codes from
before Unicode, ``as: docx`` for a Word file; without it an ordinary PDF is made.

The same sources give the same bytes: nothing of the clock, the machine or a random
number enters a file.  Fonts: Liberation Serif (Debian: fonts-liberation2; SIL Open Font
Licence, under which the changed fonts bear another name).
"""
