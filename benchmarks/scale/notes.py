"""What was measured apart from the tables of the report; kept by hand."""

TEXT = """## What is chosen by size

- **When it was measured.** The tables are from before the encoder shipped, before diacritics were
  restored by triples of syllables and before words were counted by rights: Vankien in them goes by
  words and the static model, and reads everything.
- **Words.** `--text-engine auto` writes a library of up to 5,000 passages with Whoosh and a larger
  one with Tantivy; `record.json` says which (`text_engine`). Both are given the same terms.
  Tantivy's BM25 has fixed constants: over 529 questions on law articles nDCG@10 of the joint
  ranking is 0.908 (Whoosh 0.916), over 52 on congress pages 0.630 (0.621), all inside the
  intervals; the small library keeps the ranking that was tuned.
  Whoosh writes 2,700 passages in 14 s of processor and 5,000 in 36 s, once: a build that adds to a
  library writes what is new. A writer of its segments of our own took 5 s and 12 s; it was given
  up, for Tantivy (`--text-engine tantivy`) writes the 2,700 in 0.4 s.
- **Vectors.** Up to 20,000 are compared one by one; more are kept in lists (`IVF…,SQfp16`), mapped
  from disk. On 100,000 real vectors of 512 numbers, one thread: one by one 22.3 ms, a quarter of
  512 lists 2.3 ms. Each build tries windows of its own passages and looks into as many lists as
  find 0.98 of the 200 nearest (`vectors/lists.json` says how many and what share was found). On
  100,000 passages, 192 of 512 lists found 0.991 of the ten best of an exact search (100
  questions), 41 lists 0.945; with the calibration by the 200 nearest this was not
  compared again.
  One byte a number instead of two (`SQ8`) was tried: 2.9 ms against 2.7 ms at 140 of 512 lists, and
  0.991 against 0.995 of the ten best (300 windows); three quarters of a byte (`SQ6`) took 6.2 ms.
  Additions and removals go into the lists; they are made anew when the library has doubled or
  halved.
- **Windows** of passages are scored for candidates of the first stage only, from mapped files.
- **A million passages** were built once, at the lowest priority beside six other processes:
  1,435 s of processor, 36 minutes by the clock. Most memory was 3,986 MB, while vectors
  were put into lists; since then child processes are ended and syllables written before that,
  which was not measured again at this size. The first answer took 20 s (25 s out of cold files):
  most of it to look each of 20,000 documents up in the register by every name of its, which is now
  done once and leaves 9.4 s, 5.5 s of them to read all that was sealed (4.9 GB); out of cold files
  it is still 24 s. The web app does this in the background. The build's row and load are those of
  that build, the questions' were measured later, alone on the machine.
- **Processes that search.** In one process eight clients were answered more slowly than one: on
  100,000 passages 32 questions a second against 44, and a question took 41 ms of processor instead
  of 22 (handing the interpreter round). Two processes of their own answered 52 to 62 a second
  beside other work. Answers come back pickled, 25 KB and under 2 ms of both sides.
- **A search's own work** is much the same at every size: of the 24 ms of processor on 100,000
  passages (machine not quiet) 8 ms are the two indexes and what joins them, 6 ms the marks and the
  sentences of up to 60 passages, 3 ms of these to embed sentences; near-identical passages 2 ms,
  the catalogue's rows 3 ms. Leaving terms of more than a fifth of the passages out of candidates
  would take Tantivy 1.9 ms instead of 3.3 ms and lose none of the 20 best, but not their scores.
"""
